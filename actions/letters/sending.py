"""Carrying letters: claimed with a lease, begun before a byte leaves, settled with what came of it.

`now` is the installation's time and what the journal says; `real_now` is the machine's, for leases and retries.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta

from sqlalchemy import or_, select, update
from sqlalchemy.orm import Session, defer

from actions.letters import outbox
from mails.sending.outcomes import Result, SendingOutcome
from models.journal import What
from models.letters import Letter
from models.people import Enrolment
from models.states import EnrolmentStatus, LetterStatus

RETRY_AFTER = tuple(
    timedelta(seconds=seconds) for seconds in (10, 30, 60, 300, 900, 1800, 3600, 7200, 14400, 28800, 57600)
)
"""How long a letter the server put off waits after each try; after the last it is given up as refused."""
LONGEST_LEASE = timedelta(minutes=20)
"""A lease that ends later than this was given before somebody set the machine's clock back."""


def claim(
    session: Session, *, owner: str, limit: int, now: datetime, real_now: datetime, lease: timedelta
) -> Sequence[Letter]:
    """Take up to `limit` letters that are due, oldest first; two postmen never get the same one."""
    due = (
        select(Letter.id)
        .where(
            Letter.status == LetterStatus.QUEUED,
            Letter.not_before <= now,
            or_(
                Letter.retry_at.is_(None),
                Letter.retry_at <= real_now,
                Letter.retry_at > real_now + RETRY_AFTER[-1],
            ),
        )
        .order_by(Letter.id)
        .limit(limit)
        .with_for_update(skip_locked=True)
        .cte("due")  # evaluated once; as a plain subquery it may be run again and lock more than `limit`
    )
    claimed = session.scalars(
        update(Letter)
        .where(Letter.id.in_(select(due.c.id)))
        .values(status=LetterStatus.CLAIMED, owner=owner, lease_until=real_now + lease)
        .returning(Letter)
        .execution_options(synchronize_session=False, populate_existing=True)
    ).all()
    return sorted(claimed, key=lambda letter: letter.id)


def begin(session: Session, letter: Letter, *, owner: str, real_now: datetime, lease: timedelta) -> bool:
    """Say, before a byte leaves, that this letter is being sent; False when the lease was lost meanwhile."""
    begun = session.scalar(
        update(Letter)
        .where(Letter.id == letter.id, Letter.owner == owner, Letter.status == LetterStatus.CLAIMED)
        .values(status=LetterStatus.SENDING, attempts=Letter.attempts + 1, lease_until=real_now + lease)
        .returning(Letter.id)
        .execution_options(synchronize_session=False)
    )
    return begun is not None


def settle(
    session: Session,
    letter_id: int,
    outcome: SendingOutcome,
    *,
    owner: str,
    now: datetime,
    real_now: datetime,
) -> LetterStatus | None:
    """Write down how the sending went; None when the letter is no longer this postman's.

    A letter that became doubtful because its own postman was slow is settled all the same: he knows what happened.
    """
    letter = session.scalar(
        select(Letter)
        .where(
            Letter.id == letter_id,
            Letter.owner == owner,
            Letter.status.in_((LetterStatus.SENDING, LetterStatus.DOUBTFUL)),
        )
        .options(defer(Letter.text), defer(Letter.html), defer(Letter.calendar))
        .with_for_update()
        .execution_options(populate_existing=True)
    )
    if letter is None:
        return None
    before = letter.status
    _RECORDERS[outcome.result](letter, outcome, now, real_now)
    letter.lease_until = None
    if letter.status is LetterStatus.QUEUED and (
        _has_left(session, letter) or _is_overtaken(session, letter)
    ):
        outbox.discard(session, letter, now=now)
    if letter.status in _HAPPENINGS and letter.status is not before:
        outbox.note(session, _HAPPENINGS[letter.status], letter, now=now)
    return letter.status


