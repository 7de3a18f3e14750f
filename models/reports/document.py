"""A report as it is written, before it is printed: the same document becomes the PDF and the page in the portal."""

from __future__ import annotations

import re
from collections.abc import Collection
from enum import StrEnum

from pydantic import Field

from models.definition import Definition
from models.language import Language


class ReportKind(StrEnum):
    """What a report tells of."""

    PRE_ANALYSIS = "pre_analysis"
    COHORT = "cohort"
    LATER = "later"


class Voice(StrEnum):
    """Who a line or bar of a plot speaks for; colour and pattern follow it."""

    OWN = "own"
    COHORT = "cohort"
    NATIONAL = "national"
    OTHER = "other"


class PlotShape(StrEnum):
    """How a plot is drawn: lines over years, or bars side by side."""

    LINES = "lines"
    BARS = "bars"


class Series(Definition):
    """One line, or the bars of one voice; None where there is no figure, or none that may be shown."""

    title: str
    voice: Voice
    values: tuple[float | None, ...]


class Plot(Definition):
    """A plot of figures that all have the same definition. `alt` says in words what the plot shows."""

    key: str = Field(pattern=r"^[a-z][a-z0-9_]*$")
    title: str
    shape: PlotShape
    unit: str
    along: tuple[str, ...]
    series: tuple[Series, ...]
    alt: str = Field(min_length=1)


INSTEAD = ("withheld", "too_few", "still_going")
"""Keys of the words that stand where there is no figure."""
_FIGURE = re.compile(r"[+−–<]?[\d.]*\d(,\d+)?( \((\d{4}, )?n\u00a0=\u00a0[\d.,]+\))?( [⁰¹²³⁴⁵⁶⁷⁸⁹ ]+)?|–")


class Table(Definition):
    """Headings and rows of ready words: numbers are written as the language writes them. The first column heads its row."""

    title: str
    columns: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    note: str = ""

    def holds_figures(self, column: int, instead: Collection[str]) -> bool:
        """Whether a column is read from the right: figures, and the words that stand `instead` where there is none."""
        return column > 0 and all(
            row[column] in instead or _FIGURE.fullmatch(row[column]) for row in self.rows
        )


class Section(Definition):
    """One part of the report; `missing` says what is not there, and why."""

    key: str
    title: str
    paragraphs: tuple[str, ...] = ()
    points: tuple[str, ...] = ()
    plot: Plot | None = None
    tables: tuple[Table, ...] = ()
    missing: tuple[str, ...] = ()


class Document(Definition):
    """A whole report. `facts` stand on its first page: municipality, source, extraction date, definition, version."""

    kind: ReportKind
    language: Language
    title: str
    subtitle: str
    facts: tuple[tuple[str, str], ...] = ()
    warnings: tuple[str, ...] = ()
    sections: tuple[Section, ...]
    sources: tuple[str, ...] = ()
