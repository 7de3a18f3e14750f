"""What the engine moves about: people, interviewers and municipalities are numbers here, times minutes or sets of starts."""

from __future__ import annotations

from dataclasses import dataclass
from typing import NamedTuple

ONLINE = -1
NOBODY = -1


class Placing(NamedTuple):
    """Who holds an interview, and the minute it starts."""

    interviewer: int
    minute: int


class BookedBlock(NamedTuple):
    """One interview on one interviewer's day. What it keeps others from depends on who they are, see BookingBoard.free."""

    minute: int
    shape: int
    who: int


class InterviewShape(NamedTuple):
    """What two interviews have in common that need the same sort of time."""

    length: int
    place: int


@dataclass(frozen=True, slots=True)
class AskedInterview:
    """One interviewee as the engine sees it: sets of starts, and what is preferred."""

    key: str
    municipality: int
    shape: int
    length: int
    allowed: int
    wished: int
    prompt: int
    windows: tuple[tuple[int, int], ...]
    prefer_by: int
    options: tuple[int, ...]
    home: Placing | None

    def is_wished(self, minute: int) -> bool:
        """Whether an interview that starts then is within a wished window, or nothing was wished."""
        return not self.windows or any(
            begin <= minute and minute + self.length <= end for begin, end in self.windows
        )


@dataclass(frozen=True)
class Weights:
    """What the search pays; in a re-plan not the instance's own costs, see rules.booking.solve."""

    unwished: int
    late: int
    extra: int
    move: int
    unbooked: int