def give_back(session: Session, *, owner: str) -> None:
    """Return what this postman has claimed and not begun: he stops, or the mail server cannot be used."""
    session.execute(
        update(Letter)
        .where(Letter.owner == owner, Letter.status == LetterStatus.CLAIMED)
        .values(status=LetterStatus.QUEUED, owner="", lease_until=None)
        .execution_options(synchronize_session=False)
    )


def recover(session: Session, *, now: datetime, real_now: datetime) -> int:
    """Letters whose postman died: not begun goes back to the queue; begun becomes doubtful, never sent by itself again."""
    expired = session.scalars(
        select(Letter)
        .where(
            Letter.status.in_((LetterStatus.CLAIMED, LetterStatus.SENDING)),
            or_(Letter.lease_until < real_now, Letter.lease_until > real_now + LONGEST_LEASE),
        )
        .order_by(Letter.id)
        .with_for_update(skip_locked=True)
        .execution_options(populate_existing=True)
    ).all()
    for letter in expired:
        letter.lease_until = None
        if letter.status is LetterStatus.CLAIMED:
            letter.status, letter.owner = LetterStatus.QUEUED, ""
        else:
            letter.status, letter.note = LetterStatus.DOUBTFUL, "the postman stopped while sending it"
            outbox.note(session, What.LETTER_DOUBTFUL, letter, now=now)
    return len(expired)


def _sent(letter: Letter, _outcome: SendingOutcome, now: datetime, _real_now: datetime) -> None:
    letter.status, letter.sent_at, letter.note = LetterStatus.SENT, now, ""


def _refused(letter: Letter, outcome: SendingOutcome, _now: datetime, _real_now: datetime) -> None:
    letter.status, letter.note = LetterStatus.REFUSED, outcome.reason


def _doubtful(letter: Letter, outcome: SendingOutcome, _now: datetime, _real_now: datetime) -> None:
    letter.status, letter.note = LetterStatus.DOUBTFUL, outcome.reason


def _later(letter: Letter, outcome: SendingOutcome, now: datetime, real_now: datetime) -> None:
    if letter.attempts > len(RETRY_AFTER):
        _refused(
            letter,
            SendingOutcome(Result.REFUSED, f"given up after {letter.attempts} tries: {outcome.reason}"),
            now,
            real_now,
        )
        return
    letter.status, letter.owner, letter.note = LetterStatus.QUEUED, "", outcome.reason
    letter.retry_at = real_now + RETRY_AFTER[letter.attempts - 1]


def _setup(letter: Letter, outcome: SendingOutcome, _now: datetime, real_now: datetime) -> None:
    """Not the letter's fault: the try does not count, and others go first when the queue moves again."""
    letter.status, letter.owner, letter.note = LetterStatus.QUEUED, "", outcome.reason
    letter.attempts -= 1
    letter.retry_at = real_now + RETRY_AFTER[0]


_RECORDERS = {
    Result.SENT: _sent,
    Result.REFUSED: _refused,
    Result.DOUBTFUL: _doubtful,
    Result.LATER: _later,
    Result.SETUP: _setup,
}
_HAPPENINGS = {
    LetterStatus.SENT: What.LETTER_SENT,
    LetterStatus.REFUSED: What.LETTER_REFUSED,
    LetterStatus.DOUBTFUL: What.LETTER_DOUBTFUL,
}


def _has_left(session: Session, letter: Letter) -> bool:
    """Whether the municipality has left while the letter was on its way: then it is not tried again. Farewells are."""
    if letter.enrolment_id is None:
        return False
    enrolment = session.get_one(Enrolment, letter.enrolment_id, populate_existing=True)
    left = enrolment.status is EnrolmentStatus.WITHDRAWN
    return left and enrolment.ended_at is not None and letter.written_at < enrolment.ended_at


def _is_overtaken(session: Session, letter: Letter) -> bool:
    """Whether its interview has changed while it was on its way: a newer letter tells the same person what holds now."""
    if letter.interview_id is None:
        return False
    newer = select(Letter.id).where(
        Letter.interview_id == letter.interview_id,
        Letter.to_email == letter.to_email,
        Letter.calendar_method != "",
        Letter.id > letter.id,
    )
    return session.scalar(newer.limit(1)) is not None
