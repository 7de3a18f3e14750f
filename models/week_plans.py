"""A week plan: the interviews of one interviewer or one municipality, day by day, as pages, PDFs and artifacts show it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from models.language import Language
from models.states import InterviewStatus


@dataclass(frozen=True, order=True)
class PlannedInterview:
    """One interview in local time. `interviewee` and `interviewer` are empty where names do not belong, as in Prefect's UI."""

    starts: datetime
    ends: datetime
    id: int
    municipality: str
    role: str
    status: InterviewStatus
    place: str
    online: bool
    interviewer: str = ""
    interviewee: str = ""


@dataclass(frozen=True)
class PlannedDay:
    """One day with what lies on it; `off` says why nothing can (holiday, away, closed), empty when something could."""

    day: date
    interviews: tuple[PlannedInterview, ...] = ()
    off: str = ""


@dataclass(frozen=True)
class PlannedWeek:
    """Monday to Friday, and the weekend when something lies there; `number` is the ISO week."""

    year: int
    number: int
    days: tuple[PlannedDay, ...]


@dataclass(frozen=True)
class Unplaced:
    """Somebody without a time: whom it is about, and why, in sentences of the plan's language."""

    id: int
    municipality: str
    role: str
    reasons: tuple[str, ...]


@dataclass(frozen=True)
class WeekPlan:
    """A whole plan. `of` is whose it is: a person's or a municipality's name; `written` is local time."""

    of: str
    programme_title: str
    language: Language
    written: datetime
    weeks: tuple[PlannedWeek, ...]
    unplaced: tuple[Unplaced, ...] = ()
    rehearsal: bool = False
