"""Started as a process of its own for each spreadsheet: whatever a file does to the reader, it does it to nobody else.

The file comes on standard input; the sheets go to standard output as JSON: names, rows of cells, cells with formulas.
"""

from __future__ import annotations

import io
import json
import re
import resource
import sys
import zipfile
from datetime import date, datetime
from typing import Any

import python_calamine

MEMORY = 1536 * 2**20
SECONDS = 20
MOST_ROWS = 20_000
MOST_COLUMNS = 60
_FORMULA = re.compile(rb'<c\b[^>]*?\br="([A-Z]{1,3}\d{1,7})"[^>]*>\s*<f[\s/>]')
_SHEET = re.compile(r"xl/worksheets/[^/]+\.xml")


def main() -> None:
    """Read the one workbook there is, within bounds of memory and time."""
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
    resource.setrlimit(resource.RLIMIT_CPU, (SECONDS, SECONDS))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    content = sys.stdin.buffer.read()
    book = python_calamine.CalamineWorkbook.from_filelike(io.BytesIO(content))
    sheets = {name: _rows(book.get_sheet_by_name(name)) for name in book.sheet_names}
    json.dump({"sheets": sheets, "formulas": _formulas(content)}, sys.stdout)


def _rows(sheet: python_calamine.CalamineSheet) -> list[list[Any]]:
    """Rows from A1 on, one more and one cell wider than is allowed, so that too much is noticed."""
    rows = sheet.to_python(skip_empty_area=False, nrows=MOST_ROWS + 1)
    return [[_plain(cell) for cell in row[: MOST_COLUMNS + 1]] for row in rows]


def _plain(cell: Any) -> Any:
    if isinstance(cell, datetime):
        return {"date": cell.date().isoformat()}
    if isinstance(cell, date):
        return {"date": cell.isoformat()}
    return cell if isinstance(cell, str | int | float | bool) else str(cell)


def _formulas(content: bytes) -> list[str]:
    """The first cell with a formula in each part that has one: readers see only what a formula last came to."""
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        sheets = sorted(name for name in archive.namelist() if _SHEET.fullmatch(name))
        found = (_FORMULA.search(archive.read(name)) for name in sheets)
        return [one[1].decode() for one in found if one]


if __name__ == "__main__":
    main()
