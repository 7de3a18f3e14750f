"""For tests that need Prefect: one real server per test run, on the test cluster's PostgreSQL, and a warm worker.

Prefect reads its settings once, when it is first imported, which a test's own conftest may do before pytest is configured;
so importing this module is what chooses a port and a folder for this process's server, and points Prefect's client there.
"""

from __future__ import annotations

import asyncio
import os
import shutil
import socket
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Callable, Iterator
from concurrent.futures import Future
from contextlib import AbstractContextManager, contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

import httpx
import psycopg
import pytest
from sqlalchemy.engine import URL

from deployments.prefect_server.environment import environment
from languages.checking import SOURCE
from models.language import Language
from models.settings import Settings

if TYPE_CHECKING:
    from deployments.engine.worker import Flows, WarmWorker

Playing = Callable[["Flows"], AbstractContextManager["WarmWorker"]]


def free_port() -> int:
    """A port of this machine nobody listens on just now."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


HOME = Path(tempfile.mkdtemp(prefix="tovholder-prefect-"))
PORT = free_port()
TOLD = environment(Settings(data=HOME, prefect_port=PORT)) | {"TOVHOLDER_PREFECT_PORT": str(PORT)}
del TOLD["PREFECT_SERVER_DATABASE_CONNECTION_URL"]  # the cluster is started by the first test that wants it
os.environ.update(TOLD)


def pytest_unconfigure() -> None:
    """Remove the folder."""
    shutil.rmtree(HOME, ignore_errors=True)


@pytest.fixture(scope="session")
def prefect_server(postgres: URL) -> Iterator[str]:
    """Address of a running Prefect server with our guard, without a slash at the end; shared by all engine tests."""
    from prefect.logging.handlers import APILogWorker

    database = postgres.set(database=f"prefect_{os.getpid()}")
    with _admin(postgres) as connection:
        connection.execute(f"CREATE DATABASE {database.database}")
    told = TOLD | {
        "TOVHOLDER_DATA": str(HOME),
        "TOVHOLDER_PREFECT_DATABASE_URL": database.render_as_string(hide_password=False),
    }
    command = [
        "-m",
        "uvicorn",
        "--factory",
        "deployments.prefect_server.app:create_app",
        "--log-level",
        "warning",
    ]
    with (HOME / "server.log").open("wb") as output:
        server = subprocess.Popen(
            [sys.executable, *command, "--port", str(PORT), "--timeout-graceful-shutdown", "1"],
            env=os.environ | told,
            stdout=output,
            stderr=output,
        )
    address = f"http://127.0.0.1:{PORT}"
    try:
        eventually(lambda: _is_healthy(address, server, HOME / "server.log"), seconds=150)
        yield address
    finally:
        APILogWorker.drain_all(timeout=5)
        server.terminate()
        server.wait(20)
        with _admin(postgres) as connection:
            connection.execute(f"DROP DATABASE {database.database} WITH (FORCE)")


@pytest.fixture
def prefect_api(prefect_server: str, database_url: str, postgres: URL) -> Iterator[str]:
    """Prefect's server with nothing in it, and a fresh database of ours beside it."""
    yield prefect_server
    empty_prefect(postgres)


def empty_prefect(postgres: URL) -> None:
    """Forget every run, deployment and work pool of the tests' server."""
    empty(postgres.set(database=f"prefect_{os.getpid()}"))


def empty(prefect: URL) -> None:
    """Forget everything, as if somebody had emptied Prefect's database."""
    with _admin(prefect) as connection:
        tables = (
            "SELECT tablename FROM pg_tables WHERE schemaname = 'public' AND tablename <> 'alembic_version'"
        )
        names = ", ".join(f'"{name}"' for (name,) in connection.execute(tables))
        connection.execute(f"TRUNCATE {names} CASCADE")


@pytest.fixture
def playing(prefect_api: str) -> Playing:
    """`with playing({"name": flow}) as worker:` plays the flows in a thread, registered and ready, until the block ends."""
    return play_in_thread


class _Undescribed:
    """Speaks of the flows that tests make themselves: by their keys."""

    language: Language = SOURCE

    def __call__(self, key: str, **facts: object) -> str:
        return key

    def count(self, key: str, number: int, **facts: object) -> str:
        return key


@contextmanager
def play_in_thread(flows: Flows) -> Iterator[WarmWorker]:
    """A warm worker with an event loop of its own; leaving the block lets its legs come to their end."""
    from deployments.engine.registration import DescribedInstallation, register
    from deployments.engine.worker import WarmWorker

    ready: Future[tuple[WarmWorker, Callable[[], object]]] = Future()

    async def work() -> None:
        stop, loop = asyncio.Event(), asyncio.get_running_loop()
        worker = WarmWorker(flows)
        working = asyncio.create_task(worker.work(stop))
        await worker.connected.wait()
        await register(flows, DescribedInstallation(True, _Undescribed()))
        ready.set_result((worker, lambda: loop.call_soon_threadsafe(stop.set)))
        await working

    def run() -> None:
        try:
            asyncio.run(work())
        except BaseException as broken:
            if ready.done():
                raise
            ready.set_exception(broken)

    thread = threading.Thread(target=run, name="worker")
    thread.start()
    worker, stop = ready.result(60)
    try:
        yield worker
    finally:
        stop()
        thread.join(30)
        assert not thread.is_alive()


def eventually(happened: Callable[[], object], *, seconds: float = 15.0) -> None:
    """Wait until something is so, looking every twentieth of a second."""
    deadline = time.monotonic() + seconds
    while not happened():
        assert time.monotonic() < deadline, f"still not so after {seconds} s"
        time.sleep(0.05)


def _is_healthy(address: str, server: subprocess.Popen[bytes], log: Path) -> bool:
    assert server.poll() is None, log.read_text()
    try:
        return httpx.get(f"{address}/api/health", trust_env=False).status_code == 200
    except httpx.HTTPError:
        return False


def _admin(url: URL) -> psycopg.Connection:
    plain = url.set(drivername="postgresql").render_as_string(hide_password=False)
    return psycopg.connect(plain, autocommit=True)
