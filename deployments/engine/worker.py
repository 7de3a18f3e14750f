"""The warm worker: an ordinary worker in Prefect's eyes, but flow legs run in threads of this very process.

A leg is what lies between a start and the next stop of a run: from the first line to a suspension or the end.
"""

from __future__ import annotations

import asyncio
import inspect
import logging
from collections.abc import Collection, Mapping
from contextlib import suppress
from typing import Any
from uuid import UUID

import anyio
import anyio.abc
import anyio.to_thread
from prefect.client.schemas.objects import FlowRun
from prefect.exceptions import Abort, Pause
from prefect.flow_engine import run_flow
from prefect.flows import Flow
from prefect.workers.base import BaseJobConfiguration, BaseVariables, BaseWorker, BaseWorkerResult

from actions import clock
from deployments.engine.client import client_for_legs, playing

POOL = "tovholder"
POLL_SECONDS = 5.0
"""Time between two looks when nobody pokes; whoever starts a run or lets it go on does."""
HEARTBEAT_SECONDS = 30.0
PATIENCE = 10.0
"""Seconds a poll may take; Prefect's client would otherwise retry for half a minute while the server is away."""

log = logging.getLogger(__name__)
Flows = Mapping[str, Flow[..., Any]]


class WarmWorker(BaseWorker[BaseJobConfiguration, BaseVariables, BaseWorkerResult]):
    """Plays the flows it was given, `slots` legs at once.

    `live` holds the runs this process has in hand, found or playing: a run that Prefect calls Running or Pending and that
    is not in `live` has been left behind by a worker that died.
    Only flows that are `limited` become Pending before they run: that is where Prefect counts how many run at once. For
    the others `live` is claim enough, because no other worker plays beside this one.
    """

    type = "warm"
    job_configuration = BaseJobConfiguration
    _description = "Plays flow runs inside one warm process."

    def __init__(self, flows: Flows, *, slots: int = 4, limited: Collection[str] = ()) -> None:
        # Not BaseWorker(limit=): it dies when a run is resumed while its previous leg is still on its way out.
        super().__init__(work_pool_name=POOL, name="engine", prefetch_seconds=0)
        self.flows = flows
        self.live: set[UUID] = set()
        self.connected = asyncio.Event()
        self._slots = anyio.CapacityLimiter(slots)
        self._limited = frozenset(limited)
        self._poked = asyncio.Event()
        self._loop: asyncio.AbstractEventLoop | None = None
        self._flow_names: dict[UUID, str] = {}
        self._stopping = self._is_full = False

    def poke(self) -> None:
        """Look for runs at once instead of within seconds; for whoever has created or resumed one, in any thread."""
        if self._loop:
            self._loop.call_soon_threadsafe(self._poked.set)

    async def work(self, stop: asyncio.Event) -> None:
        """Play runs until `stop` is set, then let the legs that are playing come to their end."""
        self._loop = asyncio.get_running_loop()
        stopper = asyncio.create_task(self._end_on(stop))
        with client_for_legs():
            async with self:
                next_heartbeat = 0.0
                while not self._stopping:
                    self._poked.clear()
                    next_heartbeat = await self._round(next_heartbeat)
                    with anyio.move_on_after(POLL_SECONDS):
                        await self._poked.wait()
        await stopper

    async def _round(self, next_heartbeat: float) -> float:
        """Show that we are alive when it is time, and look for runs; when the next sign of life is due."""
        try:
            with anyio.fail_after(PATIENCE):
                if anyio.current_time() >= next_heartbeat:
                    await self.sync_with_backend()
                    next_heartbeat = anyio.current_time() + HEARTBEAT_SECONDS
                    self.connected.set()
                await self.poll()
        except Exception as away:  # whatever it is, the next round asks again
            log.warning("Prefect's server does not answer: %r", away)
            return 0.0
        return next_heartbeat

    async def _end_on(self, stop: asyncio.Event) -> None:
        await stop.wait()
        self._stopping = True
        self.poke()

    async def poll(self) -> None:
        """Take in hand every run that is due, unless enough of them wait for a slot already."""
        assert self._runs_task_group is not None, "poll inside `async with worker`"  # noqa: S101 - for the type checker
        in_hand = set(self.live)  # now: the answer may speak of a leg that has ended when it comes
        self._is_full = len(in_hand) > self._slots.total_tokens
        if self._is_full:
            return
        due = await self.client.get_scheduled_flow_runs_for_work_pool(
            work_pool_name=self._work_pool_name, scheduled_before=clock.real_now()
        )
        for run in (found.flow_run for found in due):
            if run.id not in in_hand:
                self.live.add(run.id)
                self._runs_task_group.start_soon(self._leg, run)

    async def _leg(self, run: FlowRun) -> None:
        """Play one leg. Nothing may escape: an exception here would end every other leg of the process."""
        try:
            async with self._slots:
                if not self._stopping:
                    await self._play(run)
        except Exception:
            log.exception("The leg of run %s broke off; the conductor will take care of it", run.id)
        finally:
            self.live.discard(run.id)
            if self._is_full:
                self.poke()

    async def _play(self, run: FlowRun) -> None:
        if run.flow_id not in self._flow_names:
            self._flow_names[run.flow_id] = (await self.client.read_flow(run.flow_id)).name
        flow = self.flows.get(name := self._flow_names[run.flow_id])
        if flow is None:
            await self._propose_crashed_state(run, f"The engine knows no flow called {name!r}.")
        elif name not in self._limited or await self._propose_pending_state(run):
            await anyio.to_thread.run_sync(play, flow, run)

    async def run(
        self,
        flow_run: FlowRun,
        configuration: BaseJobConfiguration,  # noqa: ARG002 - Prefect's signature
        task_status: anyio.abc.TaskStatus[int] | None = None,  # noqa: ARG002 - Prefect's signature
    ) -> BaseWorkerResult:
        """What Prefect's own submission would call; ours goes through `poll`, with half the requests per leg."""
        await self._play(flow_run)
        return BaseWorkerResult(identifier=self.name, status_code=0)


def play(flow: Flow[..., Any], run: FlowRun) -> None:
    """Run one leg in this thread; Prefect's engine records how it ended."""
    # suspended, or settled by somebody else in the meantime
    with playing(run) as known, suppress(Pause, Abort):
        ended = run_flow(flow, flow_run=known, return_type="state")
        if inspect.iscoroutine(ended):
            asyncio.run(ended)
