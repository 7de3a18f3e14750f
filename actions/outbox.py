"""The outbox: queued with what caused it, claimed with a lease, sent outside any transaction, settled with the outcome.

`now` is the installation's time and what the journal says; `real_now` is the machine's, for leases and retries.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from datetime import datetime, timedelta
from uuid import uuid4

from sqlalchemy import func, or_, select, update
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import Session

from actions import clock, journal, programmes
from actions.database import POST, notify
from mails.envelope import Outgoing
from mails.outcomes import Outcome, Result
from models.journal import What
from models.letters import Letter
from models.moments import Language
from models.progress import Enrolment
from models.settings import settings
from models.states import LetterStatus

RETRY_AFTER = tuple(
    timedelta(seconds=seconds) for seconds in (10, 30, 60, 300, 900, 1800, 3600, 7200, 14400, 28800, 57600)
)
"""How long a letter the server put off waits after each try; after the last it is given up as refused."""
UNSENT = (LetterStatus.QUEUED, LetterStatus.CLAIMED, LetterStatus.SENDING)


@dataclass(frozen=True)
class Draft:
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
    in_reply_to: str = ""


def queue(session: Session, draft: Draft, *, now: datetime) -> Letter | None:
    """Put the letter in the outbox, held when the installation holds letters; None when its key is there already."""
    held = settings().hold_letters
    letter = session.scalar(
        insert(Letter)
        .values(
            **asdict(draft),
            message_id=_message_id(draft.from_email),
            written_at=now,
            not_before=now,
            status=LetterStatus.HELD if held else LetterStatus.QUEUED,
        )
        .on_conflict_do_nothing(index_elements=[Letter.key])
        .returning(Letter)
    )
    if letter is None:
        return None
    note(session, What.LETTER_HELD if held else What.LETTER_QUEUED, letter, now=now)
    if not held:
        notify(session, POST)
    return letter


def claim(
    session: Session, *, owner: str, limit: int, now: datetime, real_now: datetime, lease: timedelta
) -> Sequence[Letter]:
    """Take up to `limit` letters that are due, oldest first; two postmen never get the same one."""
    due = (
        select(Letter.id)
        .where(
            Letter.status == LetterStatus.QUEUED,
            Letter.not_before <= now,
            or_(Letter.retry_at.is_(None), Letter.retry_at <= real_now),
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
        .returning(Letter)
        .execution_options(synchronize_session=False, populate_existing=True)
    )
    return begun is not None


def settle(
    session: Session, letter_id: int, outcome: Outcome, *, owner: str, now: datetime, real_now: datetime
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
        .with_for_update()
        .execution_options(populate_existing=True)
    )
    if letter is None:
        return None
    before = letter.status
    _RECORDERS[outcome.result](letter, outcome, now, real_now)
    letter.lease_until = None
    if letter.status in _HAPPENINGS and letter.status is not before:
        note(session, _HAPPENINGS[letter.status], letter, now=now)
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
        .where(Letter.status.in_((LetterStatus.CLAIMED, LetterStatus.SENDING)), Letter.lease_until < real_now)
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
            note(session, What.LETTER_DOUBTFUL, letter, now=now)
    return len(expired)


def discard_waiting(session: Session, enrolment: Enrolment, *, now: datetime) -> int:
    """Throw away what is not on its way yet: the municipality has left. Returns how many letters that were."""
    waiting = session.scalars(
        select(Letter)
        .where(
            Letter.enrolment_id == enrolment.id,
            Letter.status.in_((LetterStatus.HELD, LetterStatus.QUEUED)),
        )
        .order_by(Letter.id)
        .with_for_update()
    ).all()
    for letter in waiting:
        letter.status = LetterStatus.DISCARDED
        note(session, What.LETTER_DISCARDED, letter, now=now)
    return len(waiting)


def unsent(session: Session, *, now: datetime) -> int:
    """How many letters are due and not yet settled; 0 means the postman has nothing left to do."""
    return (
        session.scalar(select(func.count()).where(Letter.status.in_(UNSENT), Letter.not_before <= now)) or 0
    )


def outgoing(session: Session, letter: Letter) -> Outgoing:
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
        date=letter.written_at.astimezone(programmes.zone(session, letter.programme_id)),
        in_reply_to=letter.in_reply_to,
        calendar=letter.calendar,
        calendar_method=letter.calendar_method,
        rehearsal=clock.is_rehearsal(session),
    )


def note(session: Session, what: What, letter: Letter, *, now: datetime, by: str = "", why: str = "") -> None:
    """A journal line about a letter: its name, its number and whom it is to, by number."""
    who = {"by": by} if by else {}
    journal.record(
        session,
        what,
        now=now,
        enrolment=session.get(Enrolment, letter.enrolment_id) if letter.enrolment_id else None,
        programme_id=letter.programme_id,
        step=letter.step,
        key=letter.name,
        why=why,
        letter=letter.id,
        contact=letter.contact_id,
        **who,
    )


def _sent(letter: Letter, _outcome: Outcome, now: datetime, _real_now: datetime) -> None:
    letter.status, letter.sent_at, letter.note = LetterStatus.SENT, now, ""


def _refused(letter: Letter, outcome: Outcome, _now: datetime, _real_now: datetime) -> None:
    letter.status, letter.note = LetterStatus.REFUSED, outcome.reason


def _doubtful(letter: Letter, outcome: Outcome, _now: datetime, _real_now: datetime) -> None:
    letter.status, letter.note = LetterStatus.DOUBTFUL, outcome.reason


def _later(letter: Letter, outcome: Outcome, now: datetime, real_now: datetime) -> None:
    if letter.attempts > len(RETRY_AFTER):
        _refused(
            letter,
            Outcome(Result.REFUSED, f"given up after {letter.attempts} tries: {outcome.reason}"),
            now,
            real_now,
        )
        return
    letter.status, letter.owner, letter.note = LetterStatus.QUEUED, "", outcome.reason
    letter.retry_at = real_now + RETRY_AFTER[letter.attempts - 1]


def _setup(letter: Letter, outcome: Outcome, _now: datetime, real_now: datetime) -> None:
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


def _message_id(address: str) -> str:
    return f"<{uuid4().hex}@{address.rpartition('@')[2]}>"
