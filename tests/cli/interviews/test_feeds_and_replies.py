"""Week plans given out and taken back; mails that ask somebody; calendars in trouble."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

import pytest

from actions import database
from actions.week_plans import feeds
from models.errors.interviews import UnknownFeed
from models.interviews.rows import CalendarFeed, CalendarReading, MailAnswer
from models.people import Enrolment
from tests.support.acts.commanded_interviews import ANNE, BOOKED, book, talk
from tests.support.acts.commanding import Command
from tests.support.worlds import interview_programme

CAME = datetime(2022, 9, 5, 7, 30, tzinfo=UTC)


def address(said: str) -> str:
    """The page's, out of what the command printed."""
    return said.splitlines()[0].removeprefix("page").strip()


def is_alive(token: str) -> bool:
    with database.transaction() as session:
        try:
            feeds.follow(session, token)
        except UnknownFeed:
            return False
    return True


@pytest.mark.parametrize("whose", [("--interviewer", "frank"), ("--municipality", "Vejle")])
def test_an_address_is_given_out_once_and_taken_back(
    command: Command, interview_vejle_stored: Enrolment, whose: tuple[str, str]
) -> None:
    first = command("interviews", "feed", BOOKED, *whose, *ANNE).stdout
    second = command("interviews", "feed", BOOKED, *whose, *ANNE).stdout

    page = address(first)
    assert first == f"page      {page}\ncalendar  {page}.ics\nPDF       {page}.pdf\n"
    tokens = [address(said).rpartition("/")[2] for said in (first, second)]
    assert (len({*tokens}), [is_alive(one) for one in tokens]) == (2, [True, True])

    back = command("interviews", "unfeed", BOOKED, *whose, *ANNE).stdout

    assert back == f"Week plan of {whose[1]}: addresses taken back: 2.\n"
    assert [is_alive(one) for one in tokens] == [False, False]


def test_another_ones_address_stays(command: Command, interview_vejle_stored: Enrolment) -> None:
    token = address(command("interviews", "feed", BOOKED, "--interviewer", "frank", *ANNE).stdout)
    command("interviews", "feed", BOOKED, "--interviewer", "karen", *ANNE)

    command("interviews", "unfeed", BOOKED, "--interviewer", "karen", *ANNE)

    assert is_alive(token.rpartition("/")[2])


def test_what_was_never_given_out_is_not_taken_back(
    refused: Callable[..., str], interview_vejle_stored: Enrolment
) -> None:
    for whose in (("--interviewer", "frank"), ("--municipality", "Vejle")):
        said = refused("interviews", "unfeed", BOOKED, *whose, *ANNE)
        assert said.startswith("There is no such week plan:")


def test_a_week_plan_to_give_out_is_one_persons_or_one_municipalitys(
    refused: Callable[..., str], misunderstood: Callable[..., str], interview_vejle_stored: Enrolment
) -> None:
    both = ("--interviewer", "frank", "--municipality", "Vejle")

    assert "say whose week plan" in misunderstood("interviews", "feed", BOOKED, *ANNE)
    assert "say whose week plan" in misunderstood("interviews", "unfeed", BOOKED, *both, *ANNE)
    assert '"nobody"' in refused("interviews", "feed", BOOKED, "--interviewer", "nobody", *ANNE)
    with database.transaction() as session:
        assert session.query(CalendarFeed).count() == 0


@pytest.fixture
def mail(command: Command, interview_vejle_stored: Enrolment) -> MailAnswer:
    """A mail about the leader's interview that proposes another time, so a person must look."""
    book(command)
    return came(
        why="Modtageren foreslår en anden tid.",
        words="Kan vi sige onsdag?",
        interview_id=talk(interview_vejle_stored).id,
    )


def came(**facts: Any) -> MailAnswer:
    with database.transaction() as session:
        number = session.query(MailAnswer).count()
        usual = {"mailbox_uid": str(number), "message_id": f"<{number}@example.org>", "at": CAME}
        row = MailAnswer(**usual, verdict="ask", asks=True, sender="leder.vejle@example.org", **facts)
        session.add(row)
    return row


def test_mails_that_ask_are_listed_with_what_they_are_about(
    command: Command, shown: Callable[..., Any], interview_vejle_stored: Enrolment, mail: MailAnswer
) -> None:
    line = " ".join(command("interviews", "asks").stdout.split())

    (told,) = shown("interviews", "asks")
    agreed = "Mon 2022-09-12 10:00, held by Frank Facilitator."
    about = f"Vejle Kommune: Interview {talk(interview_vejle_stored).id} with Leder: {agreed}"
    assert told == {
        "mail": mail.id,
        "at": "2022-09-05T09:30:00+02:00",
        "interview": talk(interview_vejle_stored).id,
        "about": about,
        "from": "leder.vejle@example.org",
        "why": "Modtageren foreslår en anden tid.",
        "words": "Kan vi sige onsdag?",
    }
    assert "Mon 2022-09-05 09:30" in line


def test_a_mail_about_nothing_of_ours_is_listed_too(
    shown: Callable[..., Any], interview_vejle_stored: Enrolment
) -> None:
    came(why="Mailen handler ikke om noget, vi kender.", words="Hej")

    (told,) = shown("interviews", "asks")

    assert (told["about"], told["interview"], told["at"]) == ("–", None, "2022-09-05T07:30:00+00:00")


def test_a_settled_mail_asks_nobody_any_more(command: Command, mail: MailAnswer) -> None:
    result = command("interviews", "settle", mail.id, *ANNE, "--reason", "Ringet: onsdag passer")

    assert result.stdout == f"Mail {mail.id} is settled.\n"
    assert command("interviews", "asks").stdout == "None.\n"
    with database.transaction() as session:
        kept = session.query(MailAnswer).one()
    assert (kept.settled_by, kept.settled_at) == ("Anne Kontor", interview_programme.NOW)


def test_a_mail_that_is_not_there_is_not_settled(
    refused: Callable[..., str], misunderstood: Callable[..., str], interview_vejle_stored: Enrolment
) -> None:
    said = refused("interviews", "settle", 99, *ANNE, "--reason", "Ringet")

    assert said == "No mail 99 waits for somebody to read it. See `tovholder interviews asks`."
    assert "--reason" in misunderstood("interviews", "settle", 99, *ANNE)


def test_calendars_in_trouble_are_listed_with_the_reason(
    command: Command, shown: Callable[..., Any], interview_vejle_stored: Enrolment
) -> None:
    assert command("interviews", "calendars").stdout == "None.\n"
    with database.transaction() as session:
        session.add(
            CalendarReading(person="karen@example.org", tried_at=CAME, trouble="Serveren svarer ikke.")
        )
        session.add(CalendarReading(person="frank@example.org", tried_at=CAME, read_at=CAME))

    assert "karen@example.org" in command("interviews", "calendars").stdout
    assert shown("interviews", "calendars") == [
        {"person": "karen@example.org", "trouble": "Serveren svarer ikke."}
    ]
