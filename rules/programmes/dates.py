"""Turns a programme's moments into instants: offsets followed to their anchors, missing clock times filled in."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from functools import partial
from typing import NamedTuple
from zoneinfo import ZoneInfo

from models.errors.error import TovholderError
from models.errors.programmes import DatesGoInCircle, ReferenceUnknown
from models.programmes.moments import Moment, Precision, Reference
from models.programmes.programme import Event, Programme
from rules.programmes.faults import Where
from rules.programmes.working_days import WorkingDays

OPENS_AT = time(8)
DUE_AT = time(23, 59)
EVENT_STARTS_AT = time(9)
EVENT_ENDS_AT = time(15)
EVENT_LENGTH = timedelta(hours=6)
PROVISIONAL_DAY = 15
LONGEST_CLOSED = 100
"""Days in a row a programme may be closed; a longer window is a slip, and left out."""
LONGEST_WAY = 100
"""Dates counted from dates counted from dates: beyond this nobody could follow, and Python's stack neither."""

_CLOCK: Mapping[str, time] = {
    "event": EVENT_STARTS_AT,
    "end": EVENT_ENDS_AT,
    "opening": OPENS_AT,
    "asked": OPENS_AT,
}


class Place(NamedTuple):
    """What a moment is for: event, end, opening, asked, deadline, milestone or call. Its text is what references write."""

    use: str
    key: str
    requirement: str = ""

    def __str__(self) -> str:
        return f"{self.use}:{self.key}" + (f"/{self.requirement}" if self.requirement else "")


def anchor_of(reference: Reference) -> Place:
    """The place a reference points to."""
    return Place(str(reference.anchor), reference.key, reference.requirement)


class Written(NamedTuple):
    """A moment as the programme writes it, and where in the programme that is."""

    moment: Moment
    path: Where


class Resolved(NamedTuple):
    """An instant in the programme's zone, and how exactly the programme knows it."""

    at: datetime
    precision: Precision


@dataclass(frozen=True)
class Span:
    """When an event is held. With month precision the day is a provisional guess of ours."""

    starts: datetime
    ends: datetime
    precision: Precision


@dataclass(frozen=True)
class Dates:
    """Every instant of a programme, aware and in its zone. An unknown key is a KeyError."""

    found: Mapping[Place, Resolved]

    def opening(self, step: str) -> datetime:
        """When the step may open; a bare date means 08:00."""
        return self.found[Place("opening", step)].at

    def asked(self, step: str, requirement: str) -> datetime:
        """When the requirement is asked for: when its step opens, unless it says otherwise."""
        return self.found[Place("asked", step, requirement)].at

    def deadline(self, step: str, requirement: str) -> datetime:
        """The last instant in time; a bare date means 23:59."""
        return self.found[Place("deadline", step, requirement)].at

    def event(self, key: str) -> Span:
        """From when to when; a bare date means 09:00 to 15:00."""
        starts = self.found[Place("event", key)]
        return Span(starts.at, self.found[Place("end", key)].at, starts.precision)

    def milestone(self, key: str) -> datetime:
        """When the milestone must be reached; a bare date means 23:59."""
        return self.found[Place("milestone", key)].at


@dataclass(frozen=True)
class Attempt:
    """What could be resolved, and for each place that could not, why."""

    dates: Dates
    troubles: Mapping[Place, TovholderError]


def resolve(programme: Programme) -> Dates:
    """Every date of a programme.

    Raises:
        ReferenceUnknown: a date is counted from something the programme does not have.
        DatesGoInCircle: a date is, in the end, counted from itself.
    """
    tried = attempt(programme)
    for trouble in tried.troubles.values():
        raise trouble
    return tried.dates


def attempt(programme: Programme) -> Attempt:
    """Resolves what can be resolved; for the linter, which reports every trouble instead of the first."""
    resolver = _Resolver(programme)
    for place in resolver.places:
        with suppress(TovholderError):
            resolver.resolved(place)
    troubles = {place: resolver.failed[place] for place in resolver.places if place in resolver.failed}
    return Attempt(Dates(resolver.found), troubles)


def calendar_of(programme: Programme) -> WorkingDays:
    """The country's working days without those the programme is closed on."""
    closed: set[date] = set()
    for moment in programme.closed:
        if moment.window is not None and moment.window.days <= LONGEST_CLOSED:
            closed.update(moment.window.first + timedelta(days=n) for n in range(moment.window.days))
        elif moment.on is not None:
            closed.add(day_of(moment.on))
    return WorkingDays(programme.country, closed)


def day_of(value: date | datetime) -> date:
    """The date of a date or of a date-time."""
    return value.date() if isinstance(value, datetime) else value


