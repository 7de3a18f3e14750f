from __future__ import annotations

import time
from datetime import UTC, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from calendars.busy import Busy, busy
from languages.sentences import said
from models.errors.known import in_english

HOME = ZoneInfo("Europe/Copenhagen")
SINCE, UNTIL = datetime(2022, 10, 24, tzinfo=UTC), datetime(2022, 11, 7, tzinfo=UTC)
NINE = ("DTSTART;TZID=Europe/Copenhagen:20221025T090000", "DTEND;TZID=Europe/Copenhagen:20221025T100000")


def file(*events: tuple[str, ...], before: str = "") -> bytes:
    parts = [
        f"BEGIN:VEVENT\r\nUID:{1}\r\n" + "".join(f"{line}\r\n" for line in each) + "END:VEVENT\r\n"
        for each in events
    ]
    return f"BEGIN:VCALENDAR\r\nVERSION:2.0\r\n{before}{''.join(parts)}END:VCALENDAR\r\n".encode()


def found(*events: tuple[str, ...], **options: Any) -> Busy:
    return busy([file(*events, **options)], SINCE, UNTIL, home=HOME)


def times(answer: Busy) -> list[str]:
    """Each interval in UTC, as `25/10 07:00-08:00`; of a longer one both days."""
    return [
        f"{start:%d/%m %H:%M}-{end:%H:%M}"
        if start.date() == end.date()
        else f"{start:%d/%m %H:%M}-{end:%d/%m %H:%M}"
        for start, end in answer.intervals
    ]


@pytest.mark.parametrize(
    ("lines", "expected"),
    [
        (NINE, ["25/10 07:00-08:00"]),
        (("DTSTART:20221025T090000Z", "DTEND:20221025T100000Z"), ["25/10 09:00-10:00"]),
        (("DTSTART:20221025T090000Z", "DURATION:PT90M"), ["25/10 09:00-10:30"]),
        (("DTSTART:20221025T090000", "DTEND:20221025T100000"), ["25/10 07:00-08:00"]),
        (("DTSTART;TZID=Romance Standard Time:20221025T090000", "DURATION:PT1H"), ["25/10 07:00-08:00"]),
        (("DTSTART;TZID=America/New_York:20221025T090000", "DURATION:PT1H"), ["25/10 13:00-14:00"]),
        (("DTSTART;TZID=/x/y/America/New_York:20221025T090000", "DURATION:PT1H"), ["25/10 13:00-14:00"]),
        (("DTSTART;VALUE=DATE:20221025",), ["24/10 22:00-25/10 22:00"]),
        (("DTSTART;VALUE=DATE:20221029", "DTEND;VALUE=DATE:20221031"), ["28/10 22:00-30/10 23:00"]),
        (("DTSTART:20221020T000000Z", "DTEND:20221130T000000Z"), ["24/10 00:00-07/11 00:00"]),
        (("DTSTART:20221025T090000Z",), []),
        (("DTSTART:20221025T090000Z", "DTEND:20221025T090000Z"), []),
        (("DTSTART:20221010T090000Z", "DTEND:20221010T100000Z"), []),
        ((*NINE, "STATUS:CANCELLED"), []),
        ((*NINE, "TRANSP:transparent"), []),
        ((*NINE, "X-MICROSOFT-CDO-BUSYSTATUS:FREE"), []),
        ((*NINE, "STATUS:TENTATIVE"), ["25/10 07:00-08:00"]),
        ((*NINE, "X-TOVHOLDER-SEQUENCE:0"), []),
    ],
)
def test_an_event_keeps_its_owner_busy_when_it_says_so(lines: tuple[str, ...], expected: list[str]) -> None:
    assert (times(found(lines)), found(lines).trouble) == (expected, ())


