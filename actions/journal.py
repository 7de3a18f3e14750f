"""Writing the journal: every act that changes something leaves a line here, in the same transaction."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from actions import bulk
from models.accounts.actors import ENGINE, Actor
from models.journal import JournalEntry, What
from models.people import Enrolment


@dataclass(frozen=True)
class JournalLine:
    """What happened to what, who did it and why.

    `facts` are ids, dates (ISO 8601) and numbers, never a person's address or figure.
    """

    what: What
    programme_id: int | None
    enrolment_id: int | None = None
    step: str = ""
    key: str = ""
    facts: Mapping[str, Any] = field(default_factory=dict)
    actor: Actor = ENGINE
    why: str = ""

    def as_row(self, now: datetime) -> dict[str, Any]:
        """The columns of its row."""
        names = ("what", "programme_id", "enrolment_id", "step", "key", "facts", "why")
        return {
            **{name: getattr(self, name) for name in names},
            "at": now,
            "actor": self.actor.kind,
            "by": self.actor.name,
            "on_behalf": self.actor.on_behalf,
            "through": self.actor.through,
        }


def line(
    what: What,
    *,
    enrolment: Enrolment | None = None,
    programme_id: int | None = None,
    step: str = "",
    key: str = "",
    actor: Actor = ENGINE,
    why: str = "",
    **facts: Any,
) -> JournalLine:
    """What happened in a municipality, or else in a whole programme."""
    home, whose = (enrolment.programme_id, enrolment.id) if enrolment else (programme_id, None)
    return JournalLine(what, home, whose, step, key, facts, actor, why)


def record(session: Session, *lines: JournalLine, now: datetime) -> None:
    """Add the lines, in their order."""
    if len(lines) == 1:  # with what else the transaction brings, in one round trip
        session.add(JournalEntry(**lines[0].as_row(now)))
    else:
        bulk.add(session, JournalEntry, [one.as_row(now) for one in lines])


def tells(session: Session, what: What, enrolment: Enrolment, step: str, key: str) -> bool:
    """Whether the journal has such a line already."""
    known = select(JournalEntry.id).where(
        JournalEntry.what == what,
        JournalEntry.enrolment_id == enrolment.id,
        JournalEntry.step == step,
        JournalEntry.key == key,
    )
    return session.scalar(known.limit(1)) is not None
