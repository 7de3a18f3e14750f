"""Steps of one municipality: which should start, which run plays them, when they are done."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from sqlalchemy import delete, or_, select
from sqlalchemy.orm import Session

from actions import clock, journal
from actions.programmes import publishing
from actions.progress import enrolments, requirements
from models.errors.people import NotEnrolled
from models.errors.running import DuplicateRun, StepNotOpen
from models.journal import What
from models.people import Enrolment, Municipality
from models.programmes.programme import Programme
from models.progress import StepState, WaitingRun
from models.states import ENROLMENT, STEP, EnrolmentStatus, StepStatus
from rules.gates.needs import steps_ready
from rules.transitions import move

LONGEST_PAUSE = timedelta(minutes=15)
"""A step whose runs keep failing is tried again at least this often."""


@dataclass(frozen=True)
class Start:
    """A run the engine should make: ids, and the readable words for its name and tags."""

    step_state_id: int
    enrolment_id: int
    step: str
    flow: str
    generation: int
    name: str
    tags: tuple[str, ...]


def state_of(session: Session, enrolment_id: int, step: str, *, lock: bool = False) -> StepState:
    """One municipality's step, locked against others when asked.

    Raises:
        UnknownEnrolment, UnknownStep.
    """
    enrolment = enrolments.get(session, enrolment_id)
    requirements.step_of(session, enrolment, step)
    known = select(StepState).where(StepState.enrolment_id == enrolment_id, StepState.step == step)
    return session.scalars(known.with_for_update() if lock else known).one()


def due_to_start(session: Session, *, now: datetime, real_now: datetime) -> list[Start]:
    """Steps whose time has come and whose dependencies hold, but which no run plays; none that pauses in real time."""
    waiting = (
        select(StepState, Enrolment, Municipality)
        .join(Enrolment, Enrolment.id == StepState.enrolment_id)
        .join(Municipality, Municipality.id == Enrolment.municipality_id)
        .where(
            StepState.status.in_((StepStatus.PLANNED, StepStatus.OPEN)),
            StepState.run_id.is_(None),
            StepState.opens_at <= now,
            or_(
                StepState.not_before.is_(None),
                StepState.not_before <= real_now,
                StepState.not_before
                > real_now + LONGEST_PAUSE,  # given before the machine's clock was set back
            ),
            Enrolment.status == EnrolmentStatus.ENROLLED,
        )
        .order_by(StepState.opens_at, StepState.id)
    )
    return [
        _start(publishing.definition(session, enrolment.programme_id), state, enrolment, home)
        for state, enrolment, home in session.execute(waiting).all()
        if may_start(session, enrolment, state.step)
    ]


def may_start(session: Session, enrolment: Enrolment, step: str) -> bool:
    """Whether the steps it builds on are done."""
    requires = requirements.step_of(session, enrolment, step).requires
    done = select(StepState.step).where(
        StepState.enrolment_id == enrolment.id, StepState.status == StepStatus.DONE
    )
    return steps_ready(requires, set(session.scalars(done)))


def _start(programme: Programme, state: StepState, enrolment: Enrolment, home: Municipality) -> Start:
    step = programme.step(state.step)
    return Start(
        step_state_id=state.id,
        enrolment_id=enrolment.id,
        step=step.key,
        flow=step.flow.value,
        generation=state.generation,
        name=f"{home.name} · {step.number} {step.title}",
        tags=(f"programme:{programme.key}", f"kommune:{home.name}", f"trin:{step.number}"),
    )


def started(session: Session, step_state_id: int, run_id: UUID) -> None:
    """This run plays the step from now on."""
    state = session.get_one(StepState, step_state_id)
    state.run_id, state.not_before = run_id, None


def replace_run(
    session: Session, state: StepState, *, why: str, now: datetime, not_before: datetime | None
) -> None:
    """Its run is gone or over before the step is done: the next generation takes its place, not before the real time."""
    journal.record(
        session,
        journal.line(
            What.RUN_REPLACED,
            enrolment=enrolments.get(session, state.enrolment_id),
            step=state.step,
            why=why,
            generation=state.generation,
        ),
        now=now,
    )
    state.run_id = None
    state.generation += 1
    state.not_before = not_before
    clock.stir(session)


def plays(session: Session, enrolment_id: int, step: str, run_id: UUID) -> bool:
    """Whether the run has taken the step up in an earlier leg, and it is open."""
    taken_up = select(StepState.id).where(
        StepState.enrolment_id == enrolment_id,
        StepState.step == step,
        StepState.run_id == run_id,
        StepState.status == StepStatus.OPEN,
    )
    return session.scalar(taken_up) is not None


def take_up(session: Session, enrolment_id: int, step: str, run_id: UUID, *, now: datetime) -> bool:
    """A run begins a leg of the step; False when there is nothing left to play.

    Raises:
        UnknownEnrolment, UnknownStep, NotEnrolled, StepNotOpen, DuplicateRun: the run has no business here.
    """
    state = state_of(session, enrolment_id, step, lock=True)
    enrolment = enrolments.active(session, enrolment_id)
    if state.run_id is not None and state.run_id != run_id:
        raise DuplicateRun(step=step, enrolment=enrolment_id, run=state.run_id)
    if state.status is StepStatus.DONE:
        return False
    if state.status is StepStatus.WITHDRAWN:
        raise NotEnrolled(municipality=enrolments.municipality(session, enrolment).name)
    if state.status is StepStatus.PLANNED:
        if state.opens_at > now or not may_start(session, enrolment, step):
            raise StepNotOpen(step=step, enrolment=enrolment_id)
        state.status = move(state.status, StepStatus.OPEN, STEP, thing=step)
        state.opened_at = now
        journal.record(session, journal.line(What.STEP_OPENED, enrolment=enrolment, step=step), now=now)
    state.run_id = run_id
    return True


def refuse(session: Session, enrolment_id: int, step: str, *, why: str, now: datetime) -> None:
    """Keep in the journal that a run started by hand was turned away."""
    enrolment = session.get(Enrolment, enrolment_id)
    journal.record(
        session,
        journal.line(
            What.RUN_REFUSED, enrolment=enrolment, step=step[:40], why=why, enrolment_asked=enrolment_id
        ),
        now=now,
    )


def finish(session: Session, enrolment_id: int, step_key: str, *, now: datetime) -> None:
    """The step is done, and with the last one the programme is completed; a second time nothing happens."""
    state = state_of(session, enrolment_id, step_key, lock=True)
    if state.status is not StepStatus.OPEN:
        return
    enrolment = enrolments.get(session, enrolment_id)
    state.status = move(state.status, StepStatus.DONE, STEP, thing=step_key)
    state.done_at = now
    session.execute(delete(WaitingRun).where(WaitingRun.step_state_id == state.id))
    journal.record(session, journal.line(What.STEP_DONE, enrolment=enrolment, step=step_key), now=now)
    open_steps = select(StepState.id).where(
        StepState.enrolment_id == enrolment_id, StepState.status != StepStatus.DONE, StepState.id != state.id
    )
    if session.scalar(open_steps.limit(1)) is None:
        enrolment.status = move(enrolment.status, EnrolmentStatus.COMPLETED, ENROLMENT, thing="The enrolment")
        enrolment.ended_at = now
        journal.record(session, journal.line(What.COMPLETED, enrolment=enrolment), now=now)
    clock.stir(session)
