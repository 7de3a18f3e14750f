"""One simulated municipality's view of things: what has been asked of it, what has happened, and which days it works."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time
from functools import cached_property
from zoneinfo import ZoneInfo

from sqlalchemy import select
from sqlalchemy.orm import Session

from actions.programmes import publishing
from actions.progress import requirements
from models.journal import JournalEntry, What
from models.people import Enrolment
from models.programmes.programme import Programme
from models.progress import RequirementState
from models.rehearsal import CastMunicipality
from rules.programmes.dates import calendar_of
from rules.programmes.working_days import WorkingDays

_TOLD = (What.SUBMISSION_RETURNED, What.SUBMISSION_REJECTED, What.REMINDED, What.REQUIREMENT_FULFILLED)

MORNING, FORENOON, AFTERNOON = time(9), time(10), time(14)


@dataclass(frozen=True)
class Turn:
    """Something a person does at an instant. `order` settles who comes first when two fall together."""

    at: datetime
    order: tuple[str, str, str]
    what: str
    enrolment_id: int
    requirement_state_id: int | None = None
    interview_id: int | None = None


@dataclass
class Agenda:
    """One municipality's view: its calendar, its zone, its temper."""

    session: Session
    programme: Programme
    enrolment: Enrolment
    home: CastMunicipality

    @cached_property
    def calendar(self) -> WorkingDays:
        return calendar_of(self.programme)

    @cached_property
    def times(self) -> Mapping[tuple[What, str, str], list[datetime]]:
        """When what happened to which requirement (step, key) of this municipality, in order."""
        lines = select(JournalEntry.what, JournalEntry.step, JournalEntry.key, JournalEntry.at).where(
            JournalEntry.enrolment_id == self.enrolment.id, JournalEntry.what.in_(_TOLD)
        )
        found: dict[tuple[What, str, str], list[datetime]] = defaultdict(list)
        for what, step, key, at in self.session.execute(lines.order_by(JournalEntry.at)):
            found[what, step, key].append(at)
        return found

    @cached_property
    def states(self) -> Sequence[RequirementState]:
        """What has been asked of it."""
        return requirements.states(self.session, self.enrolment.id)

    def local(self, day: date, clock_time: time) -> datetime:
        """That clock time on that day in the programme's zone."""
        return datetime.combine(day, clock_time, ZoneInfo(self.programme.zone))

    def day(self, at: datetime) -> date:
        """The day in the programme's zone."""
        return at.astimezone(ZoneInfo(self.programme.zone)).date()

    def after(self, at: datetime, working_days: int, clock_time: time) -> datetime:
        """So many working days after (or before) an instant."""
        return self.local(self.calendar.shift(self.day(at), working_days), clock_time)


def agendas(session: Session, played: dict[int, CastMunicipality]) -> list[Agenda]:
    """One per enrolment of the cast."""
    cohort = session.scalars(select(Enrolment).where(Enrolment.id.in_(played)).order_by(Enrolment.id))
    return [
        Agenda(
            session, publishing.definition(session, enrolment.programme_id), enrolment, played[enrolment.id]
        )
        for enrolment in cohort
    ]
