"""What people in the office decide about requirements and gates: always with a name and a reason, always journalled."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from functools import partial
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from actions import clock, journal
from actions.deliveries import submissions
from actions.interviews import changes
from actions.letters import writing
from actions.letters.writing import Order
from actions.people import recipients
from actions.programmes import publishing
from actions.progress import locks, requirements
from actions.signing import signed
from actions.things import thing
from models.accounts.actors import Actor
from models.errors.decisions import ExtensionPastEvent, IllegalTransition
from models.journal import What
from models.people import Enrolment
from models.programmes.kinds import Tally
from models.programmes.office import OFFICE_ROLES, Role
from models.progress import Decision, RequirementState
from models.states import REQUIREMENT, DecisionKind, RequirementStatus
from rules import permissions
from rules.gates.decisions import new_deadline
from rules.permissions import Act
from rules.transitions import move


@dataclass(frozen=True)
class OfficeDecision:
    """What somebody decides. The same `occasion` is the same decision; `until` is a written day, for an extension."""

    kind: DecisionKind
    actor: Actor
    reason: str
    occasion: str
    until: str = ""


@dataclass(frozen=True)
class _Case:
    """A decision about a requirement, which is locked."""

    session: Session
    enrolment: Enrolment
    state: RequirementState
    decision: OfficeDecision
    now: datetime


@dataclass(frozen=True)
class _Effect:
    """What a decision brings about beside its row: a line in the journal, a letter, and what comes after both."""

    what: What | None = None
    facts: Mapping[str, Any] = field(default_factory=dict)
    letter: str = ""
    told: Mapping[str, str] = field(default_factory=dict)
    due_to: date | None = None
    after: Callable[[], object] | None = None


def take(session: Session, decision: OfficeDecision, state: RequirementState, *, now: datetime) -> None:
    """Extend, waive, approve or return a requirement; the row, the journal and the letters tell of it.

    Raises:
        NameMissing, ReasonMissing, NotPermitted, NotEnrolled, and what the decision itself demands.
    """
    act, effect_of = _DECISIONS[decision.kind]
    unsaid = "–" if decision.kind is DecisionKind.APPROVE else ""
    decision = replace(decision, reason=signed(decision.actor, decision.reason.strip() or unsaid))
    enrolment = locks.taking_part(session, state.enrolment_id)
    state = locks.held(session, state)
    delivery = submissions.latest(session, state, accepted=True)
    sent_by = delivery.by if delivery else ""
    permissions.check(decision.actor, act, thing(enrolment=enrolment, state=state, sent_by=sent_by))
    before = state.due_at
    effect = effect_of(_Case(session, enrolment, state, decision, now))
    _keep(session, decision, state, now, due_from=before if effect.due_to else None, due_to=effect.due_to)
    if effect.what:
        journal.record(
            session,
            journal.line(
                effect.what,
                enrolment=enrolment,
                step=state.step,
                key=state.key,
                actor=decision.actor,
                why=decision.reason,
                **effect.facts,
            ),
            now=now,
        )
        _tell(session, enrolment, state, effect, decision.occasion, now)
    if effect.after:
        effect.after()
    clock.stir(session)


def _extended(case: _Case) -> _Effect:
    """A later deadline for this municipality; its reminder ladder starts anew.

    Raises:
        DateUnreadable, DatePassed, NotLater, ExtensionPastEvent.
    """
    zone, before = publishing.zone(case.session, case.enrolment.programme_id), case.state.due_at
    due_at = new_deadline(case.decision.until, before, now=case.now, zone=zone)
    _before_its_event(case.session, case.enrolment, case.state, due_at)
    requirements.move_deadline(case.session, case.state, due_at, now=case.now)
    due = due_at.astimezone(zone).date()
    facts = {"due_from": before.isoformat(), "due_to": due_at.isoformat()}
    told = {"due": due.isoformat(), "reason": case.decision.reason}
    return _Effect(What.DEADLINE_EXTENDED, facts, "extended", told, due)


def _waived(case: _Case) -> _Effect:
    """The gate no longer waits for it; the decision stays visible wherever the figure would have stood.

    Raises:
        IllegalTransition: when it is settled already.
    """
    state = case.state
    state.status = move(state.status, RequirementStatus.WAIVED, REQUIREMENT, thing=state.key)
    booked = state.kind.rules.counted is Tally.INTERVIEWS
    let_go = partial(changes.let_go, case.session, state, now=case.now) if booked else None
    told = {"reason": case.decision.reason}
    return _Effect(What.REQUIREMENT_WAIVED, letter="waived", told=told, after=let_go)


def _approved(case: _Case) -> _Effect:
    """The office accepts what was delivered, or vouches for what needs no delivery.

    Raises:
        IllegalTransition: when nothing that could be approved is there.
    """
    state, delivery = case.state, submissions.latest(case.session, case.state, accepted=True)
    needs_no_delivery = state.kind.rules.vouched and state.status is not RequirementStatus.FULFILLED
    waived = state.status is RequirementStatus.WAIVED and delivery is not None
    if not (needs_no_delivery or waived or state.status is RequirementStatus.DELIVERED):
        raise IllegalTransition(thing=state.key, status=state.status.value, target="approved")
    fulfil = partial(requirements.fulfil, case.session, state, actor=case.decision.actor, now=case.now)
    return _Effect(after=partial(fulfil, submission_id=delivery.id if delivery else None))


def _returned(case: _Case) -> _Effect:
    """A delivery goes back with a comment; it is owed again.

    Raises:
        IllegalTransition: when nothing was delivered.
    """
    state = case.state
    state.status = move(state.status, RequirementStatus.RETURNED, REQUIREMENT, thing=state.key)
    return _Effect(What.SUBMISSION_RETURNED, letter="returned", told={"comment": case.decision.reason})


_DECISIONS = {
    DecisionKind.EXTEND: (Act.EXTEND, _extended),
    DecisionKind.WAIVE: (Act.WAIVE, _waived),
    DecisionKind.APPROVE: (Act.APPROVE, _approved),
    DecisionKind.RETURN: (Act.RETURN, _returned),
}


def _before_its_event(
    session: Session, enrolment: Enrolment, state: RequirementState, due_at: datetime
) -> None:
    step = requirements.step_of(session, enrolment, state.step)
    serves = requirements.definition_of(session, state)
    if step.event is None or serves.kind.rules.afterwards:
        return
    span = publishing.dates(session, enrolment.programme_id).event(step.event)
    if state.due_at < span.starts <= due_at:
        title = publishing.definition(session, enrolment.programme_id).event(step.event).title
        raise ExtensionPastEvent(date=due_at.date(), event=title)


def go_on(
    session: Session, decision: OfficeDecision, enrolment: Enrolment, step: str, gate: str, *, now: datetime
) -> None:
    """Open the gate although something is missing, at the decider's own responsibility; what is missing stays owed.

    Raises:
        NameMissing, ReasonMissing, NotPermitted.
    """
    actor, reason = decision.actor, signed(decision.actor, decision.reason)
    permissions.check(actor, Act.GO_ON, thing(enrolment=enrolment))
    session.add(
        Decision(
            enrolment_id=enrolment.id,
            step=step,
            gate=gate,
            kind=decision.kind,
            at=now,
            by=actor.name,
            reason=reason,
            occasion=decision.occasion,
        )
    )
    journal.record(
        session,
        journal.line(What.GATE_OVERRIDDEN, enrolment=enrolment, step=step, key=gate, actor=actor, why=reason),
        now=now,
    )
    session.flush()
    clock.stir(session)


def of_step(session: Session, enrolment_id: int, step: str) -> list[Decision]:
    """Every decision about the step, oldest first."""
    about = select(Decision).where(Decision.enrolment_id == enrolment_id, Decision.step == step)
    return list(session.scalars(about.order_by(Decision.id)))


def made(session: Session, occasion: str) -> bool:
    """Whether the decision of this occasion has been taken already."""
    return session.scalar(select(Decision.id).where(Decision.occasion == occasion)) is not None


def _keep(
    session: Session,
    decision: OfficeDecision,
    state: RequirementState,
    now: datetime,
    *,
    due_from: datetime | None,
    due_to: date | None,
) -> None:
    session.add(
        Decision(
            enrolment_id=state.enrolment_id,
            step=state.step,
            requirement_state_id=state.id,
            kind=decision.kind,
            at=now,
            by=decision.actor.name,
            reason=decision.reason,
            due_from=due_from,
            due_to=due_to,
            occasion=decision.occasion,
        )
    )
    session.flush()


def _tell(
    session: Session,
    enrolment: Enrolment,
    state: RequirementState,
    effect: _Effect,
    occasion: str,
    now: datetime,
) -> None:
    if state.role in OFFICE_ROLES:
        return
    facts = {"title": requirements.definition_of(session, state).title, **effect.told}
    coordinators = recipients.recipients(session, enrolment, Role.COORDINATOR)
    orders = [Order(effect.letter, enrolment, state.step, one, occasion, facts=facts) for one in coordinators]
    writing.write_all(session, orders, now=now)
