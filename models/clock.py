"""Single rows that drive the installation: the clock of a rehearsal, and the engine's pulse."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import CheckConstraint, String
from sqlalchemy.orm import Mapped, mapped_column

from models.base import Base


class Clock(Base):
    """The installation's time. In a rehearsal it stands still at `virtual_now` until the rehearsal moves it.

    `revision` rises with every move and every outside act, so that the engine can say which of them it has digested.
    """

    __tablename__ = "clock"
    __table_args__ = (CheckConstraint("id = 1", name="only_one"),)

    id: Mapped[int] = mapped_column(primary_key=True, default=1)
    virtual_now: Mapped[datetime | None]
    revision: Mapped[int] = mapped_column(default=0)


class Pulse(Base):
    """One row per running part: when it last lived (real time), and what it has to say about itself.

    The engine writes the clock's revision into `settled_revision` when a whole round found nothing left to do.
    """

    __tablename__ = "pulses"

    part: Mapped[str] = mapped_column(String(40), primary_key=True)
    at: Mapped[datetime]
    settled_revision: Mapped[int] = mapped_column(default=-1)
    note: Mapped[str] = mapped_column(default="")
