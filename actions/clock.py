"""The only place that asks what time it is."""

from __future__ import annotations

from datetime import UTC, datetime

from sqlalchemy import update
from sqlalchemy.orm import Session

from actions.database import WAKE, notify
from models.clockwork import Clock
from models.errors import RehearsalOnly


def real_now() -> datetime:
    """The machine's time, UTC: for leases and pulses, which are about processes and not about the programme."""
    return datetime.now(UTC)


def now(session: Session) -> datetime:
    """The installation's time, UTC: the machine's, or where a rehearsal has set the clock."""
    virtual = session.scalar(Clock.__table__.select().with_only_columns(Clock.virtual_now))
    return virtual or real_now()


def is_rehearsal(session: Session) -> bool:
    """True when the clock is virtual; such an installation never sends real mail."""
    return session.scalar(Clock.__table__.select().with_only_columns(Clock.virtual_now)) is not None


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


def stir(session: Session) -> int:
    """Something happened that the engine should look at: wake it, and return the revision it has to reach."""
    revision = session.scalar(update(Clock).values(revision=Clock.revision + 1).returning(Clock.revision))
    notify(session, WAKE)
    return revision or 0
