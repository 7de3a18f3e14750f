"""Sentences kept as keys and facts: nothing is lost on the way into a row and back, and old rows are readable."""

from __future__ import annotations

from datetime import datetime
from zoneinfo import ZoneInfo

from languages.errors import error_text
from languages.sentences import said
from models.errors.decisions import DatePassed
from models.errors.interviews import NotBegun
from models.errors.known import in_english
from models.errors.mail import MailboxUnusable
from models.sentences import Unsaid, kept, read

SILENT = MailboxUnusable(variant="silent", host="mail.example.org", reason="the server does not answer")
TEN = datetime(2022, 9, 9, 10, tzinfo=ZoneInfo("Europe/Copenhagen"))


def test_what_was_kept_is_read_again() -> None:
    sentences = (SILENT.unsaid(), Unsaid("replies", "proposed", {"time": TEN}))

    assert read(kept(sentences)) == sentences
    assert (kept(()), read("")) == ("", ())


def test_each_is_said_in_the_language_of_whoever_reads_it() -> None:
    sentences = read(kept([SILENT.unsaid(), Unsaid("replies", "proposed", {"time": TEN})]))

    assert said(sentences, "da") == (
        "Postkassen på mail.example.org kan ikke læses: Serveren svarer ikke."
        " Foreslået: fredag den 9. september 2022 kl. 10.00."
    )
    assert said(sentences, "nb").endswith("Foreslått: fredag 9. september 2022 kl. 10.00.")


def test_an_error_that_was_kept_is_english_on_the_command_line() -> None:
    assert in_english(read(kept([SILENT.unsaid()]))) == SILENT.english()


def test_a_text_of_an_older_release_is_said_as_it_was_written() -> None:
    old = read("Serveren svarer ikke.")

    assert [said(old, "da"), said(old, "nb"), in_english(old)] == ["Serveren svarer ikke."] * 3


def test_days_and_times_of_an_error_are_told_as_each_language_writes_them() -> None:
    passed, early = DatePassed(date=TEN.date()), NotBegun(starts=TEN)

    assert error_text(passed, "da") == "Datoen er passeret: fredag den 9. september 2022."
    assert error_text(early, "nb") == "Intervjuet begynner først fredag 9. september 2022 kl. 10.00."
    assert (str(passed)[:10], str(early)[21:37]) == ("2022-09-09", "09.09.2022 10.00")
