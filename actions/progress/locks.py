"""Acts of one municipality happen one after the other, so that the last of several sees what the others did.

Always in this order: steps, enrolments, requirements; the clock (`clock.stir`) comes after all of them.
"""

from __future__ import annotations

from sqlalchemy import Select, func, select
from sqlalchemy.orm import Session

from actions.progress import enrolments, requirements
from models.people import Enrolment
from models.programmes.kinds import Kind
from models.progress import RequirementState, StepState
from models.states import EnrolmentStatus


def taking_part(session: Session, enrolment_id: int) -> Enrolment:
    """The enrolment, held until the transaction ends and read afresh.

    Raises:
        UnknownEnrolment, NotEnrolled: when the municipality has left.
    """
    held = select(Enrolment).where(Enrolment.id == enrolment_id).with_for_update(key_share=True)
    session.scalar(held.execution_options(populate_existing=True))
    return enrolments.active(session, enrolment_id)


def leaving(session: Session, enrolment_id: int) -> Enrolment:
    """The same for the act that ends it: waits for everybody who is writing to the municipality at this moment.

    Raises:
        UnknownEnrolment, NotEnrolled: when the municipality has left.
    """
    steps = select(StepState).where(StepState.enrolment_id == enrolment_id).order_by(StepState.id)
    session.scalars(steps.with_for_update().execution_options(populate_existing=True)).all()
    whole = select(Enrolment).where(Enrolment.id == enrolment_id).with_for_update()
    session.scalar(whole.execution_options(populate_existing=True))
    return enrolments.active(session, enrolment_id)


def hold_steps(session: Session, programme_id: int) -> None:
    """Every step of the cohort, for an act that may move any of them."""
    steps = select(StepState.id).join(Enrolment, Enrolment.id == StepState.enrolment_id)
    of_cohort = steps.where(Enrolment.programme_id == programme_id).order_by(StepState.id)
    session.execute(of_cohort.with_for_update(of=StepState))


def sweep_alone(session: Session) -> None:
    """One sweep at a time, until the transaction ends: two that take the same rungs would wait for each other."""
    session.execute(select(func.pg_advisory_xact_lock(func.hashtext("sweep"))))


def staying(some: Select[tuple[int]]) -> Select[tuple[int]]:
    """Those of the enrolments who take part; none of them leaves until the transaction ends, all else may go on."""
    enrolled = select(Enrolment.id).where(
        Enrolment.id.in_(some), Enrolment.status == EnrolmentStatus.ENROLLED
    )
    return enrolled.order_by(Enrolment.id).with_for_update(read=True, key_share=True)


def held(session: Session, state: RequirementState) -> RequirementState:
    """The requirement, held until the transaction ends and read afresh."""
    one = select(RequirementState).where(RequirementState.id == state.id).with_for_update()
    return session.scalars(one.execution_options(populate_existing=True)).one()


def about_event(session: Session, enrolment: Enrolment, kind: Kind, event_key: str) -> list[RequirementState]:
    """What the municipality has been asked for of that kind about that event, held; empty when nothing was asked yet."""
    asked = (
        select(RequirementState)
        .where(RequirementState.enrolment_id == enrolment.id, RequirementState.kind == kind)
        .order_by(RequirementState.id)
        .with_for_update()
    )
    states = session.scalars(asked.execution_options(populate_existing=True)).all()
    return [state for state in states if requirements.definition_of(session, state).event == event_key]
