"""The people who take the seats: the newest list holds."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import select, update
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import Session

from actions import journal
from actions.events import answers, invitations
from actions.progress import enrolments
from models.accounts.actors import Actor
from models.events import Invitation
from models.journal import What
from models.people import Contact, Enrolment, Participant
from models.programmes.event_states import EventState
from models.programmes.office import Role
from models.progress import RequirementState
from models.states import Answer, EventStatus
from rules.participants import Listed


def register(
    session: Session,
    enrolment: Enrolment,
    state: RequirementState,
    listed: Sequence[Listed],
    *,
    actor: Actor,
    now: datetime,
) -> None:
    """Make the list hold: those on it take part, those not on it any more have ended; newcomers are invited.

    Somebody who has left no longer owes an answer, so what waited only for that person is fulfilled.
    """
    kept = [_seat(session, enrolment, one) for one in listed]
    gone = session.scalars(
        update(Contact)
        .where(
            Contact.enrolment_id == enrolment.id,
            Contact.role == Role.PARTICIPANT,
            Contact.ended_at.is_(None),
            Contact.id.not_in(kept),
        )
        .values(ended_at=now)
        .returning(Contact.id)
    ).all()
    journal.record(
        session,
        journal.line(
            What.PARTICIPANTS_REGISTERED,
            enrolment=enrolment,
            step=state.step,
            key=state.key,
            actor=actor,
            seats=len(kept),
            ended=len(gone),
        ),
        now=now,
    )
    session.flush()
    invitations.invite_newcomers(session, enrolment, now=now)
    if gone:
        _settle_answers(session, enrolment, gone, now=now)


def _seat(session: Session, enrolment: Enrolment, one: Listed) -> int:
    person = enrolments.NewContact(Role.PARTICIPANT, one.name, one.email)
    contact = enrolments.add_contact(session, enrolment, person)
    values = {"group": one.group, "organisation": one.organisation}
    session.execute(
        insert(Participant)
        .values(contact_id=contact.id, **values)
        .on_conflict_do_update(index_elements=["contact_id"], set_=values)
    )
    return contact.id


def _settle_answers(session: Session, enrolment: Enrolment, gone: Sequence[int], *, now: datetime) -> None:
    silent = (
        select(EventState)
        .join(Invitation, Invitation.event_id == EventState.id)
        .where(
            Invitation.contact_id.in_(gone),
            Invitation.answer == Answer.NONE,
            EventState.status == EventStatus.PLANNED,
        )
        .distinct()
        .order_by(EventState.id)
    )
    for event in session.scalars(silent).all():
        answers.settle(session, enrolment, event, now=now)
