"""Rows about how far each municipality is: enrolment, steps, requirements, deliveries, decisions, waiting runs."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import ForeignKey, Index, LargeBinary, String, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column

from models.base import Base, one_of
from models.programmes.kinds import Kind
from models.programmes.office import Role
from models.states import DecisionKind, RequirementStatus, StepStatus


class StepState(Base):
    """One municipality's step and the Prefect run that shows it.

    `generation` counts the runs made for it: a run that was cancelled, deleted or lost is replaced by the next.
    `not_before` (real time) holds back a replacement after a failure. `rounds` counts the forms
    shown, so that none is read twice.
    """

    __tablename__ = "step_states"
    __table_args__ = (
        UniqueConstraint("enrolment_id", "step", name="one_state_per_step"),
        Index("ix_step_states_live", "status", "opens_at"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    enrolment_id: Mapped[int] = mapped_column(ForeignKey("enrolments.id"))
    step: Mapped[str] = mapped_column(String(40))
    status: Mapped[StepStatus] = mapped_column(one_of(StepStatus), default=StepStatus.PLANNED)
    opens_at: Mapped[datetime]
    opened_at: Mapped[datetime | None]
    done_at: Mapped[datetime | None]
    run_id: Mapped[UUID | None] = mapped_column(index=True)
    generation: Mapped[int] = mapped_column(default=0)
    not_before: Mapped[datetime | None]
    rounds: Mapped[int] = mapped_column(default=0)


class RequirementState(Base):
    """What is asked of one municipality in one step, with the deadline that holds now."""

    __tablename__ = "requirement_states"
    __table_args__ = (
        UniqueConstraint("enrolment_id", "step", "key", name="one_state_per_requirement"),
        Index("ix_requirement_states_owed", "status", "due_at"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    enrolment_id: Mapped[int] = mapped_column(ForeignKey("enrolments.id"))
    step: Mapped[str] = mapped_column(String(40))
    key: Mapped[str] = mapped_column(String(40))
    kind: Mapped[Kind] = mapped_column(one_of(Kind))
    role: Mapped[Role] = mapped_column(one_of(Role))
    status: Mapped[RequirementStatus] = mapped_column(
        one_of(RequirementStatus), default=RequirementStatus.ASKED
    )
    asked_at: Mapped[datetime]
    due_at: Mapped[datetime]


class Rung(Base):
    """One rung of the reminder ladder for one deadline; used at most once, by whichever sweep comes first."""

    __tablename__ = "rungs"
    __table_args__ = (Index("ix_rungs_unused", "at", postgresql_where=text("used_at IS NULL")),)

    requirement_state_id: Mapped[int] = mapped_column(ForeignKey("requirement_states.id"), primary_key=True)
    due_at: Mapped[datetime] = mapped_column(primary_key=True)
    working_days: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    escalates: Mapped[bool]
    at: Mapped[datetime]
    used_at: Mapped[datetime | None]


class Submission(Base):
    """What was delivered, unchanged, accepted or not. The same content twice is one submission."""

    __tablename__ = "submissions"
    __table_args__ = (UniqueConstraint("requirement_state_id", "sha256", name="one_submission_per_content"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    requirement_state_id: Mapped[int] = mapped_column(ForeignKey("requirement_states.id"))
    at: Mapped[datetime]
    by: Mapped[str]
    on_behalf: Mapped[str] = mapped_column(default="")
    filename: Mapped[str] = mapped_column(default="")
    sha256: Mapped[str] = mapped_column(String(64))
    content: Mapped[bytes | None] = mapped_column(LargeBinary, deferred=True)
    form: Mapped[dict[str, Any] | None]
    accepted: Mapped[bool]
    findings: Mapped[list[Any]] = mapped_column(default=list)


class Fulfilment(Base):
    """A requirement is met: by which delivery, or by which act."""

    __tablename__ = "fulfilments"

    requirement_state_id: Mapped[int] = mapped_column(ForeignKey("requirement_states.id"), primary_key=True)
    submission_id: Mapped[int | None] = mapped_column(ForeignKey("submissions.id"))
    at: Mapped[datetime]
    by: Mapped[str]


class Decision(Base):
    """What a person in the office decided, with name and reason; shown wherever the requirement or gate appears.

    `occasion` makes it happen once: the gate's round, or a key of the door it came through.
    """

    __tablename__ = "decisions"
    __table_args__ = (
        UniqueConstraint("occasion", name="one_decision_per_occasion"),
        Index("ix_decisions_step", "enrolment_id", "step"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    enrolment_id: Mapped[int] = mapped_column(ForeignKey("enrolments.id"))
    step: Mapped[str] = mapped_column(String(40))
    gate: Mapped[str] = mapped_column(String(40), default="")
    requirement_state_id: Mapped[int | None] = mapped_column(ForeignKey("requirement_states.id"))
    kind: Mapped[DecisionKind] = mapped_column(one_of(DecisionKind))
    at: Mapped[datetime]
    by: Mapped[str]
    reason: Mapped[str]
    due_from: Mapped[datetime | None]
    due_to: Mapped[date | None]
    occasion: Mapped[str] = mapped_column(String(120))


class WaitingRun(Base):
    """A suspended step: at which gate, or until when, since when, and which round of questions it is in."""

    __tablename__ = "waiting_runs"

    step_state_id: Mapped[int] = mapped_column(ForeignKey("step_states.id"), primary_key=True)
    gate: Mapped[str] = mapped_column(String(40))
    until: Mapped[datetime | None]
    since: Mapped[datetime]
    round: Mapped[int] = mapped_column(default=0)
    seen: Mapped[str] = mapped_column(default="")
    """What was missing when it was suspended; when that changes the run looks again, so that its message stays true."""
    note: Mapped[str] = mapped_column(default="")
    """What was wrong with the last answer, shown above the form when it asks again."""
