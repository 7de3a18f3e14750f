"""Dates that cannot be, and dates in an order that serves nobody."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from rules.programmes.faults import FaultLevel

KICKOFF = "starts: {on: 2022-10-03T14:00, week: 40, weekday: monday}"
KICKOFF_ENDS = "    ends: 2022-10-03T16:00\n"
ANSWER_DUE = "due: {working_days: -7, from: event:kickoff}"
OPENS_KICKOFF = "opens: {on: 2022-09-12, weekday: monday,"
OPENS_WORKSHOP = "opens: {on: 2022-10-11, weekday: tuesday,"
STAFF_DUE = "due: {on: 2022-09-16, weekday: friday,"
PARTICIPANTS_DUE = "due: {on: 2022-09-26, weekday: monday,"
CALL_CLOSES = "closes: {on: 2022-08-17T12:00, week: 33, weekday: wednesday}"
PRESENTATION_ASKED = "asked: {working_days: -15, from: event:follow_up_day}"
CLOSED = "  - window: {first: 2022-12-27, last: 2022-12-30}"

CASES = {
    "a week that is another": ("week: 40,", "week: 41,", "2022-10-03 lies in week 40, not in week 41"),
    "a weekday that is another": (
        "week: 40, weekday: monday",
        "week: 40, weekday: friday",
        "2022-10-03 is a monday, not a friday",
    ),
    "a weekday of a counted day": (
        ANSWER_DUE,
        ANSWER_DUE[:-1] + ", weekday: monday}",
        "2022-09-22 is a thursday, not a monday",
    ),
    "a week of a month": (
        KICKOFF,
        "starts: {month: 2022-10, week: 40}",
        "a week or weekday is written, but only",
    ),
    "an hour that comes twice": (KICKOFF, "starts: 2022-10-30T02:30", "2022-10-30 02:30 comes twice"),
    "an hour that the clock skips": (KICKOFF, "starts: 2022-03-27T02:30", "2022-03-27 02:30 does not exist"),
    "an event that ends before it starts": (
        KICKOFF_ENDS,
        "    ends: 2022-10-03T13:00\n",
        "kickoff ends 2022-10-03 13:00, before it starts",
    ),
    "an event without an end": (
        KICKOFF_ENDS,
        "",
        "kickoff does not say when it ends",
        "- key: kickoff\n    title: Virtuelt",
    ),
    "thirty hours that are thirty-one": (
        "hours: 30\n",
        "hours: 31\n",
        "31 hours are announced, but from start to end it is 30",
    ),
    "an event on a closed day": (
        CLOSED,
        "  - window: {first: 2022-10-01, last: 2022-10-05}",
        "kickoff falls on 2022-10-03, a day on which the programme is closed",
        KICKOFF,
    ),
    "a closed month": (CLOSED, "  - month: 2022-12", "a closed day is a date or a window"),
    "days counted from no event": (
        ANSWER_DUE,
        "due: {working_days: -7, from: event:kick_off}",
        "there is no event:kick_off to count from",
    ),
    "days counted from no step": (
        ANSWER_DUE,
        "due: {working_days: 7, from: opening:kick_off}",
        "there is no opening:kick_off to count from",
    ),
    "days counted from no requirement": (
        ANSWER_DUE,
        "due: {working_days: 7, from: deadline:kickoff/reply}",
        "there is no deadline:kickoff/reply to count from",
    ),
    "a date counted from itself": (
        ANSWER_DUE,
        "due: {working_days: 1, from: deadline:kickoff/answer}",
        "in a circle: deadline:kickoff/answer → deadline:kickoff/answer",
    ),
    "an event counted from its own step": (
        KICKOFF,
        "starts: {working_days: 1, from: deadline:kickoff/answer}",
        "in a circle: event:kickoff → deadline:kickoff/answer → event:kickoff",
    ),
    "a deadline after the event it serves": (
        ANSWER_DUE,
        "due: {working_days: 1, from: event:kickoff}",
        "the deadline of answer (2022-10-04 23:59) lies after kickoff, which it serves",
    ),
    "a deadline after the event of a later step": (
        STAFF_DUE,
        "due: {on: 2022-11-11, weekday: friday,",
        "the deadline of staff_data (2022-11-11 23:59) lies after workshop, which it serves",
    ),
    "attendance before anybody has come": (
        "due: {working_days: 2, from: end:kickoff}",
        "due: {working_days: -2, from: event:kickoff}",
        "lies before kickoff has ended",
    ),
    "asked for after its deadline": (
        PRESENTATION_ASKED,
        "asked: {working_days: -2, from: event:follow_up_day}",
        "presentation is asked for 2023-02-27 08:00, after its deadline",
    ),
    "a deadline before the step opens": (
        STAFF_DUE,
        "due: {on: 2022-08-26, weekday: friday,",
        "the deadline of staff_data (2022-08-26 23:59) lies before its step opens",
    ),
    "a step that opens after its event": (
        OPENS_KICKOFF,
        "opens: {on: 2022-10-04, weekday: tuesday,",
        "step kickoff opens 2022-10-04 08:00, when its event kickoff has begun",
    ),
    "a call that closes before it opens": (
        CALL_CLOSES,
        "closes: 2022-06-17T12:00",
        "the call closes 2022-06-17 12:00, before it opens",
    ),
    "a call that closes after the first step": (
        CALL_CLOSES,
        "closes: 2022-09-02T12:00",
        "when the first step has already opened",
    ),
    "a selection before the call closes": (
        "on: {on: 2022-08-19, weekday: friday,",
        "on: {on: 2022-08-16, weekday: tuesday,",
        "selection_decided (2022-08-16) comes before the call closes",
    ),
    "an agreement approved before it is sent": (
        "on: {on: 2022-09-23, weekday: friday, own_choice: Direktioner",
        "on: {on: 2022-08-26, weekday: friday, own_choice: Direktioner",
        "agreement_approved (2022-08-26) comes before agreement_sent",
    ),
    "a place confirmed after the start": (
        "on: {on: 2022-08-26, weekday: friday, own_choice: Kommunerne",
        "on: {on: 2022-09-02, weekday: friday, own_choice: Kommunerne",
        "place_confirmed (2022-09-02) comes after the first step opens",
    ),
    "an agreement approved after the kickoff": (
        "on: {on: 2022-09-23, weekday: friday, own_choice: Direktioner",
        "on: {on: 2022-10-07, weekday: friday, own_choice: Direktioner",
        "agreement_approved (2022-10-07) comes after the first event begins",
    ),
    "a promised date that is missing": (
        "key: selection_notified",
        "key: selection_told",
        "no date for selection_notified",
        "milestones:",
    ),
}
WARNINGS = {
    "a deadline on a Sunday": (
        PARTICIPANTS_DUE,
        "due: {on: 2022-09-25, weekday: sunday,",
        "the deadline 2022-09-25 is no working day (a sunday)",
    ),
    "a milestone on a Saturday": (
        "on: {on: 2022-09-09, weekday: friday,",
        "on: {on: 2022-09-10, weekday: saturday,",
        "the milestone 2022-09-10 is no working day (a saturday)",
    ),
    "an event of which only the month is known": (
        KICKOFF + "\n" + KICKOFF_ENDS,
        "starts: 2022-10\n    hours: 2\n",
        "only the month is known of kickoff",
    ),
    "an event without a clock time": (
        KICKOFF + "\n" + KICKOFF_ENDS,
        "starts: 2022-10-03\n",
        "kickoff has no clock time: 09:00 is assumed",
    ),
    "a step that will have to wait": (
        OPENS_WORKSHOP,
        "opens: {on: 2022-10-10, weekday: monday,",
        "step workshop opens 2022-10-10, but kickoff has deadlines until 2022-10-10",
    ),
    "asked for before the step opens": (
        PRESENTATION_ASKED,
        "asked: 2022-11-25",
        "presentation is to be asked for 2022-11-25, before its step opens",
    ),
    "a reminder before anything is asked": (
        "due: {working_days: 5, from: end:kickoff}\n        remind: [-2, 0]",
        "due: {working_days: 5, from: end:kickoff}\n        remind: [-7, 0]",
        "expectations would be reminded on working day -7, before it is asked for",
        "remind: [-7, 0]",
    ),
}


@pytest.mark.parametrize("case", CASES.values(), ids=CASES)
def test_an_error_stands_on_its_line(broken: Callable[..., Any], case: tuple[str, ...]) -> None:
    old, new, says, *elsewhere = case

    file = broken(old, new)

    line = file.line_of(elsewhere[0]) if elsewhere else file.changed_line
    assert [(fault.line, fault.level) for fault in file.saying(says)] == [(line, FaultLevel.ERROR)]
    assert all(fault.cure for fault in file.faults)


@pytest.mark.parametrize("case", WARNINGS.values(), ids=WARNINGS)
def test_a_warning_stands_on_its_line_and_stops_nobody(
    broken: Callable[..., Any], case: tuple[str, ...]
) -> None:
    old, new, says, *elsewhere = case

    file = broken(old, new)

    line = file.line_of(elsewhere[0]) if elsewhere else file.changed_line
    assert [(fault.line, fault.level) for fault in file.saying(says)] == [(line, FaultLevel.WARNING)]
    assert {fault.level for fault in file.faults} == {FaultLevel.WARNING}


def test_an_event_over_a_weekend_and_a_holiday_is_warned_of_day_by_day(broken: Callable[..., Any]) -> None:
    file = broken(KICKOFF + "\n" + KICKOFF_ENDS, "starts: 2022-05-13T09:00\n    ends: 2022-05-15T12:00\n")

    assert [fault.message for fault in file.saying("kickoff falls on")] == [
        "kickoff falls on 2022-05-13: a public holiday",
        "kickoff falls on 2022-05-14: a saturday",
        "kickoff falls on 2022-05-15: a sunday",
    ]


def test_thirty_hours_over_the_clock_change_are_counted_as_they_pass(broken: Callable[..., Any]) -> None:
    over_the_change = "starts: 2022-10-29T09:00\n    ends: 2022-10-30T15:00\n    hours: 30\n"

    file = broken(KICKOFF + "\n" + KICKOFF_ENDS, over_the_change)

    assert [fault.message for fault in file.saying("hours are announced")] == [
        "30 hours are announced, but from start to end it is 31"
    ]


def test_a_circle_through_several_dates_is_named_once(broken: Callable[..., Any]) -> None:
    file = broken(
        KICKOFF + "\n" + KICKOFF_ENDS,
        "starts: {working_days: 1, from: opening:workshop}\n"
        "    ends: {working_days: 1, from: deadline:kickoff/expectations}\n",
    )

    assert [fault.message for fault in file.saying("circle")] == [
        "these dates are counted from each other in a circle: "
        "end:kickoff → deadline:kickoff/expectations → end:kickoff"
    ]


def test_a_programme_cannot_be_closed_for_years(broken: Callable[..., Any]) -> None:
    file = broken(CLOSED, "  - window: {first: 2001-01-01, last: 2099-12-31}")

    assert [(fault.line, fault.message) for fault in file.faults] == [
        (file.changed_line, "the programme is closed for 36159 days in a row")
    ]
