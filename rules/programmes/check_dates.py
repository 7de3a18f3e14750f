"""Are the dates of a programme true, possible, and in an order that serves what they are for."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import UTC, datetime, timedelta

from models.errors.error import TovholderError
from models.errors.programmes import DatesGoInCircle, ReferenceUnknown
from models.programmes.moments import Moment, Precision, Weekday
from models.programmes.programme import Event, Programme
from rules.programmes.dates import (
    LONGEST_CLOSED,
    Attempt,
    Dates,
    Place,
    Resolved,
    Written,
    calendar_of,
    written,
)
from rules.programmes.faults import Fault, FaultLevel, Where
from rules.programmes.working_days import WorkingDays

_WEEKDAYS = tuple(Weekday)


def faults(programme: Programme, tried: Attempt) -> Iterator[Fault]:
    """Each moment by itself, then events, the call and the milestones; order inside steps is `check_deadlines`."""
    places = written(programme)
    calendar = calendar_of(programme)
    yield from _closed(programme)
    yield from _troubles(tried.troubles, places)
    for place, (moment, path) in places.items():
        if place in tried.dates.found:
            resolved = tried.dates.found[place]
            yield from _calendar_words(moment, resolved, path)
            yield from _clock_change(resolved.at, path)
            yield from _provisional(place, resolved, path)
            yield from _working_day(place, resolved, path, calendar)
    for n, event in enumerate(programme.events):
        yield from _event(event, ("events", n), tried.dates)
        yield from _days_of_event(event, ("events", n), tried.dates, calendar)


def _closed(programme: Programme) -> Iterator[Fault]:
    for n, moment in enumerate(programme.closed):
        if moment.month or moment.reference or moment.at or isinstance(moment.on, datetime):
            message = "a closed day is a date or a window of dates"
            yield Fault(("closed", n), message, "write 2022-12-27, or window: {first: …, last: …}")
        if moment.window is not None and moment.window.days > LONGEST_CLOSED:
            message = f"the programme is closed for {moment.window.days} days in a row"
            yield Fault(("closed", n, "window"), message, f"write at most {LONGEST_CLOSED}")


def _troubles(troubles: Mapping[Place, TovholderError], places: Mapping[Place, Written]) -> Iterator[Fault]:
    """Each unknown reference where it stands, each circle once."""
    named: set[frozenset[str]] = set()
    for place, trouble in troubles.items():
        if isinstance(trouble, ReferenceUnknown) and trouble.facts["place"] == str(place):
            message = f"there is no {trouble.facts['reference']} to count from"
            yield Fault(
                (*places[place].path, "from"), message, "name an event, step or requirement that exists"
            )
        if isinstance(trouble, DatesGoInCircle):
            circle = str(trouble.facts["circle"])
            members = frozenset(circle.split(" → "))
            if members not in named and place in places:
                named.add(members)
                message = f"these dates are counted from each other in a circle: {circle}"
                yield Fault((*places[place].path, "from"), message, "give one of them a date")


def _calendar_words(moment: Moment, resolved: Resolved, path: Where) -> Iterator[Fault]:
    day = resolved.at.date()
    week, weekday = day.isocalendar().week, _WEEKDAYS[day.weekday()]
    if resolved.precision is Precision.MONTH and (moment.week or moment.weekday):
        message = "a week or weekday is written, but only the month is known"
        yield Fault((*path, "week" if moment.week else "weekday"), message, "write the date, or remove it")
        return
    if moment.week is not None and moment.week != week:
        message = f"{day} lies in week {week}, not in week {moment.week}"
        yield Fault((*path, "week"), message, "correct the week or the date")
    if moment.weekday is not None and moment.weekday is not weekday:
        message = f"{day} is a {weekday}, not a {moment.weekday}"
        yield Fault((*path, "weekday"), message, "correct the weekday or the date")


def _clock_change(at: datetime, path: Where) -> Iterator[Fault]:
    wall = at.replace(tzinfo=None)
    back = at.astimezone(UTC).astimezone(at.tzinfo)
    if back.replace(tzinfo=None) != wall:
        yield Fault(
            path,
            f"{wall:%Y-%m-%d %H:%M} does not exist: the clock skips it that night",
            "choose another time",
        )
    elif at.replace(fold=0).utcoffset() != at.replace(fold=1).utcoffset():
        yield Fault(
            path, f"{wall:%Y-%m-%d %H:%M} comes twice: the clock goes back that night", "choose another time"
        )


def _provisional(place: Place, resolved: Resolved, path: Where) -> Iterator[Fault]:
    if resolved.precision is Precision.MONTH and place.use == "event":
        message = (
            f"only the month is known of {place.key}: it is planned provisionally for {resolved.at.date()}"
        )
        yield Fault(path, message, "write the date as soon as it is known", FaultLevel.WARNING)
    if resolved.precision is Precision.DAY and place.use == "event":
        message = f"{place.key} has no clock time: {resolved.at:%H:%M} is assumed"
        yield Fault(path, message, "write the time as well", FaultLevel.WARNING)


def _working_day(place: Place, resolved: Resolved, path: Where, calendar: WorkingDays) -> Iterator[Fault]:
    day = resolved.at.date()
    exact = resolved.precision is not Precision.MONTH
    if place.use in ("deadline", "opening", "milestone") and exact and not calendar.is_working_day(day):
        noun = {"deadline": "the deadline", "opening": "the opening"}.get(place.use, "the milestone")
        message = f"{noun} {day} is no working day ({_why_not(resolved.at, calendar)})"
        near = f"{calendar.shift(day, -1)} and {calendar.shift(day, 1)} are"
        yield Fault(path, message, f"choose another day; {near}", FaultLevel.WARNING)


def _event(event: Event, path: Where, dates: Dates) -> Iterator[Fault]:
    starts, ends = (dates.found.get(Place(use, event.key)) for use in ("event", "end"))
    if starts is None or ends is None:
        return
    elapsed = ends.at.astimezone(UTC) - starts.at.astimezone(UTC)
    if elapsed <= timedelta(0):
        message = f"{event.key} ends {ends.at:%Y-%m-%d %H:%M}, before it starts {starts.at:%Y-%m-%d %H:%M}"
        yield Fault((*path, "ends"), message, "correct one of them")
    elif event.hours is not None and elapsed != timedelta(hours=event.hours):
        real = elapsed / timedelta(hours=1)
        message = f"{event.hours:g} hours are announced, but from start to end it is {real:g}"
        yield Fault((*path, "hours"), message, "correct the hours, the start or the end")
    if event.ends is None and event.hours is None and starts.precision is Precision.INSTANT:
        yield Fault(path, f"{event.key} does not say when it ends", "add ends, or hours")


def _days_of_event(event: Event, path: Where, dates: Dates, calendar: WorkingDays) -> Iterator[Fault]:
    starts, ends = (dates.found.get(Place(use, event.key)) for use in ("event", "end"))
    if starts is None or ends is None or ends.at < starts.at:
        return
    length = (ends.at.date() - starts.at.date()).days
    for day in (starts.at + timedelta(days=n) for n in range(min(length, 31) + 1)):
        if day.date() in calendar.closed:
            message = f"{event.key} falls on {day.date()}, a day on which the programme is closed"
            yield Fault((*path, "starts"), message, "move the event, or take the day out of closed")
        elif not calendar.is_working_day(day.date()):
            message = f"{event.key} falls on {day.date()}: {_why_not(day, calendar)}"
            yield Fault((*path, "starts"), message, "move it, unless that is meant", FaultLevel.WARNING)


def _why_not(day: datetime, calendar: WorkingDays) -> str:
    if day.date() in calendar.closed:
        return "the programme is closed"
    return "a public holiday" if calendar.is_holiday(day.date()) else f"a {_WEEKDAYS[day.weekday()]}"
