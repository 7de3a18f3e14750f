from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime, timedelta

import pytest
from sqlalchemy import Select
from sqlalchemy.orm import Session

from actions.gates import withdrawal
from actions.interviews import absences, appointments, arrangements, planning
from actions.interviews.appointments import Appointment
from actions.week_plans import markdown, plans
from languages.catalogues import speak
from models.accounts.actors import administrator
from models.errors.interviews import UnknownInterviewer
from models.interviews.rows import ClosedDay, Interview
from models.people import Enrolment
from models.programmes.versions import ProgrammeVersion
from models.week_plans import PlannedInterview, WeekPlan
from reports import week_plans
from tests.support.pseudo_language import outside
from tests.support.worlds import interview_programme
from tests.support.worlds.interview_programme import NOW


@pytest.fixture
def version(session: Session) -> ProgrammeVersion:
    return interview_programme.published(session)


@pytest.fixture
def homes(session: Session, version: ProgrammeVersion) -> list[Enrolment]:
    cohort = [interview_programme.enrolled(session, version, home) for home in ("Vejle", "Odense")]
    for home in cohort:
        interview_programme.named(session, home)
    planning.plan(session, version.id, now=NOW)
    return cohort


def shown(plan: WeekPlan) -> list[PlannedInterview]:
    return [one for week in plan.weeks for day in week.days for one in day.interviews]


def test_a_municipality_sees_its_own_interviews_in_local_time(
    session: Session, homes: list[Enrolment]
) -> None:
    plan = plans.of_municipality(session, homes[0], now=NOW)

    assert (plan.of, len(shown(plan)), {one.municipality for one in shown(plan)}) == (
        "Vejle Kommune",
        5,
        {"Vejle Kommune"},
    )
    leader = interview_programme.interview(session, homes[0])
    assert leader.starts_at in {one.starts for one in shown(plan)}
    assert {str(one.starts.tzinfo) for one in shown(plan)} == {"Europe/Copenhagen"}


def test_the_interviewers_plans_are_everybodys_together(
    session: Session, version: ProgrammeVersion, homes: list[Enrolment]
) -> None:
    frank, karen = (
        shown(plans.of_interviewer(session, version.id, one, now=NOW)) for one in ("frank", "karen")
    )

    assert len(frank) + len(karen) == len(shown(plans.of_programme(session, version.id, now=NOW))) == 10
    assert {one.interviewer for one in frank} <= {"Frank Facilitator"}


def test_nobody_else_has_a_week_plan(session: Session, version: ProgrammeVersion) -> None:
    with pytest.raises(UnknownInterviewer):
        plans.of_interviewer(session, version.id, "nobody", now=NOW)


def test_weeks_run_from_monday_to_friday_and_to_sunday_when_something_lies_there(
    session: Session, version: ProgrammeVersion, homes: list[Enrolment]
) -> None:
    leader = interview_programme.interview(session, homes[0])
    saturday = datetime.fromisoformat("2022-10-29T10:00+02:00")
    arrangements.move(session, leader.id, starts_at=saturday, actor=administrator("Frank"), now=NOW)

    weeks = plans.of_municipality(session, homes[0], now=NOW).weeks

    assert {len(one.days) for one in weeks[:-1]} == {5}
    assert (weeks[-1].number, len(weeks[-1].days)) == (43, 6)


def test_days_nothing_can_lie_on_say_why(
    session: Session, version: ProgrammeVersion, homes: list[Enrolment]
) -> None:
    one = next(iter(shown(plans.of_programme(session, version.id, now=NOW))))
    holder = interview_programme.interview(session, homes[0]).interviewer
    day = one.starts.date()
    absences.away(
        session, version.id, holder, first=day, last=day, actor=administrator("Anne"), why="Sygdom", now=NOW
    )
    interview_programme.named(
        session, homes[0], interview_programme.form("Vejle", closed=[{"day": "2022-09-09"}])
    )

    theirs = plans.of_interviewer(session, version.id, holder, now=NOW)
    ours = plans.of_municipality(session, homes[0], now=NOW)

    off = {
        each.day: each.off for plan in (theirs, ours) for week in plan.weeks for each in week.days if each.off
    }
    assert off.get(date(2022, 9, 9)) == "Lukket"
    assert "Sygdom" not in off.values()


def agreed_weeks_apart(session: Session, home: Enrolment) -> None:
    """Frank has an interview in week 36 and one in week 41, and none between."""
    for title, day in zip(interview_programme.ROLES[:2], ("2022-09-07", "2022-10-12"), strict=True):
        at = datetime.fromisoformat(f"{day}T10:00+02:00")
        arrangements.book(
            session,
            interview_programme.talks(session, home),
            interviewee=title,
            starts_at=at,
            actor=administrator("Anne"),
            now=NOW,
        )


def numbers(plan: WeekPlan) -> list[int]:
    return [week.number for week in plan.weeks]


