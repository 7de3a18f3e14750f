"""The outbox: a letter is queued with what caused it, once for each key, or held until somebody releases it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from operator import attrgetter
from uuid import uuid4
from zoneinfo import ZoneInfo

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from actions import bulk, journal
from actions.database import POST, notify
from mails.sending.envelope import Outgoing
from models.accounts.actors import ENGINE, Actor
from models.journal import What
from models.language import Language
from models.letters import Letter
from models.people import Enrolment
from models.settings import settings
from models.states import LetterStatus

UNSENT = (LetterStatus.QUEUED, LetterStatus.CLAIMED, LetterStatus.SENDING)


@dataclass(frozen=True)
class LetterDraft:
    """A letter ready to be queued: everything but what the outbox itself decides."""

    key: str
    name: str
    language: Language
    programme_id: int
    to_name: str
    to_email: str
    from_name: str
    from_email: str
    reply_to: str
    subject: str
    text: str
    html: str
    enrolment_id: int | None = None
    step: str = ""
    contact_id: int | None = None
    calendar: bytes | None = None
    calendar_method: str = ""
    event_id: int | None = None
    interview_id: int | None = None
    in_reply_to: str = ""


def queue(session: Session, draft: LetterDraft, *, now: datetime) -> int | None:
    """Put the letter in the outbox, held when the installation holds letters; its number, None when its key is there already."""
    return queue_all(session, [draft], now=now).get(draft.key)


def queue_all(session: Session, drafts: Sequence[LetterDraft], *, now: datetime) -> Mapping[str, int]:
    """The same for many at once; the numbers, by key, of those that were not there already."""
    held = settings().hold_letters
    status = LetterStatus.HELD if held else LetterStatus.QUEUED
    fixed = {"written_at": now, "not_before": now, "status": status}
    rows = [{**vars(draft), **fixed, "message_id": _message_id(draft.from_email)} for draft in drafts]
    queued = {key: number for number, key in bulk.add(session, Letter, rows, once=Letter.key)}
    what, place = What(f"letter_{status}"), attrgetter("programme_id", "enrolment_id", "step", "name")
    new = (one for one in drafts if one.key in queued)
    facts = ((place(one), {"letter": queued[one.key], "contact": one.contact_id}) for one in new)
    journal.record(session, *[journal.JournalLine(what, *where, told) for where, told in facts], now=now)
    if queued and not held:
        notify(session, POST)
    return queued


def discard_waiting(session: Session, enrolment: Enrolment, *, now: datetime) -> int:
    """Throw away what has not begun to be sent: the municipality has left. Returns how many letters that were."""
    waiting = session.scalars(
        select(Letter)
        .where(
            Letter.enrolment_id == enrolment.id,
            Letter.status.in_((LetterStatus.HELD, LetterStatus.QUEUED, LetterStatus.CLAIMED)),
        )
        .order_by(Letter.id)
        .with_for_update()
    ).all()
    for letter in waiting:
        discard(session, letter, now=now)
    return len(waiting)


def discard(session: Session, letter: Letter, *, now: datetime) -> None:
    """Throw one letter away."""
    letter.status, letter.owner, letter.lease_until = LetterStatus.DISCARDED, "", None
    note(session, What.LETTER_DISCARDED, letter, now=now)


def unsent(session: Session, *, now: datetime) -> int:
    """How many letters are due and not yet settled; 0 means the postman has nothing left to do."""
    return (
        session.scalar(select(func.count()).where(Letter.status.in_(UNSENT), Letter.not_before <= now)) or 0
    )


def outgoing(letter: Letter, *, zone: ZoneInfo, rehearsal: bool) -> Outgoing:
    """The letter as the post takes it, dated when it was written, in the programme's local time."""
    same = (
        "message_id",
        "from_name",
        "from_email",
        "to_name",
        "to_email",
        "reply_to",
        "subject",
        "text",
        "html",
    )
    return Outgoing(
        **{name: getattr(letter, name) for name in same},
        date=letter.written_at.astimezone(zone),
        in_reply_to=letter.in_reply_to,
        calendar=letter.calendar,
        calendar_method=letter.calendar_method,
        rehearsal=rehearsal,
    )


def note(
    session: Session, what: What, letter: Letter, *, now: datetime, actor: Actor = ENGINE, why: str = ""
) -> None:
    """A journal line about a letter: its name, its number and whom it is to, by number."""
    journal.record(
        session,
        journal.line(
            what,
            enrolment=session.get(Enrolment, letter.enrolment_id) if letter.enrolment_id else None,
            programme_id=letter.programme_id,
            step=letter.step,
            key=letter.name,
            why=why,
            letter=letter.id,
            contact=letter.contact_id,
            actor=actor,
        ),
        now=now,
    )


def _message_id(address: str) -> str:
    return f"<{uuid4().hex}@{address.rpartition('@')[2]}>"
