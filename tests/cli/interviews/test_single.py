"""One interview at a time: booked, moved, answered, held, missed, cancelled, listed."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from actions import database
from models.interviews.rows import ClosedDay, Interview, Interviewee
from models.journal import JournalEntry, What
from models.people import Enrolment
from models.states import Answer, InterviewStatus, RequirementStatus
from tests.cli.conftest import Command, happened
from tests.support.acts.commanded_interviews import ANNE, BOOKED, HR, LEADER, book, letters, talk, the_time_is
from tests.support.worlds import interview_programme

TEN = datetime(2022, 9, 12, 8, tzinfo=UTC)
"""Monday 12 September, 10 o'clock in Copenhagen."""
FRANK, HER = "frank@example.org", "leder.vejle@example.org"


def test_an_interview_is_booked_with_the_interviewer_who_is_named(command: Command, named: Enrolment) -> None:
    said = book(command, LEADER, "2022-09-12T10:00", "--interviewer", "karen")

    kept = talk(named)
    assert said == f"Interview {kept.id} with Leder: Mon 2022-09-12 10:00, held by Karen Konsulent.\n"
    assert (kept.starts_at, kept.interviewer, kept.status) == (TEN, "karen", InterviewStatus.BOOKED)
    assert letters("interview_invitation") == [HER]


@pytest.mark.parametrize(
    ("at", "reasons"),
    [
        ("2022-09-12T10:00", []),
        ("2022-09-12T14:00", []),
        ("2022-09-12T14:05", ["it lies outside Karen Konsulent's hours"]),
        ("2022-09-10T10:00", ["it is no working day", "it lies outside Karen Konsulent's hours"]),
        ("2022-09-14T10:00", ["Vejle is closed that day"]),
        ("2022-09-16T10:00", ["Karen Konsulent is away that day"]),
    ],
)
def test_a_time_the_engine_would_not_have_chosen_is_booked_and_stderr_says_so(
    command: Command, named: Enrolment, at: str, reasons: list[str]
) -> None:
    with database.transaction() as session:
        session.add(ClosedDay(enrolment_id=named.id, day=date(2022, 9, 14)))
    away = ("away", BOOKED, "karen", "--from", "2022-09-16", "--to", "2022-09-17")
    command("interviews", *away, *ANNE, "--reason", "Ferie")
    words = ("--at", at, "--interviewer", "karen", *ANNE)

    booked_ = command("interviews", "book", BOOKED, "Vejle", "preparation/talks", "--with", LEADER, *words)
    moved = command("interviews", "move", talk(named).id, *words)

    said = "".join(f"Booked all the same: {reason}.\n" for reason in reasons)
    assert (booked_.exit_code, booked_.stderr) == (moved.exit_code, moved.stderr) == (0, said)
    assert (talk(named).status, talk(named).interviewer) == (InterviewStatus.BOOKED, "karen")


def test_somebody_who_does_not_travel_is_not_sent_away_unnoticed(command: Command, named: Enrolment) -> None:
    with database.transaction() as session:
        session.query(Interviewee).filter_by(title=LEADER).update({"mode": "on_site"})
    words = ("--with", LEADER, "--at", "2022-09-12T10:00", "--interviewer", "karen")

    result = command("interviews", "book", BOOKED, "Vejle", "preparation/talks", *words, *ANNE)

    assert result.stderr == "Booked all the same: it is on site, and Karen Konsulent does not travel.\n"


def test_a_role_may_be_named_by_its_key(command: Command, named: Enrolment) -> None:
    book(command, "role_2")

    assert talk(named, HR).starts_at == TEN


def test_a_time_that_is_taken_is_refused_and_changes_nothing(
    command: Command, refused: Callable[..., str], named: Enrolment
) -> None:
    book(command)

    said = book(command, HR, "2022-09-12T10:45")

    assert said == (
        "Frank Facilitator is taken at 12.09.2022 10.35: another interview, with its buffers, lies there. "
        "See `tovholder interviews show`.\n"
    )
    assert talk(named, HR).status is InterviewStatus.WAITING
    assert book(command, HR, "2022-09-12T10:45", "--interviewer", "karen").endswith("Karen Konsulent.\n")


def test_somebody_who_holds_no_interviews_cannot_be_named(command: Command, named: Enrolment) -> None:
    said = book(command, LEADER, "2022-09-12T10:00", "--interviewer", "anne")

    assert said.startswith(
        f'"anne" holds no interviews in the programme "{BOOKED}". Those who do: frank, karen.'
    )
    assert talk(named).status is InterviewStatus.WAITING


def test_what_took_place_before_it_was_noted_is_booked_without_a_letter(
    command: Command, named: Enrolment
) -> None:
    book(command, at="2022-08-30T10:00")

    assert talk(named).status is InterviewStatus.BOOKED
    assert letters("interview_invitation") == []


