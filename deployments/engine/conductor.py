"""The conductor: asks the database what should be so, and makes Prefect's runs so. It decides nothing itself.

Level-triggered: whatever was missed, doubled or undone by hand is put right in a later round.
"""

from __future__ import annotations

import asyncio
import json
import logging
from collections.abc import Callable
from functools import partial
from typing import TYPE_CHECKING, Any, TypeVar
from uuid import UUID

from prefect.client.orchestration import PrefectClient, get_client
from prefect.client.schemas.objects import State
from prefect.input.run_input import keyset_from_base_key
from prefect.states import Cancelled
from sqlalchemy.orm import Session

from actions import clock, database
from actions.progress import enrolments, rounds, steps
from actions.progress.steps import Start
from actions.progress.waiting import Resumable
from deployments.database.notifications import heard
from deployments.engine.artifacts import the_board, the_week_plans
from deployments.engine.orphaned_runs import Fate, OrphanedRuns
from deployments.engine.registration import described, register
from deployments.prefect_server.change_notifier import FROM_ENGINE
from languages.catalogues import speak
from tasks.gates import form
from tasks.gates.absence import REFUSALS, is_gone

if TYPE_CHECKING:
    from deployments.engine.worker import WarmWorker
    from models.settings import Settings

ROUND_SECONDS, BUSY_SECONDS = 1.0, 0.1
"""Time between two rounds when all is quiet, and while runs are on their way."""
INSPECTION_SECONDS = 30.0
"""How often the runs of open steps are compared with Prefect, when nobody rings that one was changed by hand."""
ORPHANS_SECONDS = 10.0
"""How often Prefect is asked for runs that move or were left behind, when nothing else calls for it."""
SETTLED_SECONDS = 5.0
"""How often it is written that all is quiet, while it stays so."""
RESUMED_SECONDS = 10.0
"""A run that was let go and is still not played after this is let go once more."""

log = logging.getLogger(__name__)
Result = TypeVar("Result")


