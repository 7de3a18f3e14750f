"""Writing letters: gathers what a letter may speak of, renders it and puts it in the outbox, once per occasion."""

from __future__ import annotations

from collections.abc import Collection, Container, Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from functools import cached_property
from typing import Literal
from zoneinfo import ZoneInfo

from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from actions import bulk, clock
from actions.letters import outbox
from actions.people import links
from actions.people.recipients import Recipient
from actions.programmes import event_facts, publishing
from mails.letters import calendar_parts, rendering
from mails.letters.calendar_parts import CalendarPart
from mails.letters.context import AskedInLetter, EventFacts, LetterContext
from models.events import Invitation
from models.letters import Letter
from models.people import Enrolment, Municipality
from models.programmes.event_states import EventState
from models.programmes.office import Person
from models.programmes.programme import Programme
from models.progress import RequirementState
from models.states import OWED

Method = Literal["REQUEST", "CANCEL", ""]


@dataclass(frozen=True)
class LetterAppointment:
    """An interview a letter is about, and the calendar part that goes along, if one does."""

    interview_id: int
    facts: EventFacts
    part: CalendarPart | None = None


@dataclass(frozen=True)
class Order:
    """A letter to be written to one person; `step` is empty for letters outside the steps.

    The calendar part goes along when the person is invited to the event and it has not begun; never with an
    empty `method`. A letter about an interview brings its own.
    """

    letter: str
    enrolment: Enrolment
    step: str
    to: Recipient
    occasion: str
    event: EventState | None = None
    method: Method = "REQUEST"
    asked: Iterable[RequirementState] = ()
    missing: Iterable[RequirementState] = ()
    facts: Mapping[str, object] | None = None
    appointment: LetterAppointment | None = None

    @cached_property
    def key(self) -> str:
        """The same for the same person and occasion, so that there is one letter."""
        return f"{self.enrolment.id}/{self.step}/{self.letter}/{self.occasion}/{self.to.contact_id or self.to.email}"


def write_all(session: Session, orders: Iterable[Order], *, now: datetime) -> tuple[Order, ...]:
    """Queue many letters at once, in their order; those that were queued, without those that were there already."""
    wanted = {order.key: order for order in orders}
    queued = outbox.queue_all(session, _drafts(session, wanted.values(), now=now), now=now)
    return tuple(order for key, order in wanted.items() if key in queued)


def all_there(session: Session, orders: Iterable[Order]) -> bool:
    """Whether every one of these letters has been queued before."""
    keys = {order.key for order in orders}
    return not keys or keys <= _there(session, keys)


def write_office(
    session: Session,
    *,
    letter: str,
    programme_id: int,
    person: Person,
    occasion: str,
    now: datetime,
    facts: Mapping[str, object] | None = None,
) -> int | None:
    """Queue a letter to somebody in the office; its number, None when this occasion's letter to that person is there already."""
    key = f"office/{programme_id}/{letter}/{occasion}/{person.key}"
    if key in _there(session, [key]):
        return None
    programme = publishing.definition(session, programme_id)
    context = replace(_context(programme, person.name, facts or {}), rehearsal=clock.is_rehearsal(session))
    draft = _draft(programme, letter, context, str(person.email), key=key, programme_id=programme_id)
    return outbox.queue(session, draft, now=now)


def _there(session: Session, keys: Collection[str]) -> set[str]:
    return set(session.scalars(select(Letter.key).where(bulk.among(Letter.key, keys))))


_Thread = tuple[int | None, int | None, str]
"""An event or an interview, and whom the letter is to."""


@dataclass(frozen=True)
class _Desk:
    """What lies ready before letters are written, so that nothing has to be fetched for each of them.

    `threads`: by what it is about and the address, the Message-ID of the first letter about it. `invited`: event and contact.
    """

    homes: Mapping[int, str]
    rehearsal: bool
    threads: Mapping[_Thread, str]
    invited: Container[tuple[int, int | None]]
    now: datetime


def _drafts(session: Session, orders: Collection[Order], *, now: datetime) -> list[outbox.LetterDraft]:
    """The letters that are not there yet, each with a link of its own."""
    there = _there(session, [order.key for order in orders])
    new = [order for order in orders if order.key not in there]
    if not new:
        return []
    desk = _desk(session, new, now)
    readers = [order.to.contact_id for order in new if order.to.contact_id]
    tokens = iter(links.make_all(session, readers, now))
    addressed = ((order, links.url(next(tokens)) if order.to.contact_id else "") for order in new)
    cohorts = {order.enrolment.programme_id for order in new}
    known = {cohort: publishing.definition(session, cohort) for cohort in cohorts}
    return [_ordered(known[order.enrolment.programme_id], order, link, desk) for order, link in addressed]


