"""One booking problem as it is written down: who asks, who answers, when they can, and what each disappointment costs."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime, time
from typing import Annotated, Literal
from zoneinfo import ZoneInfo, available_timezones

from pydantic import AfterValidator, Field, model_validator

from models.definition import Definition

LONGEST_PERIOD = 400
"""Days from the first to the last."""

Name = Annotated[str, Field(min_length=1, max_length=80)]
Minutes = Annotated[int, Field(ge=0, le=480)]
Weekday = Literal["monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday"]
WEEKDAYS: tuple[Weekday, ...] = (
    "monday",
    "tuesday",
    "wednesday",
    "thursday",
    "friday",
    "saturday",
    "sunday",
)


def _known(zone: str) -> str:
    if zone not in available_timezones():
        raise ValueError(f"{zone!r} is not a time zone; write it as Europe/Copenhagen")
    return zone


def _local(at: time) -> time:
    if at.tzinfo or at.second or at.microsecond:
        raise ValueError("a clock time is local and in whole minutes; write it as 09:30")
    return at


Zone = Annotated[str, AfterValidator(_known)]
Clock = Annotated[time, AfterValidator(_local)]


class Hours(Definition):
    """A stretch of every week's day, in local time."""

    from_: Clock = Field(alias="from", description="Local clock time, such as 09:00.")
    to: Clock = Field(description="Local clock time; 00:00 is the midnight that ends the day.")

    @model_validator(mode="after")
    def _forward(self) -> Hours:
        if self.to != time(0) and self.to <= self.from_:
            raise ValueError("hours end after they begin, on the same day")
        return self


class BookingWindow(Definition):
    """From one instant to another. Written without an offset it is local time of the instance's zone."""

    starts: datetime = Field(description="2022-10-28T09:00 is local time, 2022-10-28T07:00Z is UTC.")
    ends: datetime

    @model_validator(mode="after")
    def _forward(self) -> BookingWindow:
        if bool(self.starts.tzinfo) is not bool(self.ends.tzinfo):
            raise ValueError("write both ends with an offset, or neither")
        if self.ends <= self.starts:
            raise ValueError("a window ends after it begins")
        return self


class Interviewer(Definition):
    """Who holds interviews. An interview never reaches over midnight, its buffers and its travel included."""

    key: Name
    hours: dict[Weekday, tuple[Hours, ...]] = Field(
        description="Per weekday; an interview lies within one stretch, its buffers and travel need not."
    )
    days_off: tuple[date, ...] = ()
    busy: tuple[BookingWindow, ...] = Field(
        (), description="Other calendars. Neither an interview nor its buffers and travel touch them."
    )
    at_most_a_day: int | None = Field(None, ge=0, description="Interviews on one day; left out: any number.")
    buffer_before: Minutes = Field(0, description="Minutes kept free before each interview.")
    buffer_after: Minutes = Field(0, description="Minutes kept free after each interview.")
    travels: bool = Field(False, description="May hold interviews on site.")
    travel_minutes: Minutes = Field(
        60, description="One way, to or from a municipality `travel` does not name."
    )
    travel: dict[Name, Minutes] = Field(
        default_factory=dict, description="Minutes one way, per municipality."
    )


class BookingMunicipality(Definition):
    """Where interviewees belong."""

    key: Name
    blackout: tuple[date, ...] = Field((), description="Days on which nobody there can be interviewed.")


class BookingInterviewee(Definition):
    """One person to be interviewed once."""

    key: Name
    municipality: Name
    role: Annotated[str, Field(max_length=120)] = ""
    mode: Literal["online", "on_site"] = "online"
    duration: int | None = Field(
        None, ge=5, le=480, description="Minutes; left out: the instance's duration."
    )
    wished: tuple[BookingWindow, ...] = Field(
        (), description="Outside all of them the cost `unwished` is paid."
    )
    possible: tuple[BookingWindow, ...] = Field(
        (), description="When given, the interview lies within one of them."
    )
    impossible: tuple[BookingWindow, ...] = ()
    prefer_by: date | None = Field(
        None, description="Last day without the cost `late_per_day`; left out: the instance's."
    )
    deadline: date | None = Field(None, description="Last day; left out: the instance's last day.")


