"""What no design can beat on this machine: a commit, a letter handed over, a Python that knows Prefect."""

from __future__ import annotations

import os
import smtplib
import statistics
import subprocess
import sys
import time
from collections.abc import Callable, Iterator

import psycopg

from actions import database
from bench.arrivals import Sink, sink
from bench.figures import Figure, Unit
from bench.installation import surroundings
from bench.plan import Plan, Say
from deployments.database import databases
from models.settings import settings

TRANSACTION = "a bare transaction: one insert, committed"
SMTP = "an SMTP round trip on a kept connection"
ROAD = "two bare transactions and an SMTP round trip"
START, START_CPU = "a Python start with `import prefect`", "CPU of a Python start with `import prefect`"
TIMES, STARTS = 200, 3
_HEADERS = b"From: a@example.org\r\nTo: b@example.org\r\nSubject: x\r\nMessage-ID: <%d@example.org>\r\n\r\n"
LETTER = _HEADERS + (b"x" * 70 + b"\r\n") * 60
"""As long as a receipt."""


def measure(plan: Plan, say: Say) -> Iterator[list[Figure]]:
    """With the same embedded PostgreSQL and the same sink as everything else."""
    with surroundings(), sink() as letters, databases.running(settings()):
        for number in range(plan.rounds):
            say(f"round {number + 1}")
            transaction, round_trip = bare_transaction(), _round_trip(letters)
            seconds, cpu = _start()
            yield [
                Figure(TRANSACTION, transaction),
                Figure(SMTP, round_trip),
                Figure(ROAD, 2 * transaction + round_trip),
                Figure(START, seconds),
                Figure(START_CPU, cpu, Unit.CPU),
            ]


def _median(act: Callable[[int], object]) -> float:
    taken = []
    for number in range(TIMES):
        began = time.monotonic()
        act(number)
        taken.append(time.monotonic() - began)
    return statistics.median(taken)


def bare_transaction() -> float:
    """Median seconds of one row put in and committed."""
    plain = database.url().set(drivername="postgresql").render_as_string(hide_password=False)
    with psycopg.connect(plain, autocommit=True) as connection:
        connection.execute("CREATE TABLE IF NOT EXISTS bare (number int)")
        return _median(lambda number: connection.execute("INSERT INTO bare VALUES (%s)", [number]))


def _round_trip(letters: Sink) -> float:
    with smtplib.SMTP("127.0.0.1", letters.port, local_hostname="localhost") as kept:
        return _median(lambda number: kept.sendmail("a@example.org", ["b@example.org"], LETTER % number))


def _start() -> tuple[float, float]:
    """Median seconds and processor seconds."""
    seconds, cpu = [], []
    for _ in range(STARTS):
        began, before = time.monotonic(), os.times()
        subprocess.run([sys.executable, "-c", "import prefect"], check=True)
        after = os.times()
        seconds.append(time.monotonic() - began)
        cpu.append(
            after.children_user - before.children_user + after.children_system - before.children_system
        )
    return statistics.median(seconds), statistics.median(cpu)
