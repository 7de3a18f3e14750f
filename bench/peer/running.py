"""The naive peer as its documentation would have it run: a server, a work pool, a process worker, one deployment."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from uuid import UUID

import httpx

from bench import processes
from bench.installation import POSTGRES, free_port, legs, server_processes, surroundings
from deployments.database import databases
from deployments.supervisor.keeper import ends_with
from models.settings import settings

POOL, NAME, SLOTS = "peer", "four-steps", 4
READY_WITHIN, PATIENCE, GLANCE = 90.0, 30.0, 0.25
_DEPLOY = """\
from prefect import flow
flow.from_source({folder!r}, "four_steps.py:four_steps").deploy({name!r}, work_pool_name={pool!r}, print_next_steps=False)
"""
PAPERS = {"first": "1", "second": "2", "third": "3"}


@dataclass(frozen=True)
class Peer:
    """Prefect's server and worker as child processes, and a client of the API."""

    api: httpx.Client
    server: int
    worker: int
    cluster: Path
    database: str

    def cpu(self) -> dict[str, float]:
        """Processor seconds used so far: the server, the worker with the processes of its runs, PostgreSQL."""
        trees = {
            "server": processes.tree(self.server),
            "worker": processes.tree(self.worker),
            POSTGRES: server_processes(self.cluster),
        }
        return {name: processes.cpu_seconds(pids) for name, pids in trees.items()}

    def legs(self) -> int:
        """How many legs have begun."""
        return legs(self.database)

    def start(self, municipality: int) -> UUID:
        """A run for one municipality."""
        deployment = self._ask("GET", f"/deployments/name/{NAME}/{NAME}")["id"]
        body = {"parameters": {"municipality": municipality}}
        return UUID(self._ask("POST", f"/deployments/{deployment}/create_flow_run", body)["id"])

    def resume(self, run: UUID) -> float:
        """Fill in the form as soon as the run is suspended; when it was handed in."""
        while self._ask("GET", f"/flow_runs/{run}")["state"]["type"] != "PAUSED":
            time.sleep(GLANCE)
        began = time.monotonic()
        answer = self._ask("POST", f"/flow_runs/{run}/resume", {"run_input": PAPERS})
        if answer["status"] != "ACCEPT":
            raise RuntimeError(f"the peer's run is not resumed: {answer}")
        return began

    def wait_until_over(self, run: UUID) -> None:
        """Until the run has ended, which must be well."""
        while (state := self._ask("GET", f"/flow_runs/{run}")["state"])["type"] != "COMPLETED":
            if state["type"] in ("FAILED", "CRASHED", "CANCELLED"):
                raise RuntimeError(f"the peer's run has ended as {state['name']}: {state['message']}")
            time.sleep(GLANCE)

    def _ask(self, method: str, path: str, body: Mapping[str, object] | None = None) -> dict[str, Any]:
        answer = self.api.request(method, path, json=body)
        answer.raise_for_status()
        found: dict[str, Any] = answer.json()
        return found


@contextmanager
def peer(smtp_port: int) -> Iterator[Peer]:
    """In a folder of its own, with a PostgreSQL of its own."""
    with ExitStack() as stack:
        data = stack.enter_context(surroundings())
        database = stack.enter_context(databases.running(settings())).prefect
        folder, port = data / "peer", free_port()
        folder.mkdir()
        shutil.copy(Path(__file__).with_name("four_steps.py"), folder)
        address = f"http://127.0.0.1:{port}/api"
        told = _environment(folder, address, database, smtp_port)
        where = ("--host", "127.0.0.1", "--port", str(port))
        server = stack.enter_context(_child(folder, told, "prefect", "server", "start", *where))
        api = stack.enter_context(httpx.Client(base_url=address, trust_env=False, timeout=60))
        _wait_until_healthy(api)
        _run(folder, told, "-m", "prefect", "work-pool", "create", POOL, "--type", "process")
        _run(folder, told, "-m", "prefect", "work-pool", "set-concurrency-limit", POOL, str(SLOTS))
        _run(folder, told, "-c", _DEPLOY.format(folder=str(folder), name=NAME, pool=POOL))
        worker = stack.enter_context(_child(folder, told, "prefect", "worker", "start", "--pool", POOL))
        cluster = databases.cluster(settings()).folder
        yield Peer(api, server, worker, cluster, database.replace("+asyncpg", ""))


def _environment(folder: Path, address: str, database: str, smtp_port: int) -> dict[str, str]:
    """Prefect's defaults, but for where things are and that nobody is told of them."""
    kept = {
        name: value for name, value in os.environ.items() if not name.startswith(("PREFECT_", "TOVHOLDER_"))
    }
    return kept | {
        "PREFECT_HOME": str(folder / "home"),
        "PREFECT_API_URL": address,
        "PREFECT_SERVER_DATABASE_CONNECTION_URL": database,
        "PREFECT_SERVER_ANALYTICS_ENABLED": "false",
        "PEER_SMTP_PORT": str(smtp_port),
    }


@contextmanager
def _child(folder: Path, told: Mapping[str, str], *words: str) -> Iterator[int]:
    """A process of the peer, by its number; it ends with the block."""
    with (folder / f"{words[1]}.log").open("wb") as output:
        process = subprocess.Popen(  # noqa: S603 - our own words
            [sys.executable, "-m", *words],
            cwd=folder,
            env=told,
            stdout=output,
            stderr=output,
            preexec_fn=ends_with(os.getpid()),
        )
    try:
        yield process.pid
    finally:
        process.terminate()
        try:
            process.wait(PATIENCE)
        except subprocess.TimeoutExpired:  # a worker now and then never ends by itself
            process.kill()
            process.wait()


def _run(folder: Path, told: Mapping[str, str], *words: str) -> None:
    command = [sys.executable, *words]
    subprocess.run(command, cwd=folder, env=told, check=True, stdout=subprocess.DEVNULL)  # noqa: S603 - our own words


def _wait_until_healthy(api: httpx.Client) -> None:
    deadline = time.monotonic() + READY_WITHIN
    while True:
        try:
            if api.get("/health").is_success:
                return
        except httpx.HTTPError:
            pass
        if time.monotonic() > deadline:
            raise RuntimeError("the peer's server does not come up")
        time.sleep(GLANCE)
