"""A whole programme's rows, read with as many statements for a thousand municipalities as for three."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Row, func, select
from sqlalchemy.orm import Session

from actions.progress import counting, missing
from actions.progress.counting import Counted
from actions.progress.missing import AtGate, Missing
from models.people import Enrolment, Municipality
from models.progress import Decision, RequirementState, StepState, WaitingRun
from models.states import StepStatus

Place = tuple[int, str]
"""The number of an enrolment, with the key of a step or an event."""


@dataclass(frozen=True)
class Cohort:
    """The rows of one programme version by where they belong; `missing` of those that stand before a gate."""

    members: Sequence[Row[Any]]
    steps: Mapping[Place, Row[Any]]
    missing: Mapping[Place, tuple[Missing, ...]]
    progress: Mapping[int, str]
    decisions: Mapping[int, Sequence[tuple[Decision, str]]]


def cohort(session: Session, programme_id: int) -> Cohort:
    """Read it; municipalities in order of enrolment, each one's decisions as they were taken."""
    members = (
        select(Enrolment.id, Enrolment.status, Municipality.name)
        .join(Municipality, Municipality.id == Enrolment.municipality_id)
        .where(Enrolment.programme_id == programme_id)
        .order_by(Enrolment.id)
    )
    steps = _steps(session, programme_id)
    waited = _missing(session, programme_id, steps)
    return Cohort(
        members=session.execute(members).all(),
        steps=steps,
        missing=waited,
        progress=_progress(session, waited),
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


def _missing(
    session: Session, programme_id: int, steps: Mapping[Place, Row[Any]]
) -> Mapping[Place, tuple[Missing, ...]]:
    """What each step that stands before a gate waits for."""
    at = {
        place: AtGate(programme_id, *place, one.gate)
        for place, one in steps.items()
        if one.gate and one.until is None and one.status is StepStatus.OPEN
    }
    found = missing.missing(session, list(at.values()))
    return {place: found[gate] for place, gate in at.items()}


def _progress(session: Session, waited: Mapping[Place, tuple[Missing, ...]]) -> Mapping[int, str]:
    """How far what is waited for has come, by the number of the requirement as it was asked."""
    asked = [
        Counted(one.state_id, home, one.requirement)
        for (home, _), every in waited.items()
        for one in every
        if one.state_id
    ]
    return counting.progress(session, asked)


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
