"""The plan of the shipped programmes, against the facts of their sources."""

from __future__ import annotations

import json
from collections import Counter

import pytest

from languages.catalogues import speak
from programmes.loader import read, shipped
from rules.programmes.dates import calendar_of
from rules.programmes.plan import PlanLine, PlannedKind, plan
from rules.programmes.working_days import WorkingDays

SAY = speak("da", "plan")


@pytest.fixture(scope="module")
def rekruttering() -> tuple[PlanLine, ...]:
    return plan(read(shipped()["rekrutteringsvaerksted-2022"]), SAY)


@pytest.fixture(scope="module")
def jobbvinner() -> tuple[PlanLine, ...]:
    return plan(read(shipped()["jobbvinner-ostfold"]), speak("nb", "plan"))


def lines(planned: tuple[PlanLine, ...], kind: PlannedKind) -> list[PlanLine]:
    return [one for one in planned if one.kind is kind]


def test_the_three_events_lie_where_the_invitation_says(rekruttering: tuple[PlanLine, ...]) -> None:
    events = lines(rekruttering, PlannedKind.EVENT)

    assert [(one.key, one.at.isoformat(), one.ends and one.ends.isoformat()) for one in events] == [
        ("kickoff", "2022-10-03T14:00:00+02:00", "2022-10-03T16:00:00+02:00"),
        ("workshop", "2022-11-03T09:00:00+01:00", "2022-11-04T15:00:00+01:00"),
        ("follow_up_day", "2023-03-01T10:00:00+01:00", "2023-03-01T15:00:00+01:00"),
    ]
    assert [(one.weekday, one.week) for one in events] == [("monday", 40), ("thursday", 44), ("wednesday", 9)]


def test_the_call_closes_at_noon(rekruttering: tuple[PlanLine, ...]) -> None:
    (closes,) = [one for one in rekruttering if one.key == "call_closes"]

    assert (closes.at.isoformat(), closes.title) == ("2022-08-17T12:00:00+02:00", "Ansøgningsfrist")


def test_all_deadlines_of_the_preparation_lie_in_september(rekruttering: tuple[PlanLine, ...]) -> None:
    deadlines = [one for one in lines(rekruttering, PlannedKind.DEADLINE) if one.step == "preparation"]

    assert [one.key for one in deadlines] == [
        "interviewees",
        "ongoing_initiatives",
        "staff_data",
        "interviews",
        "participants",
        "pre_analysis",
    ]
    assert {(one.at.year, one.at.month) for one in deadlines} == {(2022, 9)}


def test_letters_leave_in_the_order_of_the_programme(rekruttering: tuple[PlanLine, ...]) -> None:
    letters = lines(rekruttering, PlannedKind.LETTER)

    assert [(one.at.date().isoformat(), one.key, one.latest) for one in letters] == [
        ("2022-09-01", "data_request", False),
        ("2022-09-01", "interview_offer", False),
        ("2022-09-01", "welcome", False),
        ("2022-09-12", "kickoff_invitation", False),
        ("2022-09-30", "pre_analysis_ready", True),
        ("2022-10-03", "kickoff_summary", False),
        ("2022-10-11", "workshop_invitation", False),
        ("2022-11-04", "initiatives_request", False),
        ("2022-11-18", "workshop_thanks", True),
        ("2022-12-01", "status_request", False),
        ("2023-01-02", "status_request", False),
        ("2023-01-18", "later_data_request", False),
        ("2023-01-25", "follow_up_invitation", False),
        ("2023-02-01", "status_request", False),
        ("2023-02-08", "presentation_request", False),
        ("2023-03-01", "experience_request", False),
        ("2023-03-29", "programme_thanks", True),
    ]


def test_every_requirement_is_reminded_and_in_the_end_escalated(rekruttering: tuple[PlanLine, ...]) -> None:
    deadlines = {(one.step, one.key) for one in lines(rekruttering, PlannedKind.DEADLINE) if one.step}

    assert {(one.step, one.key) for one in lines(rekruttering, PlannedKind.REMINDER)} == deadlines
    assert Counter((one.step, one.key) for one in lines(rekruttering, PlannedKind.ESCALATION)) == Counter(
        deadlines
    )


def test_the_six_gatherings_follow_each_other_over_twenty_months(jobbvinner: tuple[PlanLine, ...]) -> None:
    events = lines(jobbvinner, PlannedKind.EVENT)

    assert [(one.at.strftime("%Y-%m"), one.precision) for one in events] == [
        ("2018-05", "instant"),
        ("2018-09", "instant"),
        ("2019-02", "instant"),
        ("2019-05", "month"),
        ("2019-09", "month"),
        ("2019-12", "month"),
    ]
    assert events[2].at.date().isoformat() == "2019-02-12"


def test_every_report_is_due_before_the_next_invitation(jobbvinner: tuple[PlanLine, ...]) -> None:
    reports = [one.at for one in lines(jobbvinner, PlannedKind.DEADLINE) if one.key == "period_report"]
    openings = [one.at for one in lines(jobbvinner, PlannedKind.OPENING)]

    assert all(report < opening for report, opening in zip(reports[:-1], openings[1:], strict=True))


@pytest.mark.parametrize("key", sorted(shipped()))
def test_a_plan_is_in_order_and_says_weekday_and_week_truly(key: str) -> None:
    planned = plan(read(shipped()[key]), SAY)

    assert [one.at for one in planned] == sorted(one.at for one in planned)
    assert all(
        f"{one.at:%A}".lower() == one.weekday and one.at.isocalendar().week == one.week for one in planned
    )
    assert all(one.at.utcoffset() is not None for one in planned)


@pytest.mark.parametrize("key", sorted(shipped()))
def test_nothing_is_sent_or_due_when_nobody_is_at_work(key: str) -> None:
    programme = read(shipped()[key])
    calendar: WorkingDays = calendar_of(programme)

    assert [one for one in plan(programme, SAY) if not calendar.is_working_day(one.at.date())] == []


def test_a_reminder_never_comes_before_the_thing_is_asked_for(rekruttering: tuple[PlanLine, ...]) -> None:
    reminders = [one for one in lines(rekruttering, PlannedKind.REMINDER) if one.key == "expectations"]

    assert [one.at.date().isoformat() for one in reminders] == [
        "2022-10-06",
        "2022-10-10",
        "2022-10-11",
        "2022-10-13",
    ]


def test_own_choices_are_marked_where_they_were_made(rekruttering: tuple[PlanLine, ...]) -> None:
    by_key = {(one.kind, one.key): one.own_choice for one in rekruttering}

    assert by_key[PlannedKind.EVENT, "kickoff"] == ""
    assert by_key[PlannedKind.DEADLINE, "staff_data"].startswith("Dataafleveringen skal ligge i september")
    assert by_key[PlannedKind.REMINDER, "staff_data"] == ""


def test_a_line_as_json_holds_instants_with_their_offset(rekruttering: tuple[PlanLine, ...]) -> None:
    (kickoff,) = [one for one in lines(rekruttering, PlannedKind.EVENT) if one.key == "kickoff"]

    assert json.loads(json.dumps(kickoff.as_json())) == {
        "at": "2022-10-03T14:00:00+02:00",
        "kind": "event",
        "step": "kickoff",
        "key": "kickoff",
        "title": "Virtuelt formøde",
        "weekday": "monday",
        "week": 40,
        "precision": "instant",
        "own_choice": "",
        "ends": "2022-10-03T16:00:00+02:00",
        "latest": False,
    }
