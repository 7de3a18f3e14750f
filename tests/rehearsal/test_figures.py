"""Made-up figures: what a simulated municipality sends is read without a question, unless it is odd on purpose."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from datasets.reader import Reading, read
from languages.catalogues import speak
from models.datasets.schema import About, DatasetSchema
from models.datasets.shipped import FORANALYSE, SCHEMAS
from models.forms.findings import FindingLevel
from rehearsal import deliveries, figures
from rehearsal.figures import Row

CODES = ("0630", "0561", "0461", "0316", "0851")
AUTUMN, SPRING = (datetime(year, month, 8, 9, tzinfo=UTC) for year, month in ((2022, 9), (2023, 2)))


def sent(schema: DatasetSchema, code: str, *, faulty: bool = False, odd: bool = False) -> bytes:
    return deliveries.dataset(schema, code, f"Kommune {code}", AUTUMN, faulty=faulty, odd=odd)


def seen(schema: DatasetSchema, code: str, content: bytes) -> Reading:
    return read(content, "x.xlsx", schema, municipality=code)


def told(about: About, at: datetime, code: str = "0630") -> list[Row]:
    return list(figures.rows(FORANALYSE, speak("da", "rehearsal"), code, "Vejle", at)[about])


def total(at: datetime, code: str) -> dict[int, Row]:
    """The total of everybody, by year."""
    return {
        row["period_year"]: row for row in told(About.STAFF, at, code) if row["staff_group"] == figures.TOTAL
    }


@pytest.mark.parametrize("code", CODES)
@pytest.mark.parametrize("key", sorted(SCHEMAS))
def test_what_is_sent_is_read_without_a_question(key: str, code: str) -> None:
    reading = seen(SCHEMAS[key], code, sent(SCHEMAS[key], code))

    assert reading.findings == ()
    assert {row.sheet for row in reading.rows} == {sheet.about for sheet in SCHEMAS[key].sheets}


@pytest.mark.parametrize("code", CODES)
@pytest.mark.parametrize("key", sorted(SCHEMAS))
def test_an_odd_delivery_has_one_figure_to_explain(key: str, code: str) -> None:
    (finding,) = seen(SCHEMAS[key], code, sent(SCHEMAS[key], code, odd=True)).findings

    assert (finding.rule, finding.level) == ("P2", FindingLevel.SOFT)


@pytest.mark.parametrize("key", sorted(SCHEMAS))
def test_a_faulty_delivery_has_a_word_where_a_number_belongs(key: str) -> None:
    findings = seen(SCHEMAS[key], CODES[0], sent(SCHEMAS[key], CODES[0], faulty=True)).findings

    assert FindingLevel.HARD in {one.level for one in findings}


def test_the_same_delivery_is_the_same_to_the_last_byte() -> None:
    assert sent(FORANALYSE, "0630") == sent(FORANALYSE, "0630")


def test_municipalities_differ_in_size() -> None:
    sizes = {total(AUTUMN, code)[2021]["headcount_end"] for code in CODES}

    assert len(sizes) == len(CODES)


@pytest.mark.parametrize("code", CODES)
def test_months_later_the_past_is_the_same_and_a_newer_year_is_a_little_better(code: str) -> None:
    before, after = total(AUTUMN, code), total(SPRING, code)

    assert (sorted(before), sorted(after)) == (list(range(2017, 2022)), list(range(2018, 2023)))
    assert [before[year] for year in before if year in after] == [
        after[year] for year in before if year in after
    ]
    for part, whole in (("leavers", "headcount_start"), ("sick_days", "fte_avg")):
        earlier, later = (row[part] / row[whole] for row in (before[2021], after[2022]))
        assert 0.9 * earlier < later < earlier


@pytest.mark.parametrize("code", CODES)
def test_there_is_a_group_too_small_to_be_shown(code: str) -> None:
    heads = [row["headcount_end"] for row in told(About.STAFF, AUTUMN, code)]

    assert [one for one in heads if 2 <= one <= 4]


def test_old_intakes_have_come_to_an_end_and_new_ones_go_on() -> None:
    going_on = {row["intake_year"]: row["still_active"] > 0 for row in told(About.STUDENTS, AUTUMN)}

    assert going_on == {2017: False, 2018: False, 2019: False, 2020: True, 2021: True}


def test_an_initiative_that_is_told_of_again_began_in_the_same_year() -> None:
    began = [
        {row["title"]: row["start_year"] for row in told(About.INITIATIVES, at)} for at in (AUTUMN, SPRING)
    ]

    assert 3 <= len(began[0]) <= 5
    assert began[0] == began[1]
