"""Asking for what a step requires, and settling it."""

from __future__ import annotations

from datetime import datetime
from zoneinfo import ZoneInfo

from sqlalchemy import select
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import Session

from actions import clock, journal
from actions.programmes import publishing
from actions.progress import enrolments, waiting
from models.accounts.actors import Actor
from models.errors.deliveries import UnknownRequirement
from models.errors.programmes import UnknownStep
from models.journal import What
from models.people import Enrolment
from models.programmes.programme import Requirement, Step
from models.progress import Fulfilment, RequirementState, Rung
from models.states import REQUIREMENT, RequirementStatus
from rules.programmes.dates import calendar_of
from rules.programmes.reminder_ladder import ahead, rungs
from rules.transitions import move


def step_of(session: Session, enrolment: Enrolment, step: str) -> Step:
    """The step's definition.

    Raises:
        UnknownStep: when the programme has no such step.
    """
    programme = publishing.definition(session, enrolment.programme_id)
    try:
        return programme.step(step)
    except KeyError:
        raise UnknownStep(programme=programme.key, step=step) from None


def definition_of(session: Session, state: RequirementState) -> Requirement:
    """What the programme says about this requirement."""
    enrolment = enrolments.get(session, state.enrolment_id)
    return step_of(session, enrolment, state.step).requirement(state.key)


def state_of(session: Session, enrolment_id: int, step: str, key: str) -> RequirementState:
    """The requirement as asked of this municipality.

    Raises:
        UnknownRequirement: when it has not been asked.
    """
    known = select(RequirementState).where(
        RequirementState.enrolment_id == enrolment_id,
        RequirementState.step == step,
        RequirementState.key == key,
    )
    state = session.scalar(known)
    if state is None:
        name = enrolments.municipality(session, enrolments.get(session, enrolment_id)).name
        raise UnknownRequirement(requirement=f"{step}/{key}", municipality=name)
    return state


def states(session: Session, enrolment_id: int, step: str | None = None) -> tuple[RequirementState, ...]:
    """All that has been asked of the municipality, by deadline."""
    asked = select(RequirementState).where(RequirementState.enrolment_id == enrolment_id)
    if step is not None:
        asked = asked.where(RequirementState.step == step)
    return tuple(session.scalars(asked.order_by(RequirementState.due_at, RequirementState.id)))


def ask(
    session: Session, enrolment: Enrolment, step: str, requirement: Requirement, *, now: datetime
) -> RequirementState | None:
    """Ask for one requirement; None when it was asked before."""
    due_at = publishing.dates(session, enrolment.programme_id).deadline(step, requirement.key)
    state_id = session.scalar(
        insert(RequirementState)
        .values(
            enrolment_id=enrolment.id,
            step=step,
            key=requirement.key,
            kind=requirement.kind,
            role=requirement.role,
            status=RequirementStatus.ASKED,
            asked_at=now,
            due_at=due_at,
        )
        .on_conflict_do_nothing(constraint="one_state_per_requirement")
        .returning(RequirementState.id)
    )
    if state_id is None:
        return None
    state = session.get_one(RequirementState, state_id)
    plant_rungs(session, state, requirement, now=now)
    journal.record(
        session,
        journal.line(
            What.REQUIREMENT_ASKED,
            enrolment=enrolment,
            step=step,
            key=requirement.key,
            due=state.due_at.isoformat(),
        ),
        now=now,
    )
    return state


def move_deadline(session: Session, state: RequirementState, due_at: datetime, *, now: datetime) -> None:
    """Another deadline holds: what was to be sent for the old one is no longer sent."""
    if state.due_at == due_at:
        return
    state.due_at = due_at
    plant_rungs(session, state, definition_of(session, state), now=now)


def plant_rungs(
    session: Session, state: RequirementState, requirement: Requirement, *, now: datetime
) -> None:
    """Lay out the reminder ladder of the deadline that holds now; rungs already passed are left out, unless all are."""
    programme_id = enrolments.get(session, state.enrolment_id).programme_id
    programme = publishing.definition(session, programme_id)
    calendar, zone = calendar_of(programme), ZoneInfo(programme.zone)
    ladder = rungs(requirement, state.due_at, calendar, zone)
    rows = [
        {
            "requirement_state_id": state.id,
            "due_at": state.due_at,
            "working_days": rung.working_days,
            "escalates": rung.escalates,
            "at": rung.at,
        }
        for rung in ahead(ladder, now, calendar, zone)
    ]
    if rows:
        session.execute(insert(Rung).values(rows).on_conflict_do_nothing())


def fulfil(
    session: Session,
    state: RequirementState,
    *,
    actor: Actor,
    now: datetime,
    submission_id: int | None = None,
) -> None:
    """The requirement is met; once met it stays met, by whoever came first."""
    if state.status is RequirementStatus.FULFILLED:
        return
    state.status = move(state.status, RequirementStatus.FULFILLED, REQUIREMENT, thing=state.key)
    session.execute(
        insert(Fulfilment)
        .values(requirement_state_id=state.id, submission_id=submission_id, at=now, by=actor.name)
        .on_conflict_do_update(
            index_elements=["requirement_state_id"],
            set_={"submission_id": submission_id, "at": now, "by": actor.name},
        )
    )
    journal.record(
        session,
        journal.line(
            What.REQUIREMENT_FULFILLED,
            enrolment=enrolments.get(session, state.enrolment_id),
            step=state.step,
            key=state.key,
            actor=actor,
        ),
        now=now,
    )
    if state.kind.rules.template:
        waiting.look_at_the_clock(session, state.enrolment_id, now=now)  # there may be something to report on
    clock.stir(session)
