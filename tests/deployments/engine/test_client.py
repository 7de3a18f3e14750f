"""What a leg knows it does not ask: a client whose server answers nobody."""

from __future__ import annotations

from typing import Any
from uuid import uuid4

import pytest
from prefect.client.orchestration import SyncPrefectClient
from prefect.client.schemas.objects import FlowRun
from prefect.client.schemas.responses import OrchestrationResult, SetStateStatus, StateWaitDetails
from prefect.exceptions import Abort
from prefect.states import Running

from deployments.engine.client import LegClient

NOBODY = "http://127.0.0.1:1/api"


@pytest.fixture
def run() -> FlowRun:
    """A run as the worker is given it."""
    return FlowRun(id=uuid4(), flow_id=uuid4(), deployment_id=uuid4(), name="Vejle · 1 Forberedelse")


def test_the_run_in_hand_is_read_from_memory(run: FlowRun) -> None:
    client = LegClient(NOBODY)
    with client.playing(run) as given:
        given.state_name = "Running"  # as Prefect's engine does
        read = client.read_flow_run(run.id)
        written = client.update_flow_run(run.id, flow_version="1")

    assert (read.deployment_id, read.state_name) == (run.deployment_id, "Running")
    assert written.is_success


def test_the_engine_is_given_a_run_without_a_deployment(run: FlowRun) -> None:
    """With one it would open a line of its own for each leg, to hear of a suspension from outside."""
    with LegClient(NOBODY).playing(run) as given:
        assert given.deployment_id is None

    assert run.deployment_id is not None


def test_afterwards_the_run_is_asked_for_again(run: FlowRun, monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[Any] = []
    monkeypatch.setattr(SyncPrefectClient, "read_flow_run", lambda self, run_id: asked.append(run_id))
    client = LegClient(NOBODY)
    with client.playing(run):
        client.read_flow_run(run.id)
    client.read_flow_run(run.id)

    assert asked == [run.id]


def test_a_leg_does_not_sleep_until_a_time_that_was_set_back(
    run: FlowRun, monkeypatch: pytest.MonkeyPatch
) -> None:
    wait: OrchestrationResult[Any] = OrchestrationResult(
        state=None, status=SetStateStatus.WAIT, details=StateWaitDetails(delay_seconds=3600, reason="later")
    )
    monkeypatch.setattr(SyncPrefectClient, "set_flow_run_state", lambda *_args, **_options: wait)

    with pytest.raises(Abort, match="in 3600"):
        LegClient(NOBODY).set_flow_run_state(run.id, Running())
