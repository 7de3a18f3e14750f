"""One interview at a time: booked, moved, answered, held, missed, cancelled, listed."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, date, datetime
from typing import Any

import pytest

from actions import database
from models.interviews.rows import ClosedDay, Interviewee
from models.journal import JournalEntry, What
from models.people import Enrolment
from models.states import Answer, InterviewStatus
from tests.support.acts.commanded_interviews import ANNE, BOOKED, HR, LEADER, book, letters, talk, the_time_is
from tests.support.acts.commanding import Command

TEN = datetime(2022, 9, 12, 8, tzinfo=UTC)
"""Monday 12 September, 10 o'clock in Copenhagen."""
HER = "leder.vejle@example.org"


def test_an_interview_is_booked_with_the_interviewer_who_is_named(
    command: Command, interview_vejle_stored: Enrolment
) -> None:
    said = book(command, LEADER, "2022-09-12T10:00", "--interviewer", "karen")

    kept = talk(interview_vejle_stored)
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
        ("2022-09-14T10:00", ["Vejle Kommune is closed that day"]),
        ("2022-09-16T10:00", ["Karen Konsulent is away that day"]),
    ],
)
def test_a_time_the_engine_would_not_have_chosen_is_booked_and_stderr_says_so(
    command: Command, interview_vejle_stored: Enrolment, at: str, reasons: list[str]
) -> None:
    with database.transaction() as session:
        session.add(ClosedDay(enrolment_id=interview_vejle_stored.id, day=date(2022, 9, 14)))
    away = ("away", BOOKED, "karen", "--from", "2022-09-16", "--to", "2022-09-17")
    command("interviews", *away, *ANNE, "--reason", "Ferie")
    words = ("--at", at, "--interviewer", "karen", *ANNE)

    booked_ = command("interviews", "book", BOOKED, "Vejle", "preparation/talks", "--with", LEADER, *words)
    moved = command("interviews", "move", talk(interview_vejle_stored).id, *words)

    said = "".join(f"Booked all the same: {reason}.\n" for reason in reasons)
    assert (booked_.exit_code, booked_.stderr) == (moved.exit_code, moved.stderr) == (0, said)
    assert (talk(interview_vejle_stored).status, talk(interview_vejle_stored).interviewer) == (
        InterviewStatus.BOOKED,
        "karen",
    )


def test_somebody_who_does_not_travel_is_not_sent_away_unnoticed(
    command: Command, interview_vejle_stored: Enrolment
) -> None:
    with database.transaction() as session:
        session.query(Interviewee).filter_by(title=LEADER).update({"mode": "on_site"})
    words = ("--with", LEADER, "--at", "2022-09-12T10:00", "--interviewer", "karen")

    result = command("interviews", "book", BOOKED, "Vejle", "preparation/talks", *words, *ANNE)

    assert result.stderr == "Booked all the same: it is on site, and Karen Konsulent does not travel.\n"


def test_a_role_may_be_named_by_its_key(command: Command, interview_vejle_stored: Enrolment) -> None:
    book(command, "role_2")

    assert talk(interview_vejle_stored, HR).starts_at == TEN


def test_a_time_that_is_taken_is_refused_and_changes_nothing(
    command: Command, refused: Callable[..., str], interview_vejle_stored: Enrolment
) -> None:
    book(command)

    said = book(command, HR, "2022-09-12T10:45")

    assert said == (
        "Frank Facilitator is taken at 12.09.2022 10.35: another interview, with its buffers, lies there. "
        "See `tovholder interviews show`.\n"
    )
    assert talk(interview_vejle_stored, HR).status is InterviewStatus.WAITING
    assert book(command, HR, "2022-09-12T10:45", "--interviewer", "karen").endswith("Karen Konsulent.\n")


def test_somebody_who_holds_no_interviews_cannot_be_named(
    command: Command, interview_vejle_stored: Enrolment
) -> None:
    said = book(command, LEADER, "2022-09-12T10:00", "--interviewer", "anne")

    assert said.startswith(
        f'"anne" holds no interviews in the programme "{BOOKED}". Those who do: frank, karen.'
    )
    assert talk(interview_vejle_stored).status is InterviewStatus.WAITING


def test_what_took_place_before_it_was_noted_is_booked_without_a_letter(
    command: Command, interview_vejle_stored: Enrolment
) -> None:
    book(command, at="2022-08-30T10:00")

    assert talk(interview_vejle_stored).status is InterviewStatus.BOOKED
    assert letters("interview_invitation") == []


def test_a_moved_interview_keeps_the_clock_time_over_the_change_to_winter_time(
    command: Command, interview_vejle_stored: Enrolment
) -> None:
    book(command, at="2022-10-28T10:00")
    before = talk(interview_vejle_stored).starts_at

    result = command(
        "interviews",
        "move",
        talk(interview_vejle_stored).id,
        "--at",
        "2022-10-31T10:00",
        *ANNE,
        "--reason",
        "Ferie",
    )

    assert result.stdout.endswith("with Leder: Mon 2022-10-31 10:00, held by Frank Facilitator.\n")
    assert before == datetime(2022, 10, 28, 8, tzinfo=UTC)
    assert talk(interview_vejle_stored).starts_at == datetime(2022, 10, 31, 9, tzinfo=UTC)


