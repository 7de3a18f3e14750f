"""The row of a programme's event: the time that holds now, and its number for calendars."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import ForeignKey, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from models.base import Base, one_of
from models.states import EventStatus


class EventState(Base):
    """An event of a programme version, with the time that holds now. `sequence` rises when it moves (RFC 5546)."""

    __tablename__ = "event_states"
    __table_args__ = (UniqueConstraint("programme_id", "key", name="one_state_per_event"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    programme_id: Mapped[int] = mapped_column(ForeignKey("programme_versions.id"))
    key: Mapped[str] = mapped_column(String(40))
    uid: Mapped[str] = mapped_column(String(120), unique=True)
    sequence: Mapped[int] = mapped_column(default=0)
    status: Mapped[EventStatus] = mapped_column(one_of(EventStatus), default=EventStatus.PLANNED)
    starts_at: Mapped[datetime]
    ends_at: Mapped[datetime]
