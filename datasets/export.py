"""Writing for other programs' eyes: nothing that leaves us is taken for a formula, and comma files are Danish ones."""

from __future__ import annotations

import csv
import io
import re
import unicodedata
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from models.datasets.schema import Column

_OBEYED = frozenset("=+-@\t\r\n")
_UNSEEN = ("Cf", "Cc")
_PLAIN_NUMBER = re.compile(r"[+-]?\d+([.,]\d+)?", re.ASCII)


def harmless(text: str) -> str:
    """The text, with an apostrophe before what a spreadsheet would take for a formula."""
    return f"'{text}" if _is_obeyed(text) else text


def meant(text: str) -> str:
    """The text that `harmless` was given: a template we filled comes back as it was."""
    return text[1:] if text.startswith("'") and _is_obeyed(text[1:]) else text


def _is_obeyed(text: str) -> bool:
    """True when a spreadsheet might obey it: by its first sign, and by the first a person sees, full-width ones too."""
    seen = next(
        (sign for sign in text if not sign.isspace() and unicodedata.category(sign) not in _UNSEEN), ""
    )
    return not _OBEYED.isdisjoint({text.lstrip(" ")[:1], unicodedata.normalize("NFKC", seen)})


def csv_of(columns: Sequence[Column], rows: Iterable[Mapping[str, Any]]) -> bytes:
    """A comma file as Danish spreadsheets open it: a mark for UTF-8, semicolons, decimal commas, ids as headings."""
    out = io.StringIO()
    lines = csv.writer(out, delimiter=";", lineterminator="\r\n")
    lines.writerow(one.id for one in columns)
    lines.writerows([_field(row.get(one.id)) for one in columns] for row in rows)
    return out.getvalue().encode("utf-8-sig")


def _field(value: Any) -> str:
    if value is None:
        return ""
    if isinstance(value, float):
        return str(int(value)) if value.is_integer() else repr(value).replace(".", ",")
    text = str(value)
    return text if isinstance(value, int) or _PLAIN_NUMBER.fullmatch(text) else harmless(text)
