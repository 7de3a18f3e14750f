"""The parts of a running installation: what each is started with, and how one sees that it is there."""

from __future__ import annotations

import sys
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from functools import partial

from deployments.supervisor import probes
from mails.sending import capture_folder
from models.settings import Settings

LOCK_LOST = 75
"""Exit code of an engine that ended because it no longer knows whether it holds the lock; the database's fault, not its own."""
KEPT = ("--timeout-keep-alive", "60")
"""A connection is kept longer than clients keep theirs, so that it is never the server who has just closed it."""
Look = Callable[[], Awaitable[str]]
"""Looks for a sign of life; empty when there is none."""


@dataclass(frozen=True)
class Port:
    """A port a part listens on, and the setting that chooses it."""

    number: int
    setting: str


@dataclass(frozen=True)
class Part:
    """One child process of the supervisor. `grace` is how long it may take to end by itself.

    `behind` others it stands when all of them want the processor: what people wait for goes before what runs by itself.

    A part without a `look` of its own has a pulse in the database.
    """

    name: str
    command: tuple[str, ...]
    look: Look | None = None
    ports: tuple[Port, ...] = ()
    grace: float = 10.0
    behind: bool = False


def parts(settings: Settings) -> tuple[Part, ...]:
    """All parts in the order they are started; they are stopped in the opposite order."""
    prefect = Port(settings.prefect_port, "TOVHOLDER_PREFECT_PORT")
    portal = Port(settings.portal_port, "TOVHOLDER_PORTAL_PORT")
    mail = Port(settings.inbox_port, "TOVHOLDER_INBOX_PORT")
    always = (
        _web(
            "prefect",
            "deployments.prefect_server.app",
            "/api/health",
            settings,
            prefect,
            behind=True,
        ),
        _web("portal", "portal.app", "/health", settings, portal),
        Part("postman", _module("deployments.post.postman"), grace=30.0),
        Part("engine", _module("deployments.engine.process"), grace=60.0, behind=True),
    )
    if not settings.captures_mail:
        return always
    keeps = _module("deployments.post.capture_server", str(settings.data), str(mail.number))
    return (
        Part("inbox", keeps, partial(probes.greeting, capture_folder.HOST, mail.number), (mail,)),
        *always,
    )


def _module(name: str, *words: str) -> tuple[str, ...]:
    return (sys.executable, "-m", name, *words)


def _web(name: str, module: str, path: str, settings: Settings, port: Port, *, behind: bool = False) -> Part:
    where = ("--host", settings.host, "--port", str(port.number))
    manners = ("--log-level", "warning", "--no-access-log", "--timeout-graceful-shutdown", "3", *KEPT)
    command = _module("uvicorn", "--factory", f"{module}:create_app", *where, *manners)
    look = partial(probes.page, settings.host, port.number, path)
    return Part(name, command, look, (port,), behind=behind)
