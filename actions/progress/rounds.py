"""What the conductor asks in each round, and what it reports back."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from sqlalchemy import delete, func, select
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import Session

from actions.progress import steps, waiting
from actions.progress.steps import Start
from actions.progress.waiting import Resumable
from models.clock import Clock, Pulse
from models.progress import StepState, WaitingRun
from models.states import StepStatus

PART = "conductor"
LIVE = (StepStatus.PLANNED, StepStatus.OPEN)


@dataclass(frozen=True)
class Work:
    """What should be done now: runs to make, runs to let go on, and the runs, each with its enrolment, of those who left."""

    starts: Sequence[Start]
    free: Sequence[Resumable]
    withdrawn: Mapping[UUID, int]

    def __bool__(self) -> bool:
        return bool(self.starts or self.free or self.withdrawn)


NOTHING = Work((), (), {})


@dataclass(frozen=True)
class EngineMoment:
    """The installation's time, and how much has happened until then."""

    revision: int
    now: datetime


@dataclass(frozen=True)
class Quiet:
    """At this revision there is nothing to do before `until`."""

    revision: int
    until: datetime


def next_instant(session: Session, *, now: datetime) -> datetime:
    """When time alone will make something due; a step that pauses after a failure is looked at all the time."""
    pausing = select(StepState.id).where(StepState.status.in_(LIVE), StepState.not_before.is_not(None))
    if session.scalar(pausing.limit(1)) is not None:
        return now
    opening = select(func.min(StepState.opens_at)).where(
        StepState.status == StepStatus.PLANNED, StepState.opens_at > now
    )
    wait = select(func.min(WaitingRun.until)).where(WaitingRun.until > now)
    ahead = [at for at in (session.scalar(opening), session.scalar(wait)) if at is not None]
    return min(ahead, default=now + timedelta(days=1))


def revision(session: Session) -> int:
    """How much has happened: the number the engine reports when it has digested it."""
    return session.scalars(select(Clock.revision)).one()


def look(session: Session, *, now: datetime, real_now: datetime) -> Work:
    """Everything that should be done at this instant."""
    left = (
        select(StepState.run_id, StepState.enrolment_id)
        .join(WaitingRun, WaitingRun.step_state_id == StepState.id)
        .where(StepState.status == StepStatus.WITHDRAWN, StepState.run_id.is_not(None))
    )
    return Work(
        starts=steps.due_to_start(session, now=now, real_now=real_now),
        free=waiting.free_to_go(session, now=now),
        withdrawn={run_id: enrolment for run_id, enrolment in session.execute(left) if run_id is not None},
    )


def played_runs(session: Session) -> list[UUID]:
    """The runs of all steps that are not over."""
    played = select(StepState.run_id).where(StepState.run_id.is_not(None), StepState.status.in_(LIVE))
    return [run_id for run_id in session.scalars(played.order_by(StepState.id)) if run_id is not None]


def replace(
    session: Session, run_id: UUID, *, why: str, failed: bool, now: datetime, real_now: datetime
) -> None:
    """The run ended or vanished before its step was done; after failures its successor comes later and later."""
    state = session.scalar(select(StepState).where(StepState.run_id == run_id).with_for_update())
    if state is None or state.status not in LIVE:
        return
    doublings = min(state.generation, 30)  # two to the sixtieth would be more seconds than a timedelta holds
    pause = min(timedelta(seconds=2**doublings), steps.LONGEST_PAUSE)
    steps.replace_run(session, state, why=why, now=now, not_before=real_now + pause if failed else None)


def forget_waiting(session: Session, run_id: UUID) -> None:
    """A withdrawn step's run no longer waits."""
    ours = select(StepState.id).where(StepState.run_id == run_id)
    session.execute(delete(WaitingRun).where(WaitingRun.step_state_id.in_(ours)))


def settle(session: Session, revision_seen: int, *, real_now: datetime) -> None:
    """A whole round found nothing to do at this revision."""
    values = {"at": real_now, "settled_revision": revision_seen}
    row = insert(Pulse).values(part=PART, note="", **values)
    session.execute(row.on_conflict_do_update(index_elements=[Pulse.part], set_=values))
