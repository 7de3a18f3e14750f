"""What a leg needs of Prefect: one client for all legs, and no question whose answer is known.

Prefect's flow engine is made for one process per run: for each leg it would open a client, write back the retry policy it
has read, read the run it was given, ask where results are kept that we do not keep, and listen on a line of its own for a
suspension from outside. That is six of ten requests a leg, and half of its time.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from functools import cached_property
from typing import Any, TypeVar
from uuid import UUID

import httpx
from prefect.client.orchestration import SyncPrefectClient
from prefect.client.schemas.objects import FlowRun, State
from prefect.client.schemas.responses import OrchestrationResult, StateWaitDetails
from prefect.context import SyncClientContext
from prefect.exceptions import Abort
from prefect.settings import PREFECT_API_URL, PREFECT_FLOWS_HEARTBEAT_FREQUENCY, temporary_settings

from deployments.prefect_server.change_notifier import FROM_ENGINE

T = TypeVar("T")


class LegClient(SyncPrefectClient):
    """Prefect's client, shared by the threads of this process; it knows the runs that are being played."""

    def __init__(self, api: str) -> None:
        super().__init__(api, httpx_settings={"headers": dict(FROM_ENGINE)})
        self._runs: dict[UUID, tuple[FlowRun, FlowRun]] = {}

    @contextmanager
    def playing(self, run: FlowRun) -> Iterator[FlowRun]:
        """The run as its engine should be given it, which then keeps the state of that copy up to date.

        Without a deployment, or the engine would watch each leg for a suspension from outside; ours end by themselves.
        """
        given = run.model_copy(update={"deployment_id": None})
        self._runs[run.id] = (run, given)
        try:
            yield given
        finally:
            del self._runs[run.id]

    def read_flow_run(self, flow_run_id: UUID) -> FlowRun:
        """The run that is being played, as its engine has brought it; another as the server knows it."""
        if flow_run_id not in self._runs:
            return super().read_flow_run(flow_run_id)
        run, given = self._runs[flow_run_id]
        return given.model_copy(update={"deployment_id": run.deployment_id})

    def set_flow_run_state(
        self, flow_run_id: UUID | str, state: State[T], force: bool = False
    ) -> OrchestrationResult[T]:
        """Prefect's answer.

        Raises:
            Abort: instead of sleeping in a slot until a time that is ahead only because the machine's clock was set back.
        """
        answer = super().set_flow_run_state(flow_run_id, state, force)
        if isinstance(answer.details, StateWaitDetails):
            raise Abort(f"Prefect would start run {flow_run_id} in {answer.details.delay_seconds} s")
        return answer

    def update_flow_run(self, flow_run_id: UUID, *args: Any, **changes: Any) -> httpx.Response:
        """Nothing for a run that is being played: its engine writes back what it has read."""
        if flow_run_id in self._runs:
            return httpx.Response(httpx.codes.NO_CONTENT)
        return super().update_flow_run(flow_run_id, *args, **changes)

    def read_server_default_result_storage(self) -> Any:
        """Asked once: no result of ours is kept anywhere."""
        return self._result_storage

    @cached_property
    def _result_storage(self) -> Any:
        return super().read_server_default_result_storage()


@contextmanager
def client_for_legs() -> Iterator[None]:
    """Every leg started inside, in whatever thread, uses the same client, and has no heartbeat: that costs it a second."""
    with (
        temporary_settings({PREFECT_FLOWS_HEARTBEAT_FREQUENCY: None}),
        SyncClientContext.model_construct(client=LegClient(PREFECT_API_URL.value())),
    ):
        yield


@contextmanager
def playing(run: FlowRun) -> Iterator[FlowRun]:
    """The run as Prefect's engine should be given it, inside `client_for_legs`."""
    context = SyncClientContext.get()
    assert context is not None, "a leg is played inside client_for_legs"  # noqa: S101 - for the type checker
    assert isinstance(context.client, LegClient)  # noqa: S101 - for the type checker
    with context.client.playing(run) as given:
        yield given
