"""Answers that come by mail: each is read, judged and applied, or a person is asked. None is lost, none counts twice."""

from __future__ import annotations

import logging
from collections.abc import Callable, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from actions import clock, journal
from actions.events import answers
from actions.replies import bookings
from actions.replies.bookings import Booking
from actions.signing import signed
from actions.things import thing
from languages.sentences import said
from mails.receiving import replies
from mails.receiving.mailbox import Arrived, Mailbox
from models import sentences
from models.accounts.actors import ENGINE, Actor
from models.errors.mail import UnknownMailAnswer
from models.errors.running import DatabaseUnreachable
from models.interviews.rows import Interview, MailAnswer, MailboxLook
from models.journal import What
from models.language import Language
from models.people import Enrolment
from models.progress import RequirementState
from models.replies import Reply, UnreadableKind, UnreadableReply
from models.sentences import Unsaid
from rules import permissions
from rules.forms.personal_numbers import masked
from rules.permissions import Act
from rules.replies import Judged, Verdict, because, judge

LONGEST_WORDS = 2_000
log = logging.getLogger(__name__)


@dataclass
class Counts:
    """What became of the mails of one look: kept, of those how many ask a person, and not taken this time."""

    taken: int = 0
    asking: int = 0
    failed: int = 0


def drain(
    mailbox: Mailbox,
    transaction: Callable[[], AbstractContextManager[Session]],
    *,
    authserv_id: str = "",
) -> Counts:
    """Take every mail that nobody has dealt with, each in a transaction of its own, and only then mark it.

    One that cannot be taken stays as it is, for the next look, and keeps no other one waiting.

    Raises:
        MailboxUnusable, DatabaseUnreachable: then the rest waits.
    """
    counts = Counts()
    for arrived in mailbox.unseen():
        try:
            with transaction() as session:
                kept = take(session, arrived, now=clock.now(session), authserv_id=authserv_id)
                asks = kept.asks
        except DatabaseUnreachable:
            raise
        except Exception as failure:  # whatever is in that mail, the others are somebody's answers
            log.warning("Mail %s could not be taken: %s", arrived.uid, type(failure).__name__)
            counts.failed += 1
            continue
        mailbox.seen(arrived.uid)
        counts.taken += 1
        counts.asking += asks
    return counts


def take(session: Session, arrived: Arrived, *, now: datetime, authserv_id: str = "") -> MailAnswer:
    """Read a mail, let happen what it says, and keep what it counted as; the same mail again changes nothing.

    Args:
        authserv_id: the name our own mail server signs with; see `mails.receiving.replies.read`.
    """
    session.execute(select(func.pg_advisory_xact_lock(func.hashtext("mailbox"))))  # two readers: one waits
    taken = session.scalar(select(MailAnswer).where(MailAnswer.mailbox_uid == arrived.uid))
    if taken:
        return taken
    mail = _read(arrived, authserv_id)
    booking = bookings.find(session, mail)
    judged = judge(mail, bookings.known(session, booking, mail), now=now)
    if isinstance(mail, Reply):
        judged = bookings.apply(session, booking, mail, judged, now=now)
    row = _row(session, arrived, mail, booking, judged)
    row.at = now
    session.add(row)
    session.flush()
    _record(session, What.MAIL_ANSWERED, row, now=now)
    if row.asks:
        clock.stir(session)
    return row


def _read(arrived: Arrived, authserv_id: str) -> Reply | UnreadableReply:
    if arrived.content is None:
        return UnreadableReply(UnreadableKind.HUGE, f"{arrived.size} bytes")
    return replies.read(arrived.content, authserv_id=authserv_id)


def _row(
    session: Session, arrived: Arrived, mail: Reply | UnreadableReply, booking: Booking, judged: Judged
) -> MailAnswer:
    first = booking.invitations[0] if booking.invitations else None
    answer: dict[str, Any] = {}
    if isinstance(mail, Reply):
        answer = {"stamped": mail.stamped, "partstat": mail.partstat.value, "attendee": _kept(mail.attendee)}
    words = mail.comment if isinstance(mail, Reply) else f"{mail.subject}\n{mail.words}".strip()
    return MailAnswer(
        mailbox_uid=arrived.uid,
        message_id=_kept(mail.message_id),
        verdict=judged.verdict.value,
        asks=judged.asks or _has_words(mail, judged),
        why=sentences.kept(_why(session, booking, judged)),
        sender=_kept(mail.sender),
        words=_kept(words),
        interview_id=booking.interview.id if booking.interview else None,
        invitation_id=first.id if first else None,
        **answer,
    )