@pytest.mark.parametrize(
    ("lines", "expected"),
    [
        (("RRULE:FREQ=WEEKLY",), ["25/10 07:00-08:00", "01/11 08:00-09:00"]),
        (("RRULE:FREQ=WEEKLY;COUNT=1",), ["25/10 07:00-08:00"]),
        (("RRULE:FREQ=WEEKLY;UNTIL=20221101T075959Z",), ["25/10 07:00-08:00"]),
        (("RRULE:FREQ=WEEKLY;UNTIL=20221101T080000Z",), ["25/10 07:00-08:00", "01/11 08:00-09:00"]),
        (("RRULE:FREQ=WEEKLY;UNTIL=20221101",), ["25/10 07:00-08:00", "01/11 08:00-09:00"]),
        (("RRULE:FREQ=WEEKLY", "EXDATE;TZID=Europe/Copenhagen:20221101T090000"), ["25/10 07:00-08:00"]),
        (("RRULE:FREQ=WEEKLY", "EXDATE:20221025T070000Z,20221101T080000Z"), []),
        (("RRULE:FREQ=WEEKLY", "EXDATE;VALUE=DATE:20221101"), ["25/10 07:00-08:00"]),
        (("RDATE;TZID=Europe/Copenhagen:20221027T120000",), ["25/10 07:00-08:00", "27/10 10:00-11:00"]),
        (("RDATE;VALUE=PERIOD:20221027T100000Z/PT1H",), ["25/10 07:00-08:00", "27/10 10:00-11:00"]),
    ],
)
def test_a_repeating_event_keeps_busy_each_time_on_its_own_wall_clock(
    lines: tuple[str, ...], expected: list[str]
) -> None:
    assert (times(found((*NINE, *lines))), found((*NINE, *lines)).trouble) == (expected, ())


@pytest.mark.parametrize(
    ("changed", "expected"),
    [
        (("DTSTART:20221102T120000Z", "DTEND:20221102T130000Z"), ["25/10 07:00-08:00", "02/11 12:00-13:00"]),
        (("DTSTART:20221101T080000Z", "DTEND:20221101T090000Z", "STATUS:CANCELLED"), ["25/10 07:00-08:00"]),
    ],
)
@pytest.mark.parametrize(
    "which", ["RECURRENCE-ID:20221101T080000Z", "RECURRENCE-ID;TZID=Europe/Copenhagen:20221101T090000"]
)
def test_a_single_time_that_was_moved_or_cancelled_counts_as_it_is_now(
    changed: tuple[str, ...], which: str, expected: list[str]
) -> None:
    assert times(found((*NINE, "RRULE:FREQ=WEEKLY"), (which, *changed))) == expected


def test_overlapping_and_touching_times_are_one() -> None:
    later = ("DTSTART:20221025T073000Z", "DTEND:20221025T090000Z")
    after = ("DTSTART:20221025T090000Z", "DTEND:20221025T093000Z")

    assert times(found(after, NINE, later)) == ["25/10 07:00-09:30"]


@pytest.mark.parametrize(
    "lines",
    [
        ("DTSTART;TZID=Mars/Olympus:20221025T090000", "DTEND;TZID=Mars/Olympus:20221025T100000"),
        ("DTSTART;TZID=Europe/Copenhagen:20221025T090000", "DTEND;TZID=Nowhere:20221025T100000"),
        ("DTSTART;TZID=../../etc/passwd:20221025T090000", "DURATION:PT1H"),
        ("DTSTART;TZID=Europe:20221025T090000", "DURATION:PT1H"),
        ("DTSTART;TZID=localtime:20221025T090000", "DURATION:PT1H"),
        ("DTSTART;TZID=Europe/Copenhagen:20221025T090000", "DTEND:20221024T090000Z"),
        ("DTSTART;TZID=Europe/Copenhagen:20221025T090000", "DTEND:20991024T090000Z"),
        ("DTSTART;TZID=Europe/Copenhagen:20221025T090000", "DURATION:-P1D"),
        ("DTSTART;TZID=Europe/Copenhagen:20221025T090000", "DTEND:tomorrow"),
    ],
)
def test_a_time_nobody_can_place_makes_the_whole_day_busy_and_is_told(lines: tuple[str, ...]) -> None:
    answer = found(lines)

    assert times(answer) == ["24/10 22:00-25/10 22:00"]
    assert in_english(answer.trouble).startswith("Entries in the calendar that ")


@pytest.mark.parametrize(
    ("offsets", "expected"),
    [
        (("+0100", "+0200"), ["25/10 07:00-08:00"]),
        (("-0500",), ["25/10 14:00-15:00"]),
        (("+0900", "+1000"), ["24/10 22:00-25/10 22:00"]),
        (("+9999",), ["24/10 22:00-25/10 22:00"]),
    ],
)
def test_an_invented_zone_is_taken_by_its_offsets_when_they_leave_no_doubt(
    offsets: tuple[str, ...], expected: list[str]
) -> None:
    parts = "".join(
        f"BEGIN:STANDARD\r\nTZOFFSETTO:{each}\r\nRRULE:FREQ=SECONDLY\r\nEND:STANDARD\r\n" for each in offsets
    )
    zone = f"BEGIN:VTIMEZONE\r\nTZID:Customized Time Zone\r\n{parts}END:VTIMEZONE\r\n"
    lines = (
        "DTSTART;TZID=Customized Time Zone:20221025T090000",
        "DTEND;TZID=Customized Time Zone:20221025T100000",
    )

    assert times(found(lines, before=zone)) == expected


