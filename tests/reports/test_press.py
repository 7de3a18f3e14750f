"""The press: PDFs that a screen reader can read, the same bytes every time, whatever the texts say."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Iterator
from io import BytesIO
from typing import Any

import pikepdf
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from models.reports.document import Document, Plot, PlotShape, ReportKind, Section, Series, Table, Voice
from reports import press, typesetting
from rules.reports import before_after
from rules.reports.words import on_paper
from tests.support.worlds.report_cohorts import BOKMAAL, BUILT, DANISH, aged, examples, norwegian, report

_HOSTILE = [
    '#set text(red) #panic("x") $x^2$ *fed* _k_ `a` <label> @reference // /* [x] \\',
    "sundhedsplejerskeuddannelseskoordinatorfunktion" * 80,
    "Ord " * 1000,
    "\u202eomvendt\x00\x07 \U0001f600 漢字 العربية עברית \ufffd \ud7ff",
    "<script>alert(1)</script> & \" ' ${x} {{ x }}",
    "",
]


@pytest.fixture(scope="module")
def example() -> Document:
    """The first example municipality's pre-analysis, with all six plots."""
    return report(
        examples()[0],
        examples(),
        programme="Rekrutteringsværksted 2022",
        interviews="Lederne fortæller om vagter.",
        questions="Hvad holder på eleverne?",
    )


@pytest.fixture(scope="module")
def pdf(example: Document) -> Iterator[pikepdf.Pdf]:
    with pikepdf.open(BytesIO(press.printed(example, DANISH).pdf)) as opened:
        yield opened


def document(*texts: str) -> Document:
    """A report that holds the texts wherever a text can stand."""
    said = texts[0]
    rows = tuple((text or "–", "1,0") for text in texts)
    plot = Plot(
        key="turnover",
        title=said or "–",
        shape=PlotShape.BARS,
        unit="pct.",
        along=tuple(text or "–" for text in texts),
        series=(Series(title=said, voice=Voice.OWN, values=tuple(1.0 for _ in texts)),),
        alt=said or "–",
    )
    section = Section(
        key="turnover",
        title=said or "–",
        paragraphs=texts,
        points=texts,
        plot=plot,
        tables=(Table(title=said, columns=("Gruppe", said), rows=rows, note="\n".join(texts)),),
        missing=texts,
    )
    return Document(
        kind=ReportKind.PRE_ANALYSIS,
        language="da",
        title=said or "Rapport",
        subtitle=said,
        facts=tuple(("Kilde", text) for text in texts),
        warnings=texts,
        sections=(section,),
        sources=texts,
    )


def elements(node: Any) -> Iterator[Any]:
    """Every element of the structure tree, in reading order."""
    if isinstance(node, pikepdf.Array):
        for each in node:
            yield from elements(each)
    elif isinstance(node, pikepdf.Dictionary):
        if "/S" in node:
            yield node
        if "/K" in node:
            yield from elements(node.K)


def tags(pdf: pikepdf.Pdf, name: str) -> list[Any]:
    roles: Any = pdf.Root.StructTreeRoot.get("/RoleMap", {})
    return [each for each in elements(pdf.Root.StructTreeRoot) if str(roles.get(str(each.S), each.S)) == name]


def scope(cell: Any) -> str:
    """The scope of a table's heading; empty when it has none."""
    given = cell.get("/A", pikepdf.Array())
    attributes = list(given) if isinstance(given, pikepdf.Array) else [given]
    return next((str(each.Scope) for each in attributes if "/Scope" in each), "")


def test_the_pdf_says_that_it_keeps_to_pdf_ua(pdf: pikepdf.Pdf) -> None:
    with pdf.open_metadata() as metadata:
        assert metadata["pdfuaid:part"] == "1"
        assert metadata["dc:title"] == "Foranalyse for Eksempelby"
    assert bool(pdf.Root.MarkInfo.Marked)
    assert bool(pdf.Root.ViewerPreferences.DisplayDocTitle)
    assert str(pdf.Root.Lang) == "da"


def test_a_report_in_bokmaal_says_so() -> None:
    printed = press.printed(report(norwegian(), say=BOKMAAL), BOKMAAL)

    with pikepdf.open(BytesIO(printed.pdf)) as opened:
        assert str(opened.Root.Lang) == "nb"


def test_every_figure_is_told_in_words(pdf: pikepdf.Pdf, example: Document) -> None:
    told = {str(each.get("/Alt", "")) for each in tags(pdf, "/Figure")}
    plots = [section.plot for section in example.sections if section.plot]

    assert len(plots) == 6
    assert {plot.alt for plot in plots} <= told
    assert "" not in told


