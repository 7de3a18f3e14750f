"""What the booking engine answers: bookings, those it could not make and why, what moved, and what it all costs."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum


class Family(StrEnum):
    """A kind of hard rule that can stand in the way; the words programs read."""

    HOURS = "hours"
    BUSY = "busy"
    TAKEN = "taken"
    PER_DAY = "per_day"
    TRAVEL = "travel"
    WINDOWS = "windows"
    BLACKOUT = "blackout"
    DEADLINE = "deadline"
    NOTICE = "notice"
    HOLIDAYS = "holidays"
    COST = "cost"


class BookingChange(StrEnum):
    """What a booking is, compared with what was booked before."""

    NEW = "new"
    KEPT = "kept"
    MOVED = "moved"


@dataclass(frozen=True, order=True)
class PlannedBooking:
    """One interview. Instants are UTC. `fixed` ones are in the plan as they were."""

    starts: datetime
    ends: datetime
    interviewer: str
    interviewee: str
    change: BookingChange = BookingChange.NEW
    fixed: bool = False


@dataclass(frozen=True)
class Help:
    """If this kind of rule gave way, `slots` starts would be free; the first of them is shown.

    Two families stand together where neither alone is enough.
    """

    families: tuple[Family, ...]
    slots: int
    starts: datetime
    interviewer: str


@dataclass(frozen=True)
class Unbooked:
    """One interviewee without an interview: the kinds of rules that leave no time, the one that cuts off most first."""

    interviewee: str
    reasons: tuple[Family, ...]
    would_help: tuple[Help, ...]


@dataclass(frozen=True)
class Cost:
    """Points paid, by what they were paid for."""

    unwished: int = 0
    late: int = 0
    extra_interviewer: int = 0
    move: int = 0
    unbooked: int = 0

    @property
    def total(self) -> int:
        return self.unwished + self.late + self.extra_interviewer + self.move + self.unbooked


@dataclass(frozen=True)
class Plan:
    """The engine's answer. `cancelled` are interviewees that had a booking and have none now."""

    bookings: tuple[PlannedBooking, ...]
    unbooked: tuple[Unbooked, ...]
    cancelled: tuple[str, ...]
    cost: Cost
    rounds: int
