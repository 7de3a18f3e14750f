"""A whole programme's rows, read with as many statements for a thousand municipalities as for three."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Row, func, select
from sqlalchemy.orm import Session

from models.events import Invitation
from models.interviews.rows import Interview
from models.people import Contact, Enrolment, Municipality
from models.programmes.event_states import EventState
from models.programmes.programme import Kind, Step
from models.progress import Decision, RequirementState, StepState, WaitingRun
from models.states import Answer, DecisionKind, InterviewStatus
from rules.gates import needs

Place = tuple[int, str]
"""The number of an enrolment, with the key of a step or an event."""


@dataclass(frozen=True)
class Cohort:
    """The rows of one programme version by where they belong; what was asked is known of waiting steps only."""

    members: Sequence[Row[Any]]
    steps: Mapping[Place, Row[Any]]
    asked: Mapping[Place, Mapping[str, Row[Any]]]
    held: Mapping[int, tuple[int, int]]
    answered: Mapping[Place, str]
    decisions: Mapping[int, Sequence[tuple[Decision, str]]]

    def missing(self, enrolment_id: int, step: Step, gate: str) -> tuple[str, ...]:
        """Keys of what the gate still waits for; empty means open."""
        statuses = {key: one.status for key, one in self.asked.get((enrolment_id, step.key), {}).items()}
        over = any(
            (one.kind, one.step, one.gate) == (DecisionKind.GO_ON, step.key, gate)
            for one, _ in self.decisions.get(enrolment_id, ())
        )
        return needs.missing(step.gate(gate).needs, statuses, overridden=over)

    def progress(self, enrolment_id: int, step: Step, asked: Row[Any]) -> str:
        """How far a requirement that is counted has come, such as "1/3"; empty for the others."""
        requirement = step.requirement(asked.key)
        if asked.kind is Kind.INTERVIEWS:
            every, noted = self.held.get(asked.id, (0, 0))
            return f"{noted if requirement.booking else every}/{requirement.count}"
        if asked.kind is Kind.ANSWER:
            return self.answered.get((enrolment_id, requirement.event or ""), "0/0")
        return ""


def cohort(session: Session, programme_id: int) -> Cohort:
    """Read it; municipalities in order of enrolment, each one's decisions as they were taken."""
    members = (
        select(Enrolment.id, Enrolment.status, Municipality.name)
        .join(Municipality, Municipality.id == Enrolment.municipality_id)
        .where(Enrolment.programme_id == programme_id)
        .order_by(Enrolment.id)
    )
    return Cohort(
        members=session.execute(members).all(),
        steps=_steps(session, programme_id),
        asked=_asked(session, programme_id),
        held=_held(session, programme_id),
        answered=_answered(session, programme_id),
        decisions=_decisions(session, programme_id),
    )


def _steps(session: Session, programme_id: int) -> Mapping[Place, Row[Any]]:
    """Every step, with what it waits for when it waits."""
    rows = (
        select(
            StepState.enrolment_id,
            StepState.step,
            StepState.status,
            StepState.opens_at,
            StepState.done_at,
            StepState.run_id,
            WaitingRun.gate,
            WaitingRun.until,
        )
        .join(Enrolment, Enrolment.id == StepState.enrolment_id)
        .outerjoin(WaitingRun, WaitingRun.step_state_id == StepState.id)
        .where(Enrolment.programme_id == programme_id)
    )
    return {(one.enrolment_id, one.step): one for one in session.execute(rows)}


def _asked(session: Session, programme_id: int) -> Mapping[Place, Mapping[str, Row[Any]]]:
    asked = RequirementState
    rows = (
        select(asked.id, asked.enrolment_id, asked.step, asked.key, asked.kind, asked.status, asked.due_at)
        .join(Enrolment, Enrolment.id == asked.enrolment_id)
        .join(StepState, (StepState.enrolment_id == asked.enrolment_id) & (StepState.step == asked.step))
        .join(WaitingRun, WaitingRun.step_state_id == StepState.id)
        .where(Enrolment.programme_id == programme_id, WaitingRun.until.is_(None))
    )
    found: dict[Place, dict[str, Row[Any]]] = defaultdict(dict)
    for one in session.execute(rows):
        found[one.enrolment_id, one.step][one.key] = one
    return found


def _held(session: Session, programme_id: int) -> Mapping[int, tuple[int, int]]:
    """Interviews held, and those of them with notes, by the requirement they count for."""
    noted = func.count().filter(Interview.notes != "")
    counted = (
        select(Interview.requirement_state_id, func.count(), noted)
        .join(RequirementState, RequirementState.id == Interview.requirement_state_id)
        .join(Enrolment, Enrolment.id == RequirementState.enrolment_id)
        .where(Enrolment.programme_id == programme_id, Interview.status == InterviewStatus.HELD)
        .group_by(Interview.requirement_state_id)
    )
    return {asked: (every, noted) for asked, every, noted in session.execute(counted).tuples()}


def _answered(session: Session, programme_id: int) -> Mapping[Place, str]:
    """How many of the invited have answered, by municipality and event, such as "1/3"."""
    counted = (
        select(
            Contact.enrolment_id,
            EventState.key,
            func.count().filter(Invitation.answer != Answer.NONE),
            func.count(),
        )
        .join(Contact, Contact.id == Invitation.contact_id)
        .join(EventState, EventState.id == Invitation.event_id)
        .where(EventState.programme_id == programme_id, Contact.ended_at.is_(None))
        .group_by(Contact.enrolment_id, EventState.key)
    )
    return {(home, event): f"{said}/{asked}" for home, event, said, asked in session.execute(counted)}


def _decisions(session: Session, programme_id: int) -> Mapping[int, Sequence[tuple[Decision, str]]]:
    """What was decided in each municipality, with the key of the requirement it is about, or nothing."""
    rows = (
        select(Decision, func.coalesce(RequirementState.key, ""))
        .join(Enrolment, Enrolment.id == Decision.enrolment_id)
        .outerjoin(RequirementState, RequirementState.id == Decision.requirement_state_id)
        .where(Enrolment.programme_id == programme_id)
        .order_by(Decision.id)
    )
    found: dict[int, list[tuple[Decision, str]]] = defaultdict(list)
    for decision, key in session.execute(rows).tuples():
        found[decision.enrolment_id].append((decision, key))
    return found