def _has_words(mail: Reply | UnreadableReply, judged: Judged) -> bool:
    """A yes or no that counts and says something more: a yes may have a condition, a no a wish."""
    counts = judged.verdict in (Verdict.ACCEPTED, Verdict.DECLINED)
    return counts and isinstance(mail, Reply) and bool(mail.comment.strip())


def _why(session: Session, booking: Booking, judged: Judged) -> list[Unsaid]:
    """With the time somebody proposes, as the programme's clocks show it; without personal numbers."""
    zone, why = bookings.zone_of(session, booking), list(judged.why)
    if judged.proposed and zone:
        why.append(because("proposed", time=judged.proposed[0].astimezone(zone)))
    return [replace(one, facts={name: _masked(fact) for name, fact in one.facts.items()}) for one in why]


def _masked(fact: object) -> object:
    return _kept(fact) if isinstance(fact, str) else fact


def _kept(text: str) -> str:
    """What may be kept of words somebody else wrote."""
    return masked(bookings.storable(text))[:LONGEST_WORDS]


def _record(
    session: Session, what: What, row: MailAnswer, *, now: datetime, actor: Actor = ENGINE, why: str = ""
) -> None:
    enrolment, step, key = _place(session, row)
    journal.record(
        session,
        journal.line(
            what,
            enrolment=enrolment,
            step=step,
            key=key,
            actor=actor,
            why=why,
            mail=row.id,
            verdict=row.verdict,
            interview=row.interview_id,
            invitation=row.invitation_id,
        ),
        now=now,
    )


def _place(session: Session, row: MailAnswer) -> tuple[Enrolment | None, str, str]:
    booking = bookings.of_answer(session, row)
    if booking.interview and booking.enrolment:
        state = session.get_one(RequirementState, booking.interview.requirement_state_id)
        return booking.enrolment, state.step, state.key
    if booking.event and booking.enrolment:
        key = booking.event.key
        return booking.enrolment, answers.step_of(session, booking.enrolment, key), key
    return None, "", ""


def looked(session: Session, mailbox: str, trouble: Sequence[Unsaid], *, now: datetime) -> None:
    """Keep whether the mailbox could be read; no `trouble` when it could."""
    session.merge(MailboxLook(mailbox=mailbox, at=now, trouble=sentences.kept(trouble)))
    session.flush()


def ask(
    session: Session, interview: Interview, why: Unsaid, words: str, *, sender: str, now: datetime
) -> None:
    """Somebody wrote something with an answer on the page: a person reads it, as if it had come by mail."""
    row = MailAnswer(
        message_id="",
        at=now,
        verdict=Verdict.ASK.value,
        asks=True,
        why=sentences.kept([why]),
        sender=_kept(sender),
        words=_kept(words),
        interview_id=interview.id,
    )
    session.add(row)
    session.flush()
    _record(session, What.MAIL_ANSWERED, row, now=now)


def why(row: MailAnswer, language: Language) -> str:
    """Why the mail counted as what it did, in the words of whoever reads it."""
    return said(sentences.read(row.why), language)


def open_(session: Session) -> list[MailAnswer]:
    """Mails that ask a person and that nobody has settled, oldest first."""
    asking = select(MailAnswer).where(MailAnswer.asks, MailAnswer.settled_at.is_(None))
    return list(session.scalars(asking.order_by(MailAnswer.id)))


def settle(session: Session, number: int, *, actor: Actor, now: datetime, why: str) -> MailAnswer:
    """Somebody has read the mail and done what it called for; settling it again changes nothing.

    Raises:
        NameMissing, ReasonMissing.
        UnknownMailAnswer: when there is none of that number, or it asked nobody.
    """
    why = signed(actor, why)
    row = session.get(MailAnswer, number, with_for_update=True, populate_existing=True)
    if row is None or not row.asks:
        raise UnknownMailAnswer(number=number)
    home = bookings.of_answer(session, row).enrolment
    permissions.check(actor, Act.SETTLE_ANSWER, thing(enrolment=home))
    if row.settled_at:
        return row
    row.settled_at, row.settled_by = now, actor.name
    session.flush()
    _record(session, What.MAIL_SETTLED, row, now=now, actor=actor, why=masked(why))
    clock.stir(session)
    return row
