from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from icalendar import Calendar

from mails.letters.calendar_parts import Meeting, cancel, request

ZONE = ZoneInfo("Europe/Copenhagen")
NOW = datetime(2022, 9, 1, 8, tzinfo=UTC)
TOVE = ("Tove Vejle", "tove@example.org")
WORKSHOP = Meeting(
    uid="workshop.1@example.org",
    sequence=0,
    starts=datetime(2022, 11, 3, 9, tzinfo=ZONE),
    ends=datetime(2022, 11, 4, 15, tzinfo=ZONE),
    title="Forløbet: Værksted, del 1; æøå",
    place="Vejle",
    description="Velkomst\nRoller",
    organizer=("Programkontoret", "kontor@example.org"),
)


def read(ics: bytes) -> tuple[str, Any]:
    """METHOD and the one event."""
    calendar = Calendar.from_ical(ics)
    (event,) = calendar.walk("VEVENT")
    return str(calendar["METHOD"]), event


def test_an_invitation_comes_back_as_it_was() -> None:
    method, event = read(request(WORKSHOP, TOVE, now=NOW))

    assert method == "REQUEST"
    assert (event["UID"], event["SEQUENCE"], event["STATUS"]) == ("workshop.1@example.org", 0, "CONFIRMED")
    assert (event.start, event.end) == (WORKSHOP.starts, WORKSHOP.ends)
    assert event["DTSTAMP"].dt == NOW
    assert (event["SUMMARY"], event["LOCATION"]) == (WORKSHOP.title, "Vejle")
    assert event["DESCRIPTION"] == "Velkomst\nRoller"
    assert event["ORGANIZER"] == "mailto:kontor@example.org"
    assert (event["ATTENDEE"], event["ATTENDEE"].params["CN"]) == ("mailto:tove@example.org", "Tove Vejle")


def test_times_are_written_in_utc_on_both_sides_of_the_clock_change() -> None:
    kickoff = replace(
        WORKSHOP,
        starts=datetime(2022, 10, 3, 14, tzinfo=ZONE),
        ends=datetime(2022, 10, 3, 16, tzinfo=ZONE),
    )

    assert b"DTSTART:20221003T120000Z\r\n" in request(kickoff, TOVE, now=NOW)
    assert b"DTSTART:20221103T080000Z\r\n" in request(WORKSHOP, TOVE, now=NOW)


def test_a_moved_event_is_the_same_one_with_a_higher_sequence() -> None:
    moved = replace(WORKSHOP, sequence=1, ends=datetime(2022, 11, 4, 16, tzinfo=ZONE))

    _, before = read(request(WORKSHOP, TOVE, now=NOW))
    _, after = read(request(moved, TOVE, now=NOW))

    assert before["UID"] == after["UID"]
    assert after["SEQUENCE"] > before["SEQUENCE"]


def test_a_cancellation_is_the_same_event_above_the_last_invitation() -> None:
    method, event = read(cancel(WORKSHOP, TOVE, now=NOW))

    assert (method, event["STATUS"]) == ("CANCEL", "CANCELLED")
    assert (event["UID"], event["SEQUENCE"]) == ("workshop.1@example.org", 1)


def test_the_only_identity_in_the_file_is_the_events_own() -> None:
    assert request(WORKSHOP, TOVE, now=NOW).count(b"UID:") == 1


def test_nobody_sees_who_else_is_invited() -> None:
    assert request(WORKSHOP, TOVE, now=NOW).count(b"ATTENDEE") == 1


@pytest.mark.parametrize(
    "name", ['Tove "Tut" Vejle', "Tove; Vejle, Kommune", "Tove:\\^Vejle", "Tøve " + "Æ" * 90]
)
def test_an_odd_name_comes_back_as_it_was(name: str) -> None:
    _, event = read(request(WORKSHOP, (name, "tove@example.org"), now=NOW))

    assert event["ATTENDEE"].params["CN"] == name


@pytest.mark.parametrize("field", ["name", "address", "title"])
def test_a_line_break_adds_no_line_of_its_own(field: str) -> None:
    evil = "x\r\nATTENDEE:mailto:ond@example.org"
    meeting = replace(WORKSHOP, title=evil) if field == "title" else WORKSHOP
    attendee = {"name": (evil, TOVE[1]), "address": (TOVE[0], evil)}.get(field, TOVE)

    try:
        ics = request(meeting, attendee, now=NOW)
    except ValueError:
        return

    assert ics.count(b"\r\nATTENDEE") == 1
