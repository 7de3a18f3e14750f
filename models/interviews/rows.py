"""Rows about interviews: who is to be interviewed, the bookings, the time they take of people, and what stands in their way."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, UniqueConstraint, text
from sqlalchemy.dialects.postgresql import TSTZRANGE, ExcludeConstraint, Range
from sqlalchemy.orm import Mapped, mapped_column

from models.base import Base, one_of
from models.states import Answer, InterviewStatus


class Interviewee(Base):
    """One person to be interviewed for a requirement, by role. A replaced one keeps the row and an end.

    `wished` and `impossible` are pairs of UTC instants as ISO text, from the municipality's list; with `own_` from the person,
    which a new list leaves alone. `refused` are the times the person has declined or let lapse: they are not proposed again.
    Without `contact_id` the office knows only the role, and nobody is written to.
    """

    __tablename__ = "interviewees"
    __table_args__ = (
        Index(
            "one_interviewee_per_role",
            "requirement_state_id",
            "role",
            unique=True,
            postgresql_where=text("ended_at IS NULL"),
        ),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    requirement_state_id: Mapped[int] = mapped_column(ForeignKey("requirement_states.id"))
    role: Mapped[str] = mapped_column(String(120))
    title: Mapped[str]
    contact_id: Mapped[int | None] = mapped_column(ForeignKey("contacts.id"), index=True)
    mode: Mapped[str] = mapped_column(String(20), default="online")
    minutes: Mapped[int] = mapped_column(default=60)
    wished: Mapped[list[Any]] = mapped_column(default=list)
    impossible: Mapped[list[Any]] = mapped_column(default=list)
    own_wished: Mapped[list[Any]] = mapped_column(default=list)
    own_impossible: Mapped[list[Any]] = mapped_column(default=list)
    refused: Mapped[list[Any]] = mapped_column(default=list)
    named_at: Mapped[datetime]
    named_by: Mapped[str]
    ended_at: Mapped[datetime | None]


class Interview(Base):
    """One interview with one interviewee, from the first proposal to the end; `sequence` rises with every change of its time.

    `waiting` has no time: it was never given one, or has lost it; `starts_at` then says nothing.
    `attempts` counts proposals that were declined or lapsed. `by_hand`: the office chose the time, and the engine keeps it.
    `told` is what the people were last told (see `actions.interviews.letters`); `reasons` why no time was found, in Danish.
    """

    __tablename__ = "interviews"
    __table_args__ = (
        CheckConstraint(
            "status IN ('waiting', 'cancelled') OR (starts_at IS NOT NULL AND ends_at > starts_at)",
            name="has_a_time",
        ),
        Index(
            "one_interview_at_a_time",
            "interviewee_id",
            unique=True,
            postgresql_where=text("status <> 'no_show'"),
        ),
        Index("ix_interviews_ahead", "starts_at", postgresql_where=text("status IN ('proposed', 'booked')")),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    requirement_state_id: Mapped[int] = mapped_column(ForeignKey("requirement_states.id"), index=True)
    interviewee_id: Mapped[int] = mapped_column(ForeignKey("interviewees.id"))
    interviewer: Mapped[str] = mapped_column(String(40), default="")
    status: Mapped[InterviewStatus] = mapped_column(one_of(InterviewStatus), default=InterviewStatus.WAITING)
    starts_at: Mapped[datetime | None]
    ends_at: Mapped[datetime | None]
    uid: Mapped[str] = mapped_column(String(120), unique=True)
    sequence: Mapped[int] = mapped_column(default=0)
    by_hand: Mapped[bool] = mapped_column(default=False)
    proposed_at: Mapped[datetime | None]
    lapses_at: Mapped[datetime | None]
    answer: Mapped[Answer] = mapped_column(one_of(Answer), default=Answer.NONE)
    answered_at: Mapped[datetime | None]
    remark: Mapped[str] = mapped_column(default="")
    attempts: Mapped[int] = mapped_column(default=0)
    told: Mapped[dict[str, Any] | None]
    reasons: Mapped[list[Any]] = mapped_column(default=list)
    notes: Mapped[str] = mapped_column(default="")
    changed_at: Mapped[datetime]


class Reservation(Base):
    """Time an interview takes of one person, an interviewer's buffers included. The database refuses two that overlap.

    `person` is an address in lower case, so that it is the same person in every municipality and programme.
    """

    __tablename__ = "reservations"
    __table_args__ = (
        ExcludeConstraint(("person", "="), ("during", "&&"), name="nobody_in_two_places", using="gist"),
    )

    interview_id: Mapped[int] = mapped_column(ForeignKey("interviews.id"), primary_key=True)
    person: Mapped[str] = mapped_column(primary_key=True)
    during: Mapped[Range[datetime]] = mapped_column(TSTZRANGE)


class Absence(Base):
    """Days an interviewer is away; without `last` the person has left. A withdrawn one keeps the row."""

    __tablename__ = "absences"

    id: Mapped[int] = mapped_column(primary_key=True)
    programme_id: Mapped[int] = mapped_column(ForeignKey("programme_versions.id"), index=True)
    person: Mapped[str] = mapped_column(String(40))
    first: Mapped[date]
    last: Mapped[date | None]
    why: Mapped[str]
    at: Mapped[datetime]
    by: Mapped[str]
    withdrawn_at: Mapped[datetime | None]


class ClosedDay(Base):
    """A day on which nobody in the municipality can be interviewed."""

    __tablename__ = "closed_days"

    enrolment_id: Mapped[int] = mapped_column(ForeignKey("enrolments.id"), primary_key=True)
    day: Mapped[date] = mapped_column(primary_key=True)


class CalendarReading(Base):
    """What an interviewer's own calendar said when it was last read; `intervals` are pairs of UTC instants as ISO text.

    `read_at` is the last reading that succeeded; `trouble` says what is wrong now (`models/sentences.py`), empty when
    nothing is.
    """

    __tablename__ = "calendar_readings"

    person: Mapped[str] = mapped_column(primary_key=True)
    tried_at: Mapped[datetime]
    read_at: Mapped[datetime | None]
    until: Mapped[datetime | None]
    intervals: Mapped[list[Any]] = mapped_column(default=list)
    trouble: Mapped[str] = mapped_column(default="")


class Mirror(Base):
    """That an interview stands in a person's calendar, and as which version; `sequence` -1 while it has not been put there."""

    __tablename__ = "mirrors"

    interview_id: Mapped[int] = mapped_column(ForeignKey("interviews.id"), primary_key=True)
    person: Mapped[str] = mapped_column(primary_key=True)
    sequence: Mapped[int] = mapped_column(default=-1)
    trouble: Mapped[str] = mapped_column(default="")
    at: Mapped[datetime]