def test_an_hour_that_comes_twice_is_the_first_one_and_may_be_written_with_its_offset(
    command: Command, interview_vejle_stored: Enrolment
) -> None:
    book(command, at="2022-10-30T02:30")
    first = talk(interview_vejle_stored).starts_at

    command("interviews", "move", talk(interview_vejle_stored).id, "--at", "2022-10-30T02:30+01:00", *ANNE)

    assert first == datetime(2022, 10, 30, 0, 30, tzinfo=UTC)
    assert talk(interview_vejle_stored).starts_at == datetime(2022, 10, 30, 1, 30, tzinfo=UTC)


def test_a_move_to_somebody_else_tells_the_one_and_the_other(
    command: Command, interview_vejle_stored: Enrolment
) -> None:
    book(command)

    command(
        "interviews",
        "move",
        talk(interview_vejle_stored).id,
        "--at",
        "2022-09-12T10:00",
        "--interviewer",
        "karen",
        *ANNE,
    )

    assert talk(interview_vejle_stored).interviewer == "karen"
    assert "karen@example.org" in letters("interviewer_notice")


def test_an_interview_moves_ahead(
    command: Command, refused: Callable[..., str], interview_vejle_stored: Enrolment
) -> None:
    book(command)

    said = refused("interviews", "move", talk(interview_vejle_stored).id, "--at", "2022-08-31T10:00", *ANNE)

    assert "That time has passed; an interview moves ahead." in said
    assert talk(interview_vejle_stored).starts_at == TEN


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
    refused: Callable[..., str], interview_vejle_stored: Enrolment, words: tuple[object, ...]
) -> None:
    assert refused("interviews", *words, *ANNE) == "There is no interview 99."


def test_yes_by_telephone_makes_a_proposal_an_agreement(
    command: Command, interview_vejle_stored: Enrolment
) -> None:
    command("interviews", "plan", BOOKED)

    result = command(
        "interviews", "answer", talk(interview_vejle_stored).id, "yes", *ANNE, "--remark", "Glæder sig"
    )

    assert result.stdout.startswith(f"Yes. Interview {talk(interview_vejle_stored).id} with Leder: ")
    kept = talk(interview_vejle_stored)
    assert (kept.status, kept.answer, kept.remark) == (InterviewStatus.BOOKED, Answer.YES, "Glæder sig")
    with database.transaction() as session:
        line = session.query(JournalEntry).filter_by(what=What.INTERVIEW_ANSWERED).one()
    assert (line.by, line.on_behalf) == ("Anne Kontor", "Leder i Vejle")


def test_no_by_telephone_frees_the_time_and_another_one_is_found(
    command: Command, interview_vejle_stored: Enrolment
) -> None:
    command("interviews", "plan", BOOKED)
    before = talk(interview_vejle_stored)

    result = command("interviews", "answer", before.id, "no", *ANNE)
    waiting = talk(interview_vejle_stored).status
    command("interviews", "plan", BOOKED)

    assert result.stdout == f"No. Interview {before.id} waits for another time.\n"
    assert waiting is InterviewStatus.WAITING
    assert talk(interview_vejle_stored).status is InterviewStatus.PROPOSED
    assert talk(interview_vejle_stored).starts_at != before.starts_at


def test_an_interview_without_a_time_and_one_that_has_begun_are_not_answered(
    command: Command,
    refused: Callable[..., str],
    misunderstood: Callable[..., str],
    interview_vejle_stored: Enrolment,
) -> None:
    number = talk(interview_vejle_stored).id
    assert (
        refused("interviews", "answer", number, "yes", *ANNE)
        == f"Interview {number} has no time to say yes or no to. See `tovholder interviews list`."
    )
    book(command)
    the_time_is(TEN)

    assert refused("interviews", "answer", number, "no", *ANNE).startswith("The interview has begun already;")
    assert "Invalid value" in misunderstood("interviews", "answer", number, "perhaps", *ANNE)


def test_the_list_says_who_holds_them_and_what_was_answered(
    command: Command, interview_vejle_stored: Enrolment
) -> None:
    command("interviews", "plan", BOOKED)
    command("interviews", "answer", talk(interview_vejle_stored).id, "yes", *ANNE)
    command("interviews", "answer", talk(interview_vejle_stored, HR).id, "no", *ANNE)

    lines = command("interviews", "list", BOOKED, "Vejle").stdout.splitlines()

    def line(number: int) -> list[str]:
        return next(line.split() for line in lines if line.split()[:1] == [str(number)])

    assert line(talk(interview_vejle_stored).id)[-3:] == [
        talk(interview_vejle_stored).interviewer,
        "booked",
        "yes",
    ]
    assert line(talk(interview_vejle_stored, HR).id)[3:] == [
        "–",
        talk(interview_vejle_stored, HR).interviewer,
        "waiting",
        "no",
    ]


def test_the_list_has_what_was_written_with_an_answer(
    command: Command, shown: Callable[..., Any], interview_vejle_stored: Enrolment
) -> None:
    command("interviews", "plan", BOOKED)
    number = talk(interview_vejle_stored).id
    command("interviews", "answer", number, "yes", *ANNE, "--remark", "Kun om\nformiddagen")

    lines = command("interviews", "list", BOOKED, "Vejle").stdout.splitlines()
    programs = {one["id"]: one for one in shown("interviews", "list", BOOKED, "Vejle")}

    assert lines[-1] == f"{number}, Leder: Kun om formiddagen"
    assert len(programs) == 5
    assert programs[number]["remark"] == "Kun om\nformiddagen"
    assert (programs[number]["status"], programs[number]["answer"]) == ("booked", "yes")
    assert programs[number]["starts"].endswith("+02:00")
