"""Values of the wrong kind, missing ones and unknown ones: each named with its line, what it is, and what it should be."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from programmes.loader import examine

KICKOFF = "starts: {on: 2022-10-03T14:00, week: 40, weekday: monday}"
CLOSED = "  - window: {first: 2022-12-27, last: 2022-12-30}"
ANSWER_DUE = "due: {working_days: -7, from: event:kickoff}"
MUST_INCLUDE = "must_include: [leader, employee]"

CASES = {
    "a text for a number": (
        "municipalities: 3",
        "municipalities: three",
        "municipalities should be a whole number, not 'three'",
    ),
    "a number in quotes": (
        "municipalities: 3",
        'municipalities: "3"',
        "municipalities should be a whole number, not '3'",
    ),
    "a truth for a number": (
        "municipalities: 3",
        "municipalities: true",
        "municipalities should be a whole number, not true",
    ),
    "half a municipality": (
        "municipalities: 3",
        "municipalities: 3.5",
        "municipalities should be a whole number, not 3.5",
    ),
    "nothing for a number": (
        "municipalities: 3",
        "municipalities:",
        "municipalities should be a whole number, not empty",
    ),
    "no places": ("municipalities: 3", "municipalities: 0", "municipalities should be greater than 0"),
    "no pages": ("max_pages: 2", "max_pages: -2", "max_pages should be greater than 0"),
    "a number for a text": (
        "title: Rekrutteringsværksted 2022",
        "title: 2022",
        "title should be a text, not 2022",
    ),
    "an empty title": (
        "title: Rekrutteringsværksted 2022",
        'title: ""',
        "title should have at least 1 character",
    ),
    "a word for true or false": (
        "online: true",
        "online: måske",
        "online should be true or false, not 'måske'",
    ),
    "a text for a list": (
        MUST_INCLUDE,
        "must_include: leader",
        "must_include should be a list, not 'leader'",
    ),
    "a list for a mapping": (
        "reply_to: programkontor@example.org",
        "reply_to: [a, b]",
        "reply_to should be a text, not a list",
    ),
    "a text for a mapping": (
        "sender: {name: Rekrutteringsværksted, email: rekrutteringsvaerksted@example.org}",
        "sender: Rekrutteringsværksted",
        "sender should be a mapping, not 'Rekrutteringsværksted'",
    ),
    "an unknown field": (MUST_INCLUDE, "must_includes: [leader]", "places has no field 'must_includes'"),
    "a field of another thing": (
        "  seats_each: 15",
        "  seats_each: 15\n  zone: x",
        "places has no field 'zone'",
    ),
    "an unknown field deep down": (
        "approval: true\n        due",
        "aproval: true\n        due",
        "item 3 has no field 'aproval'",
    ),
    "an unknown word of a list": (
        "[leader, employee]",
        "[leader, employe]",
        "must_include item 2 cannot be 'employe'",
    ),
    "an unknown language": ("language: da", "language: dk", "there is no language with the key dk"),
    "an unknown country": ("country: DK", "country: SE", "country cannot be 'SE'"),
    "an unknown zone": ("Europe/Copenhagen", "Europe/Copenhaven", "'Europe/Copenhaven' is not a time zone"),
    "an unknown flow": ("flow: kickoff", "flow: kick_off", "flow cannot be 'kick_off'"),
    "an unknown kind": (
        "sygefravær\n        kind: dataset",
        "sygefravær\n        kind: data",
        "kind cannot be 'data'",
    ),
    "an unknown occasion": ("hand_over: pre", "handover: pre", "handover cannot be 'handover'"),
    "a key with spaces": ("key: follow_up_day", "key: follow up day", "key cannot be 'follow up day'"),
    "a programme's key with capitals": (
        "key: rekrutteringsvaerksted-2022",
        "key: Værksted",
        "key cannot be 'Værksted'",
    ),
    "an address without @": (
        "reply_to: programkontor@example.org",
        "reply_to: programkontor",
        "reply_to: An email address must have",
    ),
    "a person of a municipality in the office": (
        "email: anders.tornbjerg@example.org, role: facilitator",
        "email: anders.tornbjerg@example.org, role: coordinator",
        "role cannot be 'coordinator'",
    ),
    "a date in words": (KICKOFF, "starts: 3. oktober 2022", "starts: '3. oktober 2022' is not a date"),
    "a day that no month has": (
        KICKOFF,
        "starts: 2022-02-30T14:00",
        "'2022-02-30T14:00' is not in the calendar",
    ),
    "an hour that no day has": (
        KICKOFF,
        "starts: 2022-10-03T25:00",
        "'2022-10-03T25:00' is not in the calendar",
    ),
    "an offset from UTC": (KICKOFF, "starts: 2022-10-03T14:00+02:00", "write local time without an offset"),
    "a year of three digits": (KICKOFF, "starts: 202-10-03T14:00", "'202-10-03T14:00' is not a date"),
    "a year that cannot be meant": (KICKOFF, "starts: 2202-10-03T14:00", "the year 2202 cannot be meant"),
    "a number for a date": (KICKOFF, "starts: 20221003", "20221003 is not a date"),
    "a month that no year has": (KICKOFF, "starts: 2022-13", "month cannot be '2022-13'"),
    "a week that no year has": ("week: 40", "week: 54", "week should be less than or equal to 53"),
    "a weekday in Danish": (
        "week: 40, weekday: monday",
        "week: 40, weekday: mandag",
        "weekday cannot be 'mandag'",
    ),
    "the clock time twice": (
        KICKOFF,
        "starts: {on: 2022-10-03T14:00, at: 15:00}",
        "the clock time is written twice",
    ),
    "a clock time as a number": (KICKOFF, "starts: {on: 2022-10-03, at: 14}", "14 is not a clock time"),
    "a date in two ways": (
        KICKOFF,
        "starts: {on: 2022-10-03, month: 2022-10}",
        "say when in exactly one way",
    ),
    "a date in no way": (KICKOFF, "starts: {week: 40}", "say when in exactly one way"),
    "working days from nothing": (
        ANSWER_DUE,
        "due: {working_days: -7}",
        "working_days and from belong together",
    ),
    "too many working days": (
        ANSWER_DUE,
        "due: {working_days: -7000, from: event:kickoff}",
        "working_days should be greater",
    ),
    "a reference that is none": (
        ANSWER_DUE,
        "due: {working_days: -7, from: kickoff}",
        "'kickoff' is not a reference",
    ),
    "a deadline without a requirement": (
        ANSWER_DUE,
        "due: {working_days: -7, from: deadline:kickoff}",
        "'deadline:kickoff' is not a reference",
    ),
    "a window that ends before it begins": (
        CLOSED,
        "  - window: {first: 2022-12-27, last: 2022-12-26}",
        "the window ends 2022-12-26, before",
    ),
    "a window with clock times": (
        CLOSED,
        "  - window: {first: 2022-12-27T08:00, last: 2022-12-30}",
        "'2022-12-27T08:00' has a clock time",
    ),
    "a negative reminder after the deadline": (
        "overdue: {remind: [1], escalate: 2}",
        "overdue: {remind: [-1], escalate: 2}",
        "remind item 1 should be greater than 0",
    ),
    "a reminder in words": (
        "remind: [0]\n        overdue: {remind: [1, 3], escalate: 5}\n      - key: expectations",
        "remind: [samme dag]\n        overdue: {}\n      - key: expectations",
        "remind item 1 should be a whole number",
    ),
    "more rows at least than at most": (
        "at_most: 15\n",
        "at_most: 1\n",
        "at_least 2 is more than at_most 1",
        "- key: roles",
    ),
    "a dataset without its name": (
        "        dataset: foranalyse\n        approval: true\n        due",
        "        approval: true\n        due",
        "the kind dataset needs dataset",
        "- key: staff_data\n",
    ),
    "a count for a dataset": (
        "dataset: foranalyse\n        approval: true\n        due",
        "dataset: foranalyse\n        count: 3\n        approval: true\n        due",
        "the kind dataset cannot have count",
        "- key: staff_data\n",
    ),
    "an answer without its event": (
        "kind: answer\n        event: kickoff\n",
        "kind: answer\n",
        "the kind answer needs event",
        "- key: answer\n        title: Svar på invitationen til formødet",
    ),
    "a gate that needs nothing": ("needs: [pre_analysis]", "needs: []", "needs should have at least 1 item"),
    "a missing title": (
        "title: Rekrutteringsværksted 2022\n",
        "",
        "the programme lacks title",
        "key: rekrutteringsvaerksted-2022",
    ),
    "a missing deadline": (
        f"        {ANSWER_DUE}\n",
        "",
        "item 1 lacks due",
        "- key: answer\n        title: Svar på invitationen til formødet",
    ),
    "no name for the office": ("  name: Fremfærd Sundhed og Ældre\n", "", "office lacks name", "office:"),
}


@pytest.mark.parametrize("case", CASES.values(), ids=CASES)
def test_the_fault_stands_on_its_line(broken: Callable[..., Any], case: tuple[str, ...]) -> None:
    old, new, says, *elsewhere = case

    file = broken(old, new)

    line = file.line_of(elsewhere[0]) if elsewhere else file.changed_line
    assert [fault.line for fault in file.saying(says)] == [line]
    assert all(fault.cure for fault in file.faults)


def test_all_faults_of_a_file_are_named_at_once(reference: str) -> None:
    text = reference.replace("country: DK", "country: SE").replace("max_pages: 2", "max_pages: two")

    faults = examine(text.replace("  seats_each: 15\n", "  seats: 15\n")).faults

    assert [fault.message for fault in faults] == [
        "country cannot be 'SE'",
        "places lacks seats_each",
        "places has no field 'seats'",
        "max_pages should be a whole number, not 'two'",
    ]
    assert [fault.line for fault in faults] == sorted(fault.line for fault in faults)


def test_a_slip_of_the_keyboard_is_met_with_the_word_that_was_meant(broken: Callable[..., Any]) -> None:
    (fault,) = broken("approval: true\n        due", "aproval: true\n        due").faults

    assert fault.cure.startswith("did you mean approval? Known here: key, title, kind, from, ")


def test_the_column_points_at_the_value(broken: Callable[..., Any]) -> None:
    (fault,) = broken("municipalities: 3", "municipalities: three").faults

    assert fault.column == len("  municipalities: ") + 1
