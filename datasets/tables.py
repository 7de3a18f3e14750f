"""One sheet's cells against its columns: what is missing, what is unknown, and what each cell means."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from datasets.values import X1, X3, Doubt, Unfit, reader_of, text_of
from models.datasets.delivered import DeliveredRow
from models.datasets.schema import ID_ROW, Column, Sheet
from models.forms.findings import Finding, FindingLevel
from rules.datasets.lookup import LONGEST_ABOUT, key_of


@dataclass
class SheetTable:
    """A sheet being read: the rows so far, and what is wrong with them. `ids` is the row with the columns' ids."""

    sheet: Sheet
    ids: int = ID_ROW
    findings: list[Finding] = field(default_factory=list)
    rows: list[DeliveredRow] = field(default_factory=list)

    def fault(self, key: str, row: int | None, column: str = "", **facts: object) -> None:
        """Note what is wrong with the sheet's own keys and columns."""
        self.findings.append(Finding(X1, facts, key, sheet=self.sheet.name, row=row, column=column))

    def note(self, unfit: Unfit, row: int | None, column: Column) -> None:
        """Note a cell that does not fit its column."""
        self.findings.append(Finding(unfit.rule, unfit.facts, unfit.key, self.sheet.name, row, column.title))

    def ask(
        self, rule: str, row: int | None, column: str, about: str, *, key: str = "", **facts: object
    ) -> None:
        """Note what is to be explained."""
        self.findings.append(
            Finding(
                rule,
                facts,
                key,
                sheet=self.sheet.name,
                row=row,
                column=column,
                level=FindingLevel.SOFT,
                about=f"{rule}/{self.sheet.name}/{about}"[:LONGEST_ABOUT].rstrip("/"),
            )
        )


def read_sheet(
    sheet: Sheet, cells: list[list[Any]], *, ids: int = ID_ROW
) -> tuple[list[Finding], tuple[DeliveredRow, ...]]:
    """The sheet's rows and what is wrong with them; a sheet of keys and values is read as one row, the first."""
    table = SheetTable(sheet, ids)
    if sheet.keys:
        _read_keys(table, cells)
    else:
        _read_rows(table, cells)
    return table.findings, tuple(table.rows)


def _read_rows(table: SheetTable, cells: list[list[Any]]) -> None:
    placed = _columns(table, cells)
    if table.findings:
        return
    readers = [(one, placed.get(id), reader_of(one)) for id, one in table.sheet.by_id().items()]
    readers = [(one, at, read) for one, at, read in readers if at is not None or one.required]
    absent = {one.id: None for one in table.sheet.columns if one.id not in placed}
    for number, line in _filled(cells, table.ids + 1):
        values: dict[str, Any] = dict(absent)
        for column, at, read in readers:
            try:
                values[column.id] = read(line[at] if at is not None and at < len(line) else "")
            except Unfit as unfit:
                values[column.id] = None
                table.note(unfit, number, column)
        _settle_doubts(table, number, values)
        table.rows.append(DeliveredRow(table.sheet.about, number, values))
    if not table.rows and not table.sheet.may_be_empty:
        table.ask("empty_sheet", None, "", "", line=table.ids + 1)
    _find_repeated(table)


def _filled(cells: list[list[Any]], first: int) -> Iterator[tuple[int, list[Any]]]:
    for number, line in enumerate(cells, start=1):
        if number >= first and any(cell != "" and text_of(cell) for cell in line):
            yield number, line


def _columns(table: SheetTable, cells: list[list[Any]]) -> dict[str, int]:
    """Where each column id stands; what is wrong with the row of ids is noted."""
    ids = [text_of(cell) for cell in cells[table.ids - 1]] if len(cells) >= table.ids else []
    ids += [""] * (max(map(len, cells), default=0) - len(ids))
    known, placed = table.sheet.by_id(), dict[str, int]()
    for at, id in enumerate(ids):
        title = text_of(cells[0][at]) if at < len(cells[0]) else ""
        if not id and not any(text_of(line[at]) for line in cells if at < len(line)):
            continue
        if id not in known:
            table.fault("unknown_column", table.ids, (title or id)[:60], line=table.ids)
        elif id in placed:
            table.fault("double_column", table.ids, known[id].title)
        else:
            placed[id] = at
    for id, column in known.items():
        if column.required and id not in placed:
            table.fault("missing_column", table.ids, column.title, id=id, line=table.ids)
    return placed


def _read_keys(table: SheetTable, cells: list[list[Any]]) -> None:
    known = table.sheet.by_id()
    lines: dict[str, tuple[int, Any]] = {}
    for number, line in _filled(cells, 1):
        key = text_of(line[0])
        if key not in known:
            table.fault("unknown_key", number)
        elif key in lines:
            table.fault("double_key", number, known[key].title)
        else:
            lines[key] = (number, line[1] if len(line) > 1 else "")
    values = {id: _read_key(table, column, *lines.get(id, (None, ""))) for id, column in known.items()}
    _settle_doubts(table, 1, values)
    table.rows.append(DeliveredRow(table.sheet.about, 1, values))


def _read_key(table: SheetTable, column: Column, number: int | None, cell: Any) -> Any:
    if number is None and column.required:
        table.fault("missing_key", None, column.title, id=column.id)
        return None
    try:
        return reader_of(column)(cell)
    except Unfit as unfit:
        table.note(unfit, number, column)
        return None


def _settle_doubts(table: SheetTable, number: int, values: dict[str, Any]) -> None:
    """Put the value in place of a doubt, and ask whether it was meant so."""
    if Doubt not in map(type, values.values()):
        return
    doubts = {id: value for id, value in values.items() if value.__class__ is Doubt}
    values.update({id: doubt.value for id, doubt in doubts.items()})
    known = table.sheet.by_id()
    for id, doubt in doubts.items():
        key = key_of(table.sheet, values)
        about, facts = f"{key}/{id}/{doubt.text}", {"text": doubt.text, "number": doubt.value}
        table.ask(X3, number, known[id].title, about, key="doubtful", **facts)


def _find_repeated(table: SheetTable) -> None:
    seen: dict[tuple[Any, ...], int] = {}
    sheet = table.sheet
    titles = [sheet.by_id()[id].title for id in sheet.unique]
    for row in table.rows:
        key = tuple(row.values[id] for id in sheet.unique)
        if not key or None in key:
            continue
        if key in seen:
            table.fault("double_row", row.row, titles=titles, line=seen[key])
        seen.setdefault(key, row.row)
