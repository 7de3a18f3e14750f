"""Letters as they arrive at the sink, and what became of all that were written."""

from __future__ import annotations

import email
import os
import queue
import subprocess
import sys
import threading
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from email.message import EmailMessage
from email.policy import default
from typing import IO

from deployments.supervisor.keeper import ends_with


class LettersWrong(Exception):
    """A letter was lost, came twice, or nobody had written it."""


@dataclass(frozen=True)
class Arrival:
    """A letter that has come; `at` in seconds of the monotonic clock."""

    at: float
    to: str
    message_id: str
    subject: str
    text: str


class Sink:
    """The running mail server: `port` to send to, `arrived` to wait at. All that came stays in `all`."""

    def __init__(self, server: subprocess.Popen[bytes]) -> None:
        assert server.stdout is not None  # noqa: S101 - for the type checker
        self.port = int(server.stdout.readline())
        self.all: list[Arrival] = []
        self.arrived: queue.SimpleQueue[Arrival] = queue.SimpleQueue()
        threading.Thread(target=self._read, args=(server.stdout,), daemon=True).start()

    def _read(self, output: IO[bytes]) -> None:
        while stamp := output.readline():
            at, size = stamp.split()
            arrival = read(int(at) / 1e9, output.read(int(size)))
            self.all.append(arrival)
            self.arrived.put(arrival)


@contextmanager
def sink() -> Iterator[Sink]:
    """A mail server that ends with the block, or with this process."""
    server = subprocess.Popen(
        [sys.executable, "-m", "bench.sink"], stdout=subprocess.PIPE, preexec_fn=ends_with(os.getpid())
    )
    try:
        yield Sink(server)
    finally:
        server.terminate()
        server.wait(10)


def read(at: float, content: bytes) -> Arrival:
    """The letter of these bytes."""
    message = email.message_from_bytes(content, _class=EmailMessage, policy=default)
    body = message.get_body(("plain",))
    return Arrival(
        at=at,
        to=message["To"].addresses[0].addr_spec,
        message_id=str(message["Message-ID"]),
        subject=str(message["Subject"]),
        text=body.get_content() if body else "",
    )


@dataclass(frozen=True)
class Tally:
    """What became of the letters, by key; `strangers` are Message-IDs nobody has written."""

    lost: tuple[str, ...]
    doubled: tuple[str, ...]
    strangers: tuple[str, ...]

    def check(self) -> None:
        """See that every letter came once.

        Raises:
            LettersWrong: naming the first of each sort.
        """
        wrong = {name: found for name, found in vars(self).items() if found}
        if wrong:
            raise LettersWrong("; ".join(f"{len(keys)} {name}, as {keys[0]}" for name, keys in wrong.items()))


def tally(written: Iterable[tuple[str, str]], arrived: Iterable[str]) -> Tally:
    """Compare the letters as written, key and Message-ID each, with the Message-IDs that arrived.

    A key is doubled when its letter came twice, and also when two letters with that key came.
    """
    keys: Mapping[str, str] = {message_id: key for key, message_id in written}
    copies = Counter(arrived)
    per_key = Counter(dict.fromkeys(keys.values(), 0))
    for message_id, number in copies.items():
        if message_id in keys:
            per_key[keys[message_id]] += number
    return Tally(
        lost=tuple(sorted(key for key, number in per_key.items() if number == 0)),
        doubled=tuple(sorted(key for key, number in per_key.items() if number > 1)),
        strangers=tuple(sorted(message_id for message_id in copies if message_id not in keys)),
    )
