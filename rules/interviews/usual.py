"""What is unusual about a time the office has booked: why nobody would have been proposed it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, time, timedelta
from enum import StrEnum

from models.booking.instance import WEEKDAYS
from models.programmes.interview_booking import OfficeInterviewer


class Unusual(StrEnum):
    """Something a proposal would have avoided."""

    NO_WORKING_DAY = "it is no working day"
    CLOSED = "{municipality} is closed that day"
    AWAY = "{who} is away that day"
    OUTSIDE_HOURS = "it lies outside {who}'s hours"
    NO_TRAVEL = "it is on site, and {who} does not travel"


@dataclass(frozen=True)
class BookedTime:
    """A time in the programme's zone with what is known of that day; `hours` None: the interviewer has none written."""

    begins: datetime
    ends: datetime
    online: bool
    working_day: bool
    closed: bool
    away: bool
    hours: OfficeInterviewer | None


def unusual(booked: BookedTime) -> tuple[Unusual, ...]:
    """All that is; empty when it might have been proposed."""
    hours = booked.hours
    holds = {
        Unusual.NO_WORKING_DAY: not booked.working_day,
        Unusual.CLOSED: booked.closed,
        Unusual.AWAY: booked.away,
        Unusual.OUTSIDE_HOURS: hours is not None and not _is_within(hours, booked.begins, booked.ends),
        Unusual.NO_TRAVEL: hours is not None and not (booked.online or hours.travels),
    }
    return tuple(one for one, so in holds.items() if so)


def _is_within(hours: OfficeInterviewer, begins: datetime, ends: datetime) -> bool:
    """Whether one stretch of that day's hours holds all of it; local times."""
    day, next_day = begins.date(), begins.date() + timedelta(days=1)
    return any(
        one.from_ <= begins.time()
        and ends <= datetime.combine(day if one.to > time(0) else next_day, one.to, begins.tzinfo)
        for one in hours.hours.get(WEEKDAYS[begins.weekday()], ())
    )