class Conductor:
    """One round a second, or at once when somebody stirs; every round may be the first or the last."""

    def __init__(self, worker: WarmWorker, settings: Settings) -> None:
        self.worker = worker
        self.settings = settings
        self._deployments: dict[str, UUID] = {}
        self._woken = asyncio.Event()
        self._inspected = self._looked_for_orphans = self._settled = float("-inf")
        self._let_go: dict[UUID, tuple[int, float]] = {}
        self._quiet: rounds.Quiet | None = None
        self._artifacts = (the_board(settings), the_week_plans())
        self._orphaned_runs = OrphanedRuns(worker)

    async def run(self, stop: asyncio.Event) -> None:
        """Keep conducting until `stop` is set; an error ends a round, never the conductor."""
        listeners = [
            asyncio.create_task(self._listen(database.WAKE, self._woken.set)),
            asyncio.create_task(self._listen(database.HAND, self._look_at_prefect)),
        ]
        async with get_client(httpx_settings={"headers": dict(FROM_ENGINE)}) as client:
            while not stop.is_set():
                self._woken.clear()
                quiet = True
                try:
                    quiet = await self.round(client)
                except Exception as broken:  # whatever it is, the next round asks again
                    log.warning("This round broke off: %r", broken)
                    self._inspected = float("-inf")
                await _first_of(stop, self._woken, seconds=ROUND_SECONDS if quiet else BUSY_SECONDS)
        for listener in listeners:
            listener.cancel()

    async def round(self, client: PrefectClient) -> bool:
        """Look once and act; True when nothing was left to do."""
        moment = await transact(_moment)
        moving = bool(self.worker.live)
        if self._is_time(self._looked_for_orphans, ORPHANS_SECONDS) or not (
            moving or self._is_known_quiet(moment)
        ):
            moving |= await self._orphaned_runs.finds(client)
            self._looked_for_orphans = asyncio.get_running_loop().time()
        if moving:
            self._quiet = None  # a leg may bring news without a stir: another wait, another gate
        if self._is_time(self._inspected, INSPECTION_SECONDS):
            await self._inspect(client)
        work = rounds.NOTHING if self._is_known_quiet(moment) else await transact(_look)
        await self._carry_out(client, work)
        quiet = not (moving or work)
        for artifact in self._artifacts:
            await artifact.refresh(client, moment.revision)
        if quiet:
            await self._settle(moment)
        return quiet

    async def _carry_out(self, client: PrefectClient, work: rounds.Work) -> None:
        news = [one for one in work.free if self._is_news(one)]
        # A sentence may wait while there is something to play: what comes next may change it once more.
        freed = [one for one in news if one.may_pass] or ([] if work.starts or self.worker.live else news)
        for start in work.starts:
            await self._start(client, start)
        for resumable in freed:
            await self._resume(client, resumable)
        for run_id, enrolment_id in work.withdrawn.items():
            await self._cancel(client, run_id, enrolment_id)
        if work.starts or freed:
            self.worker.poke()

    def _is_time(self, last: float, seconds: float) -> bool:
        return asyncio.get_running_loop().time() - last > seconds

    def _is_known_quiet(self, moment: rounds.EngineMoment) -> bool:
        """Whether an earlier look found nothing to do before a later instant, and nothing has happened since."""
        known = self._quiet
        return known is not None and known.revision == moment.revision and moment.now < known.until

    async def _settle(self, moment: rounds.EngineMoment) -> None:
        """Remember, and tell the database, that everything up to this revision is digested."""
        if not self._is_known_quiet(moment):
            until = await transact(lambda session: rounds.next_instant(session, now=moment.now))
            self._quiet = rounds.Quiet(moment.revision, until)
            self._artifacts[0].outdated()
            self._settled = float("-inf")
        if self._is_time(self._settled, SETTLED_SECONDS):
            await transact(lambda session: rounds.settle(session, moment.revision, real_now=clock.real_now()))
            self._settled = asyncio.get_running_loop().time()

    async def _inspect(self, client: PrefectClient) -> None:
        """Compare the runs of open steps with Prefect: those that ended or vanished are replaced."""
        played = await transact(rounds.played_runs)
        self._let_go = {run_id: when for run_id, when in self._let_go.items() if run_id in played}
        for fate in await self._orphaned_runs.over(client, played):
            if fate.run_id not in self.worker.live:
                await transact(partial(_replace, fate=fate))
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
            self._deployments = await register(self.worker.flows, await transact(described))
        return self._deployments[flow]

    def _is_news(self, free: Resumable) -> bool:
        """Whether the run is neither on its way out nor let go in this round of its form a moment ago."""
        last_round, at = self._let_go.get(free.run_id, (-1, float("-inf")))
        return free.run_id not in self.worker.live and (
            free.round != last_round or self._is_time(at, RESUMED_SECONDS)
        )

    async def _resume(self, client: PrefectClient, resumable: Resumable) -> None:
        try:
            answer = await client.resume_flow_run(resumable.run_id, await _automatic(client, resumable))
        # deleted meanwhile: the server answers 404 or 500, and the inspection finds out
        except Exception as gone:
            log.info("Run %s cannot be resumed: %r", resumable.run_id, gone)
            self._inspected = float("-inf")
            return
        self._let_go[resumable.run_id] = resumable.round, asyncio.get_running_loop().time()
        if answer.status.value != "ACCEPT":
            log.info(
                "Run %s is not resumed: %s",
                resumable.run_id,
                getattr(answer.details, "reason", answer.status),
            )
            self._inspected = float("-inf")

    async def _cancel(self, client: PrefectClient, run_id: UUID, enrolment_id: int) -> None:
        """The municipality has left: its run ends in Prefect as well."""
        language = await transact(lambda session: enrolments.language_of(session, enrolment_id))
        left: State[Any] = Cancelled(message=speak(language, "flows")("left"))
        try:
            await client.set_flow_run_state(run_id, left, force=True)
        except REFUSALS as refused:
            if not is_gone(refused):
                raise
            log.info("Run %s of a municipality that left is gone already", run_id)
        await transact(lambda session: rounds.forget_waiting(session, run_id))

    def _look_at_prefect(self) -> None:
        """Somebody has changed a run by hand: what is known of them holds no longer."""
        self._looked_for_orphans = self._inspected = float("-inf")
        self.worker.poke()
        self._woken.set()

    async def _listen(self, channel: str, heed: Callable[[], None]) -> None:
        """Let a call of the database end the pause between two rounds."""
        while True:
            try:
                async for _ in heard(channel):
                    heed()
            except Exception as away:  # the rounds' own rhythm goes on without it
                log.info("Not listening: %r", away)
                await asyncio.sleep(ROUND_SECONDS)


async def _automatic(client: PrefectClient, resumable: Resumable) -> dict[str, Any]:
    """The engine's own answer to the form this run shows, also one that an earlier release has left there."""
    schema = keyset_from_base_key(form.key(resumable.gate, resumable.round))["schema"]
    return form.automatic(json.loads(await client.read_flow_run_input(resumable.run_id, schema)))


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


def _moment(session: Session) -> rounds.EngineMoment:
    return rounds.EngineMoment(rounds.revision(session), clock.now(session))


def _look(session: Session) -> rounds.Work:
    return rounds.look(session, now=clock.now(session), real_now=clock.real_now())


def _replace(session: Session, *, fate: Fate) -> None:
    now, real_now = clock.now(session), clock.real_now()
    rounds.replace(session, fate.run_id, why=fate.why, failed=fate.failed, now=now, real_now=real_now)
