"""Reading a delivered file against its schema: guard, cells, rules. Any bytes give an answer, never an error."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from typing import Any

from datasets import guard, separated
from datasets.bounds import MOST_COLUMNS, MOST_ROWS
from datasets.tables import read_sheet
from datasets.workbook import cells_of
from models.datasets.delivered import DeliveredRow
from models.datasets.schema import TITLE_ROW, About, Column, ColumnType, DatasetRule, DatasetSchema, Sheet
from models.forms.findings import Finding, FindingLevel
from models.settings import settings
from rules.datasets import validation
from rules.figures import plausibility
from rules.forms.personal_numbers import RULE as PERSONAL_NUMBER
from rules.forms.personal_numbers import has_personal_number

MOST_FINDINGS = 100
MUNICIPALITY = "municipality_code"
SYNTHETIC = "syntetisk"


@dataclass(frozen=True)
class Reading:
    """What a file says. Trust `rows` only when no finding is hard; the hard ones come first.

    `refused`: nothing of it may be used, and the first finding's rule says why. `may_be_kept` is False for a file that
    was refused: it was not opened, could not be read, or has a personal number somewhere.
    """

    findings: tuple[Finding, ...]
    rows: tuple[DeliveredRow, ...] = ()
    may_be_kept: bool = False
    refused: bool = False

    @property
    def hard(self) -> bool:
        """True when the delivery cannot stand as it is."""
        return any(not one.soft for one in self.findings)


class _Refused(Exception):
    """Nothing of the file may be used."""

    def __init__(self, *findings: Finding) -> None:
        self.findings = findings
        super().__init__()


def read(
    content: bytes,
    filename: str,
    schema: DatasetSchema,
    *,
    municipality: str | None = None,
    known: Collection[str] = (),
    confirmed: Collection[str] = (),
) -> Reading:
    """The file as the dataset wants it, with every fault and every question.

    Args:
        municipality: code of the one that delivers; then another's figures, or only a part of the dataset, are faults.
        known: codes of municipalities there are; empty when that is not asked. A file of made-up figures, or one
            that cannot say whether they are (a comma file), may have codes of its own.
        confirmed: what soft findings that were answered are `about`; of too many findings these are left out first.
    """
    try:
        refusal = guard.spreadsheet(content, filename, limit=settings().upload_bytes)
        if refusal:
            raise _Refused(refusal)
        if content.startswith(b"PK"):
            findings, rows = _workbook(schema, content)
        else:
            findings, rows = _table(schema, content, whole=municipality is not None)
    except _Refused as refused:
        return Reading(refused.findings[:MOST_FINDINGS], refused=True)
    findings += _municipality(schema, rows, municipality, known)
    findings += _judged(schema, rows, findings)
    return Reading(_ordered(findings, confirmed), tuple(rows), may_be_kept=True)


def _damaged() -> _Refused:
    return _Refused(Finding("damaged"))


def _personal(places: Iterable[tuple[str, int | None]]) -> _Refused:
    """Where personal numbers stand, and nothing of them; a sheet's name may itself be one."""
    shown = [("" if has_personal_number(sheet) else sheet, row) for sheet, row in places]
    return _Refused(
        *(Finding(PERSONAL_NUMBER, {}, "personal_number_in_file", sheet, row) for sheet, row in shown)
    )


def _workbook(schema: DatasetSchema, content: bytes) -> tuple[list[Finding], list[DeliveredRow]]:
    book = cells_of(content)
    if book is None:
        raise _damaged()
    if "personal" in book:
        raise _personal(book["personal"])
    given: dict[str, list[list[Any]]] = book["sheets"]
    for name, cells in given.items():
        _check_size(name, cells)
    wanted = {sheet.name for sheet in schema.sheets}
    findings = [
        _flaw(kind, sheet, column, row, given[sheet])
        for kind, sheet, column, row in book["flaws"]
        if sheet in wanted and sheet in given
    ]
    rows: list[DeliveredRow] = []
    for name, cells in given.items():
        if name not in wanted | set(schema.ignored) and any(cell != "" for line in cells for cell in line):
            findings.append(Finding("unknown_sheet", sheet=name[:40]))
    for sheet in schema.sheets:
        if sheet.name not in given:
            findings.append(Finding("missing_sheet", sheet=sheet.name))
            continue
        found, read_rows = read_sheet(sheet, given[sheet.name])
        findings.extend(found)
        rows.extend(read_rows)
    return findings, rows


def _check_size(name: str, cells: list[list[Any]]) -> None:
    if len(cells) > MOST_ROWS or any(len(line) > MOST_COLUMNS for line in cells):
        facts = {"rows": MOST_ROWS, "columns": MOST_COLUMNS}
        raise _Refused(Finding("too_large_sheet", facts, sheet=name[:40]))


def _flaw(kind: str, sheet: str, column: str, row: int | None, cells: list[list[Any]]) -> Finding:
    """A formula, an error or merged cells; the column by its heading where it has one."""
    at = sum((ord(letter) - 64) * 26**power for power, letter in enumerate(reversed(column))) - 1
    headings = cells[TITLE_ROW - 1] if cells else []
    heading = str(headings[at]).removesuffix(" *") if 0 <= at < len(headings) else ""
    facts = {"cell": f"{column}{row or ''}" or "A1"}
    return Finding(kind, facts, sheet=sheet, row=row, column=heading[:60])


