"""The parts of a running installation: what each is started with, and how one sees that it is there."""

from __future__ import annotations

import asyncio
import sys
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import datetime

import httpx

from deployments import pulse
from deployments.inbox import HOST
from models.settings import Settings

Probe = Callable[[datetime], Awaitable[bool]]
"""Asks whether a part is there, given the real time since when it should be."""


@dataclass(frozen=True)
class Port:
    """A port a part listens on, and the setting that chooses it."""

    number: int
    setting: str


@dataclass(frozen=True)
class Part:
    """One child process of the supervisor. `grace` is how long it may take to end by itself."""

    name: str
    command: tuple[str, ...]
    is_there: Probe
    ports: tuple[Port, ...] = ()
    grace: float = 10.0


def parts(settings: Settings) -> tuple[Part, ...]:
    """All parts in the order they are started; they are stopped in the opposite order."""
    prefect = Port(settings.prefect_port, "TOVHOLDER_PREFECT_PORT")
    portal = Port(settings.portal_port, "TOVHOLDER_PORTAL_PORT")
    mail = Port(settings.inbox_port, "TOVHOLDER_INBOX_PORT")
    always = (
        Part(
            "prefect",
            _web("deployments.prefect_server", settings, prefect),
            _web_answers(settings, prefect, "/api/health"),
            (prefect,),
        ),
        Part(
            "portal",
            _web("portal.app", settings, portal),
            _web_answers(settings, portal, "/health"),
            (portal,),
        ),
        Part("postman", _module("deployments.postman"), _beats("postman"), grace=30.0),
        Part("engine", _module("deployments.engine"), _beats("engine"), grace=60.0),
    )
    inbox = Part("inbox", _module("deployments.inbox"), _listens(mail), (mail,))
    return (inbox, *always) if settings.captures_mail else always


def _module(name: str) -> tuple[str, ...]:
    return (sys.executable, "-m", name)


def _web(module: str, settings: Settings, port: Port) -> tuple[str, ...]:
    where = ("--host", settings.host, "--port", str(port.number))
    manners = ("--log-level", "warning", "--no-access-log", "--timeout-graceful-shutdown", "3")
    return (*_module("uvicorn"), "--factory", f"{module}:create_app", *where, *manners)


def _web_answers(settings: Settings, port: Port, path: str) -> Probe:
    async def is_there(_since: datetime) -> bool:
        async with httpx.AsyncClient(trust_env=False, timeout=2.0) as client:
            try:
                answer = await client.get(f"http://{settings.host}:{port.number}{path}")
            except httpx.HTTPError:
                return False
        return answer.status_code == httpx.codes.OK

    return is_there


def _listens(port: Port) -> Probe:
    """The capture inbox never leaves loopback, whatever address the servers have."""

    async def is_there(_since: datetime) -> bool:
        try:
            _, writer = await asyncio.wait_for(asyncio.open_connection(HOST, port.number), 2.0)
        except (OSError, TimeoutError):
            return False
        writer.close()
        return True

    return is_there


def _beats(part: str) -> Probe:
    async def is_there(since: datetime) -> bool:
        last = await asyncio.to_thread(pulse.last_beat, part)
        return last is not None and last >= since

    return is_there