def _desk(session: Session, orders: Collection[Order], now: datetime) -> _Desk:
    enrolled = bulk.among(Enrolment.id, {order.enrolment.id for order in orders})
    homes = select(Enrolment.id, Municipality.official_name).join_from(
        Enrolment, Municipality, Municipality.id == Enrolment.municipality_id
    )
    about = [order for order in orders if order.event or order.appointment]
    return _Desk(
        homes=dict(session.execute(homes.where(enrolled)).tuples().all()),
        rehearsal=clock.is_rehearsal(session),
        threads=_threads(session, about) if about else {},
        invited=_invited(session, about) if any(order.event and order.method for order in about) else (),
        now=now,
    )


def _threads(session: Session, orders: Collection[Order]) -> dict[_Thread, str]:
    about = select(Letter.event_id, Letter.interview_id, Letter.to_email, Letter.message_id).where(
        bulk.among(Letter.enrolment_id, {order.enrolment.id for order in orders}),
        bulk.among(Letter.to_email, {order.to.email for order in orders}),
        or_(Letter.event_id.is_not(None), Letter.interview_id.is_not(None)),
    )
    last_first = session.execute(about.order_by(Letter.id.desc()))
    return {(event, interview, to): message for event, interview, to, message in last_first}


def _invited(session: Session, orders: Collection[Order]) -> Container[tuple[int, int | None]]:
    readers = {order.to.contact_id for order in orders}
    invited = select(Invitation.event_id, Invitation.contact_id).where(
        bulk.among(Invitation.contact_id, readers)
    )
    return set(session.execute(invited).tuples())


def _ordered(programme: Programme, order: Order, link: str, desk: _Desk) -> outbox.LetterDraft:
    step, event, about = programme.step(order.step) if order.step else None, order.event, order.appointment
    told = about.facts if about else event_facts.facts(programme, event) if event else None
    context = replace(
        _context(programme, order.to.name, order.facts or {}),
        rehearsal=desk.rehearsal,
        municipality=desk.homes[order.enrolment.id],
        step_title=step.title if step else "",
        step_number=step.number if step else 0,
        link=link,
        asked=_asked(programme, order.asked, desk.now),
        missing=_asked(programme, order.missing, desk.now),
        event=told,
    )
    part = about.part if about else _event_part(programme, order, told, desk)
    thread = event.id if event else None, about.interview_id if about else None, order.to.email
    home = order.enrolment.programme_id
    draft = _draft(programme, order.letter, context, order.to.email, key=order.key, programme_id=home)
    return replace(
        draft,
        enrolment_id=order.enrolment.id,
        step=order.step,
        contact_id=order.to.contact_id,
        event_id=thread[0],
        interview_id=thread[1],
        in_reply_to=desk.threads.get(thread, ""),
        calendar=part.ics if part else None,
        calendar_method=part.method if part else "",
    )


def _context(programme: Programme, recipient: str, facts: Mapping[str, object]) -> LetterContext:
    """What every letter of the programme may speak of."""
    return LetterContext(
        language=programme.language,
        zone=ZoneInfo(programme.zone),
        programme_title=programme.title,
        office_name=programme.office.name,
        sender_name=programme.office.sender.name,
        reply_to=str(programme.office.reply_to),
        office_phone=programme.office.phone,
        facilitator=programme.office.facilitator,
        recipient=recipient,
        facts=facts,
    )


def _asked(
    programme: Programme, states: Iterable[RequirementState], now: datetime
) -> tuple[AskedInLetter, ...]:
    zone = ZoneInfo(programme.zone)

    def told(state: RequirementState) -> AskedInLetter:
        requirement = programme.step(state.step).requirement(state.key)
        return AskedInLetter(
            title=requirement.title,
            help=requirement.help,
            kind=state.kind,
            due=state.due_at.astimezone(zone),
            overdue=state.status in OWED and state.due_at < now,
            status=state.status,
        )

    return tuple(told(state) for state in sorted(states, key=lambda state: (state.due_at, state.id)))


def _draft(
    programme: Programme, letter: str, context: LetterContext, to_email: str, *, key: str, programme_id: int
) -> outbox.LetterDraft:
    """Rendered and addressed."""
    rendered = rendering.render(letter, programme.language, context)
    return outbox.LetterDraft(
        key=key,
        programme_id=programme_id,
        name=letter,
        language=programme.language,
        to_name=context.recipient,
        to_email=to_email,
        from_name=programme.office.sender.name,
        from_email=str(programme.office.sender.email),
        reply_to=str(programme.office.reply_to),
        subject=rendered.subject,
        text=rendered.text,
        html=rendered.html,
    )


def _event_part(
    programme: Programme, order: Order, told: EventFacts | None, desk: _Desk
) -> CalendarPart | None:
    """The calendar part, for those who are invited to an event that is ahead and has a day."""
    event, method = order.event, order.method
    if event is None or told is None or told.provisional or event.starts_at <= desk.now or not method:
        return None
    if (event.id, order.to.contact_id) not in desk.invited:
        return None
    make = calendar_parts.cancel if method == calendar_parts.CANCEL else calendar_parts.request
    who = order.to.name, order.to.email
    return CalendarPart(who, method, make(event_facts.meeting(programme, event, told), who, now=desk.now))
