"""What comes to an interview with time: reminders on a morning, proposals that lapse, and no move into the past."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, time
from zoneinfo import ZoneInfo

from models.errors.interviews import MovedBack
from models.states import InterviewStatus
from rules.programmes.working_days import WorkingDays

MORNING = time(8)
REMINDER, ANSWER_REMINDER = "interview_reminder", "interview_answer_reminder"


@dataclass(frozen=True)
class InterviewTime:
    """A time that holds, and since when; `lapses_at` of a proposal."""

    starts_at: datetime
    status: InterviewStatus
    changed_at: datetime
    lapses_at: datetime | None


def reminders(
    told: InterviewTime, remind: int, *, calendar: WorkingDays, zone: ZoneInfo
) -> Sequence[tuple[datetime, str]]:
    """When which letter is due; none whose moment lay before people were told of the time.

    Args:
        remind: working days before the interview.
    """

    def morning(instant: datetime, working_days: int) -> datetime:
        day = calendar.shift(instant.astimezone(zone).date(), -working_days)
        return datetime.combine(day, MORNING, zone)

    due = [(morning(told.starts_at, remind), REMINDER)]
    if told.status is InterviewStatus.PROPOSED and told.lapses_at:
        due.append((morning(told.lapses_at, 1), ANSWER_REMINDER))
    return [(at, letter) for at, letter in due if at > told.changed_at]


def has_lapsed(status: InterviewStatus, lapses_at: datetime | None, *, now: datetime) -> bool:
    """Whether nobody has answered a proposal in time."""
    return status is InterviewStatus.PROPOSED and lapses_at is not None and lapses_at <= now


def check_ahead(starts_at: datetime, *, now: datetime) -> None:
    """Nothing, when an interview may be moved to that time.

    Raises:
        MovedBack: when it has passed.
    """
    if starts_at <= now:
        raise MovedBack
