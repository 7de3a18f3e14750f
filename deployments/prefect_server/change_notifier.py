"""Tells the engine at once when somebody changes a run in Prefect, so that it need not ask all the time."""

from __future__ import annotations

import logging
import re
from collections.abc import Awaitable, Callable, MutableMapping
from types import MappingProxyType
from typing import Any

import psycopg

from actions.database import HAND
from deployments.database.notifications import call

Scope = MutableMapping[str, Any]
Message = MutableMapping[str, Any]
Receive = Callable[[], Awaitable[Message]]
Send = Callable[[Message], Awaitable[None]]
App = Callable[[Scope, Receive, Send], Awaitable[None]]

FROM_ENGINE = MappingProxyType({"x-tovholder-part": "engine"})
"""The header of the engine's own requests: what it does itself it need not be told."""
CHANGES = re.compile(
    r"POST /api/flow_runs/(|bulk_\w+|[^/]+/(set_state|resume))|DELETE /api/flow_runs/[^/]+"
    r"|POST /api/deployments/[^/]+/create_flow_run(/bulk)?"
)

log = logging.getLogger(__name__)


class ChangeNotifier:
    """Rings after every request that has changed a run and does not come from the engine."""

    def __init__(self, app: App) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if not _changes_runs(scope):
            return await self.app(scope, receive, send)
        answers: list[int] = []

        async def noticed(message: Message) -> None:
            answers.append(message.get("status", 0))
            await send(message)

        await self.app(scope, receive, noticed)
        if answers and answers[0] < 300:
            await _ring()
        return None


async def _ring() -> None:
    try:
        await call(HAND)
    except psycopg.Error as away:  # then the engine finds out a few seconds later
        log.warning("The engine could not be told of a change by hand: %s", away)


def _changes_runs(scope: Scope) -> bool:
    if scope["type"] != "http" or not CHANGES.fullmatch(f"{scope['method']} {scope['path']}"):
        return False
    headers = {name.decode("latin-1"): value.decode("latin-1") for name, value in scope["headers"]}
    return not FROM_ENGINE.items() <= headers.items()
