"""Everybody in the cohort whose interviews of one requirement are planned together."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import NamedTuple
from zoneinfo import ZoneInfo

from sqlalchemy import select
from sqlalchemy.orm import Session

from actions.programmes import publishing
from models.interviews.rows import Interview, Interviewee
from models.people import Enrolment, Municipality
from models.programmes.interview_booking import InterviewBooking
from models.programmes.programme import Programme
from models.progress import RequirementState
from models.states import OWED, EnrolmentStatus, InterviewStatus
from rules.programmes.dates import calendar_of
from rules.programmes.working_days import WorkingDays


class CohortInterview(NamedTuple):
    """One interview with what is asked and of whom."""

    interview: Interview
    interviewee: Interviewee
    state: RequirementState
    enrolment: Enrolment
    home: Municipality


@dataclass(frozen=True)
class BookingCohort:
    """Everybody whose interviews of one requirement are planned together: `rows` by the interview's number.

    `requirement` is written as step/key.
    """

    programme: Programme
    requirement: str
    booking: InterviewBooking
    rows: Mapping[int, CohortInterview]
    now: datetime

    @property
    def zone(self) -> ZoneInfo:
        """The programme's."""
        return ZoneInfo(self.programme.zone)

    @property
    def today(self) -> date:
        """The programme's."""
        return self.now.astimezone(self.zone).date()

    @property
    def calendar(self) -> WorkingDays:
        """Its working days."""
        return calendar_of(self.programme)

    def working_days(self, instant: datetime, days: int) -> datetime:
        """The same clock time so many working days later or earlier."""
        local = instant.astimezone(self.zone)
        return datetime.combine(self.calendar.shift(local.date(), days), local.time(), self.zone)

    def is_spent(self, row: CohortInterview) -> bool:
        """So many proposals were in vain that a person has to look at it."""
        return row.interview.attempts >= self.booking.attempts

    def wants_a_time(self, row: CohortInterview) -> bool:
        """Whether the engine is to find one."""
        return (
            row.interview.status is InterviewStatus.WAITING
            and row.state.status in OWED
            and not self.is_spent(row)
        )


def cohorts(session: Session, programme_id: int, *, now: datetime) -> list[BookingCohort]:
    """One for each requirement of the programme that is booked by itself."""
    programme = publishing.definition(session, programme_id)
    return [
        BookingCohort(
            programme,
            f"{step.key}/{one.key}",
            one.booking,
            _rows(session, programme_id, step.key, one.key),
            now,
        )
        for step in programme.steps
        for one in step.requirements
        if one.booking
    ]


def _rows(session: Session, programme_id: int, step: str, key: str) -> Mapping[int, CohortInterview]:
    counted = (
        select(Interview, Interviewee, RequirementState, Enrolment, Municipality)
        .join(Interviewee, Interviewee.id == Interview.interviewee_id)
        .join(RequirementState, RequirementState.id == Interview.requirement_state_id)
        .join(Enrolment, Enrolment.id == RequirementState.enrolment_id)
        .join(Municipality, Municipality.id == Enrolment.municipality_id)
        .where(
            Enrolment.programme_id == programme_id,
            Enrolment.status == EnrolmentStatus.ENROLLED,
            RequirementState.step == step,
            RequirementState.key == key,
            Interviewee.ended_at.is_(None),
        )
        .order_by(Interview.id)
        .execution_options(populate_existing=True)
    )
    return {row[0].id: CohortInterview(*row) for row in session.execute(counted).tuples()}
