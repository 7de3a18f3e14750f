"""One letter, written as an action would."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from actions.letters import writing
from actions.letters.writing import Order
from models.letters import Letter


def write(session: Session, *, now: datetime, **order: Any) -> int | None:
    """The number of the letter that was queued; None when there was one already."""
    queued = writing.write_all(session, [Order(**order)], now=now)
    return session.scalar(select(Letter.id).where(Letter.key == queued[0].key)) if queued else None
