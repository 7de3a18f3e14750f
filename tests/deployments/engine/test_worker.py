"""The warm worker on a real Prefect server: legs, waiting, misfortune."""

from __future__ import annotations

import time
from collections.abc import Iterator
from typing import Any
from uuid import UUID

import pytest
from prefect import flow
from prefect.client.orchestration import PrefectClient, SyncPrefectClient, get_client
from prefect.client.schemas.objects import FlowRun
from prefect.flow_runs import suspend_flow_run
from prefect.input import RunInput

from deployments.engine import worker as worker_module
from deployments.engine.worker import POOL
from tests.support.servers.prefect_engine import Playing, eventually

pytestmark = [pytest.mark.engine, pytest.mark.timeout(120)]

seen: list[str] = []


class Answer(RunInput):
    """What the waiting flow asks for."""

    name: str = ""


@flow(name="asking")
def asking() -> None:
    seen.append("before")
    answer: Any = suspend_flow_run(wait_for_input=Answer, timeout=None, key="question")
    seen.append(f"after {answer.name}")


@flow(name="failing")
def failing() -> None:
    raise RuntimeError("on purpose")


@flow(name="slow")
def slow(seconds: float) -> None:
    time.sleep(seconds)
    seen.append("slow")


@pytest.fixture(autouse=True)
def nothing_seen() -> None:
    seen.clear()


@pytest.fixture
def client(prefect_api: str) -> Iterator[SyncPrefectClient]:
    with get_client(sync_client=True) as client:
        yield client


def start(client: SyncPrefectClient, name: str, **parameters: object) -> UUID:
    deployment = client.read_deployment_by_name(f"{name}/{name}")
    return client.create_flow_run_from_deployment(deployment.id, parameters=parameters).id


def state(client: SyncPrefectClient, run: UUID) -> str:
    found = client.read_flow_run(run).state
    return str(found.name) if found else ""


def test_a_suspended_run_goes_on_when_it_is_answered(playing: Playing, client: SyncPrefectClient) -> None:
    with playing({"asking": asking}) as worker:
        run = start(client, "asking")
        worker.poke()
        eventually(lambda: state(client, run) == "Suspended")
        assert seen == ["before"]

        client.resume_flow_run(run, run_input={"name": "Vejle"})
        worker.poke()
        eventually(lambda: state(client, run) == "Completed")

    assert seen == ["before", "before", "after Vejle"]


def test_a_run_in_hand_is_live_and_no_longer_when_its_leg_has_ended(
    playing: Playing, client: SyncPrefectClient
) -> None:
    with playing({"slow": slow}) as worker:
        run = start(client, "slow", seconds=1.0)
        worker.poke()
        eventually(lambda: run in worker.live)
        eventually(lambda: state(client, run) == "Completed")

        eventually(lambda: run not in worker.live)


def test_a_failing_flow_does_not_stop_the_others(playing: Playing, client: SyncPrefectClient) -> None:
    with playing({"failing": failing, "slow": slow}) as worker:
        broken, sound = start(client, "failing"), start(client, "slow", seconds=0.1)
        worker.poke()

        eventually(lambda: (state(client, broken), state(client, sound)) == ("Failed", "Completed"))


def test_a_flow_the_engine_does_not_know_is_said_to_be_crashed(
    playing: Playing, client: SyncPrefectClient
) -> None:
    with playing({"slow": slow}) as worker:
        run = start(client, "slow", seconds=0.0)
        worker.flows = {}
        worker.poke()
        eventually(lambda: state(client, run) == "Crashed")

    crashed = client.read_flow_run(run).state
    assert crashed is not None
    assert crashed.message == "The engine knows no flow called 'slow'."


def test_more_runs_than_slots_are_all_played(playing: Playing, client: SyncPrefectClient) -> None:
    with playing({"slow": slow}) as worker:
        runs = [start(client, "slow", seconds=0.05) for _ in range(9)]
        worker.poke()

        eventually(lambda: {state(client, run) for run in runs} == {"Completed"}, seconds=30)


def test_a_run_deleted_while_it_waits_for_a_slot_is_no_misfortune(
    playing: Playing, client: SyncPrefectClient
) -> None:
    with playing({"slow": slow}) as worker:
        runs = [start(client, "slow", seconds=0.5) for _ in range(6)]
        worker.poke()
        eventually(lambda: runs[-1] in worker.live)
        client.delete_flow_run(runs[-1])

        eventually(lambda: {state(client, run) for run in runs[:-1]} == {"Completed"}, seconds=30)

    assert seen == ["slow"] * 5


def test_stopping_lets_the_playing_leg_come_to_its_end(playing: Playing, client: SyncPrefectClient) -> None:
    with playing({"slow": slow}) as worker:
        run = start(client, "slow", seconds=1.5)
        worker.poke()
        eventually(lambda: state(client, run) == "Running")

    assert state(client, run) == "Completed"


def test_a_poke_starts_a_leg_without_waiting_for_the_next_poll(
    playing: Playing, client: SyncPrefectClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(worker_module, "POLL_SECONDS", 600.0)

    with playing({"slow": slow}) as worker:
        run = start(client, "slow", seconds=0.0)
        worker.poke()

        eventually(lambda: state(client, run) == "Completed", seconds=60)


def test_runs_of_the_deployments_wait_in_our_pool(playing: Playing, client: SyncPrefectClient) -> None:
    with playing({"slow": slow}):
        pool = client.read_work_pool(POOL)

    assert (pool.name, pool.type) == ("tovholder", "warm")


def test_a_worker_outlives_a_server_that_is_away(
    playing: Playing, client: SyncPrefectClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    polls = 0

    async def unreachable(self: PrefectClient, **_: object) -> list[FlowRun]:
        nonlocal polls
        polls += 1
        raise ConnectionError("nobody there")

    with playing({"slow": slow}) as worker:
        with monkeypatch.context() as patched:
            patched.setattr(PrefectClient, "get_scheduled_flow_runs_for_work_pool", unreachable)
            run = start(client, "slow", seconds=0.0)
            eventually(lambda: polls > 1)
        assert state(client, run) == "Scheduled"

        worker.poke()
        eventually(lambda: state(client, run) == "Completed")
