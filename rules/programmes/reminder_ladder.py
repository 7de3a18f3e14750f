"""The reminder ladder of one deadline: on which mornings somebody who still owes hears from us."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, time
from zoneinfo import ZoneInfo

from models.programmes.programme import Requirement
from rules.programmes.working_days import WorkingDays

MORNING = time(8)
"""Local time of every rung: read with the first coffee, and never in the hour that a clock change skips."""


@dataclass(frozen=True, order=True)
class RungAt:
    """One rung: `working_days` from the deadline as the programme writes it, and the instant that makes."""

    at: datetime
    working_days: int
    escalates: bool = False


def rungs(
    requirement: Requirement, due_at: datetime, calendar: WorkingDays, zone: ZoneInfo
) -> tuple[RungAt, ...]:
    """Every rung in order, one a day at most, all on working days.

    Where two fall on one morning (a deadline on a Saturday moves "the day itself" to the Friday) the later one in the
    programme's counting stays, so that an escalation is never lost.
    """
    due_on = due_at.astimezone(zone).date()
    overdue = requirement.overdue
    counted = sorted(
        {*requirement.remind, *overdue.remind} | ({overdue.escalate} if overdue.escalate else set())
    )
    mornings = {
        _day(due_on, days, calendar): RungAt(
            datetime.combine(_day(due_on, days, calendar), MORNING, zone), days, days == overdue.escalate
        )
        for days in counted
    }
    return tuple(sorted(mornings.values()))


def ahead(
    ladder: tuple[RungAt, ...], now: datetime, calendar: WorkingDays, zone: ZoneInfo
) -> tuple[RungAt, ...]:
    """What is left of a ladder now. Of one that has passed whole, a reminder tomorrow and the escalation two days later.

    So whoever is asked after the deadline is still reminded once, and what never comes still reaches a person.
    """
    left = tuple(rung for rung in ladder if rung.at > now)
    if left or not ladder:
        return left
    last, today = ladder[-1], now.astimezone(zone).date()

    def late(days: int, *, escalates: bool) -> RungAt:
        morning = datetime.combine(calendar.shift(today, days), MORNING, zone)
        return RungAt(morning, max(last.working_days, 0) + days, escalates)

    reminder = late(1, escalates=False)
    return (reminder, late(3, escalates=True)) if last.escalates else (reminder,)


def _day(due_on: date, working_days: int, calendar: WorkingDays) -> date:
    """Zero on a day that is no working day is the last one before it: the day after would be too late to remind."""
    if working_days == 0 and not calendar.is_working_day(due_on):
        return calendar.shift(due_on, -1)
    return calendar.shift(due_on, working_days)
