"""What keeps the pages safe: headers on every answer, a nonce against forged posts, a measure on what is uploaded."""

from __future__ import annotations

import secrets
from collections.abc import Mapping
from urllib.parse import urlsplit

from fastapi import Request
from starlette.datastructures import MutableHeaders
from starlette.responses import Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from models.settings import settings

NONCE = "tovholder_nonce"
"""Name of the cookie and of the hidden field that must repeat it."""

HEADERS: Mapping[str, str] = {
    "Content-Security-Policy": (
        "default-src 'none'; style-src 'self'; img-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
    ),
    "Referrer-Policy": "no-referrer",
    "Cache-Control": "no-store",
    "X-Content-Type-Options": "nosniff",
    "X-Robots-Tag": "noindex",
    "Cross-Origin-Opener-Policy": "same-origin",
}
"""On every answer that does not bring its own."""

_ROOM_FOR_FORMS = 2**20
_DRAINED = 10


class TooLarge(Exception):
    """The body of a request has grown past the largest delivery; met while it is read, never after."""


class Guarded:
    """ASGI: sets the headers, and counts the bytes of a request while they come in."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return

        async def with_headers(message: Message) -> None:
            if message["type"] == "http.response.start":
                headers = MutableHeaders(scope=message)
                for name, value in HEADERS.items():
                    headers.setdefault(name, value)
            await send(message)

        await self._app(scope, _measured(receive), with_headers)


def _measured(receive: Receive) -> Receive:
    limit = settings().upload_bytes + _ROOM_FOR_FORMS
    got = 0

    async def counted() -> Message:
        nonlocal got
        message = await receive()
        got += len(message.get("body", b""))
        if got <= limit:
            return message
        while message.get("more_body") and got < _DRAINED * limit:  # a browser that is cut off shows no page
            message = await receive()
            got += len(message.get("body", b""))
        raise TooLarge

    return counted


def nonce_of(request: Request) -> str:
    """The browser's nonce, or a fresh one; `remember` gives it to the browser."""
    return request.cookies.get(NONCE) or secrets.token_urlsafe(24)


def remember(response: Response, nonce: str) -> None:
    """Let the browser bring the nonce along with every later post."""
    secure = settings().portal_address.startswith("https://")
    response.set_cookie(NONCE, nonce, httponly=True, samesite="lax", secure=secure, path="/")


def is_forged(request: Request, repeated: str) -> bool:
    """True unless the post comes from a page of ours: its nonce is the browser's, and its origin is not another site's.

    `Referrer-Policy: no-referrer` makes browsers write `Origin: null` on our own forms too; then Sec-Fetch-Site tells.
    """
    brought = request.cookies.get(NONCE, "")
    if not brought or not secrets.compare_digest(brought.encode(), repeated.encode()):
        return True
    if request.headers.get("sec-fetch-site", "same-origin") not in ("same-origin", "none"):
        return True
    origin = request.headers.get("origin", "null")
    own = {request.headers.get("host", ""), urlsplit(settings().portal_address).netloc}
    return origin != "null" and urlsplit(origin).netloc not in own
