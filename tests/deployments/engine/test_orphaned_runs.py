"""Runs that would never move by themselves are found and set right, on a real Prefect server."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from datetime import timedelta
from typing import TypeVar
from uuid import UUID, uuid4

import pytest
from prefect import flow
from prefect.client.orchestration import PrefectClient, get_client
from prefect.client.schemas.objects import FlowRun, State, StateType
from prefect.states import Cancelled, Cancelling, Completed, Pending, Running, Scheduled, Suspended

from actions import clock
from deployments.engine.orphaned_runs import Fate, OrphanedRuns
from deployments.engine.worker import WarmWorker
from tests.support.servers.prefect_engine import Playing

pytestmark = [pytest.mark.engine, pytest.mark.timeout(120)]
T = TypeVar("T")


@flow(name="patrolled")
def patrolled() -> None:
    """Never played here."""


@pytest.fixture
def orphans(playing: Playing) -> OrphanedRuns:
    """A look for orphans beside a worker that plays nothing; the deployment is there."""
    with playing({"patrolled": patrolled}):
        pass
    return OrphanedRuns(WarmWorker({}))


def ask(doing: Callable[[PrefectClient], Awaitable[T]]) -> T:
    async def asked() -> T:
        async with get_client() as client:
            return await doing(client)

    return asyncio.run(asked())


def run_in(state: State[None]) -> UUID:
    """A run of the deployment, forced into a state."""

    async def make(client: PrefectClient) -> UUID:
        deployment = await client.read_deployment_by_name("patrolled/patrolled")
        run = await client.create_flow_run_from_deployment(deployment.id)
        await client.set_flow_run_state(run.id, state, force=True)
        return run.id

    return ask(make)


def found(run_id: UUID) -> FlowRun:
    return ask(lambda client: client.read_flow_run(run_id))


def test_a_run_due_at_a_time_that_was_set_back_is_due_now(orphans: OrphanedRuns) -> None:
    later = clock.real_now() + timedelta(hours=1)
    run_id = run_in(Scheduled(scheduled_time=later))

    assert ask(orphans.finds)

    due = found(run_id).expected_start_time
    assert due is not None
    assert due < later - timedelta(minutes=50)
    run_is_over(run_id)


@pytest.mark.parametrize("state", [Running(), Pending()])
def test_a_run_nobody_plays_starts_again(orphans: OrphanedRuns, state: State[None]) -> None:
    run_id = run_in(state)
    at_once = ask(orphans.finds)
    just_now = found(run_id).state_type
    asyncio.run(asyncio.sleep(2.2))

    assert (at_once, ask(orphans.finds)) == (True, True)
    assert (just_now, found(run_id).state_type) == (state.type, StateType.SCHEDULED)
    run_is_over(run_id)


def test_a_run_that_was_being_cancelled_is_cancelled(orphans: OrphanedRuns) -> None:
    run_id = run_in(Cancelling())

    ask(orphans.finds)

    assert found(run_id).state_type == StateType.CANCELLED


def test_a_run_that_claims_to_run_since_tomorrow_is_abandoned(orphans: OrphanedRuns) -> None:
    tomorrow: State[None] = Running(timestamp=clock.real_now() + timedelta(days=1))
    run = FlowRun(id=uuid4(), flow_id=uuid4(), state=tomorrow)

    assert orphans._is_abandoned(run)


def test_runs_that_have_ended_or_are_gone_are_told_and_others_not(orphans: OrphanedRuns) -> None:
    waiting, done, stopped = run_in(Suspended()), run_in(Completed()), run_in(Cancelled())
    never_there = uuid4()

    fates = ask(lambda client: orphans.over(client, [waiting, done, never_there, stopped]))

    assert set(fates) == {
        Fate(done, "the run ended as Completed before the step was done"),
        Fate(stopped, "the run ended as Cancelled before the step was done"),
        Fate(never_there, "the run is gone from Prefect"),
    }
    assert ask(lambda client: orphans.over(client, [waiting])) == []


def run_is_over(run_id: UUID) -> None:
    """So that it does not move in the next test."""
    ask(lambda client: client.set_flow_run_state(run_id, Cancelled(), force=True))
