"""`tovholder letters …`: every act of the office on a letter, with its name and its reason."""

from __future__ import annotations

from collections.abc import Callable
from email import message_from_bytes, policy
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner

from actions import database
from actions.overview import chronicle
from actions.people.recipients import of_contact
from cli.app import app
from models.journal import What
from models.letters import Letter
from models.people import Enrolment
from models.states import LetterStatus
from tests.support.acts.commanding import PROGRAMME, Command
from tests.support.acts.writing_letters import write
from tests.support.worlds import small_programme

WHY = ("--by", "Anne Kontor", "--reason", "Lokalet er ikke bekræftet")


@pytest.fixture
def letter(small_vejle_asked: Enrolment) -> int:
    """The number of a queued letter to Vejle's coordinator."""
    with database.transaction() as session:
        queued = write(
            session,
            letter="welcome",
            enrolment=small_vejle_asked,
            step="workshop",
            to=of_contact(small_programme.coordinator(session, small_vejle_asked)),
            occasion="opening",
            now=small_programme.NOW,
        )
    assert queued is not None
    return queued


def kept(number: int) -> Letter:
    with database.transaction() as session:
        return session.get_one(Letter, number)


def put(number: int, status: LetterStatus) -> None:
    """Bring the letter into a state only the postman can bring it into."""
    with database.transaction() as session:
        session.get_one(Letter, number).status = status


def last_line(enrolment: Enrolment) -> tuple[What, str, str]:
    with database.transaction() as session:
        last = chronicle.chronicle(session, [enrolment.programme_id])[-1]
    return last.what, last.by, last.why


def test_letters_are_listed_by_state_programme_and_municipality(
    shown: Callable[..., Any], letter: int
) -> None:
    everything = shown("letters", "list")

    assert [(one["id"], one["name"], one["status"], one["to_email"]) for one in everything] == [
        (letter, "welcome", "queued", "tove.vejle@example.org")
    ]
    assert shown("letters", "list", "--status", "held") == []
    assert shown("letters", "list", "--programme", PROGRAMME, "--municipality", "Vejle") == everything
    assert shown("letters", "list", "--to", "TOVE") == everything
    assert shown("letters", "list", "--to", "lea") == []


def test_the_list_for_people_has_number_state_and_subject(command: Command, letter: int) -> None:
    line = command("letters", "list").stdout.splitlines()[-2]

    assert line.split()[0] == str(letter)
    assert kept(letter).subject in line
    assert " queued " in line


def test_an_unknown_state_or_programme_lists_nothing(
    misunderstood: Callable[..., str], refused: Callable[..., str], letter: int
) -> None:
    assert "'lost' is not one of" in misunderstood("letters", "list", "--status", "lost")
    assert "name the programme too" in misunderstood("letters", "list", "--municipality", "Vejle")
    assert "no published programme" in refused("letters", "list", "--programme", "nowhere")


def test_a_letter_is_shown_as_it_is_read(command: Command, letter: int) -> None:
    result = command("letters", "show", letter)

    assert f"To: Tove Vejle <tove.vejle@example.org>\nSubject: {kept(letter).subject}\n" in result.stdout
    assert kept(letter).text in result.stdout


def test_a_letter_is_shown_as_the_mail_it_is(letter: int, command: Command) -> None:
    result = CliRunner().invoke(app, ["letters", "show", str(letter), "--eml"])

    mail = message_from_bytes(result.stdout_bytes, policy=policy.default)
    assert mail["Message-ID"] == kept(letter).message_id
    assert mail["To"] == "Tove Vejle <tove.vejle@example.org>"


@pytest.mark.parametrize("words", ["show", "hold", "discard", "resend", "mark-sent", "release", "edit"])
def test_a_letter_that_is_not_there(
    refused: Callable[..., str], small_vejle_asked: Enrolment, words: str
) -> None:
    more = () if words == "show" else (*WHY, "--subject", "Nyt") if words == "edit" else WHY

    assert refused("letters", words, 99, *more) == "There is no letter 99. See `tovholder letters list`."