def test_a_moved_interview_keeps_the_clock_time_over_the_change_to_winter_time(
    command: Command, named: Enrolment
) -> None:
    book(command, at="2022-10-28T10:00")
    before = talk(named).starts_at

    result = command(
        "interviews", "move", talk(named).id, "--at", "2022-10-31T10:00", *ANNE, "--reason", "Ferie"
    )

    assert result.stdout.endswith("with Leder: Mon 2022-10-31 10:00, held by Frank Facilitator.\n")
    assert before == datetime(2022, 10, 28, 8, tzinfo=UTC)
    assert talk(named).starts_at == datetime(2022, 10, 31, 9, tzinfo=UTC)


def test_an_hour_that_comes_twice_is_the_first_one_and_may_be_written_with_its_offset(
    command: Command, named: Enrolment
) -> None:
    book(command, at="2022-10-30T02:30")
    first = talk(named).starts_at

    command("interviews", "move", talk(named).id, "--at", "2022-10-30T02:30+01:00", *ANNE)

    assert first == datetime(2022, 10, 30, 0, 30, tzinfo=UTC)
    assert talk(named).starts_at == datetime(2022, 10, 30, 1, 30, tzinfo=UTC)


def test_a_move_to_somebody_else_tells_the_one_and_the_other(command: Command, named: Enrolment) -> None:
    book(command)

    command("interviews", "move", talk(named).id, "--at", "2022-09-12T10:00", "--interviewer", "karen", *ANNE)

    assert talk(named).interviewer == "karen"
    assert "karen@example.org" in letters("interviewer_notice")


def test_an_interview_moves_ahead(
    command: Command, misunderstood: Callable[..., str], named: Enrolment
) -> None:
    book(command)

    said = misunderstood("interviews", "move", talk(named).id, "--at", "2022-08-31T10:00", *ANNE)

    assert "that time has passed; an interview moves ahead" in said
    assert talk(named).starts_at == TEN


@pytest.mark.parametrize(
    "words",
    [
        ("move", 99, "--at", "2022-09-12T10:00"),
        ("answer", 99, "yes"),
        ("held", 99),
        ("no-show", 99),
        ("cancel", 99),
    ],
)
def test_an_unknown_number_is_refused(
    refused: Callable[..., str], named: Enrolment, words: tuple[object, ...]
) -> None:
    assert refused("interviews", *words, *ANNE) == "There is no interview 99."


def test_yes_by_telephone_makes_a_proposal_an_agreement(command: Command, named: Enrolment) -> None:
    command("interviews", "plan", BOOKED)

    result = command("interviews", "answer", talk(named).id, "yes", *ANNE, "--remark", "Glæder sig")

    assert result.stdout.startswith(f"Yes. Interview {talk(named).id} with Leder: ")
    kept = talk(named)
    assert (kept.status, kept.answer, kept.remark) == (InterviewStatus.BOOKED, Answer.YES, "Glæder sig")
    with database.transaction() as session:
        line = session.query(JournalEntry).filter_by(what=What.INTERVIEW_ANSWERED).one()
    assert (line.by, line.on_behalf) == ("Anne Kontor", "Leder i Vejle")


def test_no_by_telephone_frees_the_time_and_another_one_is_found(command: Command, named: Enrolment) -> None:
    command("interviews", "plan", BOOKED)
    before = talk(named)

    result = command("interviews", "answer", before.id, "no", *ANNE)
    waiting = talk(named).status
    command("interviews", "plan", BOOKED)

    assert result.stdout == f"No. Interview {before.id} waits for another time.\n"
    assert waiting is InterviewStatus.WAITING
    assert talk(named).status is InterviewStatus.PROPOSED
    assert talk(named).starts_at != before.starts_at


def test_an_interview_without_a_time_and_one_that_has_begun_are_not_answered(
    command: Command, refused: Callable[..., str], misunderstood: Callable[..., str], named: Enrolment
) -> None:
    number = talk(named).id
    assert (
        refused("interviews", "answer", number, "yes", *ANNE)
        == f"Interview {number} has no time to say yes or no to. See `tovholder interviews list`."
    )
    book(command)
    the_time_is(TEN)

    assert refused("interviews", "answer", number, "no", *ANNE).startswith("The interview has begun already;")
    assert "Invalid value" in misunderstood("interviews", "answer", number, "perhaps", *ANNE)


def test_an_interview_counts_when_its_notes_are_there(command: Command, named: Enrolment) -> None:
    book(command)
    number = talk(named).id
    the_time_is(TEN + timedelta(hours=1))

    bare = command("interviews", "held", number, *ANNE)
    noted = command("interviews", "held", number, *ANNE, "--notes", "De mangler vikarer.")

    assert bare.stdout == (
        f"Interview {number} is held. It counts when its notes are there: --notes or --notes-file.\n"
    )
    assert noted.stdout == f"Interview {number} is held.\n"
    assert talk(named).notes == "De mangler vikarer."
    assert happened(named)[-2:] == [What.INTERVIEW_HELD, What.INTERVIEW_NOTED]


