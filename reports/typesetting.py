"""A document as the typesetter takes it: plain data in which no sign can be markup, and tables that fit the page."""

from __future__ import annotations

import json
import re
from collections.abc import Collection, Mapping, Sequence
from itertools import pairwise
from pathlib import Path
from typing import Any

from models.reports.document import INSTEAD, Document, Section, Table
from reports.printable_signs import foldable

TEMPLATE = Path(__file__).with_name("report.typ")

_BREAKS = re.compile("[ \u200b\u00ad-]+")
_PAGE, _MARGIN, _LETTER, _LONGEST = 459.0, 11.0, 0.54, 60
"""Points across a page and around a cell; the width of a bold letter, of its size; a longer text is folded anyway."""


def data(document: Document, words: Mapping[str, str], plots: Mapping[str, bytes]) -> str:
    """The document as JSON, with its plots in place, and the words around it."""
    instead = {words[key] for key in INSTEAD}
    said = {
        "title": _title(document.title),
        "subtitle": foldable(document.subtitle) or _title(document.title),
        "lang": document.language,
        "words": dict(words),
        "facts": [[foldable(name), foldable(value)] for name, value in document.facts],
        "warnings": _lines(document.warnings),
        "sections": [_section(each, instead, plots) for each in document.sections],
        "sources": _lines(document.sources),
    }
    return json.dumps(said, ensure_ascii=False)


def _section(section: Section, instead: Collection[str], plots: Mapping[str, bytes]) -> dict[str, Any]:
    plot = section.plot
    drawn = plot and {
        "svg": plots[plot.key].decode(),
        "title": _title(plot.title),
        "alt": _title(plot.alt),
    }
    return {
        "title": _title(section.title),
        "paragraphs": _lines(section.paragraphs),
        "points": _lines(section.points),
        "plot": drawn,
        "tables": [_table(each, instead) for each in section.tables if each.rows],
        "missing": _lines(section.missing),
    }


def _table(table: Table, instead: Collection[str]) -> dict[str, Any]:
    rows = [[foldable(cell) for cell in row] for row in table.rows]
    columns = [foldable(heading) for heading in table.columns]
    numeric = [table.holds_figures(at, instead) for at in range(len(columns))]
    size = 9.2 if len(columns) < 7 else 8.4 if len(columns) < 8 else 7.4
    return {
        "title": _title(table.title),
        "columns": columns,
        "rows": rows,
        "numeric": numeric,
        "widths": _widths([columns, *rows], size),
        "size": size,
        "groups": [at > 0 and row[0] != rows[at - 1][0] and _has_groups(rows) for at, row in enumerate(rows)],
        "notes": _lines(table.note.split("\n")),
    }


def _has_groups(rows: Sequence[Sequence[str]]) -> bool:
    """True when neighbouring rows have the same head; a rule then parts the groups."""
    return any(one[0] == other[0] for one, other in pairwise(rows))


def _widths(table: Sequence[Sequence[str]], size: float) -> list[float]:
    """Points for each column: what its longest word needs, and of what is left a share for longer texts."""
    columns = list(zip(*table, strict=True))
    needs = [max(len(word) for cell in column for word in _BREAKS.split(cell)) for column in columns]
    wants = [min(max(len(cell) for cell in column), _LONGEST) for column in columns]
    least = [need * size * _LETTER + _MARGIN for need in needs]
    more = [max(0.0, (want - need) * size * _LETTER) for want, need in zip(wants, needs, strict=True)]
    share = max(0.0, min(1.0, (_PAGE - sum(least)) / (sum(more) or 1.0)))
    return [need + extra * share for need, extra in zip(least, more, strict=True)]


def _title(text: str) -> str:
    """A title, which may not be empty where a screen reader jumps to it."""
    return foldable(text) or "–"


def _lines(texts: Sequence[str]) -> list[str]:
    return [clean for text in texts if (clean := foldable(text))]