def test_every_table_has_headings_with_a_scope(pdf: pikepdf.Pdf) -> None:
    headings = tags(pdf, "/TH")

    assert len(tags(pdf, "/Table")) >= 8
    assert headings
    assert {scope(each) for each in headings} <= {"/Column", "/Row", "/Both"}


def test_headings_come_in_order(pdf: pikepdf.Pdf, example: Document) -> None:
    first = tags(pdf, "/H1")

    assert len(first) == len(example.sections) + 1
    assert len(tags(pdf, "/H2")) >= 5


def test_no_date_stands_in_the_pdf(pdf: pikepdf.Pdf) -> None:
    assert "/CreationDate" not in pdf.docinfo
    assert "/ModDate" not in pdf.docinfo


def test_all_letters_are_in_the_pdf_and_have_a_meaning(pdf: pikepdf.Pdf) -> None:
    fonts = [font for page in pdf.pages for font in page.resources.get("/Font", {}).values()]

    assert fonts
    assert all("/ToUnicode" in font for font in fonts)


def test_the_same_document_gives_the_same_bytes_in_another_process(example: Document) -> None:
    program = (
        "import sys; from languages.catalogues import speak; from models.reports.document import Document;"
        "from reports import press; document = Document.model_validate_json(sys.stdin.buffer.read());"
        "done = press.printed(document, speak('da', 'reports'));"
        "sys.stdout.buffer.write(done.pdf)"
    )

    other = subprocess.run(
        [sys.executable, "-c", program],
        input=example.model_dump_json().encode(),
        capture_output=True,
        check=True,
    )

    assert other.stdout == press.printed(example, DANISH).pdf


def test_many_are_printed_in_their_order_and_as_one_alone() -> None:
    texts = ("Første", "Anden", "Tredje")

    printed = list(press.printed_all([document(text) for text in texts], DANISH, processes=2))

    assert printed == [press.printed(document(text), DANISH) for text in texts]


def test_one_is_printed_without_another_process() -> None:
    assert list(press.printed_all([document("Ene")], DANISH)) == [press.printed(document("Ene"), DANISH)]


@pytest.mark.parametrize("text", _HOSTILE)
def test_a_text_is_never_markup(text: str) -> None:
    assert press.printed(document(text, "Ordinær"), DANISH).pdf.startswith(b"%PDF-")


@settings(max_examples=20, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.text(st.characters(exclude_categories=["Cs"]), max_size=200))
def test_any_text_can_be_printed(text: str) -> None:
    assert press.printed(document(text), DANISH).pdf.startswith(b"%PDF-")


def test_the_typesetter_is_given_the_text_itself() -> None:
    said = json.loads(typesetting.data(document(_HOSTILE[0]), on_paper(DANISH), {"turnover": b"<svg/>"}))

    assert said["warnings"] == [_HOSTILE[0]]
    assert said["sections"][0]["plot"]["alt"] == _HOSTILE[0]


def test_long_words_may_break_and_unknown_letters_are_boxes() -> None:
    said = json.loads(
        typesetting.data(document("x" * 60, "漢\x00字"), on_paper(DANISH), {"turnover": b"<svg/>"})
    )

    assert max(len(piece) for piece in said["warnings"][0].split("\u200b")) == 12
    assert said["warnings"][1] == "□□"


def test_numbers_stand_to_the_right_and_words_to_the_left() -> None:
    table = Table(
        title="Tal",
        columns=("Gruppe", "År", "Andel", "Bemærk"),
        rows=(("A", "2021", "1,5 (n\u00a0=\u00a03) ¹", "ord"), ("B", "2022", "skjult", "1,0")),
    )
    section = Section(key="x", title="X", tables=(table,))
    whole = Document(kind=ReportKind.COHORT, language="da", title="T", subtitle="", sections=(section,))

    (given,) = json.loads(typesetting.data(whole, on_paper(DANISH), {}))["sections"][0]["tables"]

    assert given["numeric"] == [False, True, True, False]


@pytest.mark.parametrize("own", range(3))
def test_every_example_is_printed_with_its_plots(own: int) -> None:
    made = report(examples()[own], examples())

    printed = press.printed(made, DANISH)

    assert set(printed.plots) == {section.plot.key for section in made.sections if section.plot}
    assert printed.pdf.startswith(b"%PDF-")


def test_a_report_of_nothing_and_one_of_before_and_after_are_printed() -> None:
    own = examples()[0]
    after = before_after.compose(own, aged(own, 1), municipality="A", programme="P", built=BUILT, say=DANISH)

    assert press.printed(report(None, municipality="Tom"), DANISH).plots == {}
    assert set(press.printed(after, DANISH).plots) == {
        "turnover",
        "students",
        "sickness",
        "part_time",
        "recruitment",
    }
