"""What people in the office decide about requirements and gates: always with a name and a reason, always journalled."""

from __future__ import annotations

from datetime import date, datetime
from zoneinfo import ZoneInfo

from sqlalchemy import select
from sqlalchemy.orm import Session

from actions import clock, journal
from actions.deliveries import submissions
from actions.interviews import changes
from actions.letters import writing
from actions.people import recipients
from actions.programmes import publishing
from actions.progress import locks, requirements
from actions.signing import signed
from models.errors.decisions import ExtensionPastEvent, IllegalTransition
from models.journal import What
from models.people import Enrolment
from models.programmes.office import OFFICE_ROLES, Role
from models.programmes.programme import Kind
from models.progress import Decision, RequirementState
from models.states import REQUIREMENT, DecisionKind, RequirementStatus
from rules.gates.decisions import new_deadline
from rules.transitions import move


def extend(
    session: Session,
    state: RequirementState,
    until: str,
    *,
    by: str,
    reason: str,
    now: datetime,
    occasion: str,
) -> None:
    """Give this municipality a later deadline; the reminder ladder starts anew and the coordinator is told.

    Raises:
        NameMissing, ReasonMissing, DateUnreadable, DatePassed, NotLater, ExtensionPastEvent, NotEnrolled.
    """
    by, reason = signed(by, reason)
    enrolment = locks.taking_part(session, state.enrolment_id)
    state = locks.held(session, state)
    programme = publishing.definition(session, enrolment.programme_id)
    zone = ZoneInfo(programme.zone)
    due_at = new_deadline(until, state.due_at, now=now, zone=zone)
    _before_its_event(session, enrolment, state, due_at)
    before = state.due_at
    requirements.move_deadline(session, state, due_at, now=now)
    _keep(
        session,
        state,
        DecisionKind.EXTEND,
        by,
        reason,
        now,
        occasion,
        before=before,
        due_to=due_at.astimezone(zone).date(),
    )
    journal.record(
        session,
        What.DEADLINE_EXTENDED,
        now=now,
        enrolment=enrolment,
        step=state.step,
        key=state.key,
        by=by,
        why=reason,
        due_from=before.isoformat(),
        due_to=due_at.isoformat(),
    )
    due = due_at.astimezone(zone).date().isoformat()
    _tell(session, enrolment, state, "extended", occasion, now, due=due, reason=reason)
    clock.stir(session)


def _before_its_event(
    session: Session, enrolment: Enrolment, state: RequirementState, due_at: datetime
) -> None:
    step = requirements.step_of(session, enrolment, state.step)
    serves = requirements.definition_of(session, state)
    if step.event is None or serves.kind is Kind.ATTENDANCE:
        return
    span = publishing.dates(session, enrolment.programme_id).event(step.event)
    if state.due_at < span.starts <= due_at:
        title = publishing.definition(session, enrolment.programme_id).event(step.event).title
        raise ExtensionPastEvent(date=due_at.date(), event=title)


def waive(
    session: Session, state: RequirementState, *, by: str, reason: str, now: datetime, occasion: str
) -> None:
    """The gate no longer waits for it; the decision stays visible wherever the figure would have stood.

    Raises:
        NameMissing, ReasonMissing, IllegalTransition: when it is settled already; NotEnrolled.
    """
    by, reason = signed(by, reason)
    enrolment = locks.taking_part(session, state.enrolment_id)
    state = locks.held(session, state)
    state.status = move(state.status, RequirementStatus.WAIVED, REQUIREMENT, thing=state.key)
    _keep(session, state, DecisionKind.WAIVE, by, reason, now, occasion)
    _journal(session, What.REQUIREMENT_WAIVED, enrolment, state, by, reason, now)
    _tell(session, enrolment, state, "waived", occasion, now, reason=reason)
    if state.kind is Kind.INTERVIEWS:
        changes.let_go(session, state, now=now)
    clock.stir(session)


