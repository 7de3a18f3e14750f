"""Comma files in their Danish shapes: any mark at the beginning, semicolons, an old encoding, quoted line breaks."""

from __future__ import annotations

import csv
import io
from collections.abc import Collection
from dataclasses import dataclass
from typing import Any

from datasets.bounds import MOST_ROWS
from models.control_signs import without_controls

_MARKS = ((b"\xef\xbb\xbf", "utf-8-sig"), (b"\xff\xfe", "utf-16"), (b"\xfe\xff", "utf-16"))
_DELIMITERS = ";\t,|"


class UnreadableCommaFile(Exception):
    """The bytes are no comma file."""


@dataclass(frozen=True)
class Separated:
    """The lines of the file as the spreadsheet counts them, and which of them (1 or 2) names the columns; 0: none."""

    rows: list[list[Any]]
    ids: int


def lines_of(content: bytes, known: Collection[str]) -> Separated:
    """The file's cells; the delimiter is the one by which most of the `known` column ids are found.

    Raises:
        Unreadable: when the bytes are no text, or its quotation marks never end.
    """
    text = _text(content)
    first, _, rest = text.partition("\n")
    named = first.strip().strip('"').lower()
    if named.startswith("sep=") and len(named) <= 5:
        # A spreadsheet obeys this line and does not count it.
        choices, text = (named[4:] or "\t"), rest
    else:
        choices = _DELIMITERS
    tries = [(_known(_rows(text, sign, most=2), known), sign) for sign in choices]
    (found, ids), sign = max(tries, key=lambda one: one[0][0])
    return Separated(_rows(text, sign, most=MOST_ROWS + 1), ids if found else 0)


def _text(content: bytes) -> str:
    encoding = next((name for mark, name in _MARKS if content.startswith(mark)), "")
    try:
        text = content.decode(encoding or "utf-8")
    except UnicodeDecodeError:
        if encoding:
            raise UnreadableCommaFile from None
        text = content.decode("cp1252", "replace")
    if "\x00" in text:
        raise UnreadableCommaFile
    return without_controls(text)


def _rows(text: str, delimiter: str, *, most: int) -> list[list[Any]]:
    lines = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter)
    try:
        return [[cell.strip() for cell in line] for line, _ in zip(lines, range(most), strict=False)]
    except csv.Error:
        raise UnreadableCommaFile from None


def _known(rows: list[list[Any]], known: Collection[str]) -> tuple[int, int]:
    """How many known ids the better of the first two lines has, and which line it is."""
    counts = [(sum(cell in known for cell in row), at) for at, row in enumerate(rows, start=1)]
    return max(counts, key=lambda one: one[0], default=(0, 0))
