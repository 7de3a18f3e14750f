from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from icalendar import Calendar

from calendars.feeds import Entry, feed
from calendars.reading import read

ZONE = ZoneInfo("Europe/Copenhagen")
INTERVIEW = Entry(
    uid="interview.1@example.org",
    sequence=2,
    starts=datetime(2022, 10, 31, 10, tzinfo=ZONE),
    ends=datetime(2022, 10, 31, 11, tzinfo=ZONE),
    title="Interview: leder, HR; Vejle \\ æøå\nBEGIN:VEVENT " + "ø" * 100,
    place="Teams; online",
    last_modified=datetime(2022, 9, 1, 8, tzinfo=UTC),
)
EARLIER = replace(
    INTERVIEW, uid="interview.2@example.org", starts=datetime(2022, 10, 28, 10, tzinfo=ZONE), cancelled=True
)


def test_a_feed_comes_back_as_it_was_in_the_order_of_time() -> None:
    events: list[Any] = Calendar.from_ical(feed("Interviews", [INTERVIEW, EARLIER])).walk("VEVENT")
    first, second = events

    assert [first["UID"], second["UID"]] == ["interview.2@example.org", "interview.1@example.org"]
    assert (second.start, second.end, second["SEQUENCE"]) == (INTERVIEW.starts, INTERVIEW.ends, 2)
    assert (second["SUMMARY"], second["LOCATION"]) == (INTERVIEW.title, "Teams; online")
    assert (first["STATUS"], second["STATUS"]) == ("CANCELLED", "CONFIRMED")


def test_the_same_bookings_give_the_same_bytes_in_whatever_order_they_come() -> None:
    assert feed("Interviews", [INTERVIEW, EARLIER]) == feed("Interviews", iter([EARLIER, INTERVIEW]))


def test_a_feed_is_in_utc_and_invites_nobody() -> None:
    source = feed("Interviews", [INTERVIEW])

    assert b"DTSTART:20221031T090000Z\r\n" in source
    assert [
        word for word in (b"METHOD", b"VTIMEZONE", b"TZID", b"ATTENDEE", b"ORGANIZER") if word in source
    ] == []


def test_lines_are_folded_by_bytes_and_end_as_they_must() -> None:
    lines = feed("Interviews for " + "Sønderborg " * 20, [INTERVIEW]).split(b"\r\n")

    assert max(len(line) for line in lines) <= 75
    assert [line for line in lines if b"\n" in line or b"\r" in line] == []
    assert lines[0] == b"BEGIN:VCALENDAR"


def test_a_title_with_line_breaks_adds_no_event() -> None:
    assert len(read(feed("x\r\nBEGIN:VEVENT", [INTERVIEW])).events) == 1


@pytest.mark.parametrize("title", ["a\rDTSTART:1", "a\r\nDTSTART:1", "a\u2028b", "a\x00b", "a\x0bb"])
def test_a_title_adds_no_line_of_its_own(title: str) -> None:
    (event,) = read(feed("Interviews", [replace(INTERVIEW, title=title)])).events

    assert len(event.lines["DTSTART"]) == 1


def test_an_empty_feed_is_a_calendar() -> None:
    assert read(feed("Interviews", [])).events == []
