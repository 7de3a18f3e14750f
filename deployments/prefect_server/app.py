"""Prefect's own server, told to keep to itself: settings that call nobody, and a policy the browser enforces.

Nothing of Prefect is imported before its settings stand in the environment, because it reads them once.
"""

from __future__ import annotations

import os
from urllib.parse import urlsplit

from deployments.garbage_collection import look_for_garbage_seldom
from deployments.prefect_server.change_notifier import App, ChangeNotifier, Message, Receive, Scope, Send
from deployments.prefect_server.environment import environment
from models.settings import settings

POLICY = "; ".join(
    (
        "default-src 'self'",
        "script-src 'self' 'unsafe-eval'",  # the graph of a run compiles its shaders; without it the run's page has a hole
        "style-src 'self' 'unsafe-inline'",
        "img-src 'self' data: blob:",
        "font-src 'self' data:",
        "worker-src 'self' blob:",
        "connect-src 'self'",
        "object-src 'none'",
        "base-uri 'self'",
        "form-action 'self'",
        "frame-ancestors 'none'",
    )
)


def create_app() -> App:
    """Prefect's API and UI behind our guard and our change notifier; the factory uvicorn calls."""
    os.environ.update(environment(settings()))
    os.environ["PREFECT__SERVER_FINAL"] = (
        "1"  # what `prefect server start` sets: one app per process, built for good
    )
    from prefect.server.api.server import create_app as create_prefect_app

    app = create_prefect_app()
    look_for_garbage_seldom()
    return Guard(ChangeNotifier(app))


class Guard:
    """Lets no page of the UI reach a third party, and no page of a third party reach the API."""

    def __init__(self, app: App) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "lifespan":
            return await self.app(scope, receive, send)
        if _from_elsewhere(scope):
            return await _refuse(scope, send)

        async def send_guarded(message: Message) -> None:
            if message["type"] == "http.response.start":
                message["headers"] = [*message.get("headers", ()), *_HEADERS]
            await send(message)

        return await self.app(scope, receive, send_guarded)


_HEADERS = (
    (b"content-security-policy", POLICY.encode()),
    (b"referrer-policy", b"same-origin"),
    (b"x-content-type-options", b"nosniff"),
)


def _from_elsewhere(scope: Scope) -> bool:
    """True when a page of another address stands behind a request that could change something."""
    headers: dict[bytes, bytes] = dict(scope.get("headers", ()))
    origin = headers.get(b"origin", b"").decode("latin-1")
    if not origin or scope.get("method") in ("GET", "HEAD", "OPTIONS"):
        return False
    return urlsplit(origin).netloc != headers.get(b"host", b"").decode("latin-1")


async def _refuse(scope: Scope, send: Send) -> None:
    if scope["type"] == "websocket":
        await send({"type": "websocket.close", "code": 1008})
        return
    await send({"type": "http.response.start", "status": 403, "headers": [(b"content-type", b"text/plain")]})
    await send({"type": "http.response.body", "body": b"Requests from pages of other sites are refused."})
