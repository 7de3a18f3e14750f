"""Reports in a marked language: what stands outside the marks was delivered, is published, or was never translated."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace

import pytest

from languages.catalogues import speak
from models.datasets.delivered import Explanation, Reason
from models.datasets.shipped import FORANALYSE
from models.figures.published_levels import PUBLISHED
from models.reports.document import Document
from rules.reports import before_after, cohort
from rules.reports.words import on_paper
from tests.support.pseudo_language import outside
from tests.support.worlds.report_cohorts import BUILT, aged, examples, initiative, made, report, words

PROGRAMME = "Værksted 2022"
EXPLAINED = Explanation(
    "Vejle", Reason.EXPLAINED, "To plejehjem blev lagt sammen.", "P2", "Ultimo passer ikke."
)


def texts(value: object) -> Iterator[str]:
    """All texts in a structure."""
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict):
        for one in value.values():
            yield from texts(one)
    elif isinstance(value, list | tuple):
        for one in value:
            yield from texts(one)


def delivered() -> set[str]:
    """What municipalities wrote, what their dataset calls things, and who published what."""
    rows = [text for one in examples() for row in one.rows for text in texts(row.values)]
    columns = [text for sheet in FORANALYSE.sheets for text in texts(sheet.model_dump(include={"columns"}))]
    published = [text for level in PUBLISHED for text in (level.population, level.source, level.published)]
    names = [one.municipality for one in examples()]
    return {*rows, *columns, *published, *names, PROGRAMME, EXPLAINED.text, EXPLAINED.message} - {""}


def pre_analysis() -> Document:
    own = examples()[0]
    return report(
        replace(own, explanations=(EXPLAINED,)), examples(), programme=PROGRAMME, say=speak("da", "reports")
    )


def of_the_cohort() -> Document:
    return cohort.compose(examples(), programme=PROGRAMME, built=BUILT, say=speak("da", "reports"))


def nothing_delivered() -> Document:
    return report(None, (), programme=PROGRAMME, say=speak("da", "reports"))


def little_delivered() -> Document:
    return report(made([initiative()]), (), programme=PROGRAMME, say=speak("da", "reports"))


def later() -> Document:
    own = examples()[0]
    return before_after.compose(
        own,
        aged(own, 1),
        municipality=own.municipality,
        programme=PROGRAMME,
        built=BUILT,
        say=speak("da", "reports"),
    )


@pytest.mark.usefixtures("pseudo_language")
@pytest.mark.parametrize("compose", [pre_analysis, of_the_cohort, nothing_delivered, little_delivered, later])
def test_a_report_says_nothing_untranslated(compose: Callable[[], Document]) -> None:
    document = compose()

    plots = [section.plot for section in document.sections if section.plot]
    drawn = [[plot.title, plot.unit, *plot.along, *(line.title for line in plot.series)] for plot in plots]

    assert (
        outside(
            " ".join([words(document), *texts(drawn)]),
            {*delivered(), "Prøveby", "Mentor", "nye", "Ældreområdet"},
        )
        == set()
    )


@pytest.mark.usefixtures("pseudo_language")
def test_nor_does_the_paper_around_it() -> None:
    assert outside(" ".join(on_paper(speak("da", "reports")).values())) == set()
