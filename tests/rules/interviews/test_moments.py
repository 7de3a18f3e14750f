"""What comes to an interview with time."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from models.errors.interviews import MovedBack
from models.states import InterviewStatus
from rules.interviews.moments import (
    ANSWER_REMINDER,
    MORNING,
    REMINDER,
    InterviewTime,
    check_ahead,
    has_lapsed,
    reminders,
)
from rules.programmes.working_days import WorkingDays

ZONE = ZoneInfo("Europe/Copenhagen")
CALENDAR = WorkingDays("DK")
TOLD = datetime(2022, 9, 1, 10, tzinfo=UTC)
TUESDAY = datetime(2022, 9, 13, 8, tzinfo=UTC)
instants = st.integers(0, 365 * 24).map(
    lambda hours: datetime(2022, 1, 1, tzinfo=UTC) + timedelta(hours=hours)
)


def agreed(at: datetime = TUESDAY, told: datetime = TOLD) -> InterviewTime:
    """A time somebody has said yes to."""
    return InterviewTime(at, InterviewStatus.BOOKED, told, None)


def test_a_reminder_comes_on_the_morning_of_a_working_day_before() -> None:
    ((at, letter),) = reminders(agreed(), 2, calendar=CALENDAR, zone=ZONE)

    assert (at, letter) == (datetime(2022, 9, 9, 8, tzinfo=ZONE), REMINDER)


def test_a_proposal_is_also_reminded_of_its_answer() -> None:
    proposed = InterviewTime(TUESDAY, InterviewStatus.PROPOSED, TOLD, datetime(2022, 9, 8, 12, tzinfo=UTC))

    found = reminders(proposed, 1, calendar=CALENDAR, zone=ZONE)

    assert found == [
        (datetime(2022, 9, 12, 8, tzinfo=ZONE), REMINDER),
        (datetime(2022, 9, 7, 8, tzinfo=ZONE), ANSWER_REMINDER),
    ]


def test_nobody_is_reminded_of_what_they_were_told_since() -> None:
    late = agreed(told=datetime(2022, 9, 12, 7, tzinfo=UTC))

    assert reminders(late, 1, calendar=CALENDAR, zone=ZONE) == []


@given(instants, st.integers(0, 10))
def test_every_reminder_lies_on_a_morning_of_a_working_day_after_they_were_told(
    at: datetime, days: int
) -> None:
    for moment, _ in reminders(agreed(at), days, calendar=CALENDAR, zone=ZONE):
        assert moment > TOLD
        assert moment.timetz().replace(tzinfo=None) == MORNING
        assert days == 0 or CALENDAR.is_working_day(moment.date())


@pytest.mark.parametrize("status", InterviewStatus)
def test_only_a_proposal_lapses_and_only_when_its_time_has_come(status: InterviewStatus) -> None:
    over = [has_lapsed(status, TUESDAY, now=TUESDAY + timedelta(minutes=late)) for late in (-1, 0, 1)]

    assert over == [False, *[status is InterviewStatus.PROPOSED] * 2]
    assert not has_lapsed(status, None, now=TUESDAY)


def test_an_interview_moves_ahead() -> None:
    check_ahead(TUESDAY, now=TUESDAY - timedelta(seconds=1))

    with pytest.raises(MovedBack):
        check_ahead(TUESDAY, now=TUESDAY)
