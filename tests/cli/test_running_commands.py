"""`up`, `doctor` and `rehearse`, and how the command behaves as a program of its own."""

from __future__ import annotations

import fcntl
import json
import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest

from actions import database
from actions.people import of_contact
from actions.writing import write
from deployments import diagnosis, parts, presence, supervisor
from models.errors import PortTaken
from models.progress import Enrolment
from models.settings import settings
from models.states import LetterStatus
from programmes.loader import shipped
from tests import factories
from tests.cli.conftest import PROGRAMME, Command

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


def test_up_hands_over_to_the_supervisor(command: Command, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(supervisor, "up", lambda settings, say: say(f"up in {settings.data.name}"))

    assert command("up").stdout == "up in data\n"


def test_up_says_what_stands_in_its_way(refused: Callable[..., str], monkeypatch: pytest.MonkeyPatch) -> None:
    def taken(*_: object) -> None:
        raise PortTaken(port=4200, setting="TOVHOLDER_PREFECT_PORT")

    monkeypatch.setattr(supervisor, "up", taken)

    assert refused("up").startswith("Port 4200 is in use by another program.")


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


def test_what_is_no_programme_cannot_be_rehearsed(misunderstood: Callable[..., str]) -> None:
    assert "there is no file 'nowhere'" in misunderstood("rehearse", "nowhere")


def test_the_doctor_finds_that_nothing_runs(command: Command) -> None:
    result = command("doctor")

    assert result.exit_code == 1
    assert "✗ nothing is running\n    → `tovholder up`\n" in result.stdout
    assert "✓ the database answers" in result.stdout
    assert result.stderr == "1 thing(s) are wrong.\n"


def test_the_doctor_is_content_when_every_part_is_there(
    command: Command, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(diagnosis, "is_up", lambda data: True)
    monkeypatch.setattr(diagnosis, "parts", lambda settings: ())

    result = command("doctor")

    assert (result.exit_code, result.stderr) == (0, "")
    assert "✓ nothing waits for a person" in result.stdout


def test_the_doctor_names_the_part_that_is_silent_and_its_log(
    command: Command, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(diagnosis, "is_up", lambda data: True)
    monkeypatch.setattr(diagnosis, "parts", lambda settings: parts.parts(settings)[-1:])

    result = command("doctor")

    assert "✗ engine does not answer" in result.stdout
    assert "engine.log" in result.stdout


@pytest.mark.parametrize(
    ("status", "code", "cure"),
    [
        (LetterStatus.DOUBTFUL, 1, "tovholder letters mark-sent NUMBER"),
        (LetterStatus.REFUSED, 1, "tovholder letters resend NUMBER"),
        (LetterStatus.HELD, 0, "tovholder letters release NUMBER"),
        (LetterStatus.SENT, 0, ""),
    ],
)
def test_the_doctor_names_letters_in_trouble_and_their_cure(
    command: Command,
    vejle: Enrolment,
    monkeypatch: pytest.MonkeyPatch,
    status: LetterStatus,
    code: int,
    cure: str,
) -> None:
    monkeypatch.setattr(diagnosis, "is_up", lambda data: True)
    monkeypatch.setattr(diagnosis, "parts", lambda settings: ())
    with database.transaction() as session:
        letter = write(
            session,
            letter="welcome",
            enrolment=vejle,
            step="workshop",
            to=of_contact(factories.coordinator(session, vejle)),
            occasion="opening",
            now=factories.NOW,
        )
        assert letter is not None
        letter.status = status

    result = command("doctor")

    steps_late = "should have started" in result.stdout
    assert result.exit_code == (1 if steps_late else code)
    assert cure in result.stdout
    assert (f"1 letter(s) are {status.value}" in result.stdout) is bool(cure)


def test_the_doctor_names_what_waits_for_the_office(
    command: Command, vejle: Enrolment, tmp_path: Path
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
    before = presence.is_up(tmp_path)
    with (tmp_path / "up.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        during = presence.is_up(tmp_path)

    assert (before, during, presence.is_up(tmp_path)) == (False, True, False)


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
