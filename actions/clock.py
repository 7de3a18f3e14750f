"""The only place that asks what time it is."""

from __future__ import annotations

from datetime import UTC, datetime

from sqlalchemy import event, update
from sqlalchemy.orm import Session, SessionTransaction

from actions.database import WAKE, notify
from models.clock import Clock
from models.errors.running import RehearsalOnly


def real_now() -> datetime:
    """The machine's time, UTC: for leases and pulses, which are about processes and not about the programme."""
    return datetime.now(UTC)


def now(session: Session) -> datetime:
    """The installation's time, UTC: the machine's, or where a rehearsal has set the clock."""
    return read(session)[0]


def read(session: Session) -> tuple[datetime, bool]:
    """The installation's time, and whether it is a rehearsal, in one look."""
    virtual = session.scalar(Clock.__table__.select().with_only_columns(Clock.virtual_now))
    return virtual or real_now(), virtual is not None


def is_rehearsal(session: Session) -> bool:
    """True when the clock is virtual; such an installation never sends real mail."""
    return read(session)[1]


def move_to(session: Session, instant: datetime) -> int:
    """Set a rehearsal's clock and return the new revision.

    Raises:
        RehearsalOnly: when the installation's clock is the real one.
    """
    moved = session.scalar(
        update(Clock)
        .where(Clock.virtual_now.is_not(None))
        .values(virtual_now=instant, revision=Clock.revision + 1)
        .returning(Clock.revision)
    )
    if moved is None:
        raise RehearsalOnly
    notify(session, WAKE)
    return moved


def stir(session: Session) -> None:
    """Something happened that the engine should look at: with the commit the revision rises, and the engine wakes."""
    session.info[_STIRRED] = True


@event.listens_for(Session, "before_commit")
def _raise_revision(session: Session) -> None:
    """Last of all: whoever holds this row keeps every other happening waiting until the commit is on disk."""
    if not session.in_nested_transaction() and session.info.pop(_STIRRED, False):
        session.execute(update(Clock).values(revision=Clock.revision + 1))
        notify(session, WAKE)


@event.listens_for(Session, "after_soft_rollback")
def _forget(session: Session, ended: SessionTransaction) -> None:
    """With the whole transaction only: what happened before a savepoint has happened."""
    if ended.parent is None:
        session.info.pop(_STIRRED, None)


_STIRRED = "stirred"
