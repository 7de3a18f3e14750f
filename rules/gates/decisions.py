"""Reading what staff write into the gate's form."""

from __future__ import annotations

from datetime import date, datetime
from zoneinfo import ZoneInfo

from models.definition import OUR_TIME
from models.errors.decisions import DatePassed, DateUnreadable, NotLater
from rules.forms.written_dates import day_or_none


def written_date(text: str) -> date:
    """The day a text names.

    Raises:
        DateUnreadable: when it names none, or one of a year that can only be a slip of the keyboard.
    """
    day = day_or_none(text.strip())
    if day is None or day.year not in OUR_TIME:
        raise DateUnreadable(text=text.strip())
    return day


def new_deadline(text: str, due_at: datetime, *, now: datetime, zone: ZoneInfo) -> datetime:
    """The written day, at the clock time the old deadline had in the programme's zone.

    Raises:
        DateUnreadable.
        DatePassed, NotLater: when it is not in the future, or not after the deadline that holds.
    """
    day = written_date(text)
    due = datetime.combine(day, due_at.astimezone(zone).timetz().replace(tzinfo=None), zone)
    if due <= now:
        raise DatePassed(date=day)
    if due <= due_at:
        raise NotLater(date=day, due=due_at.astimezone(zone).date())
    return due