def test_a_letter_is_held_changed_and_released(
    command: Command, small_vejle_asked: Enrolment, letter: int, tmp_path: Path
) -> None:
    text = tmp_path / "letter.txt"
    text.write_text("Kære Tove\n\nVi mødes i lokale 3.\n", encoding="utf-8")

    assert command("letters", "hold", letter, *WHY).stdout == f"Letter {letter} is held.\n"
    assert last_line(small_vejle_asked) == (
        What.LETTER_HELD,
        "Anne Kontor",
        "Lokalet er ikke bekræftet",
    )
    command("letters", "edit", letter, "--subject", "Lokale 3", "--text-file", text, *WHY)
    changed = kept(letter)
    assert changed.subject == "Lokale 3"
    assert "Vi mødes i lokale 3." in changed.text
    assert "Vi mødes i lokale 3." in changed.html
    assert command("letters", "release", letter, "--by", "Anne Kontor").stdout == "1 letter(s) released.\n"
    assert kept(letter).status is LetterStatus.QUEUED
    assert last_line(small_vejle_asked) == (What.LETTER_RELEASED, "Anne Kontor", "read and released")


def test_all_held_letters_are_released_at_once(command: Command, letter: int) -> None:
    put(letter, LetterStatus.HELD)

    first = command("letters", "release", "--all", "--by", "Anne Kontor")
    second = command("letters", "release", "--all", "--by", "Anne Kontor")

    assert (first.stdout, second.stdout) == ("1 letter(s) released.\n", "0 letter(s) released.\n")


def test_release_is_of_one_letter_or_of_all(misunderstood: Callable[..., str], letter: int) -> None:
    assert "name one letter, or --all" in misunderstood("letters", "release", "--by", "Anne")
    assert "name one letter, or --all" in misunderstood("letters", "release", letter, "--all", "--by", "Anne")


def test_an_edit_changes_something_readable(
    misunderstood: Callable[..., str], letter: int, tmp_path: Path
) -> None:
    empty, latin = tmp_path / "empty.txt", tmp_path / "latin.txt"
    empty.write_text("  \n")
    latin.write_bytes("Kære".encode("latin-1"))

    assert "give --subject" in misunderstood("letters", "edit", letter, *WHY)
    assert "is empty" in misunderstood("letters", "edit", letter, "--text-file", empty, *WHY)
    assert "as UTF-8" in misunderstood("letters", "edit", letter, "--text-file", latin, *WHY)


@pytest.mark.parametrize(
    ("word", "before", "after"),
    [
        ("discard", LetterStatus.QUEUED, LetterStatus.DISCARDED),
        ("discard", LetterStatus.REFUSED, LetterStatus.DISCARDED),
        ("resend", LetterStatus.DOUBTFUL, LetterStatus.QUEUED),
        ("resend", LetterStatus.REFUSED, LetterStatus.QUEUED),
        ("mark-sent", LetterStatus.DOUBTFUL, LetterStatus.SENT),
    ],
)
def test_a_letter_in_trouble_is_settled(
    command: Command, letter: int, word: str, before: LetterStatus, after: LetterStatus
) -> None:
    put(letter, before)

    result = command("letters", word, letter, *WHY)

    assert result.stdout == f"Letter {letter} is {after.value}.\n"
    assert kept(letter).status is after


@pytest.mark.parametrize("word", ["hold", "discard", "resend", "mark-sent", "release"])
def test_a_letter_that_was_sent_stays_sent(refused: Callable[..., str], letter: int, word: str) -> None:
    put(letter, LetterStatus.SENT)

    assert f'Letter {letter} is "sent" and cannot' in refused("letters", word, letter, *WHY)
    assert kept(letter).status is LetterStatus.SENT


@pytest.mark.parametrize("word", ["hold", "discard", "resend", "mark-sent"])
def test_an_act_on_a_letter_needs_a_name_and_a_reason(misunderstood: Callable[..., str], word: str) -> None:
    assert "Missing option '--reason'" in misunderstood("letters", word, 1, "--by", "Anne")
    assert "Missing option '--by'" in misunderstood("letters", word, 1, "--reason", "Derfor")
