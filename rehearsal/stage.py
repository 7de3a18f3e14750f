"""An installation of its own for one rehearsal: own data folder, own databases, and a clock that stands still."""

from __future__ import annotations

import os
import shutil
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from uuid import UUID

from prefect.client.orchestration import SyncPrefectClient
from sqlalchemy import func, select, text
from sqlalchemy.exc import OperationalError
from sqlalchemy.orm import Session

from actions import clock
from actions.database import engine_for, transaction
from actions.letters import outbox
from actions.progress import rounds
from deployments.database import databases
from deployments.folder_locks import alone
from deployments.prefect_server.environment import environment
from deployments.supervisor.keeper import ends_with
from models.clock import Clock, Pulse
from models.errors.running import DatabaseUnreachable, EngineSilent
from models.settings import settings

PATIENCE = 120.0
"""Seconds the engine may take to digest one act; after a `kill -9` it needs some."""
GLANCE = 0.04


@dataclass(frozen=True)
class Stage:
    """A running rehearsal installation, and the way to move its clock."""

    data: Path
    supervisor: subprocess.Popen[bytes]
    patience: float = PATIENCE

    def move_to(self, instant: datetime) -> None:
        """Set the clock and wait until everything that follows has happened."""
        with transaction() as session:
            clock.move_to(session, instant)
        self.settle()

    def act(self, doing: Callable[[Session, datetime], object]) -> None:
        """Do one thing at the virtual instant, and wait until everything that follows has happened."""
        with transaction() as session:
            doing(session, clock.now(session))
            clock.stir(session)
        self.settle()

    def sweep(self, name: str) -> None:
        """Run a scheduled flow now, through Prefect."""
        with prefect() as client:
            deployment = client.read_deployment_by_name(f"{name}/{name}")
            client.create_flow_run_from_deployment(deployment.id)
        self.act(lambda _session, _now: None)

    def answer_form(self, run_id: UUID, form: Mapping[str, str]) -> None:
        """Submit a gate's form as staff do."""
        with prefect() as client:
            client.resume_flow_run(run_id, dict(form))
        self.act(lambda _session, _now: None)

    def settle(self) -> None:
        """Wait until the engine has found nothing left to do and no letter is on its way.

        Raises:
            EngineSilent: when that takes too long.
        """
        deadline = time.monotonic() + self.patience
        while not _is_settled():
            if time.monotonic() > deadline or self.supervisor.poll() is not None:
                raise EngineSilent(seconds=int(self.patience), waiting=_waited_for())
            time.sleep(GLANCE)


@contextmanager
def stage(
    data: Path,
    starts: datetime,
    prepare: Callable[[Session, datetime], None],
    *,
    patience: float = PATIENCE,
) -> Iterator[Stage]:
    """A fresh installation in `data` whose clock stands at `starts`, after `prepare` has filled it."""
    with surroundings(data):
        _clear(data)
        databases.ensure(settings())
        with transaction() as session:
            session.execute(text("UPDATE clock SET virtual_now = :starts"), {"starts": starts})
            prepare(session, starts)
        with supervised() as supervisor:
            shown = Stage(data, supervisor, patience)
            shown.settle()
            yield shown


@contextmanager
def supervised() -> Iterator[subprocess.Popen[bytes]]:
    """The installation of these surroundings runs while the block does."""
    supervisor = subprocess.Popen(
        [sys.executable, "-m", "deployments.supervisor.up"],
        start_new_session=True,
        preexec_fn=ends_with(os.getpid()),  # a rehearsal that is killed leaves nothing running
        stdout=subprocess.DEVNULL,
    )
    try:
        yield supervisor
    finally:
        engine_for(databases.addresses(settings()).ours).dispose()
        supervisor.send_signal(signal.SIGTERM)
        supervisor.wait(120)  # longer than its engine is given


def _clear(data: Path) -> None:
    """Remove an earlier rehearsal, with the database server a killed one may have left.

    Raises:
        AlreadyRunning: when somebody is looking at it just now.
    """
    data.mkdir(mode=0o700, parents=True, exist_ok=True)
    with alone(data):
        databases.cluster(settings()).stop()
        shutil.rmtree(data)
    data.mkdir(mode=0o700)


@contextmanager
def surroundings(data: Path) -> Iterator[None]:
    """This process and its children belong to the rehearsal's installation: no mail server, no database but its own."""
    before = dict(os.environ)
    kept = settings()
    for name in [name for name in os.environ if name.startswith("TOVHOLDER_")]:
        del os.environ[name]
    os.environ["TOVHOLDER_DATA"] = str(data)
    for name, port in (
        ("PREFECT", kept.prefect_port),
        ("PORTAL", kept.portal_port),
        ("INBOX", kept.inbox_port),
    ):
        os.environ[f"TOVHOLDER_{name}_PORT"] = str(port if _is_free(port) else _free_port())
    settings.cache_clear()
    os.environ.update(environment(settings()))
    try:
        yield
    finally:
        os.environ.clear()
        os.environ.update(before)
        settings.cache_clear()


def _is_free(port: int) -> bool:
    with socket.socket() as probe:
        return probe.connect_ex(("127.0.0.1", port)) != 0


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def prefect() -> SyncPrefectClient:
    """A client of the rehearsal's Prefect server, whatever this process was told when it imported Prefect."""
    return SyncPrefectClient(f"{settings().prefect_address}/api", httpx_settings={"trust_env": False})


def _is_settled() -> bool:
    try:
        with transaction() as session:
            return _behind(session) == (0, 0)
    except (DatabaseUnreachable, OperationalError):  # somebody starts it again
        return False


def _behind(session: Session) -> tuple[int, int]:
    """How many changes the engine has not digested, and how many letters are on their way."""
    settled = select(Pulse.settled_revision).where(Pulse.part == rounds.PART).scalar_subquery()
    changes = session.scalars(select(Clock.revision - func.coalesce(settled, -1))).one()
    return changes, outbox.unsent(session, now=clock.now(session))


def _waited_for() -> str:
    try:
        with transaction() as session:
            changes, letters = _behind(session)
    except (DatabaseUnreachable, OperationalError) as away:
        return f"the database: {away}"
    return f"{letters} letter(s) on their way, {changes} change(s) not digested"
