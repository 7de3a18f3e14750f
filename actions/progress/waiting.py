"""Which suspended runs should look again: one look at the rows of all of them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import and_, select, update
from sqlalchemy.orm import Session

from actions.programmes import publishing
from models.people import Enrolment
from models.progress import Decision, RequirementState, StepState, WaitingRun
from models.states import DecisionKind, RequirementStatus, StepStatus
from rules.gates import needs


@dataclass(frozen=True)
class Resumable:
    """A waiting run that should look again: because it may go on, or only because its sentence is no longer true."""

    run_id: UUID
    step_state_id: int
    gate: str
    round: int
    may_pass: bool


@dataclass(frozen=True)
class _Wait:
    """What a run waits for, in columns: with a thousand of them, rows as objects would take ten times as long."""

    step_state_id: int
    gate: str
    until: datetime | None
    round: int
    seen: str
    run_id: UUID
    enrolment_id: int
    step: str
    programme_id: int


_Asked = tuple[RequirementStatus, datetime]


def free_to_go(session: Session, *, now: datetime) -> list[Resumable]:
    """Runs whose wait is over, whose gate is open, or whose message is no longer true, in order of waiting."""
    waits = [_Wait(*row) for row in session.execute(_WAITING)]
    asked, passed = _asked(session), set(session.execute(_PASSED).tuples())
    free = []
    for wait in waits:
        may_pass = (wait.enrolment_id, wait.step, wait.gate) in passed
        if wait.until is not None:
            may_pass, stale = may_pass or wait.until <= now, False
        else:
            states = asked.get((wait.enrolment_id, wait.step), {})
            missing = _missing(session, wait, states)
            may_pass, stale = may_pass or not missing, missing != wait.seen
        if may_pass or stale:
            free.append(Resumable(wait.run_id, wait.step_state_id, wait.gate, wait.round, may_pass))
    return free


def _missing(session: Session, wait: _Wait, states: Mapping[str, _Asked]) -> str:
    """What the gate waits for, as it would be remembered."""
    gate = publishing.definition(session, wait.programme_id).step(wait.step).gate(wait.gate)
    keys = needs.missing(gate.needs, {key: status for key, (status, _) in states.items()})
    return needs.signature((key, *states.get(key, (None, None))) for key in keys)


_WAITING = (
    select(
        WaitingRun.step_state_id,
        WaitingRun.gate,
        WaitingRun.until,
        WaitingRun.round,
        WaitingRun.seen,
        StepState.run_id,
        StepState.enrolment_id,
        StepState.step,
        Enrolment.programme_id,
    )
    .join(StepState, StepState.id == WaitingRun.step_state_id)
    .join(Enrolment, Enrolment.id == StepState.enrolment_id)
    .where(StepState.run_id.is_not(None), StepState.status == StepStatus.OPEN)
    .order_by(WaitingRun.since, StepState.id)
)
_PASSED = select(Decision.enrolment_id, Decision.step, Decision.gate).where(
    Decision.kind == DecisionKind.GO_ON
)


def _asked(session: Session) -> Mapping[tuple[int, str], Mapping[str, _Asked]]:
    """What has been asked in the steps that wait before a gate."""
    found: dict[tuple[int, str], dict[str, _Asked]] = {}
    columns = select(
        RequirementState.enrolment_id,
        RequirementState.step,
        RequirementState.key,
        RequirementState.status,
        RequirementState.due_at,
    )
    same = and_(
        StepState.enrolment_id == RequirementState.enrolment_id, StepState.step == RequirementState.step
    )
    of_waiting = columns.join(StepState, same).join(WaitingRun, WaitingRun.step_state_id == StepState.id)
    for enrolment_id, step, key, status, due_at in session.execute(of_waiting):
        found.setdefault((enrolment_id, step), {})[key] = (status, due_at)
    return found


def look_at_the_clock(session: Session, enrolment_id: int, *, now: datetime) -> None:
    """A date has moved, or figures have come: whoever waits for an instant looks again, and waits for the right one."""
    steps = select(StepState.id).where(StepState.enrolment_id == enrolment_id)
    waits = update(WaitingRun).where(WaitingRun.step_state_id.in_(steps), WaitingRun.until.is_not(None))
    session.execute(waits.values(until=now))


def look_again(session: Session, enrolment_id: int, step: str) -> None:
    """Whoever stands before a gate of the step plays once more from the top: there is something to do besides waiting."""
    steps = select(StepState.id).where(StepState.enrolment_id == enrolment_id, StepState.step == step)
    waits = update(WaitingRun).where(WaitingRun.step_state_id.in_(steps), WaitingRun.until.is_(None))
    session.execute(waits.values(seen=""))
