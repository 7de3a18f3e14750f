"""Writing a workbook that the reader understands: the template to fill, or a template with rows in it."""

from __future__ import annotations

import io
from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime
from functools import cached_property
from typing import Any

import xlsxwriter  # type: ignore[import-untyped]  # ships no types
from babel.numbers import format_decimal
from xlsxwriter.format import Format  # type: ignore[import-untyped]  # ships no types
from xlsxwriter.worksheet import Worksheet  # type: ignore[import-untyped]  # ships no types

from datasets import guidance
from datasets.export import harmless
from models.datasets.delivered import Delivery
from models.datasets.schema import (
    FIRST_ROW,
    ID_ROW,
    TITLE_ROW,
    About,
    Column,
    ColumnType,
    DatasetSchema,
    Sheet,
)
from models.language import Say

_LINES = 2000
_LONGEST_LIST, _LONGEST_NOTE = 255, 255
_MADE = datetime(2022, 1, 1)  # noqa: DTZ001 - the same in every copy, so that equal templates are equal bytes
_OPTIONS = {
    "in_memory": True,
    "strings_to_formulas": False,
    "strings_to_urls": False,
    "strings_to_numbers": False,
    "nan_inf_to_errors": True,
}
_OPEN = {"format_columns": True, "format_rows": True, "insert_rows": True, "sort": True, "autofilter": True}
_SHOWN = {ColumnType.TEXT: "@", ColumnType.DATE: "dd-mm-yyyy", ColumnType.CHOICE: "@"}

Given = Mapping[About, Sequence[Mapping[str, Any]]]


class _Book(xlsxwriter.Workbook):  # type: ignore[misc]  # ships no types
    """A workbook whose sheets can be neither added, removed, renamed nor moved."""

    def _write_workbook_pr(self) -> None:
        super()._write_workbook_pr()
        self._xml_empty_tag("workbookProtection", [("lockStructure", 1)])

    @cached_property
    def bold(self) -> Format:
        """Headings."""
        return self.add_format({"bold": True, "text_wrap": True, "valign": "top", "bg_color": "#EEEEEE"})

    @cached_property
    def grey(self) -> Format:
        """Ids, for programs."""
        return self.add_format({"font_color": "#666666", "font_size": 9})

    @cached_property
    def plain(self) -> Format:
        """Sentences."""
        return self.add_format({"text_wrap": True, "valign": "top"})

    @cached_property
    def open(self) -> dict[ColumnType, Format]:
        """Cells to write in, by what they hold."""
        return {
            type: self.add_format({"locked": False, "num_format": _SHOWN.get(type, "General")})
            for type in ColumnType
        }


def write(
    schema: DatasetSchema, say: Say, rows: Given | None = None, *, code: str = "", name: str = ""
) -> bytes:
    """An .xlsx of the dataset with those rows, values by column id; a sheet of keys takes one mapping.

    `say` says what stands around the dataset's own words. `code` and `name` are the municipality's and stand in the
    keys sheet. The same arguments give the same bytes.
    """
    given = rows or {}
    out = io.BytesIO()
    with _Book(out, _OPTIONS) as book:
        book.set_properties({"title": schema.title, "created": _MADE})
        for sheet in schema.sheets:
            page = book.add_worksheet(sheet.name)
            page.protect("", _OPEN)
            if sheet.keys:
                known = {
                    "schema_version": schema.version,
                    "municipality_code": code,
                    "municipality_name": name,
                }
                mine = {**known, **next(iter(given.get(sheet.about, ())), {})}
                _keys(book, page, say, sheet, mine)
            else:
                _table(book, page, say, sheet, given.get(sheet.about, ()))
        for title, write_page in zip(schema.ignored, (_codes, _guidance), strict=False):
            page = book.add_worksheet(title)
            page.protect("", _OPEN)
            write_page(book, page, schema, say)
    return out.getvalue()


def prefilled(
    schema: DatasetSchema, say: Say, *, code: str = "", name: str = "", last: Delivery | None = None
) -> bytes:
    """The template for one municipality, with its last figures; the day they were taken out is left open."""
    rows: dict[About, list[Mapping[str, Any]]] = {}
    for row in last.rows if last else ():
        kept = {id: value for id, value in row.values.items() if id not in ("extract_date", "schema_version")}
        rows.setdefault(row.sheet, []).append(kept)
    return write(schema, say, rows, code=code, name=name)


