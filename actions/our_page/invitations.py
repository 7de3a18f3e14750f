"""The invitations to events on "our page": whose somebody sees, and whose they may answer."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from actions.people import links
from actions.programmes import event_facts, publishing
from actions.progress import enrolments
from actions.things import thing
from mails.letters.context import EventFacts
from models.errors.interviews import UnknownInvitation
from models.events import Invitation
from models.people import Contact
from models.programmes.event_states import EventState
from models.states import Answer, EnrolmentStatus, EventStatus
from rules import permissions
from rules.permissions import Act, Reach, reach


@dataclass(frozen=True)
class OurInvitation:
    """One person's invitation. `open`: it can (still) be answered."""

    id: int
    name: str
    is_own: bool
    event: EventFacts
    answer: Answer
    remark: str
    open: bool


def of(session: Session, contact: Contact, *, now: datetime) -> tuple[OurInvitation, ...]:
    """What the page lists: a coordinator's all of the municipality, anybody else's the own."""
    enrolment = enrolments.get(session, contact.enrolment_id)
    programme = publishing.definition(session, enrolment.programme_id)
    sent = (
        select(Invitation, Contact, EventState)
        .join(Contact, Contact.id == Invitation.contact_id)
        .join(EventState, EventState.id == Invitation.event_id)
        .where(Contact.enrolment_id == enrolment.id, Contact.ended_at.is_(None))
        .order_by(EventState.starts_at, Contact.id != contact.id, Contact.name, Invitation.id)
    )
    if reach(links.actor_of(contact), Act.SEE_INVITATION) is not Reach.ALL:
        sent = sent.where(Contact.id == contact.id)
    has_left = enrolment.status is EnrolmentStatus.WITHDRAWN
    return tuple(
        OurInvitation(
            id=invitation.id,
            name=person.name,
            is_own=person.id == contact.id,
            event=event_facts.facts(programme, event),
            answer=invitation.answer,
            remark=invitation.remark,
            open=event.status is EventStatus.PLANNED and event.ends_at > now and not has_left,
        )
        for invitation, person, event in session.execute(sent)
    )


def find(session: Session, contact: Contact, invitation_id: int) -> tuple[Invitation, Contact]:
    """The invitation and whom it is for.

    Raises:
        UnknownInvitation: when this person may not answer it: it is another's, and they are not the coordinator.
    """
    found = session.get(Invitation, invitation_id)
    invited = session.get_one(Contact, found.contact_id) if found else None
    enrolment = enrolments.get(session, contact.enrolment_id)
    actor = links.actor_of(contact)
    if found is None or invited is None or invited.enrolment_id != enrolment.id:
        raise UnknownInvitation(invitation=invitation_id)
    if not permissions.may(actor, Act.ANSWER_INVITATION, thing(enrolment=enrolment, contact_id=invited.id)):
        raise UnknownInvitation(invitation=invitation_id)
    return found, invited
