"""The append-only journal: what happened, who did it, through what, why, and on whose behalf."""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import ForeignKey, Index, String
from sqlalchemy.orm import Mapped, mapped_column

from models.base import Base, one_of
from models.states import ActorKind


class What(StrEnum):
    """Everything that can happen, in the order in which things at the same instant follow from each other."""

    PROGRAMME_PUBLISHED = "programme_published"
    ENROLLED = "enrolled"
    STEP_OPENED = "step_opened"
    REQUIREMENT_ASKED = "requirement_asked"
    EVENT_MOVED = "event_moved"
    EVENT_CANCELLED = "event_cancelled"
    INVITED = "invited"
    ANSWERED = "answered"
    INTERVIEWEES_NAMED = "interviewees_named"
    INTERVIEW_PROPOSED = "interview_proposed"
    INTERVIEW_BOOKED = "interview_booked"
    INTERVIEW_MOVED = "interview_moved"
    INTERVIEW_ANSWERED = "interview_answered"
    INTERVIEW_GIVEN_UP = "interview_given_up"
    INTERVIEW_UNPLACED = "interview_unplaced"
    INTERVIEW_HELD = "interview_held"
    INTERVIEW_MISSED = "interview_missed"
    INTERVIEW_NOTED = "interview_noted"
    INTERVIEW_CANCELLED = "interview_cancelled"
    INTERVIEWER_AWAY = "interviewer_away"
    INTERVIEWER_BACK = "interviewer_back"
    CALENDAR_READ = "calendar_read"
    FEED_MADE = "feed_made"
    FEED_REVOKED = "feed_revoked"
    MAIL_ANSWERED = "mail_answered"
    MAIL_SETTLED = "mail_settled"
    ATTENDANCE_REGISTERED = "attendance_registered"
    PARTICIPANTS_REGISTERED = "participants_registered"
    SUBMISSION_RECEIVED = "submission_received"
    SUBMISSION_REJECTED = "submission_rejected"
    SUBMISSION_QUESTIONED = "submission_questioned"
    FIGURES_EXPLAINED = "figures_explained"
    SUBMISSION_RETURNED = "submission_returned"
    REQUIREMENT_FULFILLED = "requirement_fulfilled"
    DEADLINE_EXTENDED = "deadline_extended"
    REQUIREMENT_WAIVED = "requirement_waived"
    REMINDED = "reminded"
    ESCALATED = "escalated"
    GATE_SHUT = "gate_shut"
    DECISION_REJECTED = "decision_rejected"
    GATE_OVERRIDDEN = "gate_overridden"
    GATE_OPENED = "gate_opened"
    NOTES_WRITTEN = "notes_written"
    REPORT_BUILT = "report_built"
    HANDED_OVER = "handed_over"
    STEP_DONE = "step_done"
    WITHDRAWN = "withdrawn"
    COMPLETED = "completed"
    RUN_REPLACED = "run_replaced"
    RUN_REFUSED = "run_refused"
    LINK_MADE = "link_made"
    LETTER_QUEUED = "letter_queued"
    LETTER_HELD = "letter_held"
    LETTER_EDITED = "letter_edited"
    LETTER_RELEASED = "letter_released"
    LETTER_DISCARDED = "letter_discarded"
    LETTER_SENT = "letter_sent"
    LETTER_REFUSED = "letter_refused"
    LETTER_DOUBTFUL = "letter_doubtful"
    STATEMENT_MADE = "statement_made"
    HOUSEKEEPING_DONE = "housekeeping_done"


class JournalEntry(Base):
    """One happening. The database refuses to change or delete it.

    `actor` tells what `by`, a name, is the name of; `through` is the command, form, link or mail it was done with. Both are of
    whoever acted, to answer for it later, and stay as long as the journal. A link is told by the beginning of its hash,
    which opens nothing.
    `key` names the thing it happened to (requirement, gate, letter, event); `facts` holds ids, dates and numbers.
    """

    __tablename__ = "journal"
    __table_args__ = (Index("ix_journal_enrolment", "enrolment_id", "at"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    at: Mapped[datetime]
    what: Mapped[What] = mapped_column(one_of(What))
    actor: Mapped[ActorKind] = mapped_column(one_of(ActorKind))
    by: Mapped[str]
    on_behalf: Mapped[str] = mapped_column(default="")
    through: Mapped[str] = mapped_column(String(80), default="")
    why: Mapped[str] = mapped_column(default="")
    programme_id: Mapped[int | None] = mapped_column(ForeignKey("programme_versions.id"))
    enrolment_id: Mapped[int | None] = mapped_column(ForeignKey("enrolments.id"))
    step: Mapped[str] = mapped_column(String(40), default="")
    key: Mapped[str] = mapped_column(String(200), default="")
    facts: Mapped[dict[str, Any]] = mapped_column(default=dict)


ENGINE = "the engine"
"""What is shown where no person acted."""
