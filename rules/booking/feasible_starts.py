"""Feasible starts: every hard rule as a set of starts, kept in the bits of one whole number.

Minutes are counted from 1970 in UTC. A bit is one possible start; later starts have higher bits, so that any stretch of time is
a run of bits, also on the night the clocks are moved.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable
from copy import copy
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from models.booking.instance import WEEKDAYS, BookingInterviewee, BookingWindow, Hours, Instance, Interviewer
from models.booking.plan import Family

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_MINUTE = timedelta(minutes=1)
_DAY = timedelta(days=1)

OFFICE_HOURS = (Hours(from_=time(8), to=time(17)),)
"""What "more hours" is taken to mean: Monday to Friday."""


def minute_of(at: datetime, zone: ZoneInfo, *, late: bool = False) -> int:
    """The minute an instant lies in; one that lies within a minute is moved to its begin, or to its end when `late`.

    A local time that comes twice is its first occurrence, or its second when `late`. One that never comes, because the clock
    is moved past it, is the moment the clock is moved.
    """
    if at.tzinfo is None:
        first, second = (at.replace(tzinfo=zone, fold=fold) for fold in (0, 1))
        offsets = first.utcoffset(), second.utcoffset()
        never = offsets[0] is not None and offsets[1] is not None and offsets[0] < offsets[1]
        at = _moved(first, second, zone) if never else second if late else first
    since = at.astimezone(UTC) - _EPOCH
    return -(-since // _MINUTE) if late else since // _MINUTE


def _moved(after: datetime, before: datetime, zone: ZoneInfo) -> datetime:
    """The first minute of the new offset, between two instants on both sides of it."""
    low, high = before.astimezone(UTC), after.astimezone(UTC)
    new = high.astimezone(zone).utcoffset()
    while high - low > _MINUTE:
        middle = low + (high - low) // _MINUTE // 2 * _MINUTE
        if middle.astimezone(zone).utcoffset() == new:
            high = middle
        else:
            low = middle
    return high


def instant(minute: int) -> datetime:
    """The instant in UTC."""
    return _EPOCH + minute * _MINUTE


def span(windows: Iterable[BookingWindow], zone: ZoneInfo, *, wide: bool) -> list[tuple[int, int]]:
    """Windows in minutes. Where a clock is moved, `wide` ones are the longest reading and others the shortest."""
    return [
        (minute_of(one.starts, zone, late=not wide), minute_of(one.ends, zone, late=wide)) for one in windows
    ]


@dataclass(frozen=True)
class Day:
    """A local day: where it lies, and the run of bits that are its starts."""

    date: date
    midnight: int
    end: int
    first: int
    count: int
    offset: int

    @property
    def bits(self) -> int:
        """A one for each of its starts."""
        return ((1 << self.count) - 1) << self.offset


class Grid:
    """The starts of a period: on whole steps of the local clock, from the first hour anybody works to the last.

    Args:
        instance: its days, and `margin` more after the last.
        hours: per weekday, the stretch of the day worth looking at; empty when nobody works.
    """

    def __init__(self, instance: Instance, hours: list[tuple[time, time] | None], margin: int = 0) -> None:
        self.zone = ZoneInfo(instance.zone)
        self.step: int = instance.grid
        self.days: list[Day] = []
        day, bits = instance.first, 0
        while day <= instance.last + margin * _DAY:
            made = self._day(day, hours[day.weekday()], bits)
            self.days.append(made)
            bits += made.count
            day += _DAY
        self.size = bits
        self.all = (1 << bits) - 1
        self._midnights = [each.midnight for each in self.days]
        self._offsets = [each.offset for each in self.days]
        self.by_date = {each.date: place for place, each in enumerate(self.days)}

    def _day(self, day: date, hours: tuple[time, time] | None, offset: int) -> Day:
        midnight, end = self.clock(day, time(0)), self.clock(day + _DAY, time(0))
        if hours is None:
            return Day(day, midnight, end, midnight, 0, offset)
        first = midnight + (self.clock(day, hours[0]) - midnight) // self.step * self.step
        last = end if hours[1] == time(0) else self.clock(day, hours[1], late=True)
        return Day(day, midnight, end, first, max(0, -((first - last) // self.step)), offset)

    def clock(self, day: date, at: time, *, late: bool = False) -> int:
        """The minute of a local clock time."""
        return minute_of(datetime.combine(day, at), self.zone, late=late)

    def before(self, minute: int) -> int:
        """How many starts come before that minute."""
        place = bisect_right(self._midnights, minute) - 1
        if place < 0:
            return 0
        day = self.days[place]
        return day.offset + min(max(-((day.first - minute) // self.step), 0), day.count)

    def between(self, begin: int, end: int) -> int:
        """Starts s with begin <= s < end."""
        low, high = self.before(begin), self.before(end)
        return ((1 << high) - 1) ^ ((1 << low) - 1) if high > low else 0

    def place(self, bit: int) -> int:
        """Which day a bit belongs to."""
        place = bisect_right(self._offsets, bit) - 1
        while not self.days[place].count:
            place -= 1
        return place

    def minute(self, bit: int) -> int:
        """When the start of that bit is."""
        day = self.days[self.place(bit)]
        return day.first + (bit - day.offset) * self.step

    def day_of(self, minute: int) -> int | None:
        """Which day a minute lies in; None outside the period."""
        place = bisect_right(self._midnights, minute) - 1
        return place if place >= 0 and minute < self.days[place].end else None

    def alone(self, minute: int) -> Grid:
        """The same period with one start only, which may lie beside the steps."""
        number = self.day_of(minute)
        if number is None:
            raise ValueError("outside the period")
        other = copy(self)
        old = self.days[number]
        other.days = [Day(old.date, old.midnight, old.end, minute, 1, 0)]
        other.step, other.size, other.all = 1, 1, 1
        other._midnights, other._offsets, other.by_date = [old.midnight], [0], {old.date: 0}
        return other

    def without_days(self, closed: Iterable[date]) -> int:
        """All starts but those on these days."""
        bits = self.all
        for day in closed:
            if (place := self.by_date.get(day)) is not None:
                bits &= ~self.days[place].bits
        return bits

    def until(self, last: date) -> int:
        """Starts up to and on that day."""
        return self.between(0, self.clock(last + _DAY, time(0)))


def hours_of(
    interviewers: Iterable[Interviewer], *, generous: bool = False
) -> list[tuple[time, time] | None]:
    """Per weekday, from the first hour any of them works to the last; `generous` adds ordinary office hours."""
    everybody = list(interviewers)
    found: list[tuple[time, time] | None] = []
    for place, weekday in enumerate(WEEKDAYS):
        worked = [one for each in everybody for one in each.hours.get(weekday, ())]
        worked += OFFICE_HOURS if generous and place < 5 else ()
        ends = [one.to for one in worked]
        last = time(0) if time(0) in ends else max(ends, default=time(0))
        found.append((min(one.from_ for one in worked), last) if worked else None)
    return found


def of_interviewee(
    grid: Grid, instance: Instance, one: BookingInterviewee, blackout: Iterable[date]
) -> dict[Family, int]:
    """The starts each of the interviewee's own rules, and the period's, leaves."""
    length = one.duration or instance.duration
    windows = grid.all
    if one.possible:
        windows = wished(grid, one.possible, length)
    for begin, end in span(one.impossible, grid.zone, wide=True):
        windows &= ~grid.between(begin - length + 1, end)
    earliest = instance.earliest
    return {
        Family.WINDOWS: windows,
        Family.BLACKOUT: grid.without_days(blackout),
        Family.DEADLINE: grid.until(min(one.deadline or instance.last, instance.last)),
        Family.NOTICE: ~grid.between(0, minute_of(earliest, grid.zone, late=True)) & grid.all
        if earliest
        else grid.all,
        Family.HOLIDAYS: grid.without_days(instance.holidays),
    }


def wished(grid: Grid, windows: Iterable[BookingWindow], length: int) -> int:
    """Starts of interviews that lie wholly within one of the windows."""
    bits = 0
    for begin, end in span(windows, grid.zone, wide=False):
        bits |= grid.between(begin, end - length + 1)
    return bits


def travel(one: Interviewer, municipality: str | None) -> int:
    """Minutes one way; None is online."""
    return one.travel.get(municipality, one.travel_minutes) if municipality is not None else 0


def of_interviewer(
    grid: Grid, one: Interviewer, length: int, municipality: str | None, *, generous: bool = False
) -> dict[Family, int]:
    """The starts the interviewer's calendar leaves for an interview of that length and place (None is online)."""
    away = travel(one, municipality)
    before, after = one.buffer_before + away, length + one.buffer_after + away
    busy = grid.all
    for begin, end in span(one.busy, grid.zone, wide=True):
        busy &= ~grid.between(begin - after + 1, end + before)
    within = grid.all if generous else grid.without_days(one.days_off)
    return {
        Family.HOURS: _at_work(grid, one, length, before, after, generous=generous) & within,
        Family.BUSY: busy,
        Family.TRAVEL: grid.all if municipality is None or one.travels else 0,
    }


def _at_work(grid: Grid, one: Interviewer, length: int, before: int, after: int, *, generous: bool) -> int:
    bits = 0
    for day in grid.days:
        weekday = day.date.weekday()
        worked = one.hours.get(WEEKDAYS[weekday], ())
        if generous and weekday < 5:
            worked = (*worked, *OFFICE_HOURS)
        for begin, end in _joined(grid, day, worked):
            low, high = max(begin, day.midnight + before), min(end - length, day.end - after)
            bits |= grid.between(low, high + 1) if worked else 0
    return bits


def _joined(grid: Grid, day: Day, worked: Iterable[Hours]) -> list[tuple[int, int]]:
    """Stretches of one day in minutes; those that touch become one."""
    joined: list[tuple[int, int]] = []
    for one in sorted(worked, key=lambda each: each.from_):
        begin = grid.clock(day.date, one.from_, late=True)
        end = day.end if one.to == time(0) else grid.clock(day.date, one.to)
        if joined and begin <= joined[-1][1]:
            joined[-1] = joined[-1][0], max(end, joined[-1][1])
        elif begin < end:
            joined.append((begin, end))
    return joined
