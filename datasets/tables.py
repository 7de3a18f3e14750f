"""One sheet's cells against its columns: what is missing, what is unknown, and what each cell means."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from models.datasets import FIRST_ROW, ID_ROW, Column, ColumnType, Sheet
from models.findings import Finding
from rules.forms import day_or_none


@dataclass(frozen=True)
class Row:
    """A row of data: its number as the spreadsheet counts, and a value for each column id (None: left empty)."""

    number: int
    values: Mapping[str, Any]


class _Unfit(Exception):
    """A cell does not fit its column; `message` says what to write."""

    def __init__(self, rule: str, message: str) -> None:
        self.rule = rule
        self.message = message
        super().__init__(rule)


def read_sheet(sheet: Sheet, rows: list[list[Any]]) -> tuple[list[Finding], tuple[Row, ...]]:
    """The sheet's rows and what is wrong with them; a sheet of keys and values is read as one row."""
    if sheet.keys:
        return _read_keys(sheet, rows)
    findings, placed = _columns(sheet, rows)
    if findings:
        return findings, ()
    read = []
    for number, cells in _filled(rows, FIRST_ROW):
        values = {}
        for id, column in sheet.by_id().items():
            at = placed.get(id)
            cell = cells[at] if at is not None and at < len(cells) else ""
            values[id] = _value(sheet, column, number, cell, findings)
        read.append(Row(number, values))
    if not read and not sheet.may_be_empty:
        message = f"Arket er tomt. Data begynder i række {FIRST_ROW}."
        findings.append(Finding("empty_sheet", message, sheet=sheet.name))
    findings.extend(_repeated(sheet, read))
    return findings, tuple(read)


def _filled(rows: list[list[Any]], first: int) -> Iterator[tuple[int, list[Any]]]:
    for number, cells in enumerate(rows, start=1):
        if number >= first and any(_text(cell) for cell in cells):
            yield number, cells


def _columns(sheet: Sheet, rows: list[list[Any]]) -> tuple[list[Finding], dict[str, int]]:
    """Where each column id stands, and what is wrong with the row of ids."""
    ids = [_text(cell) for cell in rows[ID_ROW - 1]] if len(rows) >= ID_ROW else []
    findings, placed = [], {}
    for at, id in enumerate(ids):
        title = _text(rows[0][at]) if at < len(rows[0]) else ""
        if not id and not any(_text(row[at]) for row in rows if at < len(row)):
            continue
        if id not in sheet.by_id():
            message = "Kolonnen hører ikke til skabelonen. Slet den, eller ret id'et i række 2."
            place = (title or id)[:60]
            findings.append(Finding("unknown_column", message, sheet=sheet.name, row=ID_ROW, column=place))
        elif id in placed:
            message = "Kolonnen står der to gange. Slet den ene."
            findings.append(Finding("double_column", message, sheet=sheet.name, row=ID_ROW, column=id))
        else:
            placed[id] = at
    for id, column in sheet.by_id().items():
        if column.required and id not in placed:
            message = f"Kolonnen mangler. Dens id »{id}« skal stå i række {ID_ROW}."
            findings.append(
                Finding("missing_column", message, sheet=sheet.name, row=ID_ROW, column=column.title)
            )
    return findings, placed


def _read_keys(sheet: Sheet, rows: list[list[Any]]) -> tuple[list[Finding], tuple[Row, ...]]:
    findings: list[Finding] = []
    lines: dict[str, tuple[int, Any]] = {}
    for number, cells in _filled(rows, 1):
        key = _text(cells[0])
        value = cells[1] if len(cells) > 1 else ""
        if key not in sheet.by_id():
            message = "Linjen hører ikke til skabelonen. Slet den."
            findings.append(Finding("unknown_key", message, sheet=sheet.name, row=number))
        elif key in lines:
            message = "Linjen står der to gange. Slet den ene."
            findings.append(Finding("double_key", message, sheet=sheet.name, row=number, column=key))
        else:
            lines[key] = (number, value)
    values = {}
    for key, column in sheet.by_id().items():
        if key not in lines and column.required:
            message = f"Linjen »{key}« mangler. Skriv den i kolonne A, og svaret i kolonne B."
            findings.append(Finding("missing_key", message, sheet=sheet.name, column=column.title))
            continue
        number, cell = lines.get(key, (0, ""))
        values[key] = _value(sheet, column, number, cell, findings)
    return findings, (Row(1, values),)


