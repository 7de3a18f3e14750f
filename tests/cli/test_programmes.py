"""`tovholder programme …`: files are checked and planned without a database, and published into one."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest

from programmes.loader import json_schema, shipped
from tests.support.acts.commanding import Command

REFERENCE = "rekrutteringsvaerksted-2022"


@pytest.fixture
def file(tmp_path: Path) -> Path:
    """A copy of the reference programme that a test may break."""
    copy = tmp_path / "programme.yaml"
    copy.write_bytes(shipped()[REFERENCE].read_bytes())
    return copy


def broken(file: Path, before: str, after: str) -> int:
    """Break the file and return the line where it was done."""
    text = file.read_text()
    assert text.count(before) >= 1
    file.write_text(text.replace(before, after, 1))
    return text[: text.index(before)].count("\n") + 1


@pytest.mark.parametrize("key", shipped())
def test_a_shipped_programme_has_no_errors(command: Command, key: str) -> None:
    result = command("programme", "check", key)

    assert result.exit_code == 0
    assert ": error: " not in result.stdout


def test_a_fault_is_told_as_compilers_do(command: Command, file: Path) -> None:
    line = broken(file, "week: 40", "week: 41")

    result = command("programme", "check", file)

    assert result.exit_code == 1
    first = result.stdout.splitlines()[0]
    assert re.fullmatch(rf"{re.escape(str(file))}:{line}:\d+: error: .+\. .+", first)


def test_every_fault_is_told_at_once(command: Command, file: Path) -> None:
    lines = {broken(file, "week: 40", "week: 41"), broken(file, "week: 9", "week: 10")}

    result = command("programme", "check", file)

    told = {int(line.removeprefix(f"{file}:").partition(":")[0]) for line in result.stdout.splitlines()}
    assert told == lines


def test_a_letter_nobody_has_written_is_a_fault(command: Command, file: Path) -> None:
    broken(file, "opening: welcome", "opening: farewell")

    result = command("programme", "check", file)

    assert result.exit_code == 1
    assert "farewell" in result.stdout


def test_a_dataset_nobody_has_described_is_a_fault(command: Command, file: Path) -> None:
    broken(file, "dataset: foranalyse", "dataset: heltandet")

    result = command("programme", "check", file)

    assert result.exit_code == 1
    assert "heltandet" in result.stdout


@pytest.mark.parametrize("words", [("check",), ("plan",), ("publish", "--by", "Anne")])
def test_a_file_that_is_not_there_is_a_misunderstanding(
    misunderstood: Callable[..., str], words: tuple[str, ...]
) -> None:
    said = misunderstood("programme", *words, "nowhere.yaml")

    assert "there is no file 'nowhere.yaml'" in said
    assert REFERENCE in said


@pytest.mark.parametrize("content", [b"", b"\xff\xfe", b"- a\n- b\n", b"key: [", b"\x00\x01"])
def test_what_is_no_programme_at_all_is_told_in_one_line(
    command: Command, file: Path, content: bytes
) -> None:
    file.write_bytes(content)

    result = command("programme", "check", file)

    assert result.exit_code == 1
    assert re.fullmatch(rf"{re.escape(str(file))}:\d+:\d+: error: .+\n", result.stdout)


def test_the_plan_in_json_has_every_instant_with_its_offset_in_order(shown: Callable[..., Any]) -> None:
    lines = shown("programme", "plan", REFERENCE)

    assert set(lines[0]) == {
        "at", "kind", "step", "key", "title", "weekday", "week", "precision", "own_choice", "ends", "latest",
    }  # fmt: skip
    instants = [datetime.fromisoformat(line["at"]) for line in lines]
    assert all(at.utcoffset() is not None for at in instants)
    assert instants == sorted(instants)
    assert {line["kind"] for line in lines} == {
        "opening", "deadline", "reminder", "escalation", "letter", "event", "milestone",
    }  # fmt: skip


def test_the_plan_has_the_three_events_on_either_side_of_the_clock_change(shown: Callable[..., Any]) -> None:
    events = [line for line in shown("programme", "plan", REFERENCE) if line["kind"] == "event"]

    assert [(one["key"], one["at"], one["week"], one["weekday"]) for one in events] == [
        ("kickoff", "2022-10-03T14:00:00+02:00", 40, "monday"),
        ("workshop", "2022-11-03T09:00:00+01:00", 44, "thursday"),
        ("follow_up_day", "2023-03-01T10:00:00+01:00", 9, "wednesday"),
    ]


def test_the_plan_for_people_shows_local_time_weekday_and_week(command: Command) -> None:
    result = command("programme", "plan", REFERENCE)

    line = next(line for line in result.stdout.splitlines() if " event " in line and "kickoff" in line)
    assert line.split()[:5] == ["2022-10-03", "14:00", "mon", "40", "event"]


def test_a_month_is_marked_as_provisional(command: Command) -> None:
    result = command("programme", "plan", "jobbvinner-ostfold")

    assert result.exit_code == 0
    assert "~2019-05-" in result.stdout


def test_a_faulty_programme_has_no_plan(command: Command, file: Path) -> None:
    line = broken(file, "week: 40", "week: 41")

    result = command("programme", "plan", file, "--json")

    assert result.exit_code == 1
    assert result.stdout.startswith(f"{file}:{line}:")


def test_publishing_makes_a_version_and_the_same_again_makes_none(command: Command, file: Path) -> None:
    first = command("programme", "publish", REFERENCE, "--by", "Anne Kontor")
    again = command("programme", "publish", file, "--by", "Bo Kontor")

    assert first.stdout == f"Published {REFERENCE} as version 1.\n"
    assert again.stdout == f"{REFERENCE} is published already as version 1; nothing has changed.\n"


def test_a_changed_programme_is_the_next_version(command: Command, file: Path) -> None:
    command("programme", "publish", file, "--by", "Anne Kontor")
    broken(file, "title: Rekrutteringsværksted 2022", "title: Rekrutteringsværksted 2022, nu med bus")

    result = command("programme", "publish", file, "--by", "Anne Kontor")

    assert result.stdout == f"Published {REFERENCE} as version 2.\n"


def test_a_faulty_programme_is_not_published(command: Command, file: Path) -> None:
    broken(file, "week: 40", "week: 41")

    result = command("programme", "publish", file, "--by", "Anne Kontor")

    assert result.exit_code == 1
    assert result.stderr == "Nothing was published.\n"
    assert "not published" in command("programme", "list").stdout


@pytest.mark.parametrize("by", [(), ("--by", "  ")])
def test_publishing_needs_a_name(misunderstood: Callable[..., str], by: tuple[str, ...]) -> None:
    assert "--by" in misunderstood("programme", "publish", REFERENCE, *by)


def test_the_name_may_be_set_once_for_all_commands(command: Command, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TOVHOLDER_BY", "Anne Kontor")

    result = command("programme", "publish", REFERENCE)

    assert result.exit_code == 0
    assert "by Anne Kontor" in command("programme", "list").stdout


def test_the_list_tells_published_from_merely_shipped(command: Command) -> None:
    command("programme", "publish", REFERENCE, "--by", "Anne Kontor")

    lines = command("programme", "list").stdout.splitlines()

    assert [line.split()[:2] for line in lines if "-20" in line or "jobb" in line] == [
        [REFERENCE, "1"],
        ["jobbvinner-ostfold", "–"],
    ]


def test_the_schema_is_the_loaders(command: Command) -> None:
    result = command("programme", "schema")

    assert json.loads(result.stdout) == json_schema()


def test_the_list_takes_no_arguments(misunderstood: Callable[..., str]) -> None:
    assert "unexpected extra argument" in misunderstood("programme", "list", "everything")
    assert "unexpected extra argument" in misunderstood("programme", "schema", "please")
