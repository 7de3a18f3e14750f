"""Reading what staff write into the gate's form."""

from __future__ import annotations

from datetime import date, datetime
from zoneinfo import ZoneInfo

from models.errors.decisions import DatePassed, DateUnreadable, NotLater

_OUR_TIME = range(2000, 2101)
_WRITINGS = ("%Y-%m-%d", "%d.%m.%Y", "%d-%m-%Y", "%d/%m/%Y")


def written_date(text: str) -> date:
    """2022-09-30, 30.9.2022, 30-9-2022 or 30/9/2022.

    Raises:
        DateUnreadable: for anything else, and for a year that can only be a slip of the keyboard.
    """
    for writing in _WRITINGS:
        try:
            day = datetime.strptime(text.strip(), writing).date()  # noqa: DTZ007 - only the day is kept
        except ValueError:
            continue
        if day.year in _OUR_TIME:
            return day
    raise DateUnreadable(text=text.strip())


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
