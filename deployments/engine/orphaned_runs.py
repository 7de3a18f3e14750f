"""What can be wrong with runs in Prefect: left behind by a dead worker, ended or deleted by hand, due when time was set back."""

from __future__ import annotations

import logging
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING
from uuid import UUID

from prefect.client.orchestration import PrefectClient
from prefect.client.schemas.filters import (
    FlowRunFilter,
    FlowRunFilterExpectedStartTime,
    FlowRunFilterId,
    FlowRunFilterState,
    FlowRunFilterStateType,
)
from prefect.client.schemas.objects import TERMINAL_STATES, FlowRun, State, StateType
from prefect.states import AwaitingRetry, Cancelled, Scheduled

from actions import clock

if TYPE_CHECKING:
    from deployments.engine.worker import WarmWorker

ABANDONED = timedelta(seconds=2)
"""A run that is Running or Pending, and that this engine does not play, is left alone this long."""
AHEAD = timedelta(days=7)
"""How far ahead runs are looked for: only the scheduled flows have runs that start later; ours start at once."""
MOVING = [StateType.SCHEDULED, StateType.PENDING, StateType.RUNNING, StateType.CANCELLING]
PAGE = 200
"""Most runs Prefect's server gives in one answer."""

log = logging.getLogger(__name__)


@dataclass(frozen=True)
class Fate:
    """Why a run cannot play its step any more."""

    run_id: UUID
    why: str
    failed: bool = False


class OrphanedRuns:
    """Asks Prefect; it remembers nothing."""

    def __init__(self, worker: WarmWorker) -> None:
        self._worker = worker

    async def finds(self, client: PrefectClient) -> bool:
        """Whether there are runs that are due or on their way; those that would never move by themselves are set right.

        Abandoned runs start again from the top, and one that was being cancelled is cancelled.
        """
        found = await client.read_flow_runs(flow_run_filter=_moving(), limit=PAGE)
        active = [run for run in found if not run.auto_scheduled or _is_due(run)]
        if any(run.id not in self._worker.live for run in active):
            self._worker.poke()
        for suspect in active:
            if not _is_due(suspect):
                log.warning("Run %s was to start later than now; it starts now", suspect.id)
                await self._set(client, suspect, Scheduled(scheduled_time=clock.real_now()))
            elif self._is_abandoned(suspect):
                run = await client.read_flow_run(suspect.id)  # its leg may have ended since we asked
                if run.state is not None and self._is_abandoned(run):
                    log.info("Run %s was left %s; it is set right", run.id, run.state.name)
                    left = run.state.type == StateType.CANCELLING
                    retry: State[None] = AwaitingRetry(scheduled_time=clock.real_now())
                    await self._set(client, run, Cancelled() if left else retry)
        return bool(active)

    async def over(self, client: PrefectClient, played: Sequence[UUID]) -> list[Fate]:
        """Those of the runs that have ended or are gone; asked so that a thousand waiting ones cost next to nothing."""
        fates = []
        for some in (played[at : at + PAGE] for at in range(0, len(played), PAGE)):
            ended = await client.read_flow_runs(flow_run_filter=_ended(some), limit=PAGE)
            fates += [_fate_of(run) for run in ended]
            if await client.count_flow_runs(flow_run_filter=_among(some)) < len(some):
                left = await client.read_flow_runs(flow_run_filter=_among(some), limit=PAGE)
                gone = set(some) - {run.id for run in left}
                fates += [Fate(run_id, "the run is gone from Prefect") for run_id in some if run_id in gone]
        return fates

    async def _set(self, client: PrefectClient, run: FlowRun, state: State[None]) -> None:
        await client.set_flow_run_state(run.id, state, force=True)
        self._worker.poke()

    def _is_abandoned(self, run: FlowRun) -> bool:
        """Whether a run claims to be played, and nobody plays it: this engine is the only one that could."""
        if run.id in self._worker.live or run.state is None:
            return False
        if run.state.type == StateType.CANCELLING:
            return True
        claims = run.state.type in (StateType.PENDING, StateType.RUNNING)
        # One that claims it since a later time than now does so since before the machine's clock was set back.
        return claims and not timedelta(0) <= clock.real_now() - run.state.timestamp <= ABANDONED


def _is_due(run: FlowRun) -> bool:
    """Whether it has started or should; a time ahead is a schedule's, or from before the machine's clock was set back.

    Asked of the state, for the run's expected start stays what it was first.
    """
    starts = run.state.state_details.scheduled_time if run.state and run.state.is_scheduled() else None
    return starts is None or starts <= clock.real_now() + ABANDONED


def _moving() -> FlowRunFilter:
    return FlowRunFilter(
        state=_in(MOVING),
        expected_start_time=FlowRunFilterExpectedStartTime(before_=clock.real_now() + AHEAD),
    )


def _ended(some: Sequence[UUID]) -> FlowRunFilter:
    return FlowRunFilter(id=FlowRunFilterId(any_=list(some)), state=_in(list(TERMINAL_STATES)))


def _among(some: Sequence[UUID]) -> FlowRunFilter:
    return FlowRunFilter(id=FlowRunFilterId(any_=list(some)))


def _in(types: list[StateType]) -> FlowRunFilterState:
    return FlowRunFilterState(type=FlowRunFilterStateType(any_=types))


def _fate_of(run: FlowRun) -> Fate:
    assert run.state is not None, "a run that has ended has a state"  # noqa: S101 - for the type checker
    failed = run.state.is_failed() or run.state.is_crashed()
    return Fate(run.id, f"the run ended as {run.state.name} before the step was done", failed)
