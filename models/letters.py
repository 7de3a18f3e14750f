"""The outbox row: one recipient and purpose each, rendered when it is written."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import ForeignKey, Index, LargeBinary, String, text
from sqlalchemy.orm import Mapped, mapped_column

from models.base import Base, one_of
from models.states import LetterStatus


class Letter(Base):
    """A letter on its way. Key, Message-ID and Date are fixed when it is queued, so a resend is recognisable.

    `enrolment_id` is empty for letters to the office. `owner` and `lease_until` belong to the postman who has claimed it.
    `not_before` is the installation's time; `lease_until` and `retry_at` are the machine's, which a rehearsal does not stop.
    """

    __tablename__ = "letters"
    __table_args__ = (
        Index("ix_letters_to_send", "not_before", "id", postgresql_where=text("status = 'queued'")),
        Index("ix_letters_leased", "lease_until", postgresql_where=text("status in ('claimed', 'sending')")),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    key: Mapped[str] = mapped_column(unique=True)
    name: Mapped[str] = mapped_column(String(60))
    language: Mapped[str] = mapped_column(String(2))
    programme_id: Mapped[int] = mapped_column(ForeignKey("programme_versions.id"), index=True)
    enrolment_id: Mapped[int | None] = mapped_column(ForeignKey("enrolments.id"), index=True)
    step: Mapped[str] = mapped_column(String(40), default="")
    contact_id: Mapped[int | None] = mapped_column(ForeignKey("contacts.id"))
    event_id: Mapped[int | None] = mapped_column(ForeignKey("event_states.id"))
    interview_id: Mapped[int | None] = mapped_column(ForeignKey("interviews.id"), index=True)
    to_name: Mapped[str]
    to_email: Mapped[str]
    from_name: Mapped[str]
    from_email: Mapped[str]
    reply_to: Mapped[str]
    subject: Mapped[str]
    text: Mapped[str]
    html: Mapped[str]
    calendar: Mapped[bytes | None] = mapped_column(LargeBinary)
    calendar_method: Mapped[str] = mapped_column(String(20), default="")
    message_id: Mapped[str] = mapped_column(unique=True)
    in_reply_to: Mapped[str] = mapped_column(default="")
    written_at: Mapped[datetime]
    status: Mapped[LetterStatus] = mapped_column(one_of(LetterStatus), default=LetterStatus.QUEUED)
    not_before: Mapped[datetime]
    retry_at: Mapped[datetime | None]
    attempts: Mapped[int] = mapped_column(default=0)
    owner: Mapped[str] = mapped_column(String(60), default="")
    lease_until: Mapped[datetime | None]
    sent_at: Mapped[datetime | None]
    note: Mapped[str] = mapped_column(default="")