def _repeated(sheet: Sheet, rows: list[Row]) -> Iterator[Finding]:
    seen: dict[tuple[Any, ...], int] = {}
    for row in rows:
        key = tuple(row.values[id] for id in sheet.unique)
        if not key or None in key:
            continue
        if key in seen:
            titles = " og ".join(sheet.by_id()[id].title for id in sheet.unique)
            message = f"Rækken har samme {titles} som række {seen[key]}. Slet den ene, eller ret den."
            yield Finding("double_row", message, sheet=sheet.name, row=row.number)
        seen.setdefault(key, row.number)


def _value(sheet: Sheet, column: Column, number: int, cell: Any, findings: list[Finding]) -> Any:
    """The cell's meaning; None when it is empty or unfit, and then a finding says so."""
    try:
        if not _text(cell):
            if column.required:
                zero = " Skriv 0, hvis tallet er nul." if column.type in _NUMBERS else ""
                raise _Unfit("required", f"Cellen skal udfyldes.{zero}")
            return None
        return _READERS[column.type](column, cell)
    except _Unfit as unfit:
        where = {"sheet": sheet.name, "row": number, "column": column.title}
        findings.append(Finding(unfit.rule, unfit.message, **where))  # type: ignore[arg-type]  # a row is a number, the others are texts
        return None


def _text(cell: Any) -> str:
    if isinstance(cell, dict):
        return str(cell.get("date", ""))
    if isinstance(cell, float) and cell.is_integer() and abs(cell) < 10**15:
        return str(int(cell))
    return str(cell).strip()


_WHOLE = re.compile(r"[+-]?\d{1,12}", re.ASCII)
_DECIMAL = re.compile(r"[+-]?\d{1,12}([.,]\d{1,9})?", re.ASCII)
_THOUSANDS = re.compile(r"[+-]?\d{1,3}\.\d{3}", re.ASCII)


def _integer(column: Column, cell: Any) -> int:
    text = _text(cell)
    if isinstance(cell, bool) or not _WHOLE.fullmatch(text):
        raise _Unfit("type", "Skriv et helt tal uden punktum og tekst, for eksempel 1234.")
    return int(_within(column, int(text)))


def _decimal(column: Column, cell: Any) -> float:
    text = _text(cell)
    ambiguous = isinstance(cell, str) and _THOUSANDS.fullmatch(text)
    if isinstance(cell, bool) or ambiguous:
        raise _Unfit("type", "Skriv et tal med decimalkomma og uden punktum, for eksempel 1234,5.")
    if isinstance(cell, float):
        return _within(column, cell)
    if not _DECIMAL.fullmatch(text):
        raise _Unfit("type", "Skriv et tal, for eksempel 1234,5.")
    return _within(column, float(text.replace(",", ".")))


def _within(column: Column, number: float) -> float:
    low, high = column.at_least, column.at_most
    if (low is not None and not number >= low) or (high is not None and not number <= high):
        raise _Unfit("range", f"Tallet skal ligge mellem {low:.0f} og {high:.0f}.")
    return number


def _choice(column: Column, cell: Any) -> str:
    said = str(cell) if isinstance(cell, float) else _text(cell)
    for choice in column.choices:
        if choice.casefold() == said.casefold():
            return choice
    raise _Unfit("choice", f"Skriv en af disse: {', '.join(column.choices)}.")


def _words(column: Column, cell: Any) -> str:
    text = _text(cell)
    if column.digits:
        text = text.zfill(column.digits) if isinstance(cell, int | float) else text
        if not re.fullmatch(rf"\d{{{column.digits}}}", text, re.ASCII):
            raise _Unfit("type", f"Skriv {column.digits} cifre.")
        return text
    if not (column.at_least or 0) <= len(text) <= (column.at_most or len(text)):
        raise _Unfit("range", f"Teksten skal være på {column.at_least:.0f} til {column.at_most:.0f} tegn.")
    return text


def _day(column: Column, cell: Any) -> str:  # noqa: ARG001 - all readers of cells are called alike
    day = day_or_none(_text(cell))
    if day is None:
        raise _Unfit("type", "Skriv en dato, for eksempel 30-09-2022.")
    return day.isoformat()


_NUMBERS = frozenset({ColumnType.INTEGER, ColumnType.DECIMAL})
_READERS: Mapping[ColumnType, Callable[[Column, Any], Any]] = {
    ColumnType.INTEGER: _integer,
    ColumnType.DECIMAL: _decimal,
    ColumnType.CHOICE: _choice,
    ColumnType.TEXT: _words,
    ColumnType.DATE: _day,
}
