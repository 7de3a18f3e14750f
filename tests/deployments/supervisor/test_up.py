"""The supervisor with small parts of its own: what dies is started again, what runs is stopped, what is wrong is said."""

from __future__ import annotations

import os
import signal
import socket
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

import pytest

from tests.support.servers.prefect_engine import eventually
from tests.support.servers.supervised import Installation, lives

PROGRAM = '''
import sys
from deployments.supervisor.parts import Part, Port
from deployments.supervisor.up import run
from models.errors.error import TovholderError
from models.settings import settings

async def look() -> str:
    return "there"

def sleeper(name: str, *ports: Port) -> Part:
    waits = "import time, signal; print('hello', flush=True); time.sleep(600)"
    return Part(name, (sys.executable, "-c", waits), look, ports, grace=5.0)

DEAF = """
import signal, time
signal.signal(signal.SIGTERM, signal.SIG_IGN)
print("deaf", flush=True)
time.sleep(600)
"""
stubborn = Part(
    "stubborn",
    (sys.executable, "-c", DEAF),
    look,
    grace=1.0,
)
try:
    run(settings(), [sleeper("first", Port(int(sys.argv[1]), "TOVHOLDER_PORTAL_PORT")), sleeper("second"), stubborn], print)
except TovholderError as foreseen:
    sys.exit(str(foreseen))
'''


@pytest.fixture
def installation(tmp_path: Path) -> Iterator[Installation]:
    installation = Installation(tmp_path / "data", PROGRAM)
    yield installation
    installation.clear()


def test_a_part_that_is_killed_is_started_again_and_the_log_says_so(installation: Installation) -> None:
    installation.up()
    eventually(installation.is_up, seconds=90)

    os.kill(installation.pids("first")[0], signal.SIGKILL)
    os.kill(installation.pids("second")[0], signal.SIGKILL)
    eventually(lambda: [len(installation.pids(part)) for part in ("first", "second")] == [2, 2])

    assert "first ended with signal SIGKILL and is started again in 0.5 s" in installation.log()
    assert lives(installation.pids("first")[1])


def test_a_database_server_that_is_killed_is_started_again(installation: Installation) -> None:
    installation.up()
    eventually(installation.is_up, seconds=90)
    killed = installation.postgres()

    os.kill(killed, signal.SIGKILL)

    eventually(lambda: "The database server is gone and is started again" in installation.log())
    eventually(lambda: installation.has_postgres() and installation.postgres() != killed)


def test_when_told_to_stop_it_stops_everything_in_the_opposite_order(installation: Installation) -> None:
    up = installation.up()
    eventually(installation.is_up, seconds=90)
    eventually(lambda: (installation.data / "logs" / "stubborn.log").read_text() == "deaf\n")
    everything = [installation.pids(part)[-1] for part in ("first", "second", "stubborn")] + [
        installation.postgres()
    ]

    up.terminate()
    said, complaints = up.communicate(timeout=60)

    assert (up.returncode, complaints) == (0, "")
    assert said.splitlines()[-1] == "Stopping …"
    assert [pid for pid in everything if lives(pid)] == []
    log = installation.log()
    assert "stubborn did not end within 1 s and is killed" in log
    stopped = [line.split()[-3] for line in log.splitlines() if line.endswith(" is stopped")]
    assert stopped == ["stubborn", "second", "first", "Everything"]


def test_a_supervisor_that_is_killed_takes_its_parts_along_and_can_be_started_again(
    installation: Installation,
) -> None:
    first = installation.up()
    eventually(installation.is_up, seconds=90)
    eventually(lambda: (installation.data / "logs" / "stubborn.log").read_text() == "deaf\n")
    children = [installation.pids(part)[-1] for part in ("first", "second")]
    server = installation.postgres()

    first.kill()
    first.wait()
    eventually(lambda: not any(lives(pid) for pid in children))
    stubborn = installation.pids("stubborn")[-1]
    installation.up()
    eventually(lambda: installation.is_up(2), seconds=90)

    assert installation.postgres() == server
    os.kill(stubborn, signal.SIGKILL)


def test_everything_killed_at_once_is_no_hindrance(installation: Installation) -> None:
    first = installation.up()
    eventually(installation.is_up, seconds=90)

    family = [installation.pids(part)[-1] for part in ("first", "second", "stubborn")]
    first.kill()
    for pid in [*family, installation.postgres()]:
        with suppress(ProcessLookupError):  # it has noticed that its parent is gone
            os.kill(pid, signal.SIGKILL)
    installation.up()

    eventually(lambda: installation.is_up(2), seconds=90)


def test_a_second_one_in_the_same_folder_is_refused(installation: Installation) -> None:
    installation.up()
    eventually(installation.is_up, seconds=90)

    second = installation.up()
    _, complaints = second.communicate(timeout=30)

    assert second.returncode == 1
    assert complaints.strip() == (
        f"Tovholder is already running in {installation.data}. "
        "Stop that one first, or choose another folder with TOVHOLDER_DATA."
    )


def test_a_taken_port_is_named_with_the_setting_that_changes_it(installation: Installation) -> None:
    with socket.socket() as other:
        other.bind(("127.0.0.1", installation.port))
        other.listen()
        up = installation.up()
        _, complaints = up.communicate(timeout=30)

    assert up.returncode == 1
    assert complaints.strip() == (
        f"Port {installation.port} is in use by another program. "
        "Stop it, or choose another port with TOVHOLDER_PORTAL_PORT."
    )
    assert not (installation.data / "postgres").exists()


def test_the_output_of_a_part_is_in_its_log(installation: Installation) -> None:
    installation.up()
    eventually(installation.is_up, seconds=90)

    eventually(lambda: (installation.data / "logs" / "first.log").read_text() == "hello\n")