def test_as_many_as_were_asked_for_fulfil_the_requirement(command: Command, named: Enrolment) -> None:
    for day, role in enumerate(interview_programme.ROLES[:3], 12):
        book(command, role, f"2022-09-{day}T10:00")
    the_time_is(datetime(2022, 9, 15, 8, tzinfo=UTC))

    for role in interview_programme.ROLES[:3]:
        command("interviews", "held", talk(named, role).id, *ANNE, "--notes", "Godt møde.")

    with database.transaction() as session:
        assert interview_programme.talks(session, named).status is RequirementStatus.FULFILLED


def test_notes_come_from_a_file_of_any_editor(command: Command, named: Enrolment, tmp_path: Path) -> None:
    book(command)
    the_time_is(TEN)
    file = tmp_path / "noter.txt"
    file.write_bytes("Ledelsen bakker op på møder.".encode("cp1252"))

    command("interviews", "held", talk(named).id, *ANNE, "--notes-file", file)

    assert talk(named).notes == "Ledelsen bakker op på møder."


def test_notes_with_a_personal_number_are_refused_and_nothing_is_kept(
    command: Command, refused: Callable[..., str], named: Enrolment
) -> None:
    book(command)
    the_time_is(TEN)

    said = refused("interviews", "held", talk(named).id, *ANNE, "--notes", "Født som 070761-4285.")

    assert said.startswith("The text holds something that reads as a personal number.")
    assert (talk(named).status, talk(named).notes) == (InterviewStatus.BOOKED, "")


def test_notes_have_one_source_that_can_be_read(
    misunderstood: Callable[..., str], named: Enrolment, tmp_path: Path
) -> None:
    file = tmp_path / "noter.txt"
    words = ("interviews", "held", talk(named).id, *ANNE)

    assert "does not exist" in misunderstood(*words, "--notes-file", file)
    file.write_text("Ja.")
    assert "not both" in misunderstood(*words, "--notes-file", file, "--notes", "Nej.")


@pytest.mark.parametrize("word", ["held", "no-show"])
def test_what_has_not_begun_has_no_outcome(
    command: Command, refused: Callable[..., str], named: Enrolment, word: str
) -> None:
    book(command)

    said = refused("interviews", word, talk(named).id, *ANNE)

    assert said.startswith("The interview begins 12.09.2022 10.00;")


def test_after_a_no_show_a_new_interview_with_the_same_person_waits(
    command: Command, named: Enrolment
) -> None:
    book(command)
    missed = talk(named).id
    the_time_is(TEN + timedelta(minutes=30))

    result = command("interviews", "no-show", missed, *ANNE, "--reason", "Ingen kom")
    again = command("interviews", "no-show", missed, *ANNE)

    assert result.stdout == f"Interview {missed} was missed. A new one with Leder waits for a time.\n"
    assert again.stdout == result.stdout
    assert (talk(named).id != missed, talk(named).status) == (True, InterviewStatus.WAITING)
    with database.transaction() as session:
        assert session.query(Interview).count() == 6


def test_what_was_held_is_neither_missed_nor_moved_nor_cancelled(
    command: Command, refused: Callable[..., str], named: Enrolment
) -> None:
    book(command)
    number = talk(named).id
    the_time_is(TEN)
    command("interviews", "held", number, *ANNE)

    for word, target, more in (
        ("no-show", "no_show", ()),
        ("cancel", "cancelled", ()),
        ("move", "booked", ("--at", "2022-09-13T10:00")),
    ):
        told = f'The interview is "held" and cannot become "{target}".'
        assert refused("interviews", word, number, *more, *ANNE) == told


def test_the_list_says_who_holds_them_and_what_was_answered(command: Command, named: Enrolment) -> None:
    command("interviews", "plan", BOOKED)
    command("interviews", "answer", talk(named).id, "yes", *ANNE)
    command("interviews", "answer", talk(named, HR).id, "no", *ANNE)

    lines = command("interviews", "list", BOOKED, "Vejle").stdout.splitlines()

    def line(number: int) -> list[str]:
        return next(line.split() for line in lines if line.split()[:1] == [str(number)])

    assert line(talk(named).id)[-3:] == [talk(named).interviewer, "booked", "yes"]
    assert line(talk(named, HR).id)[3:] == ["–", talk(named, HR).interviewer, "waiting", "no"]


def test_the_list_has_what_was_written_with_an_answer(
    command: Command, shown: Callable[..., Any], named: Enrolment
) -> None:
    command("interviews", "plan", BOOKED)
    number = talk(named).id
    command("interviews", "answer", number, "yes", *ANNE, "--remark", "Kun om\nformiddagen")

    lines = command("interviews", "list", BOOKED, "Vejle").stdout.splitlines()
    programs = {one["id"]: one for one in shown("interviews", "list", BOOKED, "Vejle")}

    assert lines[-1] == f"{number}, Leder: Kun om formiddagen"
    assert len(programs) == 5
    assert programs[number]["remark"] == "Kun om\nformiddagen"
    assert (programs[number]["status"], programs[number]["answer"]) == ("booked", "yes")
    assert programs[number]["starts"].endswith("+02:00")
