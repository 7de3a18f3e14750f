"""Writing the journal: every act that changes something leaves a line here, in the same transaction."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any, NamedTuple

from sqlalchemy import select
from sqlalchemy.orm import Session

from actions import bulk
from models.journal import AUTOMATIC, JournalEntry, What
from models.people import Enrolment


def record(
    session: Session,
    what: What,
    *,
    now: datetime,
    enrolment: Enrolment | None = None,
    programme_id: int | None = None,
    step: str = "",
    key: str = "",
    by: str = AUTOMATIC,
    on_behalf: str = "",
    why: str = "",
    **facts: Any,
) -> None:
    """Add one line. `facts` are ids, dates (ISO 8601) and numbers, never a person's address or figure."""
    session.add(
        JournalEntry(
            at=now,
            what=what,
            by=by,
            on_behalf=on_behalf,
            why=why,
            programme_id=enrolment.programme_id if enrolment else programme_id,
            enrolment_id=enrolment.id if enrolment else None,
            step=step,
            key=key,
            facts=facts,
        )
    )


class JournalLine(NamedTuple):
    """What one line of many says by itself; see `record`."""

    what: What
    programme_id: int
    enrolment_id: int | None
    step: str
    key: str
    facts: Mapping[str, Any]


def record_all(session: Session, lines: Sequence[JournalLine], *, now: datetime) -> None:
    """Add many lines at once, in their order, about what happened by itself."""
    bulk.add(session, JournalEntry, [{**line._asdict(), "at": now, "by": AUTOMATIC} for line in lines])


def tells(session: Session, what: What, enrolment: Enrolment, step: str, key: str) -> bool:
    """Whether the journal has such a line already."""
    line = select(JournalEntry.id).where(
        JournalEntry.what == what,
        JournalEntry.enrolment_id == enrolment.id,
        JournalEntry.step == step,
        JournalEntry.key == key,
    )
    return session.scalar(line.limit(1)) is not None
