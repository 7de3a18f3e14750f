"""Prefect's server behind our guard: it keeps to itself, and refuses the pages of others."""

from __future__ import annotations

import asyncio

import httpx
import pytest

from deployments.prefect_server.app import POLICY, Guard
from deployments.prefect_server.change_notifier import Message, Receive, Scope, Send
from deployments.prefect_server.environment import environment
from models.settings import Settings

ADDRESS = "http://127.0.0.1:4200"


async def inner(scope: Scope, receive: Receive, send: Send) -> None:
    await send({"type": "http.response.start", "status": 200, "headers": [(b"content-type", b"text/plain")]})
    await send({"type": "http.response.body", "body": b"inside"})


async def ask(method: str, **headers: str) -> httpx.Response:
    transport = httpx.ASGITransport(app=Guard(inner))
    async with httpx.AsyncClient(transport=transport, base_url=ADDRESS) as client:
        return await client.request(method, "/api/flow_runs/filter", headers=headers)


def asked(method: str, **headers: str) -> httpx.Response:
    return asyncio.run(ask(method, **headers))


def test_every_answer_carries_the_policy() -> None:
    answer = asked("GET")

    assert answer.text == "inside"
    assert answer.headers["content-security-policy"] == POLICY
    assert answer.headers["referrer-policy"] == "same-origin"
    assert answer.headers["x-content-type-options"] == "nosniff"
    assert answer.headers["content-type"] == "text/plain"


def test_the_policy_names_no_other_host() -> None:
    sources = {source for directive in POLICY.split("; ") for source in directive.split()[1:]}

    assert sources <= {"'self'", "'none'", "'unsafe-inline'", "'unsafe-eval'", "data:", "blob:"}


@pytest.mark.parametrize(
    ("method", "origin", "status"),
    [
        ("POST", "https://elsewhere.example.org", 403),
        ("DELETE", "null", 403),
        ("POST", "http://127.0.0.1:9999", 403),
        ("POST", ADDRESS, 200),
        ("GET", "https://elsewhere.example.org", 200),
    ],
)
def test_only_our_own_pages_may_change_anything(method: str, origin: str, status: int) -> None:
    assert asked(method, origin=origin).status_code == status


def test_a_program_that_is_no_page_may_change_things() -> None:
    assert asked("POST").status_code == 200


def test_a_websocket_from_elsewhere_is_closed() -> None:
    sent: list[Message] = []

    async def send(message: Message) -> None:
        sent.append(message)

    async def receive() -> Message:
        return {"type": "websocket.connect"}

    headers = [(b"host", b"127.0.0.1:4200"), (b"origin", b"https://elsewhere.example.org")]
    asyncio.run(Guard(inner)({"type": "websocket", "headers": headers}, receive, send))

    assert sent == [{"type": "websocket.close", "code": 1008}]


def test_prefect_is_told_to_call_nobody(settings_of_a_machine: Settings) -> None:
    told = environment(settings_of_a_machine)

    assert told["PREFECT_SERVER_ANALYTICS_ENABLED"] == "false"
    assert told["DO_NOT_TRACK"] == "1"
    assert told["PREFECT_API_URL"] == "http://127.0.0.1:4711/api"
    assert told["PREFECT_SERVER_API_HOST"] == "127.0.0.1"
    assert told["PREFECT_SERVER_DATABASE_CONNECTION_URL"].startswith("postgresql+asyncpg://")
    home = str(settings_of_a_machine.data)
    assert [told[name].startswith(home) for name in ("PREFECT_HOME", "PREFECT_PROFILES_PATH")] == [True, True]


def test_a_proxy_of_the_network_is_not_asked_for_this_machine(
    settings_of_a_machine: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("NO_PROXY", "intranet.example.org")

    told = environment(settings_of_a_machine)

    assert told["NO_PROXY"] == "intranet.example.org,127.0.0.1,localhost"


def test_every_setting_is_one_this_prefect_knows(settings_of_a_machine: Settings) -> None:
    from prefect.settings import get_current_settings
    from prefect.settings.legacy import _get_valid_setting_names

    known = _get_valid_setting_names(type(get_current_settings()))

    assert {name for name in environment(settings_of_a_machine) if name.startswith("PREFECT_")} <= known


@pytest.fixture
def settings_of_a_machine(tmp_path: object, monkeypatch: pytest.MonkeyPatch) -> Settings:
    monkeypatch.delenv("NO_PROXY", raising=False)
    monkeypatch.delenv("no_proxy", raising=False)
    return Settings(data=tmp_path, prefect_port=4711)


@pytest.mark.engine
def test_the_server_starts_with_these_settings_and_says_so(prefect_server: str) -> None:
    with httpx.Client(base_url=prefect_server, trust_env=False) as client:
        settings = client.get("/api/admin/settings").json()

    assert settings["server"]["analytics_enabled"] is False
    assert settings["server"]["services"]["pause_expirations"]["loop_seconds"] == 300
    assert settings["server"]["ui"]["show_promotional_content"] is False
    assert settings["tasks"]["default_no_cache"] is True