class PlanMade(Base):
    """What the last planning of a programme's interviews was told when it found nothing to do; the same again needs no search."""

    __tablename__ = "plans_made"

    programme_id: Mapped[int] = mapped_column(ForeignKey("programme_versions.id"), primary_key=True)
    requirement: Mapped[str] = mapped_column(String(100), primary_key=True)
    digest: Mapped[str] = mapped_column(String(64))


class MailboxLook(Base):
    """The last look into the mailbox; `trouble` says what was wrong with it (`models/sentences.py`), empty when nothing was."""

    __tablename__ = "mailbox_looks"

    mailbox: Mapped[str] = mapped_column(primary_key=True)
    at: Mapped[datetime]
    trouble: Mapped[str] = mapped_column(default="")


class MailAnswer(Base):
    """A mail that came to the mailbox and what it counted as, or a remark somebody wrote with an answer on the page.

    Those that ask a person stay open until `settled_at`. `mailbox_uid` tells mails apart; a remark has none.
    """

    __tablename__ = "mail_answers"
    __table_args__ = (
        UniqueConstraint("mailbox_uid", name="one_answer_per_mail"),
        Index("ix_mail_answers_open", "id", postgresql_where=text("asks AND settled_at IS NULL")),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    mailbox_uid: Mapped[str | None]
    message_id: Mapped[str] = mapped_column(index=True)
    at: Mapped[datetime]
    verdict: Mapped[str] = mapped_column(String(20))
    asks: Mapped[bool]
    why: Mapped[str]
    sender: Mapped[str]
    words: Mapped[str]
    stamped: Mapped[datetime | None]
    partstat: Mapped[str] = mapped_column(String(20), default="")
    attendee: Mapped[str] = mapped_column(default="")
    interview_id: Mapped[int | None] = mapped_column(ForeignKey("interviews.id"), index=True)
    invitation_id: Mapped[int | None] = mapped_column(ForeignKey("invitations.id"), index=True)
    settled_at: Mapped[datetime | None]
    settled_by: Mapped[str] = mapped_column(default="")


class CalendarFeed(Base):
    """A secret address under which a week plan can be read and subscribed to: an interviewer's, or a municipality's."""

    __tablename__ = "calendar_feeds"

    token_hash: Mapped[str] = mapped_column(String(64), primary_key=True)
    programme_id: Mapped[int] = mapped_column(ForeignKey("programme_versions.id"))
    interviewer: Mapped[str] = mapped_column(String(40), default="")
    enrolment_id: Mapped[int | None] = mapped_column(ForeignKey("enrolments.id"))
    made_at: Mapped[datetime]
    made_by: Mapped[str]
    revoked_at: Mapped[datetime | None]
