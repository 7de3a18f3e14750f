"""A whole installation in real time, with its letters going to the sink, and what its parts cost."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import psycopg
from sqlalchemy import func, select

from actions import clock
from actions.database import engine_for, transaction
from actions.letters import outbox
from actions.progress import rounds
from bench import processes
from bench.processes import Memory
from deployments.database import databases
from deployments.prefect_server.environment import environment
from deployments.supervisor import parts
from deployments.supervisor.keeper import ends_with
from models.clock import Clock, Pulse
from models.errors.running import EngineSilent
from models.settings import settings

PATIENCE = 1800.0
"""Seconds everything may take to come to rest: a thousand runs are started one after the other."""
GLANCE = 0.05
POSTGRES = "postgres"
UP = "Stop with Ctrl-C."
"""What the supervisor says last once everything is up."""


@dataclass(frozen=True)
class Installation:
    """What `tovholder up` runs, by the names of its parts; PostgreSQL, which the supervisor does not hold, among them."""

    supervisor: subprocess.Popen[bytes]

    def processes(self) -> dict[str, list[int]]:
        """The processes of each part, its children included."""
        names = {" ".join(part.command).strip(): part.name for part in parts.parts(settings())}
        found = {"supervisor": [self.supervisor.pid], POSTGRES: server_processes(_cluster_folder())}
        for pid in processes.tree(self.supervisor.pid):
            if name := names.get(processes.command(pid).strip()):
                found.setdefault(name, processes.tree(pid))
        return found

    def cpu(self) -> dict[str, float]:
        """Processor seconds used so far, by part."""
        return {name: processes.cpu_seconds(pids) for name, pids in self.processes().items()}

    def memory(self) -> dict[str, Memory]:
        """Memory held now, by part."""
        return {name: processes.memory(pids) for name, pids in self.processes().items()}

    def legs(self) -> int:
        """How many legs Prefect has seen begin."""
        return legs(databases.addresses(settings()).prefect.replace("+asyncpg", ""))

    def settle(self) -> None:
        """Wait until the engine has found nothing left to do and no letter is on its way.

        Raises:
            EngineSilent: when that takes too long.
        """
        deadline = time.monotonic() + PATIENCE
        while (behind := _behind()) != (0, 0):
            if time.monotonic() > deadline or self.supervisor.poll() is not None:
                waiting = f"{behind[1]} letter(s) on their way, {behind[0]} change(s) not digested"
                raise EngineSilent(seconds=int(PATIENCE), waiting=waiting)
            time.sleep(GLANCE)


@contextmanager
def installation(smtp_port: int) -> Iterator[Installation]:
    """A fresh one that runs; it ends with the block."""
    with surroundings(smtp_port=smtp_port) as data:
        said = data.with_name("supervisor.said")  # a file: who speaks into a broken pipe cannot stop in order
        with said.open("wb") as output:
            supervisor = subprocess.Popen(
                [sys.executable, "-u", "-m", "deployments.supervisor.up"],
                stdout=output,
                start_new_session=True,
                preexec_fn=ends_with(os.getpid()),
            )
        try:
            _wait_until_up(supervisor, said)
            running = Installation(supervisor)
            running.settle()
            yield running
        finally:
            engine_for(databases.addresses(settings()).ours).dispose()
            supervisor.send_signal(signal.SIGTERM)
            supervisor.wait(120)


@contextmanager
def surroundings(smtp_port: int = 0) -> Iterator[Path]:
    """This process and its children belong to an installation in a folder of its own, on ports of its own."""
    before = dict(os.environ)
    with tempfile.TemporaryDirectory(prefix="tovholder-bench-", ignore_cleanup_errors=True) as folder:
        for name in [name for name in os.environ if name.startswith(("TOVHOLDER_", "PREFECT_"))]:
            del os.environ[name]
        data = Path(folder) / "data"
        os.environ["TOVHOLDER_DATA"] = str(data)
        for name in ("PREFECT", "PORTAL", "INBOX"):
            os.environ[f"TOVHOLDER_{name}_PORT"] = str(free_port())
        if smtp_port:
            to_sink = {"HOST": "127.0.0.1", "PORT": str(smtp_port), "SECURITY": "plain"}
            os.environ |= {f"TOVHOLDER_SMTP_{name}": value for name, value in to_sink.items()}
        settings.cache_clear()
        os.environ.update(environment(settings()))
        try:
            yield data
        finally:
            os.environ.clear()
            os.environ.update(before)
            settings.cache_clear()


def free_port() -> int:
    """A port nobody listens on just now."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def legs(address: str) -> int:
    """How many legs have begun, in the Prefect database of that address."""
    with psycopg.connect(address) as connection:
        row = connection.execute("SELECT count(*) FROM flow_run_state WHERE type = 'RUNNING'").fetchone()
    return int(row[0]) if row else 0


def server_processes(folder: Path) -> list[int]:
    """The PostgreSQL server of that cluster and its backends."""
    return processes.tree(int((folder / "postmaster.pid").read_text().splitlines()[0]))


def spent(before: dict[str, float], after: dict[str, float], *names: str) -> float:
    """Processor seconds between two readings, of the named parts or of all."""
    return sum(after[name] - before[name] for name in names or after)


def _cluster_folder() -> Path:
    return databases.cluster(settings()).folder


def _wait_until_up(supervisor: subprocess.Popen[bytes], said: Path) -> None:
    while UP not in said.read_text():
        if supervisor.poll() is not None:
            raise EngineSilent(seconds=0, waiting="the supervisor, which ended before everything was up")
        time.sleep(GLANCE)


def _behind() -> tuple[int, int]:
    """How many changes the engine has not digested, and how many letters are on their way."""
    settled = select(Pulse.settled_revision).where(Pulse.part == rounds.PART).scalar_subquery()
    with transaction() as session:
        changes = session.scalars(select(Clock.revision - func.coalesce(settled, -1))).one()
        return changes, outbox.unsent(session, now=clock.now(session))
