"""`up`, `doctor` and `rehearse`, and how the command behaves as a program of its own."""

from __future__ import annotations

import fcntl
import json
import os
import re
import socket
import subprocess
import sys
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from pathlib import Path
from types import ModuleType
from typing import Any
from uuid import uuid4

import pytest
from sqlalchemy import update

from actions import database
from actions.progress import steps
from deployments import folder_locks
from deployments.health import vital_signs
from models.clock import Clock
from models.people import Enrolment
from models.progress import Rung
from models.settings import settings
from programmes.loader import shipped
from tests.support.acts.commanding import PROGRAMME, Command, state
from tests.support.worlds import small_programme

REFERENCE = "rekrutteringsvaerksted-2022"


@pytest.fixture
def alone(tmp_path: Path) -> Callable[..., subprocess.CompletedProcess[str]]:
    """`alone("status", VARIABLE="…")` runs the command as a process in a data folder of its own."""
    surroundings = {name: value for name, value in os.environ.items() if not name.startswith("TOVHOLDER_")}

    def run(*words: str, **variables: str) -> subprocess.CompletedProcess[str]:
        environment = surroundings | {"TOVHOLDER_DATA": str(tmp_path / "own")} | variables
        command = [sys.executable, "-m", "cli.app", *words]
        return subprocess.run(command, env=environment, capture_output=True, text=True, check=False)

    return run


def test_up_hands_over_to_the_supervisor_which_says_what_stands_in_its_way(
    alone: Callable[..., subprocess.CompletedProcess[str]],
) -> None:
    with socket.socket() as other:
        other.bind(("127.0.0.1", 0))
        other.listen()
        port = other.getsockname()[1]
        result = alone("up", TOVHOLDER_PORTAL_PORT=str(port))

    assert (result.returncode, result.stdout) == (1, "")
    assert result.stderr.startswith(f"Port {port} is in use by another program.")


def test_rehearse_hands_file_cast_and_folder_over(command: Command, monkeypatch: pytest.MonkeyPatch) -> None:
    played: list[tuple[Any, ...]] = []
    stage = ModuleType("rehearsal")
    monkeypatch.setattr(
        stage, "rehearse", lambda *given, **named: played.append((given, named)), raising=False
    )
    monkeypatch.setitem(sys.modules, "rehearsal", stage)

    command("rehearse", REFERENCE)
    command("rehearse", shipped()[REFERENCE], "--cast", "cast.yaml", "--out", "there")

    file = str(shipped()[REFERENCE])
    assert played == [
        ((file,), {"cast": None, "out": None}),
        ((file,), {"cast": Path("cast.yaml"), "out": Path("there")}),
    ]


def test_catching_up_does_what_the_schedule_does_and_not_twice(
    command: Command, small_vejle_asked: Enrolment
) -> None:
    later = datetime(2022, 9, 20, 7, tzinfo=UTC)
    with database.transaction() as session:
        owed = state(small_vejle_asked, "agreement")
        session.add(
            Rung(requirement_state_id=owed.id, due_at=owed.due_at, working_days=2, escalates=False, at=later)
        )
        session.execute(update(Clock).values(virtual_now=later))

    said = [command("catch-up").stdout for _ in range(2)]

    assert said == [
        f"Letters: 1 of reminder, 0 of escalation, 1 statement(s).\n{NO_INTERVIEWS}",
        f"Letters: 0 of reminder, 0 of escalation, 0 statement(s).\n{NO_INTERVIEWS}",
    ]


NO_INTERVIEWS = "Interviews: 0 lapsed, 0 reminded of, 0 with a new time.\n"


def test_what_is_no_programme_cannot_be_rehearsed(misunderstood: Callable[..., str]) -> None:
    assert "there is no file 'nowhere'" in misunderstood("rehearse", "nowhere")


def test_the_doctor_finds_that_nothing_runs(command: Command) -> None:
    result = command("doctor")

    assert result.exit_code == 1
    assert "✗ nothing is running\n    → `tovholder up`\n" in result.stdout
    assert "✓ the database answers" in result.stdout
    assert result.stderr == "1 thing(s) are wrong.\n"


