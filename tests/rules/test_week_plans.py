from __future__ import annotations

from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from languages.catalogues import speak
from models.language import Say
from models.states import InterviewStatus
from models.week_plans import PlannedDay, PlannedInterview, PlannedWeek
from rules import week_plans

DANISH, BOKMAAL = speak("da", "week_plans"), speak("nb", "week_plans")
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

    assert week_plans.week(PlannedWeek(year, number, days), DANISH) == said


def test_a_week_of_one_day_or_none_is_told_too() -> None:
    alone = PlannedWeek(2022, 39, (PlannedDay(LATE.date()),))

    assert week_plans.week(alone, BOKMAAL) == "Uke 39 · 26. september 2022"
    assert week_plans.week(PlannedWeek(2022, 39, ()), BOKMAAL) == "Uke 39 · 2022"


def test_the_end_has_its_day_when_it_is_another_one() -> None:
    assert week_plans.hours(interview(0), DANISH) == "23.00–23.00"
    assert week_plans.hours(interview(2), BOKMAAL) == "23.00–27. sep. 1.00"


def test_online_goes_before_a_place() -> None:
    assert week_plans.place(interview(1), DANISH) == "Rådhuset"
    assert week_plans.place(interview(1, online=True), BOKMAAL) == "På nett"


@pytest.mark.parametrize("say", [DANISH, BOKMAAL], ids=lambda say: say.language)
def test_every_status_has_a_word_of_its_own(say: Say) -> None:
    said = {week_plans.status(status, say) for status in InterviewStatus}

    assert len(said) == len(InterviewStatus)


def test_an_interview_that_took_place_is_afholdt() -> None:
    assert week_plans.status(InterviewStatus.HELD, DANISH) == "afholdt"
