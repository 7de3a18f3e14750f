"""The engine is told when a run was changed by hand, and not of what it does itself."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping
from contextlib import aclosing

import httpx
import pytest

from actions.database import HAND
from deployments.database.notifications import heard
from deployments.prefect_server.change_notifier import FROM_ENGINE, ChangeNotifier, Receive, Scope, Send
from models.settings import settings

RUN = "/api/flow_runs/0b5ee6f5-6a2b-4c0e-8a6e-3f0e4c1d2b3a"
PATIENCE = 0.5


def answering(status: int) -> ChangeNotifier:
    async def inner(scope: Scope, receive: Receive, send: Send) -> None:
        await send({"type": "http.response.start", "status": status, "headers": []})
        await send({"type": "http.response.body", "body": b"inside"})

    return ChangeNotifier(inner)


async def rings(request: str, status: int = 200, headers: Mapping[str, str] | None = None) -> bool:
    """Whether the bell rings at the request, heard through the database."""
    async with aclosing(heard(HAND)) as calls:
        await anext(calls)  # now we listen
        transport = httpx.ASGITransport(app=answering(status))
        async with httpx.AsyncClient(transport=transport, base_url="http://prefect") as client:
            answer = await client.request(*request.split(), headers=headers)
        assert (answer.status_code, answer.text) == (status, "inside")
        try:
            await asyncio.wait_for(anext(calls), PATIENCE)
        except TimeoutError:
            return False
    return True


@pytest.mark.parametrize(
    "request_line",
    [
        f"POST {RUN}/set_state",
        f"POST {RUN}/resume",
        f"DELETE {RUN}",
        "POST /api/flow_runs/",
        "POST /api/flow_runs/bulk_set_state",
        "POST /api/deployments/d1/create_flow_run",
    ],
)
def test_a_change_by_hand_rings(database_url: str, request_line: str) -> None:
    assert asyncio.run(rings(request_line))


@pytest.mark.parametrize(
    "request_line",
    ["POST /api/flow_runs/filter", "POST /api/flow_runs/count", f"GET {RUN}", f"POST {RUN}/input", "GET /"],
)
def test_looking_does_not_ring(database_url: str, request_line: str) -> None:
    assert not asyncio.run(rings(request_line))


def test_what_was_refused_does_not_ring(database_url: str) -> None:
    assert not asyncio.run(rings(f"POST {RUN}/resume", status=409))


def test_the_engine_need_not_be_told_what_it_does_itself(database_url: str) -> None:
    assert not asyncio.run(rings(f"POST {RUN}/set_state", headers=FROM_ENGINE))


def test_a_database_that_is_away_takes_nothing_from_the_answer(
    monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.setenv("TOVHOLDER_DATABASE_URL", "postgresql://nobody@127.0.0.1:1/away")
    settings.cache_clear()

    async def ask() -> httpx.Response:
        transport = httpx.ASGITransport(app=answering(200))
        async with httpx.AsyncClient(transport=transport, base_url="http://prefect") as client:
            return await client.post(f"{RUN}/resume")

    answer = asyncio.run(ask())
    settings.cache_clear()

    assert answer.text == "inside"
    assert "could not be told" in caplog.text