def approve(
    session: Session, state: RequirementState, *, by: str, reason: str, now: datetime, occasion: str
) -> None:
    """The office accepts what was delivered, or vouches for what needs no delivery.

    Raises:
        NameMissing, IllegalTransition: when nothing that could be approved is there; NotEnrolled.
    """
    locks.taking_part(session, state.enrolment_id)
    state = locks.held(session, state)
    by, reason = signed(by, reason.strip() or "–")
    delivery = submissions.latest(session, state, accepted=True)
    needs_no_delivery = state.kind is Kind.APPROVAL and state.status is not RequirementStatus.FULFILLED
    waived = state.status is RequirementStatus.WAIVED and delivery is not None
    if not (needs_no_delivery or waived or state.status is RequirementStatus.DELIVERED):
        raise IllegalTransition(thing=state.key, status=state.status.value, target="approved")
    _keep(session, state, DecisionKind.APPROVE, by, reason, now, occasion)
    requirements.fulfil(session, state, by=by, now=now, submission_id=delivery.id if delivery else None)


def send_back(
    session: Session, state: RequirementState, *, by: str, reason: str, now: datetime, occasion: str
) -> None:
    """Return a delivery with a comment; it is owed again.

    Raises:
        NameMissing, ReasonMissing, IllegalTransition: when nothing was delivered; NotEnrolled.
    """
    by, reason = signed(by, reason)
    enrolment = locks.taking_part(session, state.enrolment_id)
    state = locks.held(session, state)
    state.status = move(state.status, RequirementStatus.RETURNED, REQUIREMENT, thing=state.key)
    _keep(session, state, DecisionKind.RETURN, by, reason, now, occasion)
    _journal(session, What.SUBMISSION_RETURNED, enrolment, state, by, reason, now)
    _tell(session, enrolment, state, "returned", occasion, now, comment=reason)
    clock.stir(session)


def go_on(
    session: Session,
    enrolment: Enrolment,
    step: str,
    gate: str,
    *,
    by: str,
    reason: str,
    now: datetime,
    occasion: str,
) -> None:
    """Open the gate although something is missing, at the decider's own responsibility; what is missing stays owed.

    Raises:
        NameMissing, ReasonMissing.
    """
    by, reason = signed(by, reason)
    session.add(
        Decision(
            enrolment_id=enrolment.id,
            step=step,
            gate=gate,
            kind=DecisionKind.GO_ON,
            at=now,
            by=by,
            reason=reason,
            occasion=occasion,
        )
    )
    journal.record(
        session, What.GATE_OVERRIDDEN, now=now, enrolment=enrolment, step=step, key=gate, by=by, why=reason
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
    state: RequirementState,
    kind: DecisionKind,
    by: str,
    reason: str,
    now: datetime,
    occasion: str,
    *,
    before: datetime | None = None,
    due_to: date | None = None,
) -> None:
    session.add(
        Decision(
            enrolment_id=state.enrolment_id,
            step=state.step,
            requirement_state_id=state.id,
            kind=kind,
            at=now,
            by=by,
            reason=reason,
            due_from=before,
            due_to=due_to,
            occasion=occasion,
        )
    )
    session.flush()


def _journal(
    session: Session,
    what: What,
    enrolment: Enrolment,
    state: RequirementState,
    by: str,
    why: str,
    now: datetime,
) -> None:
    journal.record(
        session, what, now=now, enrolment=enrolment, step=state.step, key=state.key, by=by, why=why
    )


def _tell(
    session: Session,
    enrolment: Enrolment,
    state: RequirementState,
    letter: str,
    occasion: str,
    now: datetime,
    **facts: object,
) -> None:
    if state.role in OFFICE_ROLES:
        return
    title = requirements.definition_of(session, state).title
    for coordinator in recipients.recipients(session, enrolment, Role.COORDINATOR):
        writing.write(
            session,
            letter=letter,
            enrolment=enrolment,
            step=state.step,
            to=coordinator,
            occasion=occasion,
            now=now,
            facts={"title": title, **facts},
        )
