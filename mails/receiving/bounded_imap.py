"""imaplib with bounds: however a server behaves, no command lasts longer or brings more than it may."""

from __future__ import annotations

import base64
import imaplib
import ssl
import time
from typing import Any, BinaryIO

Refused = imaplib.IMAP4.error
"""A command was answered with no, or not in a way imaplib understands."""
Lost = imaplib.IMAP4.abort
"""A kind of Refused: the line cannot be used any more."""
_PIECE = 2**16
_LONGEST_LINE = 2**20


class Bounded(imaplib.IMAP4):
    """A line to a mailbox. Silence, one byte a second and endless answers all end in an error of imaplib or OSError."""

    def __init__(self, host: str, port: int, *, seconds: float, most_bytes: int, **options: Any) -> None:
        self._seconds, self._most_bytes = seconds, most_bytes
        self.fresh()
        super().__init__(host, port, timeout=seconds, **options)

    def fresh(self) -> None:
        """A new command may take its time and its bytes anew."""
        self._ends = time.monotonic() + self._seconds
        self._left = self._most_bytes

    def open(self, *args: Any, **options: Any) -> None:
        super().open(*args, **options)
        self._from_server: BinaryIO = self.sock.makefile("rb")

    def starttls(self, ssl_context: ssl.SSLContext | None = None) -> Any:
        answer = super().starttls(ssl_context)
        self._from_server = self.sock.makefile("rb")  # what was said before the handshake is forgotten
        return answer

    def read(self, size: int) -> bytes:
        if size > self._left:
            raise self.abort("more than was asked for")
        pieces = []
        while size > 0 and (piece := self._some(size)):
            pieces.append(piece)
            size -= len(piece)
        return b"".join(pieces)

    def readline(self) -> bytes:
        line = b""
        while not line.endswith(b"\n"):
            waiting = self._from_server.peek(1)  # type: ignore[attr-defined]  # a BufferedReader has it
            if not waiting:
                break
            line += self._some(waiting.find(b"\n") + 1 or len(waiting))
            if len(line) > _LONGEST_LINE:
                raise self.abort("a line without end")
        return line

    def _some(self, size: int) -> bytes:
        """At most one look at the line, so that the clock is asked after each."""
        if time.monotonic() > self._ends:
            raise TimeoutError("the answer takes too long")
        piece: bytes = self._from_server.read1(min(size, _PIECE))  # type: ignore[attr-defined]
        self._left -= len(piece)
        if self._left < 0:
            raise self.abort("more than was asked for")
        return piece


class BoundedTls(Bounded, imaplib.IMAP4_SSL):
    """The same on a protected line from the first byte."""


def quoted(folder: str) -> bytes:
    """A folder's name as IMAP writes it: modified UTF-7 (RFC 3501, 5.1.3) in quotation marks.

    Raises:
        ValueError: when it holds a control character, which could end the command.
    """
    if not folder.isprintable():
        raise ValueError("a folder's name is one line")
    parts, other = [], ""
    for sign in [*folder, ""]:
        if sign and not " " <= sign <= "~":
            other += sign
            continue
        if other:
            coded = base64.b64encode(other.encode("utf-16-be")).rstrip(b"=").replace(b"/", b",")
            parts.append(b"&" + coded + b"-")
            other = ""
        parts.append({"&": "&-", "\\": "\\\\", '"': '\\"'}.get(sign, sign).encode())
    return b'"' + b"".join(parts) + b'"'
