"""What hangs and lives: parts without a pulse or an answer, and a database server that greets nobody."""

from __future__ import annotations

import os
import signal
import time
from collections.abc import Iterator
from pathlib import Path

import psycopg
import pytest

from tests.support.servers.prefect_engine import eventually
from tests.support.servers.supervised import Installation

PROGRAM = """
import sys
from functools import partial

from deployments.supervisor import keeper, probes, watcher
from deployments.supervisor.parts import Part, Port
from deployments.supervisor.up import run
from models.settings import settings

keeper.READY_WITHIN, probes.PATIENCE = 2.0, 1.0
watcher.LOOK_EVERY, watcher.GLANCE = 2.0, 0.5

port = int(sys.argv[1])
page = Part(
    "page",
    (sys.executable, "-m", "http.server", "--bind", "127.0.0.1", "--directory", str(settings().data), str(port)),
    partial(probes.page, "127.0.0.1", port, "/"),
    (Port(port, "TOVHOLDER_PORTAL_PORT"),),
)
run(settings(), [page, Part("postman", (sys.executable, "-m", "deployments.post.postman"), grace=5.0)], print)
"""


@pytest.fixture
def installation(tmp_path: Path) -> Iterator[Installation]:
    """A page and a real postman, under a supervisor of little patience."""
    installation = Installation(tmp_path / "data", PROGRAM)
    installation.up()
    eventually(installation.is_up, seconds=60)
    yield installation
    installation.clear()


@pytest.mark.parametrize(("part", "lacking"), [("page", "does not answer"), ("postman", "has no pulse")])
def test_a_part_that_hangs_is_killed_and_started_again_and_the_log_says_why(
    installation: Installation, part: str, lacking: str
) -> None:
    (stopped,) = installation.pids(part)

    os.kill(stopped, signal.SIGSTOP)
    eventually(lambda: len(installation.pids(part)) == 2, seconds=60)

    assert f"{part} hangs: process {stopped} lives, but {lacking}; it is killed" in installation.log()
    assert f"{part} ended with signal SIGKILL and is started again in 0.5 s" in installation.log()
    (other,) = {"page", "postman"} - {part}
    assert len(installation.pids(other)) == 1


def test_nobody_is_killed_for_a_pulse_that_cannot_be_written(installation: Installation) -> None:
    socket = f"host='{installation.data / 'postgres'}' user=postgres"
    began = installation.beat()
    with psycopg.connect(f"{socket} dbname=postgres", autocommit=True) as connection:
        connection.execute("ALTER DATABASE tovholder SET default_transaction_read_only = on")
        connection.execute(
            "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = 'tovholder'"
        )
        time.sleep(20)  # twice as long as a part may be silent here
        silent = installation.beat()
        connection.execute("ALTER DATABASE tovholder RESET default_transaction_read_only")
        connection.execute(
            "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = 'tovholder'"
        )
    eventually(lambda: installation.beat() > silent, seconds=60)

    assert began <= silent
    assert len(installation.pids("postman")) == 1


def test_a_database_server_that_hangs_is_killed_and_no_part_is_blamed_for_it(
    installation: Installation,
) -> None:
    stopped = installation.postgres()

    os.kill(stopped, signal.SIGSTOP)
    eventually(lambda: "The database server hangs" in installation.log(), seconds=60)
    eventually(lambda: installation.has_postgres() and installation.postgres() != stopped, seconds=60)
    eventually(lambda: installation.log().count("The database server is gone and is started again") == 1)

    assert "The database server hangs: it did not answer 4 times; it is killed" in installation.log()
    assert [len(installation.pids(part)) for part in ("page", "postman")] == [1, 1]
