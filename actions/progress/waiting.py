"""Which suspended runs should look again: one look at the rows of all of them."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from actions.progress import missing
from actions.progress.missing import AtGate, Missing
from models.people import Enrolment
from models.progress import StepState, WaitingRun
from models.states import StepStatus
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

    @property
    def at(self) -> AtGate:
        """Where it stands."""
        return AtGate(self.programme_id, self.enrolment_id, self.step, self.gate)


def free_to_go(session: Session, *, now: datetime) -> list[Resumable]:
    """Runs whose wait is over, whose gate is open, or whose message is no longer true, in order of waiting."""
    waits = [_Wait(*row) for row in session.execute(_WAITING)]
    lacking = missing.missing(session, [wait.at for wait in waits if wait.until is None])
    let_pass = missing.passed(session, [wait.at for wait in waits if wait.until is not None])
    free = []
    for wait in waits:
        if wait.until is None:
            may_pass = not lacking[wait.at]
            stale = _signature(lacking[wait.at]) != wait.seen
        else:
            may_pass, stale = wait.at in let_pass or wait.until <= now, False
        if may_pass or stale:
            free.append(Resumable(wait.run_id, wait.step_state_id, wait.gate, wait.round, may_pass))
    return free


def _signature(lacking: Iterable[Missing]) -> str:
    """What the gate waits for, as it would be remembered."""
    return needs.signature((one.requirement.key, one.status, one.due_at) for one in lacking)


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
