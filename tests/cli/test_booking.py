"""`tovholder interviews solve`: a file in, JSON out, and exit codes that programs can trust."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner, Result

from cli.app import app

PROBLEM: dict[str, Any] = {
    "first": "2022-10-28",
    "last": "2022-10-31",
    "interviewers": [{"key": "ida", "hours": {"monday": [{"from": "09:00", "to": "10:00"}]}}],
    "municipalities": [{"key": "vejle"}],
    "interviewees": [{"key": "leder", "municipality": "vejle"}],
}
TWO = [{"key": "leder", "municipality": "vejle"}, {"key": "hr", "municipality": "vejle"}]


def solved(tmp_path: Path, *words: str, **changes: Any) -> Result:
    file = tmp_path / "instance.json"
    file.write_text(json.dumps(PROBLEM | changes), encoding="utf-8")
    return CliRunner().invoke(app, ["interviews", "solve", str(file), *words])


def test_a_booking_is_shown_in_utc_and_in_local_time(tmp_path: Path) -> None:
    result = solved(tmp_path)

    assert result.exit_code == 0
    answer = json.loads(result.stdout)
    assert answer["bookings"] == [
        {
            "interviewee": "leder",
            "interviewer": "ida",
            "starts": "2022-10-31T08:00Z",
            "ends": "2022-10-31T09:00Z",
            "local": "2022-10-31T09:00+01:00",
            "change": "new",
            "fixed": False,
        }
    ]
    assert (answer["unbooked"], answer["cost"]["total"]) == ([], 0)


def test_somebody_unbooked_ends_with_1_and_a_reason(tmp_path: Path) -> None:
    result = solved(tmp_path, "--seconds", "0.1", interviewees=TWO)

    assert result.exit_code == 1
    [one] = json.loads(result.stdout)["unbooked"]
    assert {"rule": "taken", "sentence": "De mulige tider er optaget af andre interview."} in one["reasons"]
    assert all(each["slots"] > 0 and each["sentence"] for each in one["would_help"])


def test_the_reason_is_said_in_the_language_that_is_asked_for(tmp_path: Path) -> None:
    result = solved(tmp_path, "--seconds", "0.1", "--language", "nb", interviewees=TWO)

    assert "De mulige tidene er opptatt av andre intervjuer." in result.stdout


def test_a_language_nothing_is_said_in_ends_with_2(tmp_path: Path) -> None:
    result = solved(tmp_path, "--language", "xx")

    assert (result.exit_code, result.stdout) == (2, "")
    assert "'xx'" in result.stderr


def test_the_same_seed_prints_the_same(tmp_path: Path) -> None:
    assert solved(tmp_path, "--seed", "5").stdout == solved(tmp_path, "--seed", "5").stdout


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"duration": "an hour"}, "duration: "),
        ({"colour": "red"}, "colour: "),
        ({"zone": "Europe/Vejle"}, "zone: 'Europe/Vejle' is not a time zone"),
        ({"last": "2022-10-01"}, "last: the last day is before the first"),
        (
            {"interviewees": [*TWO, {"key": "hr", "municipality": "vejle"}]},
            "interviewees.2.key: 'hr' is there",
        ),
        (
            {"interviewees": [{"key": "hr", "municipality": "ribe"}]},
            "interviewees.0.municipality: there is no",
        ),
        (
            {"bookings": [{"interviewee": "hr", "interviewer": "ida", "starts": "2022-10-30T02:30"}]},
            "bookings.0.starts: the clock is moved then",
        ),
        (
            {"interviewers": [{"key": "ida", "hours": {"monday": [{"from": "10:00", "to": "09:00"}]}}]},
            "interviewers.0.hours.monday.0: hours end after they begin",
        ),
    ],
)
def test_a_file_that_cannot_be_read_ends_with_2_and_the_field(
    tmp_path: Path, changes: dict[str, Any], said: str
) -> None:
    result = solved(tmp_path, **changes)

    assert (result.exit_code, result.stdout) == (2, "")
    assert result.stderr.startswith(said)


def test_a_file_that_is_not_there_ends_with_2(tmp_path: Path) -> None:
    result = CliRunner().invoke(app, ["interviews", "solve", str(tmp_path / "nothing.json")])

    assert (result.exit_code, result.stdout) == (2, "")


def test_solving_imports_neither_a_database_nor_prefect(tmp_path: Path) -> None:
    file = tmp_path / "instance.json"
    file.write_text(json.dumps(PROBLEM), encoding="utf-8")
    program = (
        "import sys\nfrom cli.app import app\n"
        f"app(['interviews', 'solve', {str(file)!r}], standalone_mode=False)\n"
        "print(sorted({'prefect', 'sqlalchemy', 'psycopg'} & sys.modules.keys()), file=sys.stderr)"
    )

    found = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)

    assert found.stderr.strip() == "[]"
