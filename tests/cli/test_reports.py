"""Reports written to files, questions about figures answered by the office, and the pack for the facilitator."""

from __future__ import annotations

import re
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest

from models.people import Enrolment
from models.states import RequirementStatus
from tests.support.acts.commanding import PROGRAMME, Command, status
from tests.support.acts.delivering import workbook

ANNE = ("--by", "Anne Kontor")
FIGURES = "workshop/staff_data"


@pytest.fixture
def delivered(command: Command, small_vejle_asked: Enrolment, tmp_path: Path) -> Enrolment:
    """Vejle with figures that count."""
    file = tmp_path / "vejle.xlsx"
    file.write_bytes(workbook())
    assert command("submit", PROGRAMME, "Vejle", FIGURES, "--file", file, *ANNE).exit_code == 0
    return small_vejle_asked


@pytest.fixture
def questioned(command: Command, small_vejle_asked: Enrolment, tmp_path: Path) -> Enrolment:
    """Vejle with one odd figure."""
    file = tmp_path / "odd.xlsx"
    file.write_bytes(workbook(odd=True))
    result = command("submit", PROGRAMME, "Vejle", FIGURES, "--file", file, *ANNE)
    assert result.exit_code == 0
    assert "1 question(s) are to be explained before it counts" in result.stdout
    return small_vejle_asked


def test_a_pre_analysis_is_written_as_pdf(command: Command, delivered: Enrolment, tmp_path: Path) -> None:
    out = tmp_path / "vejle.pdf"

    first = command("report", "pre-analysis", PROGRAMME, "Vejle", "--out", out)
    content = out.read_bytes()
    command("report", "pre-analysis", PROGRAMME, "Vejle", "--out", out)

    assert (first.exit_code, content[:5]) == (0, b"%PDF-")
    assert out.read_bytes() == content


def test_the_cohort_is_handed_over_as_one_frozen_pack(
    command: Command, delivered: Enrolment, tmp_path: Path
) -> None:
    one, other = tmp_path / "one.zip", tmp_path / "other.zip"

    command("report", "hand-over", PROGRAMME, "--out", one, *ANNE)
    result = command("report", "hand-over", PROGRAMME, "--out", other, *ANNE)

    assert re.search(r"pack 1 with 2 reports, SHA-256 [0-9a-f]{64}\.", result.stdout)
    assert one.read_bytes() == other.read_bytes()
    with zipfile.ZipFile(one) as archive:
        assert archive.namelist() == ["foranalyse_0630.pdf", "indhold.json", "samlet.pdf", "tal.csv"]


def test_the_summary_is_written_as_pdf(command: Command, delivered: Enrolment, tmp_path: Path) -> None:
    command("report", "cohort", PROGRAMME, "--out", tmp_path / "samlet.pdf")

    assert (tmp_path / "samlet.pdf").read_bytes().startswith(b"%PDF-")


def test_there_is_no_before_and_after_before_the_second_delivery(
    refused: Callable[..., str], delivered: Enrolment
) -> None:
    assert "has not two approved deliveries" in refused("report", "later", PROGRAMME, "Vejle")


def test_notes_are_taken_from_files(command: Command, delivered: Enrolment, tmp_path: Path) -> None:
    (tmp_path / "q.txt").write_text("Hvad kan 37 timer betyde?\n", encoding="utf-8")

    result = command("report", "notes", PROGRAMME, "Vejle", "--questions", tmp_path / "q.txt", *ANNE)

    assert (result.exit_code, "noted" in result.stdout) == (0, True)


def test_notes_of_nothing_are_not_understood(misunderstood: Callable[..., str], delivered: Enrolment) -> None:
    assert "give --interviews, --questions or both" in misunderstood(
        "report", "notes", PROGRAMME, "Vejle", *ANNE
    )


def test_the_office_sees_and_answers_a_question(command: Command, questioned: Enrolment) -> None:
    place = (PROGRAMME, "Vejle", FIGURES)
    before = command("dataset", "questions", *place).stdout

    result = command("dataset", "explain", *place, 1, "--text", "To hjem blev lagt sammen.", *ANNE)

    assert before.startswith("1. P2 arket Personale")
    assert "0 question(s) left" in result.stdout
    assert status(questioned, "staff_data") is RequirementStatus.FULFILLED
    assert command("dataset", "questions", *place).stdout == "Vejle: no question is open.\n"


def test_a_file_that_cannot_be_written_is_said(
    misunderstood: Callable[..., str], delivered: Enrolment, tmp_path: Path
) -> None:
    out = tmp_path / "nowhere" / "a.pdf"

    assert "cannot write" in misunderstood("report", "cohort", PROGRAMME, "--out", out)


def test_notes_are_read_as_windows_writes_them(
    command: Command, delivered: Enrolment, tmp_path: Path
) -> None:
    (tmp_path / "q.txt").write_bytes("Hvad kan I gøre?".encode("cp1252"))

    result = command("report", "notes", PROGRAMME, "Vejle", "--questions", tmp_path / "q.txt", *ANNE)

    assert result.exit_code == 0


def test_a_question_that_is_not_there_cannot_be_answered(
    refused: Callable[..., str], questioned: Enrolment
) -> None:
    place = (PROGRAMME, "Vejle", FIGURES)

    assert "There is no open question 2" in refused("dataset", "explain", *place, 2, "--text", "x", *ANNE)


def test_an_answer_with_a_personal_number_is_not_kept(
    misunderstood: Callable[..., str], questioned: Enrolment
) -> None:
    place = (PROGRAMME, "Vejle", FIGURES)

    misunderstood("dataset", "explain", *place, 1, "--text", "Hanne 010190-1234", *ANNE)

    assert status(questioned, "staff_data") is RequirementStatus.ASKED
