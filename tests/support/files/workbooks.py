"""Workbooks for the tests of datasets: the cells of one without faults, changed and written as a municipality might."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Callable, Mapping
from functools import cache
from pathlib import Path
from typing import Any

import xlsxwriter  # type: ignore[import-untyped]  # ships no types

from datasets import reader, writer
from languages.catalogues import speak
from models.datasets.schema import DatasetSchema
from models.datasets.shipped import FORANALYSE

EXAMPLES = sorted((Path(__file__).parents[2] / "data").glob("*.xlsx"))
Cells = dict[str, list[list[Any]]]
Change = Callable[[list[list[Any]]], object]


@cache
def _good() -> Cells:
    reading = reader.read(EXAMPLES[0].read_bytes(), "a.xlsx", FORANALYSE)
    cells: Cells = {}
    for sheet in FORANALYSE.sheets:
        rows = [row.values for row in reading.rows if row.sheet is sheet.about]
        if sheet.keys:
            cells[sheet.name] = [[one.id, rows[0][one.id]] for one in sheet.columns]
        else:
            heads = [[one.heading for one in sheet.columns], [one.id for one in sheet.columns]]
            cells[sheet.name] = heads + [[row[one.id] for one in sheet.columns] for row in rows]
    return cells


def good() -> Cells:
    """The cells of a workbook without faults, as a copy."""
    return {name: [list(row) for row in rows] for name, rows in _good().items()}


def changed(sheet: str, change: Change, cells: Cells | None = None) -> Cells:
    """The cells with one sheet changed; by default of the workbook without faults."""
    copy = cells or good()
    change(copy[sheet])
    return copy


def put(row: int, column: int, value: Any) -> Change:
    """Write a value into a cell."""
    return lambda rows: rows[row].__setitem__(column, value)


def written(
    schema: DatasetSchema, rows: writer.Given | None = None, *, code: str = "", name: str = ""
) -> bytes:
    """The dataset's template in its own language, with those rows."""
    return writer.write(schema, speak(schema.language, "template"), rows, code=code, name=name)


def workbook(cells: Mapping[str, list[list[Any]]], touch: Callable[[Any], object] | None = None) -> bytes:
    """An .xlsx with exactly these cells; a text that begins with = is a formula. `touch` may change the open book."""
    out = io.BytesIO()
    with xlsxwriter.Workbook(out) as book:
        for name, rows in cells.items():
            sheet = book.add_worksheet(name)
            for down, row in enumerate(rows):
                for across, cell in enumerate(row):
                    sheet.write(down, across, cell)
        if touch:
            touch(book)
    return out.getvalue()


def repacked(
    content: bytes,
    change: Callable[[str, bytes], bytes | None] | None = None,
    more: Mapping[str, bytes] | None = None,
) -> bytes:
    """The workbook with its parts changed (None: left out) and others added."""
    out = io.BytesIO()
    with (
        zipfile.ZipFile(io.BytesIO(content)) as old,
        zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as new,
    ):
        for name in old.namelist():
            part = old.read(name)
            kept = change(name, part) if change else part
            if kept is not None:
                new.writestr(name, kept)
        for name, part in (more or {}).items():
            new.writestr(name, part)
    return out.getvalue()


def replaced(part: str, old: bytes, new: bytes) -> bytes:
    """The workbook without faults, with bytes of one part replaced."""
    return repacked(workbook(good()), lambda name, got: got.replace(old, new, 1) if name == part else got)