def test_a_week_somebody_is_away_is_shown_between_the_others(
    session: Session, version: ProgrammeVersion
) -> None:
    agreed_weeks_apart(session, interview_programme.enrolled(session, version))
    for first, last in (
        (date(2022, 9, 1), date(2022, 9, 2)),  # before the first
        (date(2022, 9, 20), date(2022, 9, 20)),
        (date(2022, 10, 1), date(2022, 10, 2)),  # a weekend
        (date(2022, 10, 18), date(2022, 10, 19)),  # after the last
    ):
        absences.away(
            session,
            version.id,
            "frank",
            first=first,
            last=last,
            actor=administrator("Anne"),
            why="Sygdom",
            now=NOW,
        )

    theirs = plans.of_interviewer(session, version.id, "frank", now=NOW)
    everybodys = plans.of_programme(session, version.id, now=NOW)

    assert (numbers(theirs), numbers(everybodys)) == ([36, 38, 41], [36, 41])
    assert [day.off for day in theirs.weeks[1].days] == ["", "Fraværende", "", "", ""]


def test_a_week_a_municipality_is_closed_is_shown_between_the_others(
    session: Session, version: ProgrammeVersion
) -> None:
    home = interview_programme.enrolled(session, version)
    agreed_weeks_apart(session, home)
    closed = [{"day": day} for day in ("2022-08-31", "2022-09-26", "2022-10-20")]
    interview_programme.named(
        session, home, interview_programme.form(roles=interview_programme.ROLES[:3], closed=closed)
    )

    assert numbers(plans.of_municipality(session, home, now=NOW)) == [36, 39, 41]


def test_without_interviews_no_week_is_shown(session: Session, version: ProgrammeVersion) -> None:
    absences.away(
        session,
        version.id,
        "frank",
        first=NOW.date(),
        last=NOW.date(),
        actor=administrator("Anne"),
        why="Sygdom",
        now=NOW,
    )

    assert plans.of_interviewer(session, version.id, "frank", now=NOW).weeks == ()


def test_only_what_is_shown_is_read(
    session: Session, version: ProgrammeVersion, homes: list[Enrolment], monkeypatch: pytest.MonkeyPatch
) -> None:
    read: list[int] = []
    load = appointments.load

    def noted(session: Session, wanted: Select[tuple[Interview]]) -> list[Appointment]:
        found = load(session, wanted)
        read.append(len(found))
        return found

    monkeypatch.setattr(appointments, "load", noted)

    frank = shown(plans.of_interviewer(session, version.id, "frank", now=NOW))
    vejle = shown(plans.of_municipality(session, homes[0], now=NOW))

    assert read == [len(frank), len(vejle)]


def test_whoever_has_no_time_stands_below_with_the_reasons(session: Session) -> None:
    hours = {"monday": [{"from": "09:00", "to": "10:00"}]}
    version = interview_programme.published(
        session, interviewers=[interview_programme.interviewer("frank", hours=hours)]
    )
    home = interview_programme.enrolled(session, version)
    interview_programme.named(session, home)
    unplaced = planning.plan(session, version.id, now=NOW).unplaced

    plan = plans.of_municipality(session, home, now=NOW)

    assert len(plan.unplaced) == unplaced
    assert all(one.reasons for one in plan.unplaced)


def test_a_municipality_that_has_left_is_in_nobodys_plan(
    session: Session, version: ProgrammeVersion, homes: list[Enrolment]
) -> None:
    withdrawal.withdraw(session, homes[0], actor=administrator("Anne"), reason="Budget", now=NOW)

    assert {one.municipality for one in shown(plans.of_programme(session, version.id, now=NOW))} == {
        "Odense Kommune"
    }


def test_prefects_plan_has_keys_where_names_would_stand(
    session: Session, version: ProgrammeVersion, homes: list[Enrolment]
) -> None:
    text = markdown.markdown(plans.of_programme(session, version.id, now=NOW, named=False))

    assert text.count("| Vejle Kommune |") == text.count("| Odense Kommune |") == 5
    assert "frank" in text or "karen" in text
    assert not any(word in text for word in ("Frank", "Karen", "@", "Leder i Vejle"))


def read_on(sheet: object, key: str = "") -> list[str]:
    """What the paper says; not what only tells the typesetter something."""
    if isinstance(sheet, Mapping):
        return [text for name, part in sheet.items() for text in read_on(part, name)]
    if isinstance(sheet, list | tuple):
        return [text for part in sheet for text in read_on(part, key)]
    return [str(sheet)] if key not in ("lang", "kinds", "status", "together", "rehearsal") else []


@pytest.mark.usefixtures("pseudo_language")
def test_a_plan_says_nothing_untranslated(
    session: Session, version: ProgrammeVersion, homes: list[Enrolment]
) -> None:
    session.add(ClosedDay(enrolment_id=homes[0].id, day=(NOW + timedelta(days=8)).date()))
    session.flush()
    every = plans.of_programme(session, version.id, now=NOW)
    known = {
        "Frank Facilitator",
        "Karen Konsulent",
        "Vejle",
        "Odense",
        "Vejle Kommune",
        "Odense Kommune",
        "Det lille forløb",
        *interview_programme.ROLES,
    }

    for plan in (every, plans.of_municipality(session, homes[0], now=NOW)):
        paper = "\n".join(read_on(week_plans.sheet(plan, speak("da", "week_plans"))))
        assert outside(f"{markdown.markdown(plan)} {paper}", known) == set()
