"""The press: a document becomes a PDF that everybody can read, also with a screen reader (PDF/UA-1), and its plots.

The same document gives the same bytes, on any day and in any process.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from functools import cache
from itertools import repeat
from multiprocessing import get_context
from typing import TYPE_CHECKING

from models.language import Say
from models.reports.document import Document
from rules.reports.words import on_paper

if TYPE_CHECKING:
    import typst


@dataclass(frozen=True)
class Printed:
    """A report as bytes: the PDF, and its plots as SVG by their keys."""

    pdf: bytes
    plots: Mapping[str, bytes]


def printed(document: Document, say: Say) -> Printed:
    """One report."""
    return laid_out(document, on_paper(say))


def laid_out(document: Document, words: Mapping[str, str]) -> Printed:
    """One report with the words that stand around it: plain data that another process can be given."""
    from reports import plots, typesetting  # heavy, and not needed by who asks another process to print

    drawn = {
        section.plot.key: plots.svg(section.plot, document.language)
        for section in document.sections
        if section.plot is not None
    }
    told = typesetting.data(document, words, drawn)
    return Printed(pdf=set_in_type(typesetting.TEMPLATE.read_bytes(), report=told), plots=drawn)


def printed_all(documents: Sequence[Document], say: Say, *, processes: int = 2) -> Iterator[Printed]:
    """Many reports of one language, in the order of the documents, each as soon as it is there."""
    words = repeat(on_paper(say))
    if len(documents) < 2 or processes < 2:
        yield from map(laid_out, documents, words)
        return
    # A fresh process: one that is forked may hold a lock of a thread that does not exist in it.
    with ProcessPoolExecutor(min(processes, len(documents)), mp_context=get_context("spawn")) as presses:
        yield from presses.map(laid_out, documents, words)


def set_in_type(template: bytes, **told: str) -> bytes:
    """The template as PDF/UA-1 with what it is told: data to the typesetter, never markup."""
    made = _typesetter().compile(template, format="pdf", sys_inputs=told, pdf_standards=["ua-1"])
    if not isinstance(made, bytes):
        raise TypeError(f"the typesetter made {type(made).__name__}, not a PDF")
    return made


@cache
def _typesetter() -> typst.Compiler:
    """One for each process; it keeps the fonts it has read, and asks for none of the machine's."""
    import typst

    from reports.printable_signs import FONTS

    fonts = typst.Fonts(include_system_fonts=False, include_embedded_fonts=True, font_paths=[str(FONTS)])
    return typst.Compiler(font_paths=fonts, ignore_system_fonts=True)
