"""One municipality as the office looks at it: what was asked by when, who is invited, which interviews are agreed."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from actions.events import invitations
from actions.interviews import appointments
from actions.interviews.appointments import Appointment
from actions.office import lookup
from actions.programmes import publishing
from actions.progress import counting, requirements, rounds
from actions.progress.counting import Counted
from models.clock import Pulse
from models.interviews.rows import Interview
from models.people import Enrolment
from models.programmes.kinds import Kind
from models.programmes.office import Role
from models.progress import RequirementState
from models.states import OWED, Answer, RequirementStatus


@dataclass(frozen=True)
class AskedOfMunicipality:
    """A requirement of one municipality; instants in the programme's zone. `progress` counts, such as 1/3, or is empty."""

    step: str
    key: str
    title: str
    kind: Kind
    role: Role
    status: RequirementStatus
    due: datetime
    overdue: bool
    progress: str

    def as_json(self) -> dict[str, Any]:
        """Plain values; the deadline as ISO 8601 with offset."""
        words = {"kind": self.kind.value, "from": self.role.value, "status": self.status.value}
        timing = {"due": self.due.isoformat(), "overdue": self.overdue, "progress": self.progress}
        return {"key": self.key, "title": self.title, **words, **timing}


@dataclass(frozen=True)
class InvitedPerson:
    """Somebody invited to an event."""

    event: str
    name: str
    email: str
    answer: Answer


def settled(session: Session) -> datetime | None:
    """When the engine last found nothing left to do (real time), or None when it never has."""
    return session.scalar(select(Pulse.at).where(Pulse.part == rounds.PART))


def asked(session: Session, enrolment: Enrolment, *, now: datetime) -> tuple[AskedOfMunicipality, ...]:
    """All that has been asked of the municipality, by deadline."""
    zone = publishing.zone(session, enrolment.programme_id)
    found = [
        (state, requirements.definition_of(session, state))
        for state in requirements.states(session, enrolment.id)
    ]
    progress = counting.progress(session, [Counted(one.id, enrolment.id, what) for one, what in found])
    return tuple(
        AskedOfMunicipality(
            step=state.step,
            key=state.key,
            title=definition.title,
            kind=state.kind,
            role=state.role,
            status=state.status,
            due=state.due_at.astimezone(zone),
            overdue=state.status in OWED and state.due_at < now,
            progress=progress.get(state.id, ""),
        )
        for state, definition in found
    )


def invited(session: Session, enrolment: Enrolment) -> tuple[InvitedPerson, ...]:
    """Everybody of the municipality who is invited to something, event by event."""
    programme = publishing.definition(session, enrolment.programme_id)
    states = [invitations.state_of(session, enrolment.programme_id, event.key) for event in programme.events]
    return tuple(
        InvitedPerson(event.key, contact.name, contact.email, invitation.answer)
        for event in states
        for contact, invitation in lookup.invited(session, event, enrolment)
    )


def interviews(session: Session, enrolment: Enrolment) -> list[Appointment]:
    """The interviews registered for the municipality, by time."""
    registered = select(Interview).where(RequirementState.enrolment_id == enrolment.id)
    return appointments.load(session, registered.order_by(Interview.starts_at, Interview.id))
