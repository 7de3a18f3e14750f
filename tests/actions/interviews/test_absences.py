"""Interviewers who are away: only what they can no longer hold moves, and nobody hears why."""

from __future__ import annotations

from collections import Counter
from datetime import date
from typing import Any

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from actions.interviews import absences
from models.accounts.actors import administrator
from models.errors.decisions import DatePassed, ReasonMissing
from models.errors.interviews import UnknownAbsence, UnknownInterviewer
from models.letters import Letter
from models.people import Enrolment
from models.programmes.versions import ProgrammeVersion
from models.states import InterviewStatus
from tests.support.worlds.interview_programme import NOW, everybody, times


def test_two_sick_days_move_only_what_lies_on_them(
    session: Session, interview_version: ProgrammeVersion, interview_cohort: list[Enrolment]
) -> None:
    before = times(session)
    ill = Counter(who for _, who in before.values()).most_common(1)[0][0]
    hit_days = sorted({at.date() for at, who in before.values() if at and who == ill})[:2]
    hit = {one for one, (at, who) in before.items() if at and who == ill and at.date() in hit_days}

    done = absences.away(
        session,
        interview_version.id,
        ill,
        first=hit_days[0],
        last=hit_days[1],
        actor=administrator("Anne Kontor"),
        why="Sygdom",
        now=NOW,
    )

    after = times(session)
    assert {one for one in after if after[one] != before[one]} == hit
    assert done.moved == len(hit) > 0


def test_nobody_hears_why_an_interviewer_is_away(
    session: Session, interview_version: ProgrammeVersion, interview_cohort: list[Enrolment]
) -> None:
    absences.away(
        session,
        interview_version.id,
        "frank",
        first=NOW.date(),
        actor=administrator("Anne Kontor"),
        why="Sygdom",
        now=NOW,
    )

    assert not any("Sygdom" in letter.text for letter in session.scalars(select(Letter)))


def test_an_interviewer_who_leaves_leaves_nothing_behind(
    session: Session, interview_version: ProgrammeVersion, interview_cohort: list[Enrolment]
) -> None:
    absences.away(
        session,
        interview_version.id,
        "frank",
        first=NOW.date(),
        actor=administrator("Anne Kontor"),
        why="Nyt arbejde",
        now=NOW,
    )

    assert {one.interviewer for one in everybody(session).values() if one.status in ("proposed",)} <= {
        "karen"
    }


def test_an_interviewer_who_is_back_is_asked_again(
    session: Session, interview_version: ProgrammeVersion, interview_cohort: list[Enrolment]
) -> None:
    for person in ("frank", "karen"):
        absences.away(
            session,
            interview_version.id,
            person,
            first=NOW.date(),
            actor=administrator("Anne"),
            why="Strejke",
            now=NOW,
        )
    assert {one.status for one in everybody(session).values()} == {InterviewStatus.WAITING}

    done = absences.back(
        session, interview_version.id, "frank", day=NOW.date(), actor=administrator("Anne"), now=NOW
    )

    assert done.proposed == 15


@pytest.mark.parametrize(
    ("person", "days", "why", "error"),
    [
        ("anne", {"first": date(2022, 9, 5)}, "Ferie", UnknownInterviewer),
        ("nobody", {"first": date(2022, 9, 5)}, "Ferie", UnknownInterviewer),
        ("frank", {"first": date(2022, 9, 5), "last": date(2022, 9, 4)}, "Ferie", DatePassed),
        ("frank", {"first": date(2022, 9, 5)}, " ", ReasonMissing),
    ],
)
def test_an_absence_that_makes_no_sense_is_refused(
    session: Session,
    interview_version: ProgrammeVersion,
    person: str,
    days: Any,
    why: str,
    error: type[Exception],
) -> None:
    with pytest.raises(error):
        absences.away(
            session, interview_version.id, person, **days, actor=administrator("Anne"), why=why, now=NOW
        )


def test_nobody_comes_back_who_was_not_away(session: Session, interview_version: ProgrammeVersion) -> None:
    with pytest.raises(UnknownAbsence):
        absences.back(
            session, interview_version.id, "frank", day=NOW.date(), actor=administrator("Anne"), now=NOW
        )
