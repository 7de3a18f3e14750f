"""Writing letters: gathers what a letter may speak of, renders it and puts it in the outbox, once per occasion."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace
from datetime import datetime
from typing import Literal
from zoneinfo import ZoneInfo

from sqlalchemy import select
from sqlalchemy.orm import Session

from actions import clock, links, outbox, programmes
from actions.people import Recipient
from mails import calendar_parts, letters
from mails.context import Asked, EventFacts, LetterContext
from models.letters import Letter
from models.meetings import EventState, Invitation
from models.people import Contact, Municipality
from models.programme import Person, Programme
from models.progress import Enrolment, RequirementState
from models.states import OWED

Method = Literal["REQUEST", "CANCEL", ""]


def write(
    session: Session,
    *,
    letter: str,
    enrolment: Enrolment,
    step: str,
    to: Recipient,
    occasion: str,
    now: datetime,
    event: EventState | None = None,
    method: Method = "REQUEST",
    asked: Iterable[RequirementState] = (),
    missing: Iterable[RequirementState] = (),
    facts: Mapping[str, object] | None = None,
) -> Letter | None:
    """Queue the letter to one person; None when this occasion's letter to that person is there already.

    `step` is empty for letters outside the steps. The calendar part goes along when the person is invited to the
    event and it has not begun; never with an empty `method`.
    """
    key = f"{enrolment.id}/{step}/{letter}/{occasion}/{to.contact_id or to.email}"
    if _is_written(session, key):
        return None
    programme = programmes.definition(session, enrolment.programme_id)
    context = replace(
        _context(session, programme, to.name, facts),
        municipality=session.get_one(Municipality, enrolment.municipality_id).name,
        step_title=programme.step(step).title if step else "",
        step_number=programme.step(step).number if step else 0,
        link=_link(session, to, now),
        asked=_asked(programme, asked, now),
        missing=_asked(programme, missing, now),
        event=event_facts(programme, event) if event else None,
    )
    draft = replace(
        _draft(programme, letter, context, to.name, to.email),
        key=key,
        programme_id=enrolment.programme_id,
        enrolment_id=enrolment.id,
        step=step,
        contact_id=to.contact_id,
    )
    if event:
        draft = _with_calendar(session, programme, draft, event, context.event, method, now)
    return outbox.queue(session, draft, now=now)


def write_office(
    session: Session,
    *,
    letter: str,
    programme_id: int,
    person: Person,
    occasion: str,
    now: datetime,
    facts: Mapping[str, object] | None = None,
) -> Letter | None:
    """Queue a letter to somebody in the office; None when this occasion's letter to that person is there already."""
    key = f"office/{programme_id}/{letter}/{occasion}/{person.key}"
    if _is_written(session, key):
        return None
    programme = programmes.definition(session, programme_id)
    context = _context(session, programme, person.name, facts)
    draft = _draft(programme, letter, context, person.name, str(person.email))
    return outbox.queue(session, replace(draft, key=key, programme_id=programme_id), now=now)


def _is_written(session: Session, key: str) -> bool:
    return session.scalar(select(Letter.id).where(Letter.key == key)) is not None


def _context(
    session: Session, programme: Programme, recipient: str, facts: Mapping[str, object] | None
) -> LetterContext:
    return LetterContext(
        language=programme.language,
        zone=ZoneInfo(programme.zone),
        programme_title=programme.title,
        office_name=programme.office.name,
        sender_name=programme.office.sender.name,
        reply_to=str(programme.office.reply_to),
        office_phone=programme.office.phone,
        recipient=recipient,
        facts=facts or {},
        rehearsal=clock.is_rehearsal(session),
    )


def _link(session: Session, to: Recipient, now: datetime) -> str:
    if to.contact_id is None:
        return ""
    return links.url(links.make(session, session.get_one(Contact, to.contact_id), now))


def _asked(programme: Programme, states: Iterable[RequirementState], now: datetime) -> tuple[Asked, ...]:
    zone = ZoneInfo(programme.zone)

    def told(state: RequirementState) -> Asked:
        requirement = programme.step(state.step).requirement(state.key)
        return Asked(
            title=requirement.title,
            help=requirement.help,
            kind=state.kind,
            due=state.due_at.astimezone(zone),
            overdue=state.status in OWED and state.due_at < now,
            status=state.status,
        )

    return tuple(told(state) for state in sorted(states, key=lambda state: (state.due_at, state.id)))


def event_facts(programme: Programme, event: EventState) -> EventFacts:
    """The event as letters and pages tell of it."""
    zone, planned = ZoneInfo(programme.zone), programme.event(event.key)
    starts = event.starts_at.astimezone(zone)
    return EventFacts(
        title=planned.title,
        starts=starts,
        ends=event.ends_at.astimezone(zone),
        week=starts.isocalendar().week,
        place=planned.place,
        online=planned.online,
        theme=planned.theme,
        agenda=planned.agenda,
        provisional=planned.starts.month is not None and event.sequence == 0,
    )


def _draft(
    programme: Programme, letter: str, context: LetterContext, to_name: str, to_email: str
) -> outbox.Draft:
    """Rendered and addressed, but without a key and a place in the programme: the caller adds them."""
    rendered = letters.render(letter, programme.language, context)
    return outbox.Draft(
        key="",
        name=letter,
        language=programme.language,
        programme_id=0,
        to_name=to_name,
        to_email=to_email,
        from_name=programme.office.sender.name,
        from_email=str(programme.office.sender.email),
        reply_to=str(programme.office.reply_to),
        subject=rendered.subject,
        text=rendered.text,
        html=rendered.html,
    )


def _with_calendar(
    session: Session,
    programme: Programme,
    draft: outbox.Draft,
    event: EventState,
    facts: EventFacts | None,
    method: Method,
    now: datetime,
) -> outbox.Draft:
    """The draft as an answer to the event's first letter to this person, with the calendar part if it gets one."""
    first = session.scalar(
        select(Letter.message_id)
        .where(Letter.event_id == event.id, Letter.contact_id == draft.contact_id)
        .order_by(Letter.id)
        .limit(1)
    )
    draft = replace(draft, event_id=event.id, in_reply_to=first or "")
    invited = session.scalar(
        select(Invitation.id).where(
            Invitation.event_id == event.id, Invitation.contact_id == draft.contact_id
        )
    )
    if not method or invited is None or facts is None or facts.provisional or event.starts_at <= now:
        return draft
    meeting = _meeting(programme, event, facts, draft)
    attendee = (draft.to_name, draft.to_email)
    make = calendar_parts.cancel if method == calendar_parts.CANCEL else calendar_parts.request
    return replace(draft, calendar=make(meeting, attendee, now=now), calendar_method=method)


def _meeting(
    programme: Programme, event: EventState, facts: EventFacts, draft: outbox.Draft
) -> calendar_parts.Meeting:
    return calendar_parts.Meeting(
        uid=event.uid,
        sequence=event.sequence,
        starts=event.starts_at,
        ends=event.ends_at,
        title=f"{programme.title}: {facts.title}",
        place=facts.place or ("Online" if facts.online else ""),
        description="\n".join((facts.theme, *facts.agenda)).strip(),
        organizer=(draft.from_name, draft.from_email),
    )
