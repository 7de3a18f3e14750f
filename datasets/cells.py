"""Started as a process of its own for each workbook: whatever a file does to the reader, it does it to nobody else.

The file comes on standard input; what it holds goes to standard output as JSON, see `main`.
"""

from __future__ import annotations

import io
import json
import re
import resource
import sys
import zipfile
from typing import Any

import python_calamine

from datasets import hidden
from datasets.bounds import MEMORY, MOST_COLUMNS, MOST_ROWS, SECONDS
from models.control_signs import without_controls
from rules.forms.personal_numbers import has_personal_number

_CELL = rb"<(?:\w+:)?c\b([^>]*)>\s*<(?:\w+:)?f[\s/>]"
_FLAWS = {
    "formula": re.compile(_CELL),
    "error_cell": re.compile(rb"<(?:\w+:)?c\b([^>]*\bt=[\"']e[\"'][^>]*)>"),
    "merged": re.compile(rb"<(?:\w+:)?mergeCell\b([^>]*)>"),
}
_PLACE = re.compile(rb"\br(?:ef)?=[\"']\$?([A-Z]{1,3})\$?(\d{1,7})")

Rows = list[list[Any]]


def main() -> None:
    """Read the one workbook there is, within bounds of memory and time.

    `personal` names the places of personal numbers, and then nothing else is said. Otherwise `sheets` has rows of
    cells by the sheets' names, and `flaws` the first cell of each kind that cannot be read as it is meant.
    """
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
    resource.setrlimit(resource.RLIMIT_CPU, (SECONDS, SECONDS))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    content = sys.stdin.buffer.read()
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        parts = hidden.names_of_sheets(archive)
        unseen = hidden.holds_personal_number(archive)
        flaws = [flaw for part, name in parts.items() for flaw in _flaws(archive.read(part), name)]
    book = python_calamine.CalamineWorkbook.from_filelike(io.BytesIO(content))
    sheets = [(without_controls(name), _rows(book.get_sheet_by_name(name))) for name in book.sheet_names]
    places: list[tuple[str, int | None]] = [
        (name, row) for name, rows in sheets for row in personal_rows(rows)
    ]
    if places or unseen:
        json.dump({"personal": places or [("", None)]}, sys.stdout)
    else:
        json.dump({"sheets": dict(sheets), "flaws": flaws}, sys.stdout)


def _rows(sheet: python_calamine.CalamineSheet) -> Rows:
    """Rows from A1 on, one more and one cell wider than is allowed, so that too much is noticed."""
    rows = sheet.to_python(skip_empty_area=False, nrows=MOST_ROWS + 1)
    return [[_plain(cell) for cell in row[: MOST_COLUMNS + 1]] for row in rows]


def _plain(cell: Any) -> Any:
    if cell.__class__ is str:
        return without_controls(cell)
    if cell.__class__ is float:
        return cell
    if hasattr(cell, "year"):
        return {"date": f"{cell.year:04}-{cell.month:02}-{cell.day:02}"}
    return cell if isinstance(cell, int) else str(cell)


def personal_rows(rows: Rows) -> list[int]:
    """The numbers of the rows with a personal number in a cell; all cells are looked at together first."""
    texts = "\n".join([cell for row in rows for cell in row if cell.__class__ is str])
    numbers = [cell for row in rows for cell in row if cell.__class__ is float and 1e8 <= cell < 1e11]
    if not has_personal_number(texts) and not any(map(has_personal_number, numbers)):
        return []
    return [at for at, row in enumerate(rows, start=1) if any(map(has_personal_number, row))]


def _flaws(part: bytes, sheet: str) -> list[tuple[str, str, str, int | None]]:
    """The first cell of each kind, as (kind, sheet, column letters, row); a cell may not say where it stands."""
    found = []
    for kind, pattern in _FLAWS.items():
        match = pattern.search(part)
        if match:
            place = _PLACE.search(match[1])
            where = (place[1].decode(), int(place[2])) if place else ("", None)
            found.append((kind, sheet, *where))
    return found


if __name__ == "__main__":
    main()
