"""The conductor: asks the database what should be so, and makes Prefect's runs so. It decides nothing itself.

Level-triggered: whatever was missed, doubled or undone by hand is put right in a later round.
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable
from datetime import timedelta
from functools import partial
from typing import TYPE_CHECKING, TypeVar
from uuid import UUID

from prefect.client.orchestration import PrefectClient, get_client
from prefect.client.schemas.filters import (
    FlowRunFilter,
    FlowRunFilterExpectedStartTime,
    FlowRunFilterState,
    FlowRunFilterStateType,
)
from prefect.client.schemas.objects import FlowRun, State, StateType
from prefect.states import AwaitingRetry, Cancelled
from sqlalchemy.orm import Session

from actions import clock, database, rounds, steps
from actions.steps import Start
from actions.waiting import Resumable
from deployments.board_artifact import BoardArtifact
from deployments.listening import heard
from deployments.registration import register
from tasks import forms
from tasks.absence import REFUSALS, is_gone

if TYPE_CHECKING:
    from deployments.worker import WarmWorker
    from models.settings import Settings

ROUND_SECONDS, BUSY_SECONDS = 1.0, 0.1
"""Time between two rounds when all is quiet, and while runs are on their way."""
INSPECTION_SECONDS = 10.0
"""How often the runs of open steps are compared with Prefect, for what people do to them by hand."""
ABANDONED = timedelta(seconds=2)
"""A run that is Running or Pending, and that this engine does not play, is left alone this long."""

log = logging.getLogger(__name__)
Result = TypeVar("Result")


class Conductor:
    """One round a second, or at once when somebody stirs; every round may be the first or the last."""

    def __init__(self, worker: WarmWorker, settings: Settings) -> None:
        self.worker = worker
        self.settings = settings
        self._deployments: dict[str, UUID] = {}
        self._woken = asyncio.Event()
        self._inspected = float("-inf")
        self._quiet: rounds.Quiet | None = None
        self._board = BoardArtifact(settings)

    async def run(self, stop: asyncio.Event) -> None:
        """Keep conducting until `stop` is set; an error ends a round, never the conductor."""
        listener = asyncio.create_task(self._listen())
        async with get_client() as client:
            while not stop.is_set():
                self._woken.clear()
                quiet = True
                try:
                    quiet = await self.round(client)
                except Exception as broken:  # whatever it is, the next round asks again
                    log.warning("This round broke off: %r", broken)
                    self._inspected = float("-inf")
                await _first_of(stop, self._woken, seconds=ROUND_SECONDS if quiet else BUSY_SECONDS)
        listener.cancel()

    async def round(self, client: PrefectClient) -> bool:
        """Look once and act; True when nothing was left to do."""
        moment = await transact(_moment)
        busy = await self._active_runs(client)
        if busy:
            self._quiet = None  # a leg may bring news without a stir: another wait, another gate
        rescued = await self._rescue(client, busy)
        if asyncio.get_running_loop().time() - self._inspected > INSPECTION_SECONDS:
            await self._inspect(client)
        work = rounds.NOTHING if self._is_known_quiet(moment) else await transact(_look)
        for start in work.starts:
            await self._start(client, start)
        in_hand = {run.id for run in busy} | set(self.worker.live)
        freed = [one for one in work.free if one.run_id not in in_hand]
        for resumable in freed:
            await self._resume(client, resumable)
        for run_id in work.withdrawn:
            await self._cancel(client, run_id)
        if work.starts or freed:
            self.worker.poke()
        quiet = not (busy or rescued or work)
        await self._board.refresh(client, moment.revision)
        if quiet:
            await self._settle(moment)
        return quiet

    def _is_known_quiet(self, moment: rounds.Moment) -> bool:
        """Whether an earlier look found nothing to do before a later instant, and nothing has happened since."""
        known = self._quiet
        return known is not None and known.revision == moment.revision and moment.now < known.until

    async def _settle(self, moment: rounds.Moment) -> None:
        """Remember, and tell the database, that everything up to this revision is digested."""
        if not self._is_known_quiet(moment):
            until = await transact(lambda session: rounds.next_instant(session, now=moment.now))
            self._quiet = rounds.Quiet(moment.revision, until)
            self._board.outdated()
        await transact(lambda session: rounds.settle(session, moment.revision, real_now=clock.real_now()))

    async def _active_runs(self, client: PrefectClient) -> list[FlowRun]:
        """Runs that are due, pending, running or being cancelled: whoever has one is not waiting."""
        now = clock.real_now()
        types = [StateType.PENDING, StateType.RUNNING, StateType.CANCELLING, StateType.SCHEDULED]
        due = FlowRunFilter(
            state=FlowRunFilterState(type=FlowRunFilterStateType(any_=types)),
            expected_start_time=FlowRunFilterExpectedStartTime(before_=now),
        )
        return await client.read_flow_runs(flow_run_filter=due, limit=200)

    async def _rescue(self, client: PrefectClient, busy: list[FlowRun]) -> bool:
        """Runs a dead worker left Running or Pending start again from the top; a cancelling one is cancelled."""
        rescued = False
        for suspect in busy:
            if not self._is_abandoned(suspect):
                continue
            run = await client.read_flow_run(suspect.id)  # its leg may have ended since we asked
            if run.state is None or not self._is_abandoned(run):
                continue
            log.info("Run %s was left %s; it is set right", run.id, run.state.name)
            left = run.state.type == StateType.CANCELLING
            state: State[None] = Cancelled() if left else AwaitingRetry(scheduled_time=clock.real_now())
            await client.set_flow_run_state(run.id, state, force=True)
            rescued = True
        if rescued:
            self.worker.poke()
        return rescued

    def _is_abandoned(self, run: FlowRun) -> bool:
        """Whether a run claims to be played, and nobody plays it: this engine is the only one that could."""
        if run.id in self.worker.live or run.state is None:
            return False
        if run.state.type == StateType.CANCELLING:
            return True
        claims = run.state.type in (StateType.PENDING, StateType.RUNNING)
        return claims and clock.real_now() - run.state.timestamp > ABANDONED

    async def _inspect(self, client: PrefectClient) -> None:
        """Compare the runs of open steps with Prefect: those that ended or vanished are replaced."""
        played = await transact(rounds.played_runs)
        known: dict[UUID, FlowRun] = {}
        for chunk in (played[at : at + 100] for at in range(0, len(played), 100)):
            runs = await client.read_flow_runs(flow_run_filter=FlowRunFilter(id={"any_": chunk}), limit=200)
            known |= {run.id: run for run in runs}
        for run_id in played:
            why, failed = _fate(known.get(run_id))
            if why and run_id not in self.worker.live:
                await transact(partial(_replace, run_id=run_id, why=why, failed=failed))
        self._inspected = asyncio.get_running_loop().time()

    async def _start(self, client: PrefectClient, start: Start) -> None:
        """Make the run; the same key again is the same run."""
        deployment = await self._deployment(start.flow)
        try:
            run = await client.create_flow_run_from_deployment(
                deployment,
                name=start.name,
                tags=start.tags,
                parameters={"enrolment_id": start.enrolment_id, "step": start.step},
                idempotency_key=f"{start.enrolment_id}/{start.step}/{start.generation}",
            )
        except REFUSALS as refused:
            if not is_gone(refused):
                raise
            self._deployments = {}  # Prefect's database was emptied
            return
        await transact(lambda session: steps.started(session, start.step_state_id, run.id))

    async def _deployment(self, flow: str) -> UUID:
        if flow not in self._deployments:
            rehearsal = await transact(clock.is_rehearsal)
            self._deployments = await register(self.worker.flows, rehearsal=rehearsal)
        return self._deployments[flow]

    async def _resume(self, client: PrefectClient, resumable: Resumable) -> None:
        try:
            answer = await client.resume_flow_run(resumable.run_id, forms.automatic())
        except (
            Exception
        ) as gone:  # deleted meanwhile: the server answers 404 or 500, and the inspection finds out
            log.info("Run %s cannot be resumed: %r", resumable.run_id, gone)
            self._inspected = float("-inf")
            return
        if answer.status.value != "ACCEPT":
            log.info(
                "Run %s is not resumed: %s",
                resumable.run_id,
                getattr(answer.details, "reason", answer.status),
            )
            self._inspected = float("-inf")

    async def _cancel(self, client: PrefectClient, run_id: UUID) -> None:
        """The municipality has left: its run ends in Prefect as well."""
        try:
            await client.set_flow_run_state(
                run_id, Cancelled(message="Kommunen er trådt ud af forløbet."), force=True
            )
        except REFUSALS as refused:
            if not is_gone(refused):
                raise
            log.info("Run %s of a municipality that left is gone already", run_id)
        await transact(lambda session: rounds.forget_waiting(session, run_id))

    async def _listen(self) -> None:
        """Let a stir of the database end the pause between two rounds."""
        while True:
            try:
                async for _ in heard(database.WAKE):
                    self._woken.set()
            except Exception as away:  # the second's rhythm goes on without it
                log.info("Not listening: %r", away)
                await asyncio.sleep(ROUND_SECONDS)


def _fate(run: FlowRun | None) -> tuple[str, bool]:
    """Why a run cannot play its step any more, and whether it failed; an empty reason while it can."""
    if run is None:
        return "the run is gone from Prefect", False
    if run.state is None or not run.state.is_final():
        return "", False
    failed = run.state.is_failed() or run.state.is_crashed()
    return f"the run ended as {run.state.name} before the step was done", failed


async def _first_of(*events: asyncio.Event, seconds: float) -> None:
    waits = [asyncio.create_task(event.wait()) for event in events]
    _, left = await asyncio.wait(waits, timeout=seconds, return_when=asyncio.FIRST_COMPLETED)
    for wait in left:
        wait.cancel()


async def transact(act: Callable[[Session], Result]) -> Result:
    """Do one thing in a transaction of its own, off the event loop."""

    def in_transaction() -> Result:
        with database.transaction() as session:
            return act(session)

    return await asyncio.to_thread(in_transaction)


def _moment(session: Session) -> rounds.Moment:
    return rounds.Moment(rounds.revision(session), clock.now(session))


def _look(session: Session) -> rounds.Work:
    return rounds.look(session, now=clock.now(session), real_now=clock.real_now())


def _replace(session: Session, *, run_id: UUID, why: str, failed: bool) -> None:
    now, real_now = clock.now(session), clock.real_now()
    rounds.replace(session, run_id, why=why, failed=failed, now=now, real_now=real_now)