class Booked(Definition):
    """A booking that exists already."""

    interviewee: Name = Field(
        description="One who is no longer in the instance is cancelled, or, when fixed, only takes up time."
    )
    interviewer: Name = Field(description="One who is no longer in the instance has left.")
    starts: datetime
    minutes: int | None = Field(
        None, ge=1, le=480, description="Of a fixed booking; others are as long as the interviewee's."
    )
    fixed: bool = Field(
        False, description="Held or locked: never moved, never judged, and its own times cost nothing."
    )


class Costs(Definition):
    """What each disappointment costs, in whole points. Only their proportions matter."""

    unwished: int = Field(3, ge=0, description="An interview outside the interviewee's wished windows.")
    late_per_day: int = Field(2, ge=0, description="Each calendar day after the preferred date.")
    extra_interviewer: int = Field(
        4, ge=0, description="Each interviewer in a municipality beyond the first."
    )
    move: int = Field(20, ge=0, description="An existing booking that gets another time or interviewer.")
    unbooked: int = Field(1000, ge=1, description="An interviewee without an interview.")


def _twice(keys: Iterable[str]) -> tuple[int, str] | None:
    """The first key that came before, and where it stands."""
    seen: set[str] = set()
    for place, key in enumerate(keys):
        if key in seen:
            return place, key
        seen.add(key)
    return None


def _certain(at: datetime, zone: ZoneInfo) -> bool:
    """Whether a clock that is moved leaves no doubt which instant is meant."""
    return bool(at.tzinfo) or (
        at.replace(tzinfo=zone, fold=0).utcoffset() == at.replace(tzinfo=zone, fold=1).utcoffset()
    )


class Instance(Definition):
    """A whole problem: everything the engine is told."""

    zone: Zone = "Europe/Copenhagen"
    first: date = Field(description="First day on which an interview may lie.")
    last: date = Field(description="The deadline: last day on which an interview may lie.")
    holidays: tuple[date, ...] = ()
    earliest: datetime | None = Field(
        None, description="Minimum notice: nothing new starts before this instant."
    )
    duration: int = Field(60, ge=5, le=480, description="Minutes of an interview.")
    grid: Literal[5, 10, 15, 20, 30, 60] = Field(
        15, description="New interviews start on these minutes of the local hour."
    )
    prefer_by: date | None = Field(None, description="Last day without the cost `late_per_day`.")
    interviewers: tuple[Interviewer, ...]
    municipalities: tuple[BookingMunicipality, ...]
    interviewees: tuple[BookingInterviewee, ...]
    bookings: tuple[Booked, ...] = ()
    costs: Costs = Costs()

    @model_validator(mode="after")
    def _period(self) -> Instance:
        if self.last < self.first:
            raise ValueError("last: the last day is before the first")
        if (self.last - self.first).days > LONGEST_PERIOD:
            raise ValueError(f"last: more than {LONGEST_PERIOD} days after the first")
        return self

    @model_validator(mode="after")
    def _keys(self) -> Instance:
        for field, things in (
            ("interviewers", self.interviewers),
            ("municipalities", self.municipalities),
            ("interviewees", self.interviewees),
        ):
            if found := _twice(each.key for each in things):
                raise ValueError(f"{field}.{found[0]}.key: {found[1]!r} is there already")
        if found := _twice(each.interviewee for each in self.bookings):
            raise ValueError(f"bookings.{found[0]}.interviewee: {found[1]!r} is booked already")
        known = {each.key for each in self.municipalities}
        for place, each in enumerate(self.interviewees):
            if each.municipality not in known:
                raise ValueError(
                    f"interviewees.{place}.municipality: there is no municipality {each.municipality!r}"
                )
        return self

    @model_validator(mode="after")
    def _clear(self) -> Instance:
        zone = ZoneInfo(self.zone)
        for place, each in enumerate(self.bookings):
            if not _certain(each.starts, zone):
                raise ValueError(
                    f"bookings.{place}.starts: the clock is moved then; write the instant with its offset"
                )
        return self
