"""What the engine is told of time that is taken by other programmes, and what can no longer stop it."""

from __future__ import annotations

from collections import Counter
from datetime import datetime
from typing import Any

import pytest
from sqlalchemy import event, select
from sqlalchemy.orm import Session

from actions.interviews import arrangements, planning, problem
from actions.interviews.cohort import cohorts
from models.accounts.actors import administrator
from models.interviews.rows import Interview, Interviewee
from models.people import Enrolment
from models.programmes.versions import ProgrammeVersion
from models.states import TIMED
from tests.support.worlds import interview_programme
from tests.support.worlds.interview_programme import NOW

LEADER = interview_programme.ROLES[0]
MONDAY = datetime.fromisoformat("2022-09-12T09:00+02:00")


def monday(until: str) -> dict[str, Any]:
    """Hours in which there is room beside an interview at nine for one more, if it is given no more time than it needs."""
    return {"monday": [{"from": "09:00", "to": until}]}


def frank(**changed: Any) -> list[dict[str, Any]]:
    return [interview_programme.interviewer("frank", **changed)]


def one_more(session: Session, home: str = "Odense", **booking: Any) -> tuple[ProgrammeVersion, Enrolment]:
    """A version in which one person is to be interviewed, on Monday 12 September."""
    version = interview_programme.published(session, count=1, **booking)
    enrolment = interview_programme.enrolled(session, version, home)
    closed = [{"day": "2022-09-05"}, {"day": "2022-09-19"}]
    interview_programme.named(
        session, enrolment, interview_programme.form(home, roles=(LEADER,), closed=closed)
    )
    return version, enrolment


def agreed(session: Session, mode: str = "online") -> Enrolment:
    """Frank has an interview at nine that Monday, in a version of its own."""
    roles = [{"key": "leader", "title": LEADER, "mode": mode}]
    _, vejle = one_more(session, "Vejle", interviewers=frank(travels=True), roles=roles)
    talks = interview_programme.talks(session, vejle)
    arrangements.book(
        session, talks, interviewee=LEADER, starts_at=MONDAY, actor=administrator("Frank"), now=NOW
    )
    return vejle


def clock(session: Session, home: Enrolment) -> str:
    """When the leader's interview begins, in UTC; empty when it waits."""
    interview = interview_programme.interview(session, home)
    return f"{interview.starts_at:%d.%m. %H.%M}" if interview.status in TIMED else ""


def test_two_versions_in_use_share_an_interviewers_day(session: Session) -> None:
    for days, home in enumerate(("Vejle", "Odense")):
        version = interview_programme.published(
            session, interviewers=frank(at_most_a_day=1), prefer_days=days
        )
        interview_programme.named(session, interview_programme.enrolled(session, version, home))
        planning.plan(session, version.id, now=NOW)

    found = session.scalars(select(Interview).where(Interview.status.in_(TIMED))).all()
    per_day = Counter(one.starts_at.date() for one in found if one.starts_at)
    assert (len(found), set(per_day.values())) == (10, {1})


@pytest.mark.parametrize(
    ("before", "after", "until", "begins"),
    [(10, 20, "11:30", "12.09. 08.30"), (25, 60, "11:45", "12.09. 08.45"), (0, 0, "11:30", "12.09. 08.30")],
)
def test_between_two_programmes_lie_the_firsts_buffer_after_and_the_seconds_before(
    session: Session, before: int, after: int, until: str, begins: str
) -> None:
    agreed(session)
    own = frank(hours=monday(until), buffer_before=before, buffer_after=after)
    version, odense = one_more(session, interviewers=own)

    planning.plan(session, version.id, now=NOW)

    assert clock(session, odense) == begins


@pytest.mark.parametrize(("until", "begins"), [("12:30", "12.09. 09.30"), ("12:15", "")])
def test_the_way_back_from_an_interview_on_site_elsewhere_is_kept_free(
    session: Session, until: str, begins: str
) -> None:
    agreed(session, "on_site")
    version, odense = one_more(session, interviewers=frank(hours=monday(until), travel_minutes=60))

    planning.plan(session, version.id, now=NOW)

    assert clock(session, odense) == begins


def test_whoever_is_interviewed_elsewhere_is_busy_then_and_holds_none_the_less_that_day(
    session: Session,
) -> None:
    vejle = agreed(session)
    given = interview_programme.form("Vejle", roles=(LEADER,))
    given["people"][0]["email"] = "Karen@example.org"
    interview_programme.named(session, vejle, given)
    talks = interview_programme.talks(session, vejle)
    arrangements.book(
        session, talks, interviewee=LEADER, starts_at=MONDAY, actor=administrator("Frank"), now=NOW
    )
    karen = [interview_programme.interviewer("karen", at_most_a_day=1, hours=monday("11:15"))]
    version, odense = one_more(session, interviewers=karen)

    planning.plan(session, version.id, now=NOW)

    assert clock(session, odense) == "12.09. 08.15"


def test_what_is_agreed_elsewhere_counts_though_it_is_over_today(session: Session) -> None:
    agreed(session)
    version, _ = one_more(session, interviewers=frank())
    evening = MONDAY.replace(hour=20)

    (cohort,) = cohorts(session, version.id, now=evening)
    (counted,) = problem.instance_of(session, cohort).bookings

    assert (counted.starts, counted.minutes, counted.fixed) == (MONDAY, 60, True)


def test_all_interviewers_are_looked_up_at_once(session: Session) -> None:
    agreed(session)
    version, _ = one_more(session)
    (cohort,) = cohorts(session, version.id, now=NOW)
    asked: list[str] = []

    def note(_connection: object, _cursor: object, statement: str, *_: object) -> None:
        asked.append(statement)

    event.listen(session.get_bind(), "before_cursor_execute", note)
    try:
        problem.instance_of(session, cohort)
    finally:
        event.remove(session.get_bind(), "before_cursor_execute", note)

    assert sum("reservations" in one for one in asked) == 1


def test_a_stretch_that_ends_before_it_begins_stops_nobody(session: Session) -> None:
    version, odense = one_more(session)
    person = session.get_one(Interviewee, interview_programme.interview(session, odense).interviewee_id)
    backwards = ["2022-09-12T09:00:00+00:00", "2022-09-12T08:45:00+00:00"]
    person.wished, person.own_impossible, person.refused = [backwards], [backwards], [backwards[:1] * 2]

    done = planning.plan(session, version.id, now=NOW)

    assert done.proposed == 1