def _table(schema: DatasetSchema, content: bytes, *, whole: bool) -> tuple[list[Finding], list[DeliveredRow]]:
    """A comma file is one table; it may have the municipality's code in a column of its own."""
    tables = [sheet for sheet in schema.sheets if not sheet.keys]
    try:
        lines = separated.lines_of(content, {MUNICIPALITY, *(id for sheet in tables for id in sheet.by_id())})
    except separated.UnreadableCommaFile:
        raise _damaged() from None
    places = [number for number, row in enumerate(lines.rows, start=1) if _personal_line(row)]
    if places:
        raise _personal([("", number) for number in places])
    _check_size("", lines.rows)
    ids = set(lines.rows[lines.ids - 1]) if lines.ids else set()
    sheet = max(tables, key=lambda one: len(ids & one.by_id().keys()))
    if len(ids & sheet.by_id().keys()) < 2:
        example = ";".join(list(sheet.by_id())[:3])
        raise _Refused(Finding("unknown_table", {"ids": example}))
    findings, rows = read_sheet(
        _with_code(schema, sheet) if MUNICIPALITY in ids else sheet,
        lines.rows,
        ids=lines.ids,
    )
    if whole:
        others = [one for one in schema.sheets if one is not sheet]
        findings += [Finding("missing_sheet", key="lone_table", sheet=one.name) for one in others]
    return findings, list(rows)


def _personal_line(fields: list[str]) -> bool:
    """A field of nine or ten digits has lost its first zero, as a number in a cell has."""
    return has_personal_number("\n".join(fields)) or any(
        has_personal_number(int(field)) for field in fields if len(field) in (9, 10) and field.isdecimal()
    )


def _with_code(schema: DatasetSchema, sheet: Sheet) -> Sheet:
    """The sheet as it stands in a file for several municipalities: their code is part of every key."""
    keys = schema.sheet(About.MUNICIPALITY)
    code = keys.by_id().get(MUNICIPALITY) if keys else None
    column = code or Column(id=MUNICIPALITY, title=MUNICIPALITY, type=ColumnType.TEXT, digits=4)
    return sheet.model_copy(
        update={"columns": (column, *sheet.columns), "unique": (MUNICIPALITY, *sheet.unique)}
    )


def _municipality(
    schema: DatasetSchema, rows: list[DeliveredRow], municipality: str | None, known: Collection[str]
) -> list[Finding]:
    """Whose figures they are: one finding for each code that is nobody's or another's, at its first row."""
    findings, seen = [], set()
    asked = known if _real(rows) else ()
    for row in rows:
        code = row.values.get(MUNICIPALITY)
        sheet = schema.sheet(row.sheet)
        if code is None or code in seen or sheet is None:
            continue
        seen.add(code)
        at = list(sheet.by_id()).index(MUNICIPALITY) + 1 if sheet.keys else row.row
        title = sheet.by_id()[MUNICIPALITY].title if sheet.keys else MUNICIPALITY
        if municipality is not None and code != municipality:
            facts = {"code": municipality}
            findings.append(Finding("other_municipality", facts, "", sheet.name, at, title))
        elif asked and code not in asked:
            findings.append(Finding("unknown_municipality", {}, "", sheet.name, at, title))
    return findings


def _real(rows: list[DeliveredRow]) -> bool:
    """True when the file says where its figures come from, and they are not made up for practice."""
    sources = [row.values.get("source_system") for row in rows if row.sheet is About.MUNICIPALITY]
    return bool(sources) and SYNTHETIC not in sources


def _judged(schema: DatasetSchema, rows: list[DeliveredRow], found: list[Finding]) -> list[Finding]:
    """What the rules say of the rows that could be read; whether years are missing is asked when nothing is hard."""
    unsound = {(one.sheet, one.row) for one in found if not one.soft}
    names = {sheet.about: sheet.name for sheet in schema.sheets}
    of_municipality: dict[Any, list[DeliveredRow]] = {}
    for row in rows:
        if (names[row.sheet], row.row) not in unsound:
            code = None if row.sheet is About.MUNICIPALITY else row.values.get(MUNICIPALITY)
            of_municipality.setdefault(code, []).append(row)
    judged: list[Finding] = []
    for group in of_municipality.values():
        judged += validation.findings(schema, group)
        judged += plausibility.findings(schema, group)
    complete = not unsound and not any(not one.soft for one in judged)
    return [one for one in judged if complete or one.rule != DatasetRule.G1]


def _ordered(findings: list[Finding], confirmed: Collection[str]) -> tuple[Finding, ...]:
    """Hard ones first, answered ones last; the number of those that are left out stands in the place of the last."""
    ordered = sorted(findings, key=lambda one: (one.soft, one.soft and one.about in confirmed))
    if len(ordered) <= MOST_FINDINGS:
        return tuple(ordered)
    kept, left = ordered[: MOST_FINDINGS - 1], ordered[MOST_FINDINGS - 1 :]
    level = left[0].level
    about = f"more/{len(left)}" if level is FindingLevel.SOFT else ""
    more = Finding("more", {"count": len(left)}, level=level, about=about)
    return (*kept, more)
