"""Writing a workbook that the reader understands: the template to fill, or a template with rows in it."""

from __future__ import annotations

import io
from collections.abc import Mapping, Sequence
from typing import Any

import xlsxwriter  # type: ignore[import-untyped]  # ships no types
from xlsxwriter.format import Format  # type: ignore[import-untyped]  # ships no types
from xlsxwriter.worksheet import Worksheet  # type: ignore[import-untyped]  # ships no types

from models.datasets import FIRST_ROW, ID_ROW, SCHEMAS, TITLE_ROW, Column, ColumnType, DatasetSchema, Sheet
from models.errors import UnknownDataset

_DANGEROUS = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")  # noqa: RUF001 - full-width signs that spreadsheets obey
_LINES = 2000
_OPTIONS = {
    "in_memory": True,
    "strings_to_formulas": False,
    "strings_to_urls": False,
    "strings_to_numbers": False,
    "nan_inf_to_errors": True,
}


def write(dataset: str, rows: Mapping[str, Sequence[Mapping[str, Any]]]) -> bytes:
    """An .xlsx of the dataset: for each sheet its rows (values by column id), for a sheet of keys one mapping.

    Raises:
        UnknownDataset: when there is no schema of that key.
    """
    if dataset not in SCHEMAS:
        raise UnknownDataset(dataset=dataset)
    out = io.BytesIO()
    with xlsxwriter.Workbook(out, _OPTIONS) as book:
        bold = book.add_format({"bold": True, "text_wrap": True, "valign": "top"})
        grey = book.add_format({"font_color": "#666666", "font_size": 9})
        for sheet in SCHEMAS[dataset].sheets:
            page = book.add_worksheet(sheet.name)
            given = rows.get(sheet.name, ())
            if sheet.keys:
                _keys(page, SCHEMAS[dataset], sheet, given[0] if given else {}, bold)
            else:
                _table(page, sheet, given, bold, grey)
    return out.getvalue()


def _keys(
    page: Worksheet, schema: DatasetSchema, sheet: Sheet, given: Mapping[str, Any], bold: Format
) -> None:
    values = {"schema_version": schema.version, **given}
    page.set_column(0, 1, 32)
    for at, column in enumerate(sheet.columns):
        page.write_string(at, 0, column.id, bold)
        _cell(page, at, 1, values.get(column.id))
        _validate(page, column, at, at, 1)


def _table(
    page: Worksheet, sheet: Sheet, given: Sequence[Mapping[str, Any]], bold: Format, grey: Format
) -> None:
    page.set_column(0, len(sheet.columns) - 1, 17)
    page.freeze_panes(ID_ROW, 1)
    for across, column in enumerate(sheet.columns):
        page.write_string(TITLE_ROW - 1, across, column.heading, bold)
        page.write_string(ID_ROW - 1, across, column.id, grey)
        _validate(page, column, FIRST_ROW - 1, FIRST_ROW - 2 + _LINES, across)
        for down, row in enumerate(given, start=FIRST_ROW - 1):
            _cell(page, down, across, row.get(column.id))


def _validate(page: Worksheet, column: Column, first: int, last: int, across: int) -> None:
    """Let the spreadsheet itself offer the choices and refuse what the reader would refuse."""
    if column.choices:
        rule: dict[str, Any] = {"validate": "list", "source": list(column.choices)}
    elif column.type in (ColumnType.INTEGER, ColumnType.DECIMAL):
        rule = {
            "validate": column.type.value,
            "criteria": "between",
            "minimum": column.at_least,
            "maximum": column.at_most,
        }
    else:
        return
    page.data_validation(first, across, last, across, rule)


def _cell(page: Worksheet, down: int, across: int, value: Any) -> None:
    if value is None or value == "":
        return
    if isinstance(value, bool) or not isinstance(value, int | float):
        page.write_string(down, across, harmless(str(value)))
    else:
        page.write_number(down, across, value)


def harmless(text: str) -> str:
    """The text, with an apostrophe before what a spreadsheet would take for a formula."""
    return f"'{text}" if text.startswith(_DANGEROUS) else text
