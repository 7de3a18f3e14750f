"""The capture inbox: an SMTP server on this machine that keeps every letter and passes none on."""

from __future__ import annotations

import asyncio
import signal
from pathlib import Path

from aiosmtpd.smtp import SMTP, Envelope, Session

from actions import clock
from mails import captured
from models.settings import settings

HOST = "127.0.0.1"
_LARGEST = 25 * 1024 * 1024


class Keeper:
    """Takes every recipient and keeps the letter once, however many there are."""

    def __init__(self, inbox: Path) -> None:
        self._inbox = inbox

    async def handle_DATA(self, server: SMTP, session: Session, envelope: Envelope) -> str:  # noqa: ARG002, N802 - aiosmtpd's name
        """Answer 250 only when the letter is on disk."""
        content = envelope.original_content or b""
        return f"250 kept as {captured.store(self._inbox, content, at=clock.real_now())}"


async def serve(inbox: Path, port: int, stop: asyncio.Event) -> None:
    """Listen until told to stop."""
    keeper = Keeper(inbox)

    def conversation() -> SMTP:
        return SMTP(keeper, data_size_limit=_LARGEST, enable_SMTPUTF8=True, hostname="localhost")

    server = await asyncio.get_running_loop().create_server(conversation, HOST, port)
    async with server:
        await stop.wait()


async def _until_stopped() -> None:
    stop = asyncio.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        asyncio.get_running_loop().add_signal_handler(number, stop.set)
    await serve(captured.folder(settings().data), settings().inbox_port, stop)


def main() -> None:
    """Run the capture inbox until SIGTERM."""
    asyncio.run(_until_stopped())


if __name__ == "__main__":
    main()
