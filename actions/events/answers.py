"""What invited people answer, and when everybody has."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from actions import clock, journal
from actions.events import invitations
from actions.programmes import publishing
from actions.progress import locks, requirements
from actions.things import thing
from models.accounts.actors import ENGINE, Actor
from models.errors.interviews import UnknownInvitation
from models.events import Invitation
from models.journal import What
from models.people import Contact, Enrolment
from models.programmes.event_states import EventState
from models.programmes.kinds import Kind
from models.states import OWED, Answer, EventStatus
from rules import permissions
from rules.forms.personal_numbers import masked
from rules.permissions import Act

LONGEST_REMARK = 1000


def answer(
    session: Session,
    invitation_id: int,
    answer: Answer,
    *,
    actor: Actor,
    now: datetime,
    remark: str = "",
) -> Invitation:
    """Keep a person's answer; a changed mind is kept and journalled too, the same answer again changes nothing.

    Raises:
        UnknownInvitation: when it was never sent, its person has left, or the event is over or called off.
        NotEnrolled: when the municipality has left.
    """
    invitation, event, enrolment = _open(session, invitation_id, now)
    permissions.check(
        actor, Act.ANSWER_INVITATION, thing(enrolment=enrolment, contact_id=invitation.contact_id)
    )
    remark = masked(remark.replace("\x00", "").strip())[:LONGEST_REMARK]
    if answer is Answer.NONE or (invitation.answer, invitation.remark) == (answer, remark):
        return invitation
    changed = invitation.answer is not Answer.NONE
    invitation.answer, invitation.remark, invitation.answered_at = answer, remark, now
    journal.record(
        session,
        journal.line(
            What.ANSWERED,
            enrolment=enrolment,
            step=step_of(session, enrolment, event.key),
            key=event.key,
            actor=actor,
            invitation=invitation.id,
            answer=answer.value,
            changed=changed,
        ),
        now=now,
    )
    session.flush()
    settle(session, enrolment, event, now=now)
    clock.stir(session)
    return invitation


def _open(session: Session, invitation_id: int, now: datetime) -> tuple[Invitation, EventState, Enrolment]:
    invitation = session.get(Invitation, invitation_id)
    contact = session.get(Contact, invitation.contact_id) if invitation else None
    if invitation is None or contact is None or contact.ended_at is not None:
        raise UnknownInvitation(invitation=invitation_id)
    enrolment = locks.taking_part(session, contact.enrolment_id)
    event = session.get_one(EventState, invitation.event_id)
    if event.status is not EventStatus.PLANNED or event.ends_at <= now:
        raise UnknownInvitation(invitation=invitation_id)
    fresh = select(Invitation).where(Invitation.id == invitation_id).with_for_update()
    return session.scalars(fresh.execution_options(populate_existing=True)).one(), event, enrolment


def settle(session: Session, enrolment: Enrolment, event: EventState, *, now: datetime) -> None:
    """Fulfil what was asked about answering to the event, once everybody who is invited has answered."""
    invited = invitations.invitations(session, event, enrolment)
    if not invited or any(one.answer is Answer.NONE for one in invited):
        return
    for state in locks.about_event(session, enrolment, Kind.ANSWER, event.key):
        if state.status in OWED:
            requirements.fulfil(session, state, actor=ENGINE, now=now)


def step_of(session: Session, enrolment: Enrolment, event_key: str) -> str:
    """Key of the step the event belongs to; empty when it belongs to none."""
    programme = publishing.definition(session, enrolment.programme_id)
    return next((step.key for step in programme.steps if step.event == event_key), "")
