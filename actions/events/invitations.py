"""Inviting to events, moving them, calling them off: everybody who was invited hears of every change."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import Session

from actions import bulk, clock, journal
from actions.letters import writing
from actions.letters.writing import Method, Order
from actions.people import recipients
from actions.programmes import publishing
from actions.progress import locks, requirements, waiting
from actions.things import thing
from models.accounts.actors import Actor
from models.errors.decisions import DatePassed
from models.errors.programmes import EventOver
from models.events import Invitation
from models.journal import What
from models.people import Contact, Enrolment
from models.programmes.event_states import EventState
from models.programmes.programme import Occasion, Requirement, Step
from models.progress import RequirementState, StepState
from models.states import SETTLED, Answer, EnrolmentStatus, EventStatus, StepStatus
from rules import permissions
from rules.permissions import Act
from rules.programmes.dates import Dates


def state_of(session: Session, programme_id: int, key: str) -> EventState:
    """The event as it holds now."""
    known = select(EventState).where(EventState.programme_id == programme_id, EventState.key == key)
    return session.scalars(known).one()


def invite(
    session: Session, enrolment: Enrolment, step: Step, requirement: Requirement, *, now: datetime
) -> None:
    """Invite everybody who is asked to answer and has not been invited yet, each by a letter with a calendar part."""
    event = state_of(session, enrolment.programme_id, requirement.event or "")
    letter = step.letters.get(Occasion.INVITATION)
    for recipient in recipients.recipients(session, enrolment, requirement.role):
        invited = session.scalar(
            insert(Invitation)
            .values(event_id=event.id, contact_id=recipient.contact_id, invited_at=now, answer=Answer.NONE)
            .on_conflict_do_nothing(constraint="one_invitation_per_person")
            .returning(Invitation.id)
        )
        if invited is None:
            continue
        journal.record(
            session,
            journal.line(What.INVITED, enrolment=enrolment, step=step.key, key=event.key, invitation=invited),
            now=now,
        )
        if letter:
            asked = requirements.state_of(session, enrolment.id, step.key, requirement.key)
            order = Order(letter, enrolment, step.key, recipient, event.key, event, asked=(asked,))
            writing.write_all(session, [order], now=now)


def invite_newcomers(session: Session, enrolment: Enrolment, *, now: datetime) -> None:
    """People who joined after the invitations went out are invited to what they would have been invited to."""
    programme = publishing.definition(session, enrolment.programme_id)
    asked = select(RequirementState.step, RequirementState.key).where(
        RequirementState.enrolment_id == enrolment.id, RequirementState.kind == "answer"
    )
    for step_key, key in session.execute(asked).all():
        step = programme.step(step_key)
        requirement = step.requirement(key)
        event = state_of(session, enrolment.programme_id, requirement.event or "")
        if event.status is EventStatus.PLANNED and event.starts_at > now:
            invite(session, enrolment, step, requirement, now=now)


def invitations(session: Session, event: EventState, enrolment: Enrolment) -> list[Invitation]:
    """Those of the municipality who are invited and still take part, in order of invitation."""
    of_both = (
        select(Invitation)
        .join(Contact, Contact.id == Invitation.contact_id)
        .where(
            Invitation.event_id == event.id,
            Contact.enrolment_id == enrolment.id,
            Contact.ended_at.is_(None),
        )
    )
    return list(session.scalars(of_both.order_by(Invitation.id)))


def _tell(session: Session, event: EventState, enrolment: Enrolment, letter: str, *, now: datetime) -> None:
    invited = [
        recipients.of_contact(session.get_one(Contact, one.contact_id))
        for one in invitations(session, event, enrolment)
    ]
    occasion = f"{event.key}-{event.sequence}"
    method: Method = "CANCEL" if letter == "event_cancelled" else "REQUEST"
    orders = [Order(letter, enrolment, "", to, occasion, event, method) for to in invited]
    writing.write_all(session, orders, now=now)


def call_off(session: Session, enrolment: Enrolment, *, now: datetime) -> None:
    """For this municipality only: what is still ahead leaves its people's calendars."""
    ahead = select(EventState).where(
        EventState.programme_id == enrolment.programme_id, EventState.starts_at > now
    )
    for event in session.scalars(ahead.order_by(EventState.starts_at)).all():
        if invitations(session, event, enrolment):
            _tell(session, event, enrolment, "event_cancelled", now=now)
            journal.record(
                session, journal.line(What.EVENT_CANCELLED, enrolment=enrolment, key=event.key), now=now
            )


