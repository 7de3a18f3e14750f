"""What the office does with letters: look, hold, edit, release, discard, send again. Every act has a name and a reason."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import datetime

from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from actions import clock
from actions.database import POST, notify
from actions.letters import outbox
from actions.programmes import publishing
from actions.signing import signed
from actions.things import thing
from mails.letters import rendering
from mails.letters.blocks import tidy
from mails.sending.envelope import compose
from models.accounts.actors import Actor
from models.errors.decisions import IllegalTransition
from models.errors.mail import UnknownLetter
from models.journal import What
from models.letters import Letter
from models.states import LETTER, LetterStatus
from rules import permissions
from rules.permissions import Act
from rules.transitions import move


def listed(
    session: Session,
    *,
    status: LetterStatus | None = None,
    programme_id: int | None = None,
    enrolment_id: int | None = None,
    name: str = "",
    to: str = "",
    limit: int = 200,
) -> Sequence[Letter]:
    """Letters that fit all the filters given, newest first; `to` is part of a name or address."""
    found = select(Letter).order_by(Letter.id.desc()).limit(limit)
    if status is not None:
        found = found.where(Letter.status == status)
    if programme_id is not None:
        found = found.where(Letter.programme_id == programme_id)
    if enrolment_id is not None:
        found = found.where(Letter.enrolment_id == enrolment_id)
    if name:
        found = found.where(Letter.name == name)
    if to:
        found = found.where(
            or_(Letter.to_name.icontains(to, autoescape=True), Letter.to_email.icontains(to, autoescape=True))
        )
    return session.scalars(found).all()


def show(session: Session, letter_id: int) -> Letter:
    """One letter.

    Raises:
        UnknownLetter: when there is none with that number.
    """
    letter = session.get(Letter, letter_id)
    if letter is None:
        raise UnknownLetter(letter=letter_id)
    return letter


def eml(session: Session, letter: Letter) -> bytes:
    """The letter as the file a mail program opens: exactly what is or was sent."""
    zone, rehearsal = publishing.zone(session, letter.programme_id), clock.is_rehearsal(session)
    return compose(outbox.outgoing(letter, zone=zone, rehearsal=rehearsal))


def hold(session: Session, letter_id: int, *, actor: Actor, reason: str, now: datetime) -> Letter:
    """Keep a queued letter back until it is released.

    Raises:
        UnknownLetter, NameMissing, ReasonMissing, IllegalTransition: when it is on its way already.
    """
    return _move(session, letter_id, LetterStatus.HELD, What.LETTER_HELD, actor, reason, now)


def release(session: Session, letter_id: int, *, actor: Actor, reason: str, now: datetime) -> Letter:
    """Let a held letter go.

    Raises:
        UnknownLetter, NameMissing, ReasonMissing, IllegalTransition: when it is not held.
    """
    letter = _standing(session, letter_id, actor, {LetterStatus.HELD}, to_be="released")
    return _queue_again(session, letter, actor, reason, now)


def resend(session: Session, letter_id: int, *, actor: Actor, reason: str, now: datetime) -> Letter:
    """Send a doubtful or refused letter again, as the same letter: Message-ID and Date stay, so a double shows once.

    Raises:
        UnknownLetter, NameMissing, ReasonMissing, IllegalTransition: when it is neither.
    """
    letter = _standing(
        session, letter_id, actor, {LetterStatus.DOUBTFUL, LetterStatus.REFUSED}, to_be="sent again"
    )
    return _queue_again(session, letter, actor, reason, now)


def discard(session: Session, letter_id: int, *, actor: Actor, reason: str, now: datetime) -> Letter:
    """Throw a letter away that has not been sent; its row stays, so that it is not written again.

    Raises:
        UnknownLetter, NameMissing, ReasonMissing, IllegalTransition: when it is sent or on its way.
    """
    on_its_way = {LetterStatus.CLAIMED, LetterStatus.SENDING}
    _standing(session, letter_id, actor, set(LetterStatus) - on_its_way, to_be="discarded")
    return _move(session, letter_id, LetterStatus.DISCARDED, What.LETTER_DISCARDED, actor, reason, now)


def mark_sent(session: Session, letter_id: int, *, actor: Actor, reason: str, now: datetime) -> Letter:
    """Somebody has made sure that a doubtful letter arrived.

    Raises:
        UnknownLetter, NameMissing, ReasonMissing, IllegalTransition: when it is not doubtful.
    """
    _standing(session, letter_id, actor, {LetterStatus.DOUBTFUL}, to_be="sent")
    letter = _move(session, letter_id, LetterStatus.SENT, What.LETTER_SENT, actor, reason, now)
    letter.sent_at = now
    return letter


def edit(
    session: Session,
    letter_id: int,
    *,
    actor: Actor,
    reason: str,
    now: datetime,
    subject: str | None = None,
    text: str | None = None,
) -> Letter:
    """Change subject or text of a letter that has not left; the HTML is made anew from the text.

    Raises:
        UnknownLetter, NameMissing, ReasonMissing, IllegalTransition: when it is neither held nor queued.
    """
    reason = signed(actor, reason)
    letter = _standing(session, letter_id, actor, {LetterStatus.HELD, LetterStatus.QUEUED}, to_be="edited")
    letter.subject = rendering.one_line(subject) if subject else letter.subject
    letter.text = tidy(text) if text else letter.text
    letter.html = rendering.html(letter.text, subject=letter.subject, language=letter.language)
    outbox.note(session, What.LETTER_EDITED, letter, now=now, actor=actor, why=reason)
    return letter


def _standing(
    session: Session, letter_id: int, actor: Actor, fitting: Collection[LetterStatus], *, to_be: str
) -> Letter:
    """The letter, locked, when it stands so that this may be done with it."""
    letter = _locked(session, letter_id, actor)
    if letter.status not in fitting:
        raise IllegalTransition(thing=f"Letter {letter_id}", status=letter.status.value, target=to_be)
    return letter


def _queue_again(session: Session, letter: Letter, actor: Actor, reason: str, now: datetime) -> Letter:
    moved = _move(session, letter.id, LetterStatus.QUEUED, What.LETTER_RELEASED, actor, reason, now)
    moved.not_before, moved.retry_at, moved.attempts = now, None, 0
    notify(session, POST)
    return moved


def _move(
    session: Session,
    letter_id: int,
    target: LetterStatus,
    what: What,
    actor: Actor,
    reason: str,
    now: datetime,
) -> Letter:
    reason = signed(actor, reason)
    letter = _locked(session, letter_id, actor)
    letter.status = move(letter.status, target, LETTER, thing=f"Letter {letter.id}")
    letter.owner, letter.lease_until = "", None
    outbox.note(session, what, letter, now=now, actor=actor, why=reason)
    return letter


def _locked(session: Session, letter_id: int, actor: Actor) -> Letter:
    """The letter as it is now, which no postman can take while this transaction lasts."""
    locked = select(Letter).where(Letter.id == letter_id).with_for_update()
    letter = session.scalar(locked.execution_options(populate_existing=True))
    if letter is None:
        raise UnknownLetter(letter=letter_id)
    permissions.check(actor, Act.HANDLE_LETTER, thing(programme_id=letter.programme_id))
    return letter
