"""Which suspended runs should look again: one look at the rows of all of them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from actions import requirements
from models.progress import Decision, Enrolment, RequirementState, StepState, WaitingRun
from models.states import DecisionKind, StepStatus
from rules import gates

States = Mapping[str, RequirementState]


@dataclass(frozen=True)
class Resumable:
    """A waiting run that should look again: it may go on, or what it waits for has changed."""

    run_id: UUID
    step_state_id: int
    round: int


def free_to_go(session: Session, *, now: datetime) -> list[Resumable]:
    """Runs whose wait is over, whose gate is open, or whose message is no longer true, in order of waiting."""
    waiting = (
        select(WaitingRun, StepState, Enrolment)
        .join(StepState, StepState.id == WaitingRun.step_state_id)
        .join(Enrolment, Enrolment.id == StepState.enrolment_id)
        .where(StepState.run_id.is_not(None), StepState.status == StepStatus.OPEN)
        .order_by(WaitingRun.since, StepState.id)
    )
    rows = session.execute(waiting).all()
    asked = _asked(session, {enrolment.id for _, _, enrolment in rows})
    passed = _passed(session)
    free = []
    for wait, state, enrolment in rows:
        over = (enrolment.id, state.step, wait.gate) in passed
        if wait.until is not None:
            look_again = over or wait.until <= now
        else:
            needs = requirements.step_of(session, enrolment, state.step).gate(wait.gate).needs
            look_again = over or _missing(needs, asked.get((enrolment.id, state.step), {})) != wait.seen
        if look_again and state.run_id is not None:
            free.append(Resumable(state.run_id, state.id, wait.round))
    return free


def _missing(needs: tuple[str, ...], states: States) -> str:
    """What the gate waits for, as it would be remembered."""
    keys = gates.missing(needs, {key: state.status for key, state in states.items()})
    known = [
        (key, states[key].status, states[key].due_at) if key in states else (key, None, None) for key in keys
    ]
    return gates.signature(known)


def _asked(session: Session, enrolment_ids: set[int]) -> Mapping[tuple[int, str], States]:
    found: dict[tuple[int, str], dict[str, RequirementState]] = {}
    of_these = select(RequirementState).where(RequirementState.enrolment_id.in_(enrolment_ids))
    for state in session.scalars(of_these):
        found.setdefault((state.enrolment_id, state.step), {})[state.key] = state
    return found


def _passed(session: Session) -> set[tuple[int, str, str]]:
    rows = select(Decision.enrolment_id, Decision.step, Decision.gate).where(
        Decision.kind == DecisionKind.GO_ON
    )
    return {(enrolment_id, step, gate) for enrolment_id, step, gate in session.execute(rows)}


def look_at_the_clock(session: Session, enrolment_id: int, *, now: datetime) -> None:
    """A date has moved: whoever waits for an instant looks again and waits for the right one."""
    steps = select(StepState.id).where(StepState.enrolment_id == enrolment_id)
    waits = update(WaitingRun).where(WaitingRun.step_state_id.in_(steps), WaitingRun.until.is_not(None))
    session.execute(waits.values(until=now))