def written(programme: Programme) -> dict[Place, Written]:
    """Every moment a programme writes; what is left to a default has no entry."""
    found: dict[Place, Written] = {}
    for n, event in enumerate(programme.events):
        found[Place("event", event.key)] = Written(event.starts, ("events", n, "starts"))
        if event.ends is not None:
            found[Place("end", event.key)] = Written(event.ends, ("events", n, "ends"))
    for n, step in enumerate(programme.steps):
        found[Place("opening", step.key)] = Written(step.opens, ("steps", n, "opens"))
        for m, requirement in enumerate(step.requirements):
            path: Where = ("steps", n, "requirements", m)
            if requirement.asked is not None:
                found[Place("asked", step.key, requirement.key)] = Written(
                    requirement.asked, (*path, "asked")
                )
            found[Place("deadline", step.key, requirement.key)] = Written(requirement.due, (*path, "due"))
    for n, milestone in enumerate(programme.milestones):
        found[Place("milestone", milestone.key)] = Written(milestone.on, ("milestones", n, "on"))
    if programme.call is not None:
        found[Place("call", "opens")] = Written(programme.call.opens, ("call", "opens"))
        found[Place("call", "closes")] = Written(programme.call.closes, ("call", "closes"))
    return found


class _Resolver:
    """One walk over one programme; what is found is kept, the way gone is remembered to see circles."""

    def __init__(self, programme: Programme) -> None:
        self.zone = ZoneInfo(programme.zone)
        self.calendar = calendar_of(programme)
        self.moments = {place: one.moment for place, one in written(programme).items()}
        self.unwritten: dict[Place, Callable[[], Resolved]] = {}
        for event in programme.events:
            if event.ends is None:
                self.unwritten[Place("end", event.key)] = partial(self._end_of, event)
        for step in programme.steps:
            for requirement in step.requirements:
                if requirement.asked is None:
                    asked = Place("asked", step.key, requirement.key)
                    self.unwritten[asked] = partial(self.resolved, Place("opening", step.key))
        self.places = (*self.moments, *self.unwritten)
        self.found: dict[Place, Resolved] = {}
        self.failed: dict[Place, TovholderError] = {}
        self._way: list[Place] = []

    def resolved(self, place: Place) -> Resolved:
        if place in self.found:
            return self.found[place]
        if place in self._way:
            circle = [*self._way[self._way.index(place) :], place]
            raise DatesGoInCircle(circle=" → ".join(map(str, circle)))
        if len(self._way) > LONGEST_WAY:
            raise DatesGoInCircle(circle=f"{place}, after more than {LONGEST_WAY} others")
        if place in self.failed:
            raise self.failed[place]
        self._way.append(place)
        try:
            unwritten = self.unwritten.get(place)
            self.found[place] = unwritten() if unwritten else self._written(place, self.moments[place])
        except TovholderError as trouble:
            self.failed[place] = trouble
            raise
        finally:
            self._way.pop()
        return self.found[place]

    def _end_of(self, event: Event) -> Resolved:
        starts = self.resolved(Place("event", event.key))
        if event.starts.window is not None and event.hours is None:
            return Resolved(self._local(event.starts.window.last, EVENT_ENDS_AT), starts.precision)
        length = timedelta(hours=event.hours) if event.hours else EVENT_LENGTH
        return Resolved((starts.at.astimezone(UTC) + length).astimezone(self.zone), starts.precision)

    def _written(self, place: Place, moment: Moment) -> Resolved:
        if isinstance(moment.on, datetime):
            return Resolved(moment.on.replace(tzinfo=self.zone), Precision.INSTANT)
        if moment.reference is not None:
            anchor = self._anchor(place, moment.reference)
            same = moment.working_days == 0 and moment.at is None
            if same and self.calendar.is_working_day(anchor.at.date()):
                return anchor
        day, precision = self._day(place, moment)
        if moment.at is None:
            return Resolved(self._local(day, _default_clock(place)), precision)
        exact = Precision.MONTH if precision is Precision.MONTH else Precision.INSTANT
        return Resolved(self._local(day, moment.at), exact)

    def _day(self, place: Place, moment: Moment) -> tuple[date, Precision]:
        last_counts = place.use in ("end", "deadline", "milestone") or place == Place("call", "closes")
        if moment.on is not None:
            return moment.on, Precision.DAY
        if moment.window is not None:
            return (moment.window.last if last_counts else moment.window.first), Precision.DAY
        if moment.month is not None:
            return self._in_month(place, date.fromisoformat(f"{moment.month}-01")), Precision.MONTH
        anchor = self._anchor(place, moment.reference)
        precision = Precision.MONTH if anchor.precision is Precision.MONTH else Precision.DAY
        return self.calendar.shift(anchor.at.date(), moment.working_days or 0), precision

    def _in_month(self, place: Place, first: date) -> date:
        """Events in the middle, openings at the beginning, deadlines at the end: the least harmful guess."""
        if place.use in ("event", "end"):
            return self.calendar.shift(first.replace(day=PROVISIONAL_DAY), 0)
        if place.use in ("opening", "asked"):
            return self.calendar.shift(first, 0)
        return self.calendar.shift((first + timedelta(days=31)).replace(day=1), -1)

    def _anchor(self, place: Place, reference: Reference | None) -> Resolved:
        if reference is None or (anchor := anchor_of(reference)) not in self.places:
            raise ReferenceUnknown(place=str(place), reference=str(reference))
        return self.resolved(anchor)

    def _local(self, day: date, clock: time) -> datetime:
        return datetime.combine(day, clock, self.zone)


def _default_clock(place: Place) -> time:
    if place == Place("call", "opens"):
        return OPENS_AT
    return _CLOCK.get(place.use, DUE_AT)
