from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import get_args
from zoneinfo import ZoneInfo

import pytest

from models.language import Language
from models.states import InterviewStatus
from models.week_plans import PlannedDay, PlannedInterview, PlannedWeek
from rules import week_plans

ZONE = ZoneInfo("Europe/Copenhagen")
LATE = datetime(2022, 9, 26, 23, tzinfo=ZONE)


def interview(hours: int, *, online: bool = False) -> PlannedInterview:
    ends = LATE + timedelta(hours=hours)
    return PlannedInterview(LATE, ends, 1, "Vejle", "Leder", InterviewStatus.BOOKED, "Rådhuset", online)


@pytest.mark.parametrize(
    ("monday", "said"),
    [
        (date(2022, 9, 19), "Uge 38 · 19.–23. september 2022"),
        (date(2022, 10, 31), "Uge 44 · 31. oktober – 4. november 2022"),
        (date(2024, 12, 30), "Uge 1 · 30. december 2024 – 3. januar 2025"),
    ],
)
def test_a_week_tells_its_months_and_years_once(monday: date, said: str) -> None:
    days = tuple(PlannedDay(monday + timedelta(days=at)) for at in range(5))
    year, number, _ = monday.isocalendar()

    assert week_plans.week("da", PlannedWeek(year, number, days)) == said


def test_a_week_of_one_day_or_none_is_told_too() -> None:
    alone = PlannedWeek(2022, 39, (PlannedDay(LATE.date()),))

    assert week_plans.week("nb", alone) == "Uke 39 · 26. september 2022"
    assert week_plans.week("nb", PlannedWeek(2022, 39, ())) == "Uke 39 · 2022"


def test_the_end_has_its_day_when_it_is_another_one() -> None:
    assert week_plans.hours("da", interview(0)) == "23.00–23.00"
    assert week_plans.hours("nb", interview(2)) == "23.00–27. sep. 1.00"


def test_online_goes_before_a_place() -> None:
    assert week_plans.place("da", interview(1)) == "Rådhuset"
    assert week_plans.place("nb", interview(1, online=True)) == "På nett"


@pytest.mark.parametrize("language", get_args(Language))
def test_every_status_has_a_word_of_its_own(language: Language) -> None:
    said = {week_plans.status(language, status) for status in InterviewStatus}

    assert len(said) == len(InterviewStatus)
