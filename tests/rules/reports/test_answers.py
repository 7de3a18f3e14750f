"""What the municipalities answered is told without the figures it was asked about."""

from __future__ import annotations

import re

import pytest

from languages.findings import finding_text
from models.datasets.delivered import Delivery, Explanation, Reason
from models.language import Language
from models.reports.document import Document
from rules.datasets import validation
from rules.figures import plausibility
from rules.reports import before_after, cohort
from rules.reports import words as report_words
from tests.support.worlds.report_cohorts import BUILT, made, report, staff, words

_WHY = "Vi har spurgt lederne."
_SMALL = {"headcount_start": 61, "leavers": 3, "joiners": 50, "headcount_end": 59, "parttime_end": 2}


def asked(delivery: Delivery) -> Delivery:
    """The delivery with every question about it answered, as the rules ask."""
    found = [
        finding
        for rules in (validation, plausibility)
        for finding in rules.findings(delivery.schema, delivery.rows)
    ]
    told = [
        Explanation(one.about, Reason.EXPLAINED, _WHY, one.rule, finding_text(one, "da")) for one in found
    ]
    values = [(row.sheet, row.values) for row in delivery.rows[1:]]
    return made(values, explanations=tuple(told))


def documents(delivery: Delivery) -> list[Document]:
    said = {"programme": "Værksted 2022", "built": BUILT}
    return [
        report(delivery),
        cohort.compose([delivery], programme="Værksted 2022", built=BUILT),
        before_after.compose(delivery, delivery, municipality="Prøveby", **said),  # type: ignore[arg-type]  # as above
    ]


@pytest.mark.parametrize("at", range(3), ids=["pre-analysis", "cohort", "later"])
def test_no_number_of_a_small_group_is_told_by_its_explanation(at: int) -> None:
    delivery = asked(made([staff("ergo", 2019, **_SMALL), staff("ssa", 2019)]))
    messages = [one.message for one in delivery.explanations if "/ergo" in one.about]

    document = documents(delivery)[at]

    stored = document.model_dump_json()
    assert {one.rule for one in delivery.explanations if "/ergo" in one.about} >= {"P2", "V1", "V4"}
    assert "(3 af 61)" in " ".join(messages)
    assert not [message for message in messages if message in stored]
    assert "4,9" not in stored
    assert _told(document) <= {"2019"}
    assert _WHY in stored


def _told(document: Document) -> set[str]:
    """Every number in what is said about answers, in notes and in their table."""
    notes = [table.note for section in document.sections for table in section.tables]
    (missing,) = (section for section in document.sections if section.key == "missing")
    answers = [row[1] for table in missing.tables for row in table.rows]
    return set(re.findall(r"\d+(?:,\d+)?", "\n".join([*notes, *answers]).replace("0-6", "")))


def test_of_a_row_with_a_hidden_number_not_even_the_rule_is_told() -> None:
    document = report(asked(made([staff("ergo", 2019, **_SMALL)])))

    (missing,) = (section for section in document.sections if section.key == "missing")
    told = {row[1] for row in missing.tables[0].rows}
    assert f"Et tal, vi spurgte til (Ergoterapeut, 2019). Svar (forklaret): {_WHY}" in told
    assert not [one for one in told if "Afgangen" in one or "ultimo" in one]
    assert "¹" not in words(document)


def test_what_is_about_no_single_row_is_told_with_sheet_and_group() -> None:
    of_group = Explanation("G1/Personale/ssh/2<3", Reason.NOT_HELD, "", "G1", "Der er tal for 2 år.")
    of_sheet = Explanation("empty_sheet/Elever", Reason.REFUSED, "", "empty_sheet", "Ingen rækker.")
    of_all = Explanation("more/7", Reason.CONFIRMED, "", "more", "Der er 7 mere.")

    said = words(report(made([staff("ssh")], explanations=(of_group, of_sheet, of_all))))

    assert "Der er færre år eller årgange, end der bør være (Personale, SOSU-hjælper). Svar" in said
    assert "Arket er tomt (Elever). Svar (kommunen vil ikke oplyse det): –" in said
    assert "Et tal, vi spurgte til. Svar (tallet er rigtigt): –" in said


@pytest.mark.parametrize("language", ["da", "nb"])
def test_every_rule_that_asks_has_words_without_a_number_of_the_delivery(language: Language) -> None:
    rules = ["P2", "P7", "P8", "G1", *(f"V{at}" for at in range(1, 8)), "X3", "empty_sheet"]
    unknown = report_words.judged(language, "unknown")

    said = [report_words.judged(language, rule) for rule in rules]

    assert unknown not in said
    assert all(not re.search(r"\d", re.sub("6 måned", "", one)) for one in said)
