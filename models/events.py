"""Rows about meeting each other: events, invitations with answers, attendance."""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy import ForeignKey, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from models.base import Base, one_of
from models.states import Answer


class Invitation(Base):
    """One person invited to one event, and what that person answered."""

    __tablename__ = "invitations"
    __table_args__ = (UniqueConstraint("event_id", "contact_id", name="one_invitation_per_person"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    event_id: Mapped[int] = mapped_column(ForeignKey("event_states.id"))
    contact_id: Mapped[int] = mapped_column(ForeignKey("contacts.id"), index=True)
    invited_at: Mapped[datetime]
    answer: Mapped[Answer] = mapped_column(one_of(Answer), default=Answer.NONE)
    answered_at: Mapped[datetime | None]
    remark: Mapped[str] = mapped_column(default="")


class Attendance(Base):
    """Whether one invited person was there on one day of the event."""

    __tablename__ = "attendances"

    invitation_id: Mapped[int] = mapped_column(ForeignKey("invitations.id"), primary_key=True)
    day: Mapped[date] = mapped_column(primary_key=True)
    present: Mapped[bool]
    registered_at: Mapped[datetime]
    registered_by: Mapped[str]
