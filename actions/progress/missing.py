"""What gates still wait for: asked of the rows for a set of them, of which one is a set of one."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import NamedTuple

from sqlalchemy import select
from sqlalchemy.orm import Session

from actions import bulk
from actions.programmes import publishing
from models.programmes.programme import Requirement
from models.progress import Decision, RequirementState
from models.states import DecisionKind, RequirementStatus
from rules.gates import needs


class AtGate(NamedTuple):
    """A municipality before a gate of a step, or (with a gate the programme does not have) waiting for an instant."""

    programme_id: int
    enrolment_id: int
    step: str
    gate: str


@dataclass(frozen=True)
class Missing:
    """A requirement a gate still waits for; the last three are None when it was never asked."""

    requirement: Requirement
    state_id: int | None = None
    status: RequirementStatus | None = None
    due_at: datetime | None = None


def missing(session: Session, gates: Collection[AtGate]) -> Mapping[AtGate, tuple[Missing, ...]]:
    """What each of them waits for, in the gate's own order; empty means open, or let be passed."""
    there, let_pass = _asked(session, gates), passed(session, gates)
    found = {}
    for at in gates:
        step = publishing.definition(session, at.programme_id).step(at.step)
        asked = there[at.enrolment_id, at.step]
        statuses = {key: one.status for key, one in asked.items()}
        keys = needs.missing(step.gate(at.gate).needs, statuses, overridden=at in let_pass)
        found[at] = tuple(asked.get(key) or Missing(step.requirement(key)) for key in keys)
    return found


def passed(session: Session, gates: Collection[AtGate]) -> set[AtGate]:
    """Those somebody has let be passed in spite of what is missing."""
    go_on = select(Decision.enrolment_id, Decision.step, Decision.gate).where(
        Decision.kind == DecisionKind.GO_ON, bulk.among(Decision.enrolment_id, _homes(gates))
    )
    decided = set(session.execute(go_on).tuples()) if gates else set()
    return {at for at in gates if (at.enrolment_id, at.step, at.gate) in decided}


def _asked(session: Session, gates: Collection[AtGate]) -> Mapping[tuple[int, str], Mapping[str, Missing]]:
    """Everything that was asked in their steps, settled or not, as if it were missing."""
    programmes = {at.enrolment_id: at.programme_id for at in gates}
    columns = select(
        RequirementState.enrolment_id,
        RequirementState.step,
        RequirementState.key,
        RequirementState.id,
        RequirementState.status,
        RequirementState.due_at,
    ).where(
        bulk.among(RequirementState.enrolment_id, _homes(gates)),
        RequirementState.step.in_({at.step for at in gates}),
    )
    found: defaultdict[tuple[int, str], dict[str, Missing]] = defaultdict(dict)
    for home, step, key, number, status, due_at in session.execute(columns) if gates else ():
        requirement = publishing.definition(session, programmes[home]).step(step).requirement(key)
        found[home, step][key] = Missing(requirement, number, status, due_at)
    return found


def _homes(gates: Collection[AtGate]) -> set[int]:
    return {at.enrolment_id for at in gates}
