"""What became of an interview: held with notes, missed, or over for good."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from actions import database
from models.interviews.rows import Interview
from models.journal import What
from models.people import Enrolment
from models.states import InterviewStatus, RequirementStatus
from tests.support.acts.commanded_interviews import ANNE, book, talk, the_time_is
from tests.support.acts.commanding import Command, happened
from tests.support.worlds import interview_programme

TEN = datetime(2022, 9, 12, 8, tzinfo=UTC)
"""Monday 12 September, 10 o'clock in Copenhagen."""


def test_an_interview_counts_when_its_notes_are_there(
    command: Command, interview_vejle_stored: Enrolment
) -> None:
    book(command)
    number = talk(interview_vejle_stored).id
    the_time_is(TEN + timedelta(hours=1))

    bare = command("interviews", "held", number, *ANNE)
    noted = command("interviews", "held", number, *ANNE, "--notes", "De mangler vikarer.")

    assert bare.stdout == (
        f"Interview {number} is held. It counts when its notes are there: --notes or --notes-file.\n"
    )
    assert noted.stdout == f"Interview {number} is held.\n"
    assert talk(interview_vejle_stored).notes == "De mangler vikarer."
    assert happened(interview_vejle_stored)[-2:] == [What.INTERVIEW_HELD, What.INTERVIEW_NOTED]


def test_as_many_as_were_asked_for_fulfil_the_requirement(
    command: Command, interview_vejle_stored: Enrolment
) -> None:
    for day, role in enumerate(interview_programme.ROLES[:3], 12):
        book(command, role, f"2022-09-{day}T10:00")
    the_time_is(datetime(2022, 9, 15, 8, tzinfo=UTC))

    for role in interview_programme.ROLES[:3]:
        command("interviews", "held", talk(interview_vejle_stored, role).id, *ANNE, "--notes", "Godt møde.")

    with database.transaction() as session:
        assert (
            interview_programme.talks(session, interview_vejle_stored).status is RequirementStatus.FULFILLED
        )


def test_notes_come_from_a_file_of_any_editor(
    command: Command, interview_vejle_stored: Enrolment, tmp_path: Path
) -> None:
    book(command)
    the_time_is(TEN)
    file = tmp_path / "noter.txt"
    file.write_bytes("Ledelsen bakker op på møder.".encode("cp1252"))

    command("interviews", "held", talk(interview_vejle_stored).id, *ANNE, "--notes-file", file)

    assert talk(interview_vejle_stored).notes == "Ledelsen bakker op på møder."


def test_notes_with_a_personal_number_are_refused_and_nothing_is_kept(
    command: Command, refused: Callable[..., str], interview_vejle_stored: Enrolment
) -> None:
    book(command)
    the_time_is(TEN)

    said = refused(
        "interviews", "held", talk(interview_vejle_stored).id, *ANNE, "--notes", "Født som 070761-4285."
    )

    assert said.startswith("The text holds something that reads as a personal number.")
    assert (talk(interview_vejle_stored).status, talk(interview_vejle_stored).notes) == (
        InterviewStatus.BOOKED,
        "",
    )


def test_notes_have_one_source_that_can_be_read(
    misunderstood: Callable[..., str], interview_vejle_stored: Enrolment, tmp_path: Path
) -> None:
    file = tmp_path / "noter.txt"
    words = ("interviews", "held", talk(interview_vejle_stored).id, *ANNE)

    assert "does not exist" in misunderstood(*words, "--notes-file", file)
    file.write_text("Ja.")
    assert "not both" in misunderstood(*words, "--notes-file", file, "--notes", "Nej.")


@pytest.mark.parametrize("word", ["held", "no-show"])
def test_what_has_not_begun_has_no_outcome(
    command: Command, refused: Callable[..., str], interview_vejle_stored: Enrolment, word: str
) -> None:
    book(command)

    said = refused("interviews", word, talk(interview_vejle_stored).id, *ANNE)

    assert said.startswith("The interview begins 12.09.2022 10.00;")


def test_after_a_no_show_a_new_interview_with_the_same_person_waits(
    command: Command, interview_vejle_stored: Enrolment
) -> None:
    book(command)
    missed = talk(interview_vejle_stored).id
    the_time_is(TEN + timedelta(minutes=30))

    result = command("interviews", "no-show", missed, *ANNE, "--reason", "Ingen kom")
    again = command("interviews", "no-show", missed, *ANNE)

    assert result.stdout == f"Interview {missed} was missed. A new one with Leder waits for a time.\n"
    assert again.stdout == result.stdout
    assert (talk(interview_vejle_stored).id != missed, talk(interview_vejle_stored).status) == (
        True,
        InterviewStatus.WAITING,
    )
    with database.transaction() as session:
        assert session.query(Interview).count() == 6


def test_what_was_held_is_neither_missed_nor_moved_nor_cancelled(
    command: Command, refused: Callable[..., str], interview_vejle_stored: Enrolment
) -> None:
    book(command)
    number = talk(interview_vejle_stored).id
    the_time_is(TEN)
    command("interviews", "held", number, *ANNE)

    for word, target, more in (
        ("no-show", "no_show", ()),
        ("cancel", "cancelled", ()),
        ("move", "booked", ("--at", "2022-09-13T10:00")),
    ):
        told = f'The interview is "held" and cannot become "{target}".'
        assert refused("interviews", word, number, *more, *ANNE) == told
