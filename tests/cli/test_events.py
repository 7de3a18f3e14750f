"""Answers, attendance, interviews, and events that move."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, date, datetime

import pytest

from actions import database
from models.events import Attendance
from models.interviews.rows import Interview
from models.letters import Letter
from models.people import Enrolment
from models.programmes.event_states import EventState
from models.states import Answer, InterviewStatus, RequirementStatus
from tests.support.acts.commanding import PROGRAMME, Command, invitations, status

ANNE = ("--by", "Anne Kontor")
TOVE, LEA = "tove.vejle@example.org", "lea.leder@example.org"
THURSDAY, FRIDAY = date(2022, 11, 3), date(2022, 11, 4)


def attendance(enrolment: Enrolment) -> dict[tuple[str, date], bool]:
    """Who is noted as present, by address and day."""
    addresses = {one.id: address for address, one in invitations(enrolment).items()}
    with database.transaction() as session:
        return {(addresses[row.invitation_id], row.day): row.present for row in session.query(Attendance)}


def interview() -> Interview:
    with database.transaction() as session:
        return session.query(Interview).one()


def test_an_answer_is_noted_with_its_remark(command: Command, small_vejle_asked: Enrolment) -> None:
    result = command(
        "answer", PROGRAMME, "Vejle", "workshop", LEA.upper(), "yes", *ANNE, "--remark", "Kommer kl. 10"
    )

    assert result.exit_code == 0, result.stderr
    kept = invitations(small_vejle_asked)[LEA]
    assert (kept.answer, kept.remark) == (Answer.YES, "Kommer kl. 10")


def test_when_all_have_answered_the_answers_are_there(command: Command, small_vejle_asked: Enrolment) -> None:
    command("answer", PROGRAMME, "Vejle", "workshop", TOVE, "yes", *ANNE)
    before = status(small_vejle_asked, "answers")

    command("answer", PROGRAMME, "Vejle", "workshop", LEA, "no", *ANNE)

    assert (before, status(small_vejle_asked, "answers")) == (
        RequirementStatus.ASKED,
        RequirementStatus.FULFILLED,
    )


@pytest.mark.parametrize(
    ("event", "who", "told"),
    [
        ("workshop", "nobody@example.org", "There is no open invitation of nobody@example.org to workshop."),
        ("party", LEA, f'The programme "{PROGRAMME}" has no event "party". Its events: workshop.'),
    ],
)
def test_only_the_invited_answer(
    refused: Callable[..., str], small_vejle_asked: Enrolment, event: str, who: str, told: str
) -> None:
    assert refused("answer", PROGRAMME, "Vejle", event, who, "yes", *ANNE) == told


@pytest.mark.parametrize(("who", "reply"), [(LEA, "maybe"), ("lea", "yes")])
def test_an_answer_is_yes_or_no_from_an_address(
    misunderstood: Callable[..., str], who: str, reply: str
) -> None:
    assert "Invalid value" in misunderstood("answer", PROGRAMME, "Vejle", "workshop", who, reply, *ANNE)


def test_all_are_present_on_every_day_but_those_who_said_no(
    command: Command, small_vejle_asked: Enrolment
) -> None:
    command("answer", PROGRAMME, "Vejle", "workshop", LEA, "no", *ANNE)

    result = command("attend", PROGRAMME, "Vejle", "workshop", "--all-present", *ANNE)

    assert result.stdout == "Vejle at workshop: 2 of 4 (people times days) present.\n"
    assert attendance(small_vejle_asked) == {
        (TOVE, THURSDAY): True,
        (TOVE, FRIDAY): True,
        (LEA, THURSDAY): False,
        (LEA, FRIDAY): False,
    }
    assert status(small_vejle_asked, "present") is RequirementStatus.FULFILLED


def test_an_absence_may_be_of_one_day_and_be_corrected(
    command: Command, small_vejle_asked: Enrolment
) -> None:
    command(
        "attend", PROGRAMME, "Vejle", "workshop", "--absent", f"{LEA}:2022-11-04", "--absent", TOVE, *ANNE
    )
    first = attendance(small_vejle_asked)

    command(
        "attend", PROGRAMME, "Vejle", "workshop", "--absent", LEA, "--present", f"{LEA}:2022-11-04", *ANNE
    )

    assert first == {
        (TOVE, THURSDAY): False,
        (TOVE, FRIDAY): False,
        (LEA, THURSDAY): True,
        (LEA, FRIDAY): False,
    }
    assert attendance(small_vejle_asked) == {
        (TOVE, THURSDAY): True,
        (TOVE, FRIDAY): True,
        (LEA, THURSDAY): False,
        (LEA, FRIDAY): True,
    }


@pytest.mark.parametrize(
    ("absent", "told"),
    [
        (f"{LEA}:2022-11-05", "2022-11-05 is not a day of workshop."),
        ("nobody@example.org", "There is no open invitation of nobody@example.org to workshop."),
    ],
)
def test_an_absence_that_cannot_be_changes_nothing(
    refused: Callable[..., str], small_vejle_asked: Enrolment, absent: str, told: str
) -> None:
    assert refused("attend", PROGRAMME, "Vejle", "workshop", "--absent", absent, *ANNE) == told
    assert attendance(small_vejle_asked) == {}


def test_attendance_says_who_was_there(misunderstood: Callable[..., str]) -> None:
    words = ("attend", PROGRAMME, "Vejle", "workshop", *ANNE)

    assert "say who was there" in misunderstood(*words)
    assert "is not a date" in misunderstood(*words, "--absent", f"{LEA}:yesterday")


def book(command: Command, at: str = "2022-09-12T10:00") -> str:
    words = ("interviews", "book", PROGRAMME, "Vejle", "workshop/talks", "--with", "Leder af hjemmeplejen")
    return command(*words, "--at", at, *ANNE).stdout


def test_an_interview_is_booked_in_local_time(command: Command, small_vejle_asked: Enrolment) -> None:
    said = book(command)

    assert said.endswith("with Leder af hjemmeplejen: Mon 2022-09-12 10:00.\n")
    assert interview().starts_at == datetime(2022, 9, 12, 8, tzinfo=UTC)


def test_booking_the_same_interviewee_moves_the_interview(
    command: Command, small_vejle_asked: Enrolment
) -> None:
    book(command)

    book(command, at="2022-11-14T10:00")

    assert interview().starts_at == datetime(2022, 11, 14, 9, tzinfo=UTC)


def test_an_interview_is_cancelled_and_taken_up_and_held(
    command: Command, refused: Callable[..., str], small_vejle_asked: Enrolment
) -> None:
    book(command)
    number = interview().id

    cancelled = command("interviews", "cancel", number, *ANNE, "--reason", "Sygdom")
    assert (cancelled.exit_code, interview().status) == (0, InterviewStatus.CANCELLED)
    book(command)
    held = command("interviews", "held", number, *ANNE)
    assert (held.stdout, interview().status) == (f"Interview {number} is held.\n", InterviewStatus.HELD)
    assert (
        refused("interviews", "cancel", number, *ANNE)
        == 'The interview is "held" and cannot become "cancelled".'
    )


def test_interviews_are_listed_with_their_numbers(command: Command, small_vejle_asked: Enrolment) -> None:
    empty = command("interviews", "list", PROGRAMME, "Vejle").stdout
    book(command)

    line = command("interviews", "list", PROGRAMME, "Vejle").stdout.splitlines()[-2]

    assert empty == "None.\n"
    assert line.split() == [
        *(
            str(interview().id),
            "workshop/talks",
            "Leder",
            "af",
            "hjemmeplejen",
            "Mon",
            "2022-09-12",
            "10:00",
            "–",
            "booked",
            "–",
        )
    ]


def test_what_is_no_interview_is_refused(refused: Callable[..., str], small_vejle_asked: Enrolment) -> None:
    words = ("--with", "Leder", "--at", "2022-09-12T10:00", *ANNE)

    assert refused("interviews", "held", 99, *ANNE) == "There is no interview 99."
    assert "asks for no interviews" in refused(
        "interviews", "book", PROGRAMME, "Vejle", "workshop/consent", *words
    )
    assert "no published programme" in refused("interviews", "list", "nowhere", "Vejle")


@pytest.mark.parametrize("at", ["2022-09-12", "tomorrow", "2022-13-01T10:00", "2022-09-12T25:00"])
def test_an_interview_has_a_date_and_a_clock_time(misunderstood: Callable[..., str], at: str) -> None:
    words = ("interviews", "book", PROGRAMME, "Vejle", "workshop/talks", "--with", "Leder", *ANNE)

    assert "is not an instant; write it as 2022-11-04T09:00" in misunderstood(*words, "--at", at)


@pytest.mark.parametrize("number", ["0", "-1", "x", 2**31])
def test_a_number_is_a_number(misunderstood: Callable[..., str], number: object) -> None:
    for words in (("interviews", "held"), ("letters", "discard")):
        assert "Invalid value" in misunderstood(*words, *ANNE, "--", number)


def move(*more: str) -> tuple[str, ...]:
    return ("event", "move", PROGRAMME, "workshop", *ANNE, "--reason", "Huset i Vejle er oversvømmet", *more)


def event() -> EventState:
    with database.transaction() as session:
        return session.query(EventState).one()


def test_an_event_moves_and_lasts_as_long_as_before(command: Command, small_vejle_asked: Enrolment) -> None:
    result = command(*move("--starts", "2022-10-27T09:00"))

    assert result.stdout == "workshop is now Thu 2022-10-27 09:00 to Fri 2022-10-28 15:00.\n"
    moved = event()
    assert (moved.starts_at.isoformat(), moved.sequence) == ("2022-10-27T07:00:00+00:00", 1)
    with database.transaction() as session:
        told = {letter.to_email for letter in session.query(Letter).filter_by(name="event_moved")}
    assert told == {TOVE, LEA}


def test_an_event_may_get_another_length(command: Command, small_vejle_asked: Enrolment) -> None:
    command(*move("--starts", "2022-10-27T09:00", "--ends", "2022-10-27T16:00+02:00"))

    assert event().ends_at.isoformat() == "2022-10-27T14:00:00+00:00"


def test_an_event_does_not_end_before_it_begins(
    misunderstood: Callable[..., str], small_vejle_asked: Enrolment
) -> None:
    said = misunderstood(*move("--starts", "2022-10-27T09:00", "--ends", "2022-10-27T08:00"))

    assert "would end before it begins" in said
    assert event().sequence == 0


def test_an_event_nobody_planned_cannot_move(
    refused: Callable[..., str], small_vejle_asked: Enrolment
) -> None:
    words = ("--starts", "2022-10-27T09:00", *ANNE, "--reason", "Fest")

    assert refused("event", "move", PROGRAMME, "party", *words).endswith(
        'has no event "party". Its events: workshop.'
    )