def _keys(book: _Book, page: Worksheet, say: Say, sheet: Sheet, given: Mapping[str, Any]) -> None:
    page.set_column(0, 0, 22)
    page.set_column(1, 1, 40)
    page.set_column(2, 2, 80)
    for at, column in enumerate(sheet.columns):
        page.write_string(at, 0, column.id, book.bold)
        _cell(book, page, at, 1, column, given.get(column.id))
        unit = f" ({column.unit})" if column.unit else ""
        page.write_string(at, 2, f"{column.heading}{unit}: {column.help}".rstrip(": "), book.plain)
        _validate(page, say, column, at, at, 1)


def _table(book: _Book, page: Worksheet, say: Say, sheet: Sheet, given: Sequence[Mapping[str, Any]]) -> None:
    page.freeze_panes(ID_ROW, min(len(sheet.unique), 2))
    page.set_row(TITLE_ROW - 1, 45)
    for across, column in enumerate(sheet.columns):
        page.set_column(across, across, 34 if column.type is ColumnType.TEXT else 17, book.open[column.type])
        page.write_string(TITLE_ROW - 1, across, column.heading, book.bold)
        page.write_string(ID_ROW - 1, across, column.id, book.grey)
        _validate(page, say, column, FIRST_ROW - 1, FIRST_ROW - 2 + _LINES, across)
        for down, row in enumerate(given, start=FIRST_ROW - 1):
            _cell(book, page, down, across, column, row.get(column.id))


def _codes(book: _Book, page: Worksheet, schema: DatasetSchema, say: Say) -> None:
    page.set_column(0, 2, 26)
    page.set_column(3, 3, 70)
    page.freeze_panes(1, 0)
    _lines(page, 0, [tuple(map(say, guidance.CODES))], book.bold)
    _lines(page, 1, guidance.codes(schema), book.plain)


def _guidance(book: _Book, page: Worksheet, schema: DatasetSchema, say: Say) -> None:
    page.set_column(0, 0, 16)
    page.set_column(1, 2, 34)
    page.set_column(3, 3, 90)
    heading = book.add_format({"bold": True, "font_size": 14})
    loose = book.add_format({})
    at = _lines(page, 0, [(schema.title,)], heading)
    at = _lines(page, at + 1, ((line,) for line in guidance.how(say)), loose)
    at = _lines(page, at + 1, [tuple(map(say, guidance.COLUMNS))], book.bold)
    at = _lines(page, at, guidance.columns(schema), book.plain)
    _lines(page, at + 1, guidance.rules(schema, say), loose)


def _lines(page: Worksheet, first: int, lines: Iterable[Sequence[str]], look: Format) -> int:
    """Write the lines from that row on; the row after the last."""
    at = first
    for line in lines:
        for across, text in enumerate(line):
            page.write_string(at, across, harmless(text), look)
        at += 1
    return at


def _validate(page: Worksheet, say: Say, column: Column, first: int, last: int, across: int) -> None:
    """Let the spreadsheet itself offer the choices, refuse what the reader would refuse, and explain the column."""
    rule: dict[str, Any] = {"validate": "any"}
    if column.choices and len(",".join(column.choices)) <= _LONGEST_LIST:
        message = say("choice", choices=", ".join(column.choices))
        rule = {"validate": "list", "source": list(column.choices), "error_message": message[:_LONGEST_NOTE]}
    elif column.type in (ColumnType.INTEGER, ColumnType.DECIMAL):
        low, high = column.at_least or 0, column.at_most or 10**9
        rule = {
            "validate": column.type.value,
            "criteria": "between",
            "minimum": low,
            "maximum": high,
            "error_message": say("range", low=_number(low, say), high=_number(high, say)),
        }
    if column.help:
        rule |= {"input_title": column.title[:32], "input_message": column.help[:_LONGEST_NOTE]}
    if rule != {"validate": "any"}:
        page.data_validation(first, across, last, across, rule)


def _number(value: float, say: Say) -> str:
    return format_decimal(value, format="0.##", locale=say.language)


def _cell(book: _Book, page: Worksheet, down: int, across: int, column: Column, value: Any) -> None:
    look = book.open[column.type]
    if value is None or value == "":
        page.write_blank(down, across, None, look)
    elif column.type is ColumnType.DATE and (day := _day(value)):
        page.write_datetime(down, across, day, look)
    elif isinstance(value, bool) or not isinstance(value, int | float):
        page.write_string(down, across, harmless(str(value)), look)
    else:
        page.write_number(down, across, value, look)


def _day(value: Any) -> date | None:
    try:
        return value if isinstance(value, date) else date.fromisoformat(str(value))
    except ValueError:
        return None