def move(
    session: Session,
    event: EventState,
    *,
    starts: datetime,
    ends: datetime,
    actor: Actor,
    why: str,
    now: datetime,
) -> None:
    """A new time: the invited hear of it in their calendars, and deadlines that hang on the event move along.

    The time that already holds changes nothing and tells nobody.

    Raises:
        EventOver: when the event has been held already.
        DatePassed: when the new time is not in the future, or ends before it starts.
    """
    permissions.check(actor, Act.MOVE_EVENT, thing(programme_id=event.programme_id))
    if (starts, ends) == (event.starts_at, event.ends_at):
        return
    if event.ends_at <= now:
        raise EventOver(event=event.key)
    if starts <= now or ends <= starts:
        raise DatePassed(date=min(starts, ends))
    before, planned_before = event.starts_at, publishing.dates(session, event.programme_id)
    event.starts_at, event.ends_at, event.sequence = starts, ends, event.sequence + 1
    session.flush()
    locks.hold_steps(session, event.programme_id)
    cohort = (
        select(Enrolment)
        .where(Enrolment.programme_id == event.programme_id, Enrolment.status == EnrolmentStatus.ENROLLED)
        .order_by(Enrolment.id)
        .with_for_update(key_share=True)
    )
    for enrolment in session.scalars(cohort.execution_options(populate_existing=True)).all():
        _move_along(session, enrolment, planned_before, now=now)
        _tell(session, event, enrolment, "event_moved", now=now)
        journal.record(
            session,
            journal.line(
                What.EVENT_MOVED,
                enrolment=enrolment,
                key=event.key,
                actor=actor,
                why=why,
                starts_from=before.isoformat(),
                starts_to=starts.isoformat(),
            ),
            now=now,
        )
    clock.stir(session)


def _move_along(session: Session, enrolment: Enrolment, before: Dates, *, now: datetime) -> None:
    """Openings, deadlines and waits that hung on the old time; a deadline somebody has extended stays."""
    dates = publishing.dates(session, enrolment.programme_id)
    planned = select(StepState).where(
        StepState.enrolment_id == enrolment.id, StepState.status == StepStatus.PLANNED
    )
    for step in session.scalars(planned):
        step.opens_at = dates.opening(step.step)
    for state in requirements.states(session, enrolment.id):
        if state.due_at == before.deadline(state.step, state.key) and state.status not in SETTLED:
            requirements.move_deadline(session, state, dates.deadline(state.step, state.key), now=now)
    waiting.look_at_the_clock(session, enrolment.id, now=now)


def waiting_for_answer(session: Session, state: RequirementState, event_key: str) -> list[Contact]:
    """Those asked to answer who have not."""
    return silent(session, [(state.enrolment_id, event_key)])[state.enrolment_id, event_key]


def silent(
    session: Session, asked: Collection[tuple[int, str]]
) -> defaultdict[tuple[int, str], list[Contact]]:
    """The same for many at once, by the enrolment's number and the event, each in order of invitation."""
    found: defaultdict[tuple[int, str], list[Contact]] = defaultdict(list)
    unanswered = (
        select(EventState.key, Contact)
        .join(Invitation, Invitation.event_id == EventState.id)
        .join(Contact, Contact.id == Invitation.contact_id)
        .where(
            bulk.among(Contact.enrolment_id, {enrolment_id for enrolment_id, _ in asked}),
            EventState.key.in_({key for _, key in asked}),
            Invitation.answer == Answer.NONE,
            Contact.ended_at.is_(None),
        )
        .order_by(Invitation.id)
    )
    for key, contact in session.execute(unanswered) if asked else ():
        found[contact.enrolment_id, key].append(contact)
    return found
