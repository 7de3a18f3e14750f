"""What the office decides, in a word or two."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy.orm import Session

from actions.gates import decisions
from actions.gates.decisions import OfficeDecision
from models.accounts.actors import administrator
from models.progress import RequirementState
from models.states import DecisionKind

EXTEND, WAIVE, APPROVE, RETURN, GO_ON = (
    DecisionKind.EXTEND,
    DecisionKind.WAIVE,
    DecisionKind.APPROVE,
    DecisionKind.RETURN,
    DecisionKind.GO_ON,
)


def decide(
    session: Session,
    state: RequirementState,
    kind: DecisionKind,
    *,
    now: datetime,
    by: str = "Anne",
    reason: str = "Aftalt",
    occasion: str = "one",
    until: str = "",
) -> None:
    """Anne decides about a requirement."""
    decision = OfficeDecision(kind, administrator(by), reason, occasion, until)
    decisions.take(session, decision, state, now=now)
