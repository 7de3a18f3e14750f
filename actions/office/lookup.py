"""What the office names, found: a programme by its key, a municipality by its name, an event, a person by the address."""

from __future__ import annotations

from contextlib import suppress

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from actions.events import invitations
from actions.gates import gates
from actions.programmes import publishing
from actions.progress import enrolments, requirements
from models.errors.interviews import UnknownInvitation
from models.errors.people import UnknownContact, UnknownEnrolment
from models.errors.programmes import UnknownEvent, UnknownGate, UnknownProgramme
from models.events import Invitation
from models.people import Contact, Enrolment
from models.programmes.event_states import EventState
from models.programmes.office import Role
from models.programmes.versions import ProgrammeVersion
from models.progress import RequirementState


def versions(session: Session, programme: str) -> tuple[ProgrammeVersion, ...]:
    """The published versions of a programme, newest first.

    Raises:
        UnknownProgramme: when there is none.
    """
    known = [one for one in publishing.published(session) if one.key == programme]
    if not known:
        raise UnknownProgramme(programme=programme)
    return tuple(reversed(known))


def enrolment(session: Session, programme: str, municipality: str) -> Enrolment:
    """The municipality's part in the programme, in the newest version it takes part in.

    Raises:
        UnknownProgramme, UnknownMunicipality, UnknownEnrolment.
    """
    of_programme = versions(session, programme)
    for version in of_programme:
        with suppress(UnknownEnrolment):
            return enrolments.find(session, version, municipality)
    raise UnknownEnrolment(enrolment=f"of {municipality} in {programme}")


def requirement(
    session: Session, programme: str, municipality: str, step: str, key: str
) -> tuple[Enrolment, RequirementState]:
    """The municipality's part in the programme, and what has been asked of it.

    Raises:
        UnknownProgramme, UnknownMunicipality, UnknownEnrolment, UnknownStep.
        UnknownRequirement: it has not been asked for (yet).
    """
    taking_part = enrolment(session, programme, municipality)
    requirements.step_of(session, taking_part, step)
    return taking_part, requirements.state_of(session, taking_part.id, step, key)


def gate(session: Session, enrolment: Enrolment, step: str, key: str) -> str:
    """The gate's key, when the step has it or waits there now.

    Raises:
        UnknownStep, UnknownGate.
    """
    known = [one.key for one in requirements.step_of(session, enrolment, step).gates]
    if key not in known and gates.waiting_round(session, enrolment.id, step, key) is None:
        raise UnknownGate(step=step, gate=key, known=", ".join(known) or "none")
    return key


def event(session: Session, version_id: int, key: str) -> EventState:
    """The event as it holds now.

    Raises:
        UnknownEvent.
    """
    programme = publishing.definition(session, version_id)
    known = [one.key for one in programme.events]
    if key not in known:
        raise UnknownEvent(programme=programme.key, event=key, known=", ".join(known) or "none")
    return invitations.state_of(session, version_id, key)


def invited(
    session: Session, event: EventState, enrolment: Enrolment
) -> tuple[tuple[Contact, Invitation], ...]:
    """Everybody of the municipality who is invited to the event, each with the invitation."""
    asked = invitations.invitations(session, event, enrolment)
    return tuple((session.get_one(Contact, one.contact_id), one) for one in asked)


def invitation(session: Session, event: EventState, enrolment: Enrolment, email: str) -> Invitation:
    """The invitation of the person with that address.

    Raises:
        UnknownInvitation: when nobody of the municipality with that address is invited.
    """
    for person, one in invited(session, event, enrolment):
        if person.email.lower() == email.lower():
            return one
    raise UnknownInvitation(invitation=f"of {email} to {event.key}")


def contact(session: Session, enrolment: Enrolment, role: Role, email: str = "") -> Contact:
    """The person who holds the role in the municipality now, the oldest when no address says which.

    Raises:
        UnknownContact.
    """
    held = (
        select(Contact)
        .where(Contact.enrolment_id == enrolment.id, Contact.role == role, Contact.ended_at.is_(None))
        .order_by(Contact.id)
    )
    if email:
        held = held.where(func.lower(Contact.email) == email.lower())
    found = session.scalar(held.limit(1))
    if found is None:
        home = enrolments.municipality(session, enrolment).name
        raise UnknownContact(municipality=home, role=role.value, address=email or "anybody")
    return found
