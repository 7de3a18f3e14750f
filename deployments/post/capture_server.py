"""The capture inbox: an SMTP server on this machine that keeps every letter and passes none on."""

from __future__ import annotations

import asyncio
import signal
import sys
from pathlib import Path

from aiosmtpd.smtp import SMTP, Envelope, Session

from mails.sending import capture_folder

_LARGEST = 25 * 1024 * 1024


class LetterKeeper:
    """Takes every recipient and keeps the letter once, however many there are."""

    def __init__(self, inbox: Path) -> None:
        self._inbox = inbox

    async def handle_DATA(self, server: SMTP, session: Session, envelope: Envelope) -> str:  # noqa: ARG002, N802 - aiosmtpd's name
        """Answer 250 only when the letter is on disk."""
        return f"250 kept as {capture_folder.store(self._inbox, envelope.original_content or b'')}"


async def serve(inbox: Path, port: int, stop: asyncio.Event) -> None:
    """Listen until told to stop."""
    keeper = LetterKeeper(inbox)

    def conversation() -> SMTP:
        return SMTP(keeper, data_size_limit=_LARGEST, enable_SMTPUTF8=True, hostname="localhost")

    server = await asyncio.get_running_loop().create_server(conversation, capture_folder.HOST, port)
    async with server:
        await stop.wait()


async def _until_stopped(data: Path, port: int) -> None:
    stop = asyncio.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        asyncio.get_running_loop().add_signal_handler(number, stop.set)
    await serve(capture_folder.folder(data), port, stop)


def main() -> None:
    """Run the capture inbox of a data folder on a port until SIGTERM; told both, it need not read the settings."""
    data, port = sys.argv[1:]
    asyncio.run(_until_stopped(Path(data), int(port)))


if __name__ == "__main__":
    main()
