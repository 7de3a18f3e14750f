"""What staff write into the form: dates in four ways, and nothing that is no date."""

from __future__ import annotations

from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from models.errors.decisions import DatePassed, DateUnreadable, NotLater
from rules.gates.decisions import new_deadline, written_date

ZONE = ZoneInfo("Europe/Copenhagen")
NOW = datetime(2022, 9, 1, 10, tzinfo=UTC)
DUE = datetime(2022, 9, 16, 21, 59, tzinfo=UTC)
our_time = st.dates(date(2000, 1, 1), date(2100, 12, 31))


@given(
    our_time, st.sampled_from(["{0:%Y-%m-%d}", "{0.day}.{0.month}.{0.year}", "{0:%d-%m-%Y}", "{0:%d/%m/%Y}"])
)
def test_a_date_is_read_in_each_of_the_four_ways(day: date, writing: str) -> None:
    assert written_date(f"  {writing.format(day)} ") == day


@given(st.text())
def test_any_text_is_a_date_of_our_time_or_refused(text: str) -> None:
    try:
        day = written_date(text)
    except DateUnreadable:
        return
    assert 2000 <= day.year <= 2100


@pytest.mark.parametrize(
    "text",
    [
        "",
        "i morgen",
        "2022-02-30",
        "30.9.22",
        "30.9",
        "2022",
        "2202-09-30",
        "0001-01-01",
        "9999-12-31",
        "2022-09-30T12:00",
    ],
)
def test_what_is_no_date_is_named_in_the_refusal(text: str) -> None:
    with pytest.raises(DateUnreadable) as refused:
        written_date(text)

    assert refused.value.facts == {"text": text}


def test_the_new_deadline_keeps_its_local_clock_time_across_the_clock_change() -> None:
    due = new_deadline("2022-11-11", DUE, now=NOW, zone=ZONE)

    assert due.astimezone(UTC) == datetime(2022, 11, 11, 22, 59, tzinfo=UTC)


@pytest.mark.parametrize("text", ["2022-08-31", "2021-09-20"])
def test_a_day_that_has_passed_is_refused(text: str) -> None:
    with pytest.raises(DatePassed) as refused:
        new_deadline(text, DUE, now=NOW, zone=ZONE)

    assert refused.value.facts == {"date": date.fromisoformat(text)}


@pytest.mark.parametrize("text", ["2022-09-10", "2022-09-16"])
def test_an_extension_must_be_later_than_the_deadline_that_holds(text: str) -> None:
    with pytest.raises(NotLater) as refused:
        new_deadline(text, DUE, now=NOW, zone=ZONE)

    assert refused.value.facts == {"date": date.fromisoformat(text), "due": date(2022, 9, 16)}


def test_an_overdue_requirement_can_be_extended_to_today() -> None:
    late = datetime(2022, 9, 20, 10, tzinfo=UTC)

    due = new_deadline("20.9.2022", DUE, now=late, zone=ZONE)

    assert due.astimezone(UTC) == datetime(2022, 9, 20, 21, 59, tzinfo=UTC)


@given(our_time)
def test_a_new_deadline_always_lies_ahead_of_now_and_of_the_old_one(day: date) -> None:
    try:
        due = new_deadline(day.isoformat(), DUE, now=NOW, zone=ZONE)
    except (DatePassed, NotLater):
        assert day <= date(2022, 9, 16)
    else:
        assert due > max(NOW, DUE)
