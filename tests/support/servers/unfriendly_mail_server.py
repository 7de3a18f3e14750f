"""A mail server for tests that can be as unfriendly as real ones: refuse, put off, hang, and drop the line at any point."""

from __future__ import annotations

import asyncio
import email
import ssl
import threading
import time
import warnings
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from email.message import EmailMessage
from email.policy import default
from typing import Any

from aiosmtpd.smtp import SMTP, AuthResult, Envelope, Session

OK = "250 OK"
DROP = "drop the line"
HANG = "say nothing"


class MailServer:
    """What it answers is taken from `mail`, `rcpt` and `data`, one answer a letter, and OK when they are empty.

    For `data`, the answers `TAKEN_AND_…` keep the letter, and drop the line or fall silent before saying so.
    """

    def __init__(self) -> None:
        self.port = 0
        self.mail: list[str] = []
        self.rcpt: list[str] = []
        self.data: list[str] = []
        self.delay = 0.0
        self.connections = 0
        self.received: list[bytes] = []
        self.envelopes: list[tuple[str, list[str]]] = []
        self.lines: list[asyncio.Transport] = []
        self.loop = asyncio.new_event_loop()

    def messages(self) -> list[EmailMessage]:
        """The letters taken, parsed."""
        return [
            email.message_from_bytes(one, _class=EmailMessage, policy=default) for one in list(self.received)
        ]

    def copies(self) -> Counter[str]:
        """How many copies of each Message-ID arrived."""
        return Counter(str(message["Message-ID"]) for message in self.messages())

    def wait_for(self, number: int, seconds: float = 10.0) -> None:
        """Until so many letters have arrived."""
        until(lambda: len(self.received) >= number, seconds)

    def drop_all(self) -> None:
        """Close every line from this end, as servers do with idle ones; to be called in the server's loop."""
        for line in self.lines:
            line.abort()

    async def handle_MAIL(  # noqa: N802 - aiosmtpd's name
        self, server: SMTP, session: Session, envelope: Envelope, address: str, options: list[str]
    ) -> str:
        envelope.mail_from, envelope.mail_options = address, options
        return await self._answer(server, self.mail)

    async def handle_RCPT(  # noqa: N802 - aiosmtpd's name
        self, server: SMTP, session: Session, envelope: Envelope, address: str, options: list[str]
    ) -> str:
        answer = await self._answer(server, self.rcpt)
        if answer == OK:
            envelope.rcpt_tos.append(address)
        return answer

    async def handle_DATA(self, server: SMTP, session: Session, envelope: Envelope) -> str:  # noqa: N802 - aiosmtpd's name
        await asyncio.sleep(self.delay)
        if self.data and self.data[0] in _THEN:
            self._keep(envelope)
            self.data[0] = _THEN[self.data[0]]
        answer = await self._answer(server, self.data)
        if answer == OK:
            self._keep(envelope)
        return answer

    def _keep(self, envelope: Envelope) -> None:
        self.envelopes.append((str(envelope.mail_from), list(envelope.rcpt_tos)))
        self.received.append(envelope.original_content or b"")

    async def _answer(self, server: SMTP, answers: list[str]) -> str:
        answer = answers.pop(0) if answers else OK
        if answer == HANG:
            await asyncio.sleep(30)
        if answer == DROP:
            assert isinstance(server.transport, asyncio.Transport)
            server.transport.abort()
            return "421 too late to hear this"
        return answer


TAKEN_AND_DROPPED = "taken and dropped"
TAKEN_AND_SILENT = "taken and silent"
_THEN = {TAKEN_AND_DROPPED: DROP, TAKEN_AND_SILENT: HANG}


class _Line(SMTP):
    """One conversation; counted, and remembered so that it can be dropped."""

    def connection_made(self, transport: Any) -> None:
        if isinstance(self.event_handler, MailServer) and transport not in self.event_handler.lines:
            self.event_handler.connections += 1
            self.event_handler.lines.append(transport)
        super().connection_made(transport)


@contextmanager
def mail_server(
    *,
    tls: ssl.SSLContext | None = None,
    starttls: ssl.SSLContext | None = None,
    login: tuple[str, str] | None = None,
) -> Iterator[MailServer]:
    """Run one in a thread: plain, on a TLS line, or with STARTTLS; with a login it wants, when one is given."""

    def check(_server: Any, _session: Any, _envelope: Any, _mechanism: str, data: Any) -> AuthResult:
        given = (data.login.decode(), data.password.decode())
        return AuthResult(success=given == login, handled=False)

    keeper = MailServer()
    loop = keeper.loop

    def line() -> SMTP:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # it warns of logins in the clear, which are what a test may want
            return _Line(
                keeper,
                hostname="localhost",
                tls_context=starttls,
                require_starttls=starttls is not None,
                auth_required=login is not None,
                auth_require_tls=False,
                authenticator=check if login else None,
                loop=loop,
            )

    server = loop.run_until_complete(loop.create_server(line, "127.0.0.1", 0, ssl=tls))
    keeper.port = server.sockets[0].getsockname()[1]
    thread = threading.Thread(target=loop.run_forever, daemon=True)
    thread.start()
    try:
        yield keeper
    finally:
        asyncio.run_coroutine_threadsafe(_end(keeper, server), loop).result(5)
        loop.call_soon_threadsafe(loop.stop)
        thread.join(5)
        loop.close()


async def _end(keeper: MailServer, server: asyncio.Server) -> None:
    server.close()
    keeper.drop_all()
    talks = asyncio.all_tasks() - {asyncio.current_task()}
    for talk in talks:
        talk.cancel()
    await asyncio.gather(*talks, return_exceptions=True)


def until(true: Callable[[], bool], seconds: float = 10.0) -> None:
    """Wait until it is so, and say what was waited for when it never is."""
    end = time.monotonic() + seconds
    while not true():
        assert time.monotonic() < end, "waited in vain"
        time.sleep(0.01)
