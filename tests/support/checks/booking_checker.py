"""The hard rules once more, written from the words of docs/reference/booking-instance.md and nothing of the engine."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from models.booking.instance import WEEKDAYS, BookingInterviewee, BookingWindow, Instance, Interviewer
from models.booking.plan import Cost, Plan, PlannedBooking

_DAY = timedelta(days=1)


def minutes(number: int) -> timedelta:
    return timedelta(minutes=number)


def utc(at: datetime, zone: ZoneInfo) -> datetime:
    return (at if at.tzinfo else at.replace(tzinfo=zone)).astimezone(UTC)


class Checker:
    """Reads an instance the slow way."""

    def __init__(self, instance: Instance) -> None:
        self.instance = instance
        self.zone = ZoneInfo(instance.zone)
        self.interviewers = {one.key: one for one in instance.interviewers}
        self.interviewees = {one.key: one for one in instance.interviewees}
        self.municipalities = {one.key: one for one in instance.municipalities}

    def length(self, one: BookingInterviewee) -> timedelta:
        return minutes(one.duration or self.instance.duration)

    def local(self, at: datetime) -> datetime:
        return at.astimezone(self.zone)

    def utc(self, at: datetime) -> datetime:
        return utc(at, self.zone)

    def stretch(self, window: BookingWindow) -> tuple[datetime, datetime]:
        return utc(window.starts, self.zone), utc(window.ends, self.zone)

    def travel(self, who: Interviewer, one: BookingInterviewee | None) -> timedelta:
        if one is None or one.mode == "online":
            return minutes(0)
        return minutes(who.travel.get(one.municipality, who.travel_minutes))

    def near(self, who: Interviewer, starts: datetime, ends: datetime) -> tuple[datetime, datetime]:
        return starts - minutes(who.buffer_before), ends + minutes(who.buffer_after)

    def far(
        self, who: Interviewer, one: BookingInterviewee | None, starts: datetime, ends: datetime
    ) -> tuple[datetime, datetime]:
        begin, end = self.near(who, starts, ends)
        return begin - self.travel(who, one), end + self.travel(who, one)

    # --- one interview by itself

    def breaks(
        self, one: BookingInterviewee, who: Interviewer, starts: datetime, *, new: bool = True
    ) -> list[str]:
        """The rules one interview breaks, whatever else is booked."""
        ends = starts + self.length(one)
        return [
            *self._period(one, starts, new=new),
            *self._person(one, starts, ends),
            *self._calendar(one, who, starts, ends),
        ]

    def _period(self, one: BookingInterviewee, starts: datetime, *, new: bool) -> Iterator[str]:
        day, instance = self.local(starts).date(), self.instance
        if not instance.first <= day <= min(instance.last, one.deadline or instance.last):
            yield "deadline"
        if day in instance.holidays:
            yield "holidays"
        if day in self.municipalities[one.municipality].blackout:
            yield "blackout"
        if new and self.local(starts).minute % instance.grid:
            yield "grid"
        if new and instance.earliest and starts < utc(instance.earliest, self.zone):
            yield "notice"

    def _person(self, one: BookingInterviewee, starts: datetime, ends: datetime) -> Iterator[str]:
        possible = [self.stretch(window) for window in one.possible]
        if possible and not any(begin <= starts and ends <= end for begin, end in possible):
            yield "possible"
        if any(begin < ends and starts < end for begin, end in map(self.stretch, one.impossible)):
            yield "impossible"

    def _calendar(
        self, one: BookingInterviewee, who: Interviewer, starts: datetime, ends: datetime
    ) -> Iterator[str]:
        if one.mode == "on_site" and not who.travels:
            yield "travel"
        day = self.local(starts).date()
        if day in who.days_off:
            yield "day off"
        if not any(begin <= starts and ends <= end for begin, end in self.work(who, day)):
            yield "hours"
        begin, end = self.far(who, one, starts, ends)
        if begin < self.midnight(day) or end > self.midnight(day + _DAY):
            yield "midnight"
        if any(busy < end and begin < free for busy, free in map(self.stretch, who.busy)):
            yield "busy"

    def midnight(self, day: date) -> datetime:
        return utc(datetime.combine(day, time(0)), self.zone)

    def work(self, who: Interviewer, day: date) -> list[tuple[datetime, datetime]]:
        """Stretches of work; those that touch are one."""
        found: list[tuple[datetime, datetime]] = []
        for hours in sorted(who.hours.get(WEEKDAYS[day.weekday()], ()), key=lambda each: each.from_):
            begin = utc(datetime.combine(day, hours.from_), self.zone)
            end = (
                self.midnight(day + _DAY)
                if hours.to == time(0)
                else utc(datetime.combine(day, hours.to), self.zone)
            )
            if found and begin <= found[-1][1]:
                found[-1] = found[-1][0], max(end, found[-1][1])
            else:
                found.append((begin, end))
        return found

    # --- two interviews, and a day

    def clash(self, a: PlannedBooking, b: PlannedBooking) -> bool:
        """Whether two interviews of one interviewer stand too close."""
        who = self.interviewers[a.interviewer]
        one, other = self.interviewees.get(a.interviewee), self.interviewees.get(b.interviewee)
        if self.place(one) == self.place(other):
            first, second = self.near(who, a.starts, a.ends), self.near(who, b.starts, b.ends)
        else:
            first, second = self.far(who, one, a.starts, a.ends), self.far(who, other, b.starts, b.ends)
        return first[0] < second[1] and second[0] < first[1]

    def place(self, one: BookingInterviewee | None) -> str | None:
        return one.municipality if one and one.mode == "on_site" else None

    def day(self, one: PlannedBooking) -> tuple[str, date]:
        return one.interviewer, self.local(one.starts).date()

    def faults(self, plan: Plan) -> list[str]:
        """Every hard rule the plan breaks; what is fixed is not judged, but stands in others' way."""
        found = [
            f"{one.interviewee}: {rule}"
            for one in plan.bookings
            if not one.fixed
            for rule in self.breaks(
                self.interviewees[one.interviewee],
                self.interviewers[one.interviewer],
                one.starts,
                new=one.change != "kept",
            )
        ]
        return found + self._crowded(plan.bookings) + self._complete(plan)

    def _crowded(self, bookings: Sequence[PlannedBooking]) -> list[str]:
        here = [one for one in bookings if one.interviewer in self.interviewers]
        found = []
        for place, a in enumerate(here):
            found += [
                f"{a.interviewee} and {b.interviewee}: clash"
                for b in here[place + 1 :]
                if a.interviewer == b.interviewer and not (a.fixed and b.fixed) and self.clash(a, b)
            ]
            limit = self.interviewers[a.interviewer].at_most_a_day
            if not a.fixed and limit is not None and sum(self.day(a) == self.day(b) for b in here) > limit:
                found.append(f"{a.interviewee}: day is full")
        return found

    def _complete(self, plan: Plan) -> list[str]:
        told = [one.interviewee for one in plan.bookings] + [one.interviewee for one in plan.unbooked]
        expected = {*self.interviewees} | {one.interviewee for one in self.instance.bookings if one.fixed}
        return [] if sorted(told) == sorted(expected) else ["somebody is missing, or there twice"]

    # --- what it costs

    def own_cost(self, one: BookingInterviewee, starts: datetime) -> tuple[int, int]:
        """Unwished and late, in points."""
        ends, costs = starts + self.length(one), self.instance.costs
        windows = [self.stretch(window) for window in one.wished]
        is_wished = not windows or any(begin <= starts and ends <= end for begin, end in windows)
        preferred = one.prefer_by or self.instance.prefer_by
        late = max(0, (self.local(starts).date() - preferred).days) if preferred else 0
        return 0 if is_wished else costs.unwished, late * costs.late_per_day

    def cost(self, plan: Plan) -> Cost:
        costs = self.instance.costs
        own = [
            self.own_cost(self.interviewees[one.interviewee], one.starts)
            for one in plan.bookings
            if not one.fixed
        ]
        faces = {key: set[str]() for key in self.municipalities}
        for one in plan.bookings:
            if one.interviewee in self.interviewees:
                gone = one.interviewer not in self.interviewers
                faces[self.interviewees[one.interviewee].municipality].add(
                    "gone" if gone else one.interviewer
                )
        return Cost(
            unwished=sum(each[0] for each in own),
            late=sum(each[1] for each in own),
            extra_interviewer=costs.extra_interviewer * sum(max(0, len(each) - 1) for each in faces.values()),
            move=costs.move * sum(one.change == "moved" for one in plan.bookings),
            unbooked=costs.unbooked * len(plan.unbooked),
        )
