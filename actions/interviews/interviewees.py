"""Who is to be interviewed: named by the municipality in a form, or by the office one at a time."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from actions import journal
from actions.interviews import appointments, changes
from actions.programmes import publishing
from actions.progress import enrolments, requirements
from models.accounts.actors import Actor
from models.interviews.rows import ClosedDay, Interviewee
from models.journal import What
from models.people import Contact, Enrolment
from models.programmes.interview_booking import InterviewBooking
from models.programmes.kinds import Kind
from models.programmes.office import Role
from models.progress import RequirementState
from models.states import InterviewStatus
from rules.interviews.naming import Named, NamedList, Window


def register(
    session: Session,
    enrolment: Enrolment,
    state: RequirementState,
    read: NamedList,
    *,
    actor: Actor,
    now: datetime,
) -> None:
    """Make the list hold: newcomers wait for a time, those who are gone are not interviewed, the others keep theirs.

    A time that no longer suits is given up when interviews are planned next.
    """
    about = interviews_of(session, enrolment, state, now=now)
    appointments.hold_people(session, _everybody(session, enrolment, about, read))
    there = {one.role: one for one in of_requirement(session, about)}
    kept = {
        _keep(session, enrolment, about, there.get(one.role), one, actor=actor, now=now) for one in read.named
    }
    gone = [one for one in there.values() if one.id not in kept]
    for one in gone:
        changes.end(session, one, actor=actor, now=now)
    _close(session, enrolment, read.closed)
    journal.record(
        session,
        journal.line(
            What.INTERVIEWEES_NAMED,
            enrolment=enrolment,
            step=state.step,
            key=state.key,
            actor=actor,
            people=len(read.named),
            ended=len(gone),
            closed=len(read.closed),
        ),
        now=now,
    )


def interviews_of(
    session: Session, enrolment: Enrolment, state: RequirementState, *, now: datetime
) -> RequirementState:
    """The interviews the people are named for; asked for now when they have not been."""
    step = requirements.step_of(session, enrolment, state.step)
    wanted = next(one for one in step.requirements if one.kind is Kind.INTERVIEWS and one.booking)
    requirements.ask(session, enrolment, step.key, wanted, now=now)
    return requirements.state_of(session, enrolment.id, step.key, wanted.key)


def _everybody(session: Session, enrolment: Enrolment, about: RequirementState, read: NamedList) -> list[str]:
    """Addresses of all whose time a list may take or free."""
    programme, booking = (
        publishing.definition(session, enrolment.programme_id),
        appointments.definition(session, about),
    )
    holders = [str(programme.person(one.person).email) for one in booking.interviewers] if booking else []
    return [*holders, *(one.email for one in read.named)]


def of_requirement(session: Session, state: RequirementState) -> Sequence[Interviewee]:
    """Those who are to be interviewed, in the order they were named."""
    named = select(Interviewee).where(
        Interviewee.requirement_state_id == state.id, Interviewee.ended_at.is_(None)
    )
    return session.scalars(named.order_by(Interviewee.id)).all()


def of_contact(session: Session, contact: Contact) -> Sequence[Interviewee]:
    """The same for one person, who may be behind several roles."""
    named = select(Interviewee).where(Interviewee.contact_id == contact.id, Interviewee.ended_at.is_(None))
    return session.scalars(named.order_by(Interviewee.id)).all()


def _keep(
    session: Session,
    enrolment: Enrolment,
    about: RequirementState,
    before: Interviewee | None,
    one: Named,
    *,
    actor: Actor,
    now: datetime,
) -> int:
    """The person's row. Somebody else in the role ends the one before, and their contact."""
    contact = enrolments.add_contact(
        session, enrolment, enrolments.NewContact(Role.INTERVIEWEE, one.name, one.email)
    )
    same = before is not None and before.contact_id in (None, contact.id)
    if before is not None and not same:
        changes.end(session, before, actor=actor, now=now)
        _end_contact(session, before, now=now)
    person = before if before is not None and same else _named(session, about, one.role, actor=actor, now=now)
    known, wished = (person.contact_id, person.mode), person.wished
    person.contact_id, person.title, person.mode, person.minutes = (
        contact.id,
        one.title,
        one.mode,
        one.minutes,
    )
    person.wished, person.impossible = _as_json(one.wished), _as_json(one.impossible)
    session.flush()
    interview = changes.current(session, person) or changes.begin(session, person, now=now)
    if interview.status is InterviewStatus.WAITING:
        changes.look_again(session, interview, better=person.wished != wished)
    elif known != (contact.id, one.mode):
        changes.catch_up(session, interview, now=now)
    return person.id


def _named(
    session: Session, about: RequirementState, role: str, *, actor: Actor, now: datetime
) -> Interviewee:
    person = Interviewee(
        requirement_state_id=about.id, role=role, title=role, named_at=now, named_by=actor.name
    )
    session.add(person)
    session.flush()
    return person


def _end_contact(session: Session, before: Interviewee, *, now: datetime) -> None:
    """Their links end with them, unless they are interviewed in another role."""
    contact = session.get(Contact, before.contact_id) if before.contact_id else None
    if contact and not of_contact(session, contact):
        contact.ended_at = now


def _as_json(windows: Sequence[Window]) -> list[list[str]]:
    return [[starts.isoformat(), ends.isoformat()] for starts, ends in windows]


def _close(session: Session, enrolment: Enrolment, days: Sequence[date]) -> None:
    session.execute(delete(ClosedDay).where(ClosedDay.enrolment_id == enrolment.id))
    session.add_all(ClosedDay(enrolment_id=enrolment.id, day=day) for day in days)
    session.flush()


def find_or_add(
    session: Session, state: RequirementState, said: str, *, actor: Actor, now: datetime
) -> Interviewee:
    """The interviewee of that role, by its key or in words; a role nobody was named for is added without a person."""
    said = " ".join(said.split())
    booking = appointments.definition(session, state)
    key, title, minutes, mode = _role(booking, said)
    for one in of_requirement(session, state):
        if said.casefold() in (one.role.casefold(), one.title.casefold()) or one.role == key:
            return one
    person = _named(session, state, key, actor=actor, now=now)
    person.title, person.minutes, person.mode = title, minutes, mode
    session.flush()
    return person


def _role(booking: InterviewBooking | None, said: str) -> tuple[str, str, int, str]:
    """Key, title, minutes and mode of a role the programme names, or of the words alone."""
    for role in booking.roles if booking else ():
        if said.casefold() in (role.key.casefold(), role.title.casefold()):
            return role.key, role.title, role.minutes or booking.minutes if booking else 60, role.mode
    return said[:120], said, booking.minutes if booking else 60, "online"