@pytest.mark.parametrize(
    "rule",
    [
        "FREQ=SECONDLY",
        "FREQ=HOURLY",
        "FREQ=DAILY;BYHOUR=1,2",
        "nonsense",
        "FREQ=DAILY;COUNT=99999999;BYMONTHDAY=31",
        "FREQ=DAILY;UNTIL=x",
    ],
)
def test_a_rule_nobody_understands_keeps_busy_from_its_first_day_on_and_is_told(rule: str) -> None:
    start = "DTSTART:19010101T090000Z" if "COUNT" in rule else "DTSTART:20221025T090000Z"
    answer = found((start, "DURATION:PT1H", f"RRULE:{rule}"))

    assert answer.intervals[-1][1] == UNTIL
    assert "cannot be read" in in_english(answer.trouble)


def test_an_event_without_a_readable_start_is_told() -> None:
    told = found(("SUMMARY:x",))

    assert told == found(("DTSTART:20229999T990000",))
    assert told.intervals == ()
    assert in_english(told.trouble) == "Entries in the calendar that have a time that cannot be read: 1."


def test_what_is_doubtful_in_several_ways_is_told_for_each() -> None:
    told = found(("SUMMARY:x",), ("SUMMARY:y", "UID:2"), (*NINE, "RRULE:nonsense", "UID:3"))

    assert said(told.trouble, "da").startswith("Aftaler med en tid, der ikke kan læses: ")
    assert said(told.trouble, "nb").endswith("og teller som hele dager: 1.")


def test_a_change_from_one_time_on_is_told() -> None:
    this_and_later = (
        "RECURRENCE-ID;RANGE=THISANDFUTURE:20221101T080000Z",
        "DTSTART:20221101T120000Z",
        "DURATION:PT1H",
    )

    assert "changed" in in_english(found((*NINE, "RRULE:FREQ=WEEKLY"), this_and_later).trouble)


def test_events_the_database_has_do_not_count() -> None:
    assert busy([file(NINE)], SINCE, UNTIL, home=HOME, own={"1"}) == Busy()


def test_the_hour_that_comes_twice_is_busy_both_times() -> None:
    twice = ("DTSTART;TZID=Europe/Copenhagen:20221030T021500", "DTEND;TZID=Europe/Copenhagen:20221030T024500")

    assert times(found(twice)) == ["30/10 00:15-01:45"]


def test_a_question_too_far_ahead_is_told() -> None:
    answer = busy([], SINCE, SINCE + timedelta(days=401), home=HOME)

    assert "400 days" in in_english(answer.trouble)


def test_bombs_do_not_take_long() -> None:
    lines = ("DTSTART:19000101T090000Z", "DURATION:P30D", "RRULE:FREQ=YEARLY;BYMONTH=2;BYMONTHDAY=30")
    daily = ("DTSTART:19000101T090000Z", "DURATION:PT1H", "RRULE:FREQ=DAILY")
    begun = time.monotonic()

    busy([file(*[lines] * 300, *[daily] * 300)] * 2, SINCE, SINCE + timedelta(days=4000), home=HOME)

    assert time.monotonic() - begun < 20


@settings(max_examples=200, deadline=None)
@given(
    st.lists(
        st.tuples(
            st.sampled_from(
                ["DTSTART", "DTEND", "DURATION", "RRULE", "RDATE", "EXDATE", "RECURRENCE-ID", "STATUS"]
            ),
            st.text(max_size=30),
        )
    )
)
def test_no_text_raises(lines: list[tuple[str, str]]) -> None:
    assert isinstance(found(NINE, tuple(f"{name}:{value}" for name, value in lines)), Busy)


@settings(max_examples=200, deadline=None)
@given(st.binary(max_size=300), st.integers(0, 300))
def test_no_damage_raises(wound: bytes, at: int) -> None:
    whole = file((*NINE, "RRULE:FREQ=WEEKLY"))

    assert isinstance(
        busy([whole[:at] + wound + whole[at:], whole[:at], wound], SINCE, UNTIL, home=HOME), Busy
    )
