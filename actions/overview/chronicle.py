"""Reading the journal: happenings in order, with the names a person needs and no row numbers of ours."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from models.journal import ENGINE, JournalEntry, What
from models.people import Enrolment, Municipality
from models.states import ActorKind


@dataclass(frozen=True)
class Happening:
    """One line. `municipality` is empty for what concerns the whole programme; `by` is a name, also the engine's."""

    at: datetime
    what: What
    municipality: str
    step: str
    key: str
    actor: ActorKind
    by: str
    on_behalf: str
    through: str
    why: str
    facts: dict[str, Any]

    def as_json(self) -> dict[str, Any]:
        """Plain values, the instant as ISO 8601."""
        return {**asdict(self), "at": self.at.isoformat(), "what": self.what.value}


def chronicle(
    session: Session, programme_ids: Iterable[int], *, enrolment_id: int | None = None
) -> tuple[Happening, ...]:
    """The journal of these programme versions, oldest first; of one municipality when asked."""
    lines = (
        select(JournalEntry, Municipality.name)
        .outerjoin(Enrolment, Enrolment.id == JournalEntry.enrolment_id)
        .outerjoin(Municipality, Municipality.id == Enrolment.municipality_id)
        .where(JournalEntry.programme_id.in_(tuple(programme_ids)))
        .order_by(JournalEntry.at, JournalEntry.id)
    )
    if enrolment_id is not None:
        lines = lines.where(JournalEntry.enrolment_id == enrolment_id)
    return tuple(
        Happening(
            at=entry.at,
            what=entry.what,
            municipality=name or "",
            step=entry.step,
            key=entry.key,
            actor=entry.actor,
            by=ENGINE if entry.actor is ActorKind.ENGINE else entry.by,
            on_behalf=entry.on_behalf,
            through=entry.through,
            why=entry.why,
            facts=entry.facts,
        )
        for entry, name in session.execute(lines)
    )
