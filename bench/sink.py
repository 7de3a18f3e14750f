"""The mail server at the other end: a process of its own that stamps each letter when it is complete, and passes it on.

On its output: a line with its port, then for each letter a line `NANOSECONDS BYTES` and the letter itself. The
nanoseconds are those of the monotonic clock, which all processes of a machine share.
"""

from __future__ import annotations

import asyncio
import sys
import time

from aiosmtpd.smtp import SMTP, Envelope, Session


class Stamper:
    """Takes everything."""

    async def handle_DATA(self, server: SMTP, session: Session, envelope: Envelope) -> str:  # noqa: ARG002, N802 - aiosmtpd's name
        """Stamp first, answer afterwards."""
        at = time.monotonic_ns()
        content = envelope.original_content or b""
        sys.stdout.buffer.write(b"%d %d\n" % (at, len(content)) + content)
        sys.stdout.buffer.flush()
        return "250 taken"


async def serve() -> None:
    """Listen on any free port, until killed."""
    loop = asyncio.get_running_loop()
    server = await loop.create_server(lambda: SMTP(Stamper(), hostname="localhost"), "127.0.0.1", 0)
    sys.stdout.buffer.write(b"%d\n" % server.sockets[0].getsockname()[1])
    sys.stdout.buffer.flush()
    await server.serve_forever()


if __name__ == "__main__":
    asyncio.run(serve())
