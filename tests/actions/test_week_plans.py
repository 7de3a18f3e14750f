from __future__ import annotations

from datetime import date, datetime

import pytest
from sqlalchemy.orm import Session

from actions import absences, interviews, planning, week_plan_text, week_plans, withdrawal
from models.errors import UnknownInterviewer
from models.progress import Enrolment, ProgrammeVersion
from models.week_plan import PlannedInterview, WeekPlan
from tests import booked
from tests.booked import NOW


@pytest.fixture
def version(session: Session) -> ProgrammeVersion:
    return booked.published(session)


@pytest.fixture
def homes(session: Session, version: ProgrammeVersion) -> list[Enrolment]:
    cohort = [booked.enrolled(session, version, home) for home in ("Vejle", "Odense")]
    for home in cohort:
        booked.named(session, home)
    planning.plan(session, version.id, now=NOW)
    return cohort


def shown(plan: WeekPlan) -> list[PlannedInterview]:
    return [one for week in plan.weeks for day in week.days for one in day.interviews]


def test_a_municipality_sees_its_own_interviews_in_local_time(
    session: Session, homes: list[Enrolment]
) -> None:
    plan = week_plans.of_municipality(session, homes[0], now=NOW)

    assert (plan.of, len(shown(plan)), {one.municipality for one in shown(plan)}) == ("Vejle", 5, {"Vejle"})
    leader = booked.interview(session, homes[0])
    assert leader.starts_at in {one.starts for one in shown(plan)}
    assert {str(one.starts.tzinfo) for one in shown(plan)} == {"Europe/Copenhagen"}


def test_the_interviewers_plans_are_everybodys_together(
    session: Session, version: ProgrammeVersion, homes: list[Enrolment]
) -> None:
    frank, karen = (
        shown(week_plans.of_interviewer(session, version.id, one, now=NOW)) for one in ("frank", "karen")
    )

    assert len(frank) + len(karen) == len(shown(week_plans.of_programme(session, version.id, now=NOW))) == 10
    assert {one.interviewer for one in frank} <= {"Frank Facilitator"}


def test_nobody_else_has_a_week_plan(session: Session, version: ProgrammeVersion) -> None:
    with pytest.raises(UnknownInterviewer):
        week_plans.of_interviewer(session, version.id, "nobody", now=NOW)


def test_weeks_run_from_monday_to_friday_and_to_sunday_when_something_lies_there(
    session: Session, version: ProgrammeVersion, homes: list[Enrolment]
) -> None:
    leader = booked.interview(session, homes[0])
    saturday = datetime.fromisoformat("2022-10-29T10:00+02:00")
    interviews.move(session, leader.id, starts_at=saturday, by="Frank", now=NOW)

    weeks = week_plans.of_municipality(session, homes[0], now=NOW).weeks

    assert {len(one.days) for one in weeks[:-1]} == {5}
    assert (weeks[-1].number, len(weeks[-1].days)) == (43, 6)


def test_days_nothing_can_lie_on_say_why(
    session: Session, version: ProgrammeVersion, homes: list[Enrolment]
) -> None:
    one = next(iter(shown(week_plans.of_programme(session, version.id, now=NOW))))
    holder = booked.interview(session, homes[0]).interviewer
    day = one.starts.date()
    absences.away(session, version.id, holder, first=day, last=day, by="Anne", why="Sygdom", now=NOW)
    booked.named(session, homes[0], booked.form("Vejle", closed=[{"day": "2022-09-09"}]))

    theirs = week_plans.of_interviewer(session, version.id, holder, now=NOW)
    ours = week_plans.of_municipality(session, homes[0], now=NOW)

    off = {
        each.day: each.off for plan in (theirs, ours) for week in plan.weeks for each in week.days if each.off
    }
    assert off.get(date(2022, 9, 9)) == "Lukket"
    assert "Sygdom" not in off.values()


def test_whoever_has_no_time_stands_below_with_the_reasons(session: Session) -> None:
    hours = {"monday": [{"from": "09:00", "to": "10:00"}]}
    version = booked.published(session, interviewers=[booked.interviewer("frank", hours=hours)])
    home = booked.enrolled(session, version)
    booked.named(session, home)
    unplaced = planning.plan(session, version.id, now=NOW).unplaced

    plan = week_plans.of_municipality(session, home, now=NOW)

    assert len(plan.unplaced) == unplaced
    assert all(one.reasons for one in plan.unplaced)


def test_a_municipality_that_has_left_is_in_nobodys_plan(
    session: Session, version: ProgrammeVersion, homes: list[Enrolment]
) -> None:
    withdrawal.withdraw(session, homes[0], by="Anne", reason="Budget", now=NOW)

    assert {one.municipality for one in shown(week_plans.of_programme(session, version.id, now=NOW))} == {
        "Odense"
    }


def test_prefects_plan_has_keys_where_names_would_stand(
    session: Session, version: ProgrammeVersion, homes: list[Enrolment]
) -> None:
    text = week_plan_text.markdown(week_plans.of_programme(session, version.id, now=NOW, named=False))

    assert text.count("| Vejle |") == text.count("| Odense |") == 5
    assert "frank" in text or "karen" in text
    assert not any(word in text for word in ("Frank", "Karen", "@", "Leder i Vejle"))