@pytest.fixture
def running(database_url: str, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """An installation of no parts, which is up."""
    monkeypatch.setattr(vital_signs, "parts", lambda settings: ())
    settings().data.mkdir(parents=True, exist_ok=True)
    with folder_locks.alone(settings().data):
        yield


def test_the_doctor_is_content_when_nothing_is_wrong(command: Command, running: None) -> None:
    result = command("doctor")

    assert (result.exit_code, result.stderr) == (0, "")
    assert "✓ nothing waits for a person" in result.stdout


def test_what_waits_for_a_person_is_nothing_wrong(
    command: Command, small_vejle_asked: Enrolment, running: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    with database.transaction() as session:
        steps.take_up(session, small_vejle_asked.id, "workshop", uuid4(), now=small_programme.NOW)
    monkeypatch.setenv("TOVHOLDER_HOLD_LETTERS", "true")
    settings.cache_clear()
    command("link", PROGRAMME, "Vejle", "--by", "Anne")

    result = command("doctor")

    assert (result.exit_code, result.stderr) == (0, "")


def test_the_doctor_tells_programs_the_same(
    command: Command, small_vejle_asked: Enrolment, running: None
) -> None:
    told, result = command("doctor"), command("doctor", "--json")

    signs = json.loads(result.stdout)
    assert [result.exit_code, result.stderr] == [told.exit_code, told.stderr]
    assert [one["says"] for one in signs] == re.findall(r"^[✓·✗] (.*)$", told.stdout, re.MULTILINE)
    assert signs[-1] == {
        "health": "wrong",
        "ailment": "step-late",
        "says": "1 step(s) should have started, the first is 'Vejle · 1 Værksted'",
        "cure": "`tovholder up`, or look into the engine's log",
    }


def test_the_doctor_names_what_waits_for_the_office(
    command: Command, small_vejle_asked: Enrolment, tmp_path: Path
) -> None:
    file = tmp_path / "aftale.pdf"
    file.write_bytes(b"%PDF-1.4\ntrailer<</Root 1 0 R>>\n%%EOF\n")
    command("submit", PROGRAMME, "Vejle", "workshop/agreement", "--file", file, "--by", "Anne")

    said = command("doctor").stdout

    assert "· Vejle: 1 delivery(ies) wait for approval" in said
    assert f"`tovholder status {PROGRAMME} --municipality Vejle`" in said
    assert "this is a rehearsal: the clock stands at 2022-09-01 10:00" in said


def test_the_doctor_says_when_the_database_is_away(
    command: Command, monkeypatch: pytest.MonkeyPatch, database_url: str
) -> None:
    monkeypatch.setenv("TOVHOLDER_DATABASE_URL", "postgresql://nobody@127.0.0.1:1/nothing")
    settings.cache_clear()

    result = command("doctor")

    monkeypatch.setenv("TOVHOLDER_DATABASE_URL", database_url)
    settings.cache_clear()
    assert result.exit_code == 1
    assert "✗ The database does not answer: " in result.stdout
    assert "Start it with `tovholder up`" in result.stdout


def test_the_lock_of_a_running_installation_is_seen(tmp_path: Path) -> None:
    before = folder_locks.is_up(tmp_path)
    with (tmp_path / "up.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        during = folder_locks.is_up(tmp_path)

    assert (before, during, folder_locks.is_up(tmp_path)) == (False, True, False)


def test_a_command_starts_the_embedded_database_for_itself_and_stops_it(
    alone: Callable[..., subprocess.CompletedProcess[str]], tmp_path: Path
) -> None:
    published = alone("programme", "publish", REFERENCE, TOVHOLDER_BY="Anne Kontor")
    status = alone("status", REFERENCE, "--json")

    assert published.stdout == f"Published {REFERENCE} as version 1.\n", published.stderr
    assert [one["municipalities"] for one in json.loads(status.stdout)] == [[]]
    assert not (tmp_path / "own" / "postgres" / "postmaster.pid").exists()


@pytest.mark.parametrize(
    ("variables", "told"),
    [
        ({"TOVHOLDER_DATABASE_URL": "postgresql://x:secret@127.0.0.1:1/y"}, "Start it with `tovholder up`"),
        ({"TOVHOLDER_DATABASE_URL": "mysql://x:secret@localhost/y"}, "TOVHOLDER_DATABASE_URL cannot be used"),
        ({"TOVHOLDER_PORTAL_PORT": "secret"}, "TOVHOLDER_PORTAL_PORT cannot be used"),
    ],
)
def test_a_setting_that_will_not_do_is_one_line_without_its_value(
    alone: Callable[..., subprocess.CompletedProcess[str]], variables: dict[str, str], told: str
) -> None:
    result = alone("status", **variables)

    assert (result.returncode, result.stdout, result.stderr.count("\n")) == (1, "", 1)
    assert told in result.stderr
    assert "secret" not in result.stderr


def test_help_needs_no_database_and_nothing_heavy(
    alone: Callable[..., subprocess.CompletedProcess[str]],
) -> None:
    code = "import sys, cli.app; print([m for m in ('prefect', 'sqlalchemy', 'pydantic', 'rehearsal') if m in sys.modules])"

    loaded = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)

    assert loaded.stdout == "[]\n"
    assert "Usage: tovholder" in alone("--help").stdout


def test_a_misspelt_command_is_a_misunderstanding(misunderstood: Callable[..., str]) -> None:
    assert "No such command 'stauts'" in misunderstood("stauts")
    assert "No such option" in misunderstood("status", "--jsno")
