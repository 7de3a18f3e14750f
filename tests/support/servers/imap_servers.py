"""Mailboxes for tests: a real IMAP server as its own process, and one that can be as unfriendly as a test wants."""

from __future__ import annotations

import imaplib
import re
import socket
import ssl
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress

USER, PASSWORD = "kontor@example.org", "hemmelig æøå"
ASCII_PASSWORD = "hemmelig"
"""For servers that know only LOGIN, which takes no other letters."""


@contextmanager
def real_server() -> Iterator[int]:
    """The port of a server with one empty mailbox, in memory."""
    ports = []
    for _ in range(3):
        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            ports.append(free.getsockname()[1])
    command = [
        sys.executable,
        "-m",
        "mail_devel",
        "--host",
        "127.0.0.1",
        "--user",
        USER,
        "--password",
        PASSWORD,
        "--no-http",
    ]
    command += [f"--{name}-port={port}" for name, port in zip(("imap", "smtp", "smtps"), ports, strict=True)]
    with subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL) as process:
        try:
            end = time.monotonic() + 30
            while True:
                try:
                    socket.create_connection(("127.0.0.1", ports[0]), 1).close()
                    break
                except OSError:
                    assert time.monotonic() < end, "the mailbox server did not come up"
                    time.sleep(0.05)
            yield ports[0]
        finally:
            process.terminate()


@contextmanager
def someone_else(port: int) -> Iterator[imaplib.IMAP4]:
    """Another program at the same mailbox, with INBOX open."""
    other = imaplib.IMAP4("127.0.0.1", port, timeout=10)
    other.authenticate("PLAIN", lambda _: f"\0{USER}\0{PASSWORD}".encode())
    other.select("INBOX")
    try:
        yield other
    finally:
        other.logout()


Talk = Callable[["Script", str, str], None]
"""Answers one command: gets its tag and the rest of its line."""


class Script:
    """One conversation. Commands without an answer of their own get the polite one of a mailbox with two mails."""

    def __init__(self, line: socket.socket, answers: dict[str, Talk]) -> None:
        self.line, self._answers = line, answers
        self.said: list[str] = []

    def send(self, text: str) -> None:
        self.line.sendall(text.encode())

    def play(self) -> None:
        if "GREETING" in self._answers:
            self._answers["GREETING"](self, "", "")
        else:
            self.send("* OK hello\r\n")
        with self.line.makefile("rb") as commands:
            for raw in commands:
                tag, _, rest = raw.decode(errors="replace").strip().partition(" ")
                self.said.append(rest)
                name = re.sub(r"^UID ", "", rest).split(" ")[0].upper()
                self._answers.get(name, polite)(self, tag, rest)


MAIL = "From: a@example.org\r\n\r\nhej"
UNTAGGED = {
    "CAPABILITY": "* CAPABILITY IMAP4rev1\r\n",
    "SELECT": "* 2 EXISTS\r\n* OK [UIDVALIDITY 7] ok\r\n",
    "SEARCH": "* SEARCH 11 12\r\n",
}


def polite(script: Script, tag: str, rest: str) -> None:
    name = re.sub(r"^UID ", "", rest).split(" ")[0].upper()
    if name == "FETCH":
        numbers = rest.split(" ")[2].split(",")
        for number in numbers:
            facts = f"UID {number} RFC822.SIZE {len(MAIL)}"
            body = f"UID {number} BODY[]<0> {{{len(MAIL)}}}\r\n{MAIL}"
            script.send(f"* {number} FETCH ({facts if 'SIZE' in rest else body})\r\n")
    script.send(f"{UNTAGGED.get(name, '')}{tag} OK done\r\n")


def line(text: str) -> Talk:
    """Says that, the command's tag put in for TAG."""
    return lambda script, tag, _: script.send(text.replace("TAG", tag))


def silent(script: Script, tag: str, rest: str) -> None:
    time.sleep(5)


def drop(script: Script, tag: str, rest: str) -> None:
    script.line.shutdown(socket.SHUT_RDWR)


def drip(script: Script, tag: str, rest: str) -> None:
    for _ in range(100):
        script.send("*")
        time.sleep(0.1)


def flood(script: Script, tag: str, rest: str) -> None:
    for _ in range(1000):
        script.send("* OK " + "x" * 60_000 + "\r\n")


def endless_line(script: Script, tag: str, rest: str) -> None:
    for _ in range(1000):
        script.send("x" * 60_000)


@contextmanager
def unfriendly_server(
    answers: dict[str, Talk] | None = None, tls: ssl.SSLContext | None = None
) -> Iterator[tuple[int, list[Script]]]:
    """The port of a server with those answers by command, and the conversations it has had."""
    scripts: list[Script] = []
    listener = socket.create_server(("127.0.0.1", 0))

    def talk(raw: socket.socket) -> None:
        with suppress(OSError):
            line = tls.wrap_socket(raw, server_side=True) if tls else raw
            with line:
                scripts.append(Script(line, answers or {}))
                scripts[-1].play()

    def accept() -> None:
        with suppress(OSError):
            while True:
                threading.Thread(target=talk, args=(listener.accept()[0],), daemon=True).start()

    threading.Thread(target=accept, daemon=True).start()
    try:
        yield listener.getsockname()[1], scripts
    finally:
        listener.close()
