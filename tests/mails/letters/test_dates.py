from __future__ import annotations

from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

import pytest

from languages.dates import date_text, moment_text
from mails.letters.context import EventFacts
from mails.letters.dates import day_text, deadline_text, local, quoted, span_text
from models.language import Language

ZONE = ZoneInfo("Europe/Copenhagen")
START = datetime(2022, 10, 3, 14, tzinfo=ZONE)


def event(starts: datetime, ends: datetime, *, provisional: bool = False) -> EventFacts:
    return EventFacts("Formøde", starts, ends, starts.isocalendar().week, provisional=provisional)


def test_dates_are_written_as_an_office_writes_them() -> None:
    assert date_text(START, "da") == "mandag den 3. oktober 2022"
    assert date_text(START, "nb") == "mandag 3. oktober 2022"
    assert moment_text(START, "da") == "mandag den 3. oktober 2022 kl. 14.00"
    assert moment_text(date(2022, 10, 3), "da") == "mandag den 3. oktober 2022"


@pytest.mark.parametrize(
    ("due", "said"),
    [
        (datetime(2022, 9, 30, 23, 59, tzinfo=ZONE), "fredag den 30. september 2022 (uge 39)"),
        (datetime(2022, 8, 17, 12, tzinfo=ZONE), "onsdag den 17. august 2022 kl. 12.00 (uge 33)"),
        (date(2027, 1, 1), "fredag den 1. januar 2027 (uge 53)"),
    ],
)
def test_a_deadline_has_its_week_and_a_clock_only_when_it_matters(due: date, said: str) -> None:
    assert deadline_text(due, "da") == said


@pytest.mark.parametrize(
    ("language", "said"),
    [
        ("da", "mandag den 3. oktober 2022 kl. 14.00–16.30 (uge 40)"),
        ("nb", "mandag 3. oktober 2022 kl. 14.00–16.30 (uke 40)"),
    ],
)
def test_an_event_of_one_day_names_the_day_once(language: Language, said: str) -> None:
    assert span_text(event(START, START.replace(hour=16, minute=30)), language) == said


def test_an_event_of_two_days_names_both() -> None:
    workshop = event(datetime(2022, 11, 3, 9, tzinfo=ZONE), datetime(2022, 11, 4, 15, tzinfo=ZONE))

    assert span_text(workshop, "da") == (
        "torsdag den 3. november 2022 kl. 9.00 – fredag den 4. november 2022 kl. 15.00 (uge 44)"
    )


def test_an_event_of_which_only_the_month_is_known_is_promised() -> None:
    gathering = event(START, START, provisional=True)

    assert span_text(gathering, "nb").startswith("trolig i oktober 2022 – ")
    assert day_text(gathering, "da") == "oktober 2022"


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        (datetime(2022, 9, 30, 21, 59, tzinfo=UTC), datetime(2022, 9, 30, 23, 59, tzinfo=ZONE)),
        ("2022-10-30T01:30:00+00:00", datetime(2022, 10, 30, 2, 30, fold=1, tzinfo=ZONE)),
        ("2022-10-03", date(2022, 10, 3)),
        (date(2022, 10, 3), date(2022, 10, 3)),
    ],
)
def test_instants_become_local_and_dates_stay(value: date | str, expected: date) -> None:
    assert local(value, ZONE) == expected


def test_somebodys_own_words_are_marked_on_every_line() -> None:
    assert quoted(" Ret det.\n\nTak. ") == "> Ret det.\n>\n> Tak."


def test_equal_instants_of_two_zones_are_each_written_in_their_own() -> None:
    late = datetime(2022, 9, 30, 23, 30, tzinfo=UTC)

    assert moment_text(late, "da") == "fredag den 30. september 2022 kl. 23.30"
    assert moment_text(late.astimezone(ZONE), "da") == "lørdag den 1. oktober 2022 kl. 1.30"
