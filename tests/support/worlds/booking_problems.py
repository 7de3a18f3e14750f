"""Invented booking problems: the same seed gives the same problem."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime, time, timedelta

from models.booking.instance import (
    WEEKDAYS,
    Booked,
    BookingInterviewee,
    BookingMunicipality,
    BookingWindow,
    Hours,
    Instance,
    Interviewer,
)
from rules.seeded_chance import Chance

FIRST = date(2022, 10, 10)
HALVES = ((time(8), time(12)), (time(12, 30), time(16)))
_DAY = timedelta(days=1)


def invented(
    municipalities: int,
    *,
    seed: int,
    interviewers: int = 2,
    days: int = 20,
    each: int = 5,
    on_site: float = 0.0,
    bookings: Iterable[Booked] = (),
) -> Instance:
    """Half days of work, half-day windows, some of them wished, five interviewees a municipality."""
    chance = Chance(seed)
    period = [FIRST + number * _DAY for number in range(days)]
    places = [f"kommune_{number}" for number in range(municipalities)]
    return Instance(
        first=period[0],
        last=period[-1],
        interviewers=tuple(_interviewer(chance, number, period, places) for number in range(interviewers)),
        municipalities=tuple(
            BookingMunicipality(key=key, blackout=(chance.of(period),) if chance.below(4) == 0 else ())
            for key in places
        ),
        interviewees=tuple(
            one for key in places for one in _interviewees(chance, key, period, each, on_site)
        ),
        bookings=tuple(bookings),
    )


def _interviewer(chance: Chance, number: int, period: list[date], places: list[str]) -> Interviewer:
    hours = {
        day: tuple(Hours(from_=begin, to=end) for begin, end in HALVES if chance.share() < 0.9)
        for day in WEEKDAYS[:5]
    }
    busy = tuple(window(chance.of(period), half) for half in HALVES for _ in range(len(period) // 6))
    return Interviewer(
        key=f"interviewer_{number}",
        hours=hours,
        busy=busy,
        days_off=(chance.of(period),),
        at_most_a_day=5,
        buffer_after=15,
        travels=chance.below(3) > 0 or number == 0,
        travel={key: 15 * (1 + chance.below(5)) for key in places if chance.below(2)},
    )


def window(day: date, half: tuple[time, time]) -> BookingWindow:
    """A half day in local time."""
    return BookingWindow(starts=datetime.combine(day, half[0]), ends=datetime.combine(day, half[1]))


def _interviewees(
    chance: Chance, municipality: str, period: list[date], each: int, on_site: float
) -> Iterable[BookingInterviewee]:
    working = [day for day in period if day.weekday() < 5]
    last = working[len(working) // 2 + chance.below(len(working) - len(working) // 2)]
    before = [day for day in working if day <= last]
    for number in range(each):
        possible = [window(chance.of(before), chance.of(HALVES)) for _ in range(5 + chance.below(4))]
        yield BookingInterviewee(
            key=f"{municipality}_{number}",
            municipality=municipality,
            mode="on_site" if chance.share() < on_site else "online",
            possible=tuple(possible),
            wished=tuple(possible[: len(possible) // 2]),
            prefer_by=before[len(before) * 2 // 3],
            deadline=last,
        )


def spiced(instance: Instance, *, seed: int) -> Instance:
    """The same problem with everything the format knows: odd buffers and lengths, nights, notice, existing bookings."""
    chance = Chance(seed)
    period = [instance.first + number * _DAY for number in range((instance.last - instance.first).days + 1)]
    return instance.model_copy(
        update={
            "holidays": (chance.of(period),),
            "earliest": datetime.combine(chance.of(period[:4]), time(10, 7)),
            "grid": chance.of((5, 10, 15, 20, 30, 60)),
            "prefer_by": chance.of(period),
            "interviewers": tuple(_odd(chance, one, period) for one in instance.interviewers),
            "interviewees": tuple(_fussy(chance, one, period) for one in instance.interviewees),
            "bookings": _agreed(chance, instance, period),
        }
    )


def _odd(chance: Chance, one: Interviewer, period: list[date]) -> Interviewer:
    late = Hours(from_=time(16), to=time(0) if chance.below(2) else time(20))
    night = (Hours(from_=time(0), to=time(5, 30)),)
    morning = datetime.combine(chance.of(period), time(1, 40))
    return one.model_copy(
        update={
            "hours": {**one.hours, "sunday": night, "thursday": (*one.hours["thursday"], late)},
            "busy": (*one.busy, BookingWindow(starts=morning, ends=morning + timedelta(minutes=113))),
            "buffer_before": chance.of((0, 7, 20)),
            "buffer_after": chance.of((0, 13, 30)),
            "at_most_a_day": chance.of((None, 0, 1, 2, 5)),
        }
    )


def _fussy(chance: Chance, one: BookingInterviewee, period: list[date]) -> BookingInterviewee:
    anytime = chance.below(2)
    return one.model_copy(
        update={
            "duration": chance.of((None, 25, 45, 90)),
            "possible": () if anytime else one.possible,
            "deadline": None if anytime else one.deadline,
            "prefer_by": None if chance.below(2) else one.prefer_by,
            "impossible": (window(chance.of(period), chance.of(HALVES)),),
        }
    )


def _agreed(chance: Chance, instance: Instance, period: list[date]) -> tuple[Booked, ...]:
    """Some that stand, some that are hit, some fixed, some with strangers."""
    people = [*(one.key for one in instance.interviewees if chance.below(3) == 0), "withdrawn"]
    keys = [*(one.key for one in instance.interviewers), "left"]
    return tuple(
        Booked(
            interviewee=key,
            interviewer=chance.of(keys),
            starts=datetime.combine(chance.of(period), time(8 + chance.below(9), 5 * chance.below(12))),
            fixed=chance.below(4) == 0,
        )
        for key in people
    )
