"""From the rows to one booking problem: everybody in the cohort who is asked for the same interviews."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import NamedTuple
from zoneinfo import ZoneInfo

from sqlalchemy import select
from sqlalchemy.orm import Session

from actions import bulk
from actions.interviews import booked_elsewhere, busy_calendars
from actions.interviews.booked_elsewhere import Taken
from actions.programmes import publishing
from models.booking.instance import Booked, Instance, Interviewee, Interviewer, Municipality, Window
from models.interviews.rows import Absence, ClosedDay, Interview
from models.interviews.rows import Interviewee as Person
from models.people import Enrolment
from models.people import Municipality as Home
from models.programmes.interview_booking import InterviewBooking, OfficeInterviewer
from models.programmes.programme import Programme
from models.progress import RequirementState
from models.states import OWED, TIMED, EnrolmentStatus, InterviewStatus
from rules.programmes.dates import calendar_of
from rules.programmes.working_days import WorkingDays

LONGEST_AHEAD = timedelta(days=390)
"""A deadline further away than the engine looks is cut there."""


class Row(NamedTuple):
    """One interview with what is asked and of whom."""

    interview: Interview
    interviewee: Person
    state: RequirementState
    enrolment: Enrolment
    home: Home


@dataclass(frozen=True)
class Cohort:
    """Everybody whose interviews of one requirement are planned together: `rows` by the interview's number.

    `requirement` is written as step/key.
    """

    programme: Programme
    requirement: str
    booking: InterviewBooking
    rows: Mapping[int, Row]
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

    def is_spent(self, row: Row) -> bool:
        """So many proposals were in vain that a person has to look at it."""
        return row.interview.attempts >= self.booking.attempts

    def wants_a_time(self, row: Row) -> bool:
        """Whether the engine is to find one."""
        return (
            row.interview.status is InterviewStatus.WAITING
            and row.state.status in OWED
            and not self.is_spent(row)
        )


def cohorts(session: Session, programme_id: int, *, now: datetime) -> list[Cohort]:
    """One for each requirement of the programme that is booked by itself."""
    programme = publishing.definition(session, programme_id)
    return [
        Cohort(
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


def _rows(session: Session, programme_id: int, step: str, key: str) -> Mapping[int, Row]:
    counted = (
        select(Interview, Person, RequirementState, Enrolment, Home)
        .join(Person, Person.id == Interview.interviewee_id)
        .join(RequirementState, RequirementState.id == Interview.requirement_state_id)
        .join(Enrolment, Enrolment.id == RequirementState.enrolment_id)
        .join(Home, Home.id == Enrolment.municipality_id)
        .where(
            Enrolment.programme_id == programme_id,
            Enrolment.status == EnrolmentStatus.ENROLLED,
            RequirementState.step == step,
            RequirementState.key == key,
            Person.ended_at.is_(None),
        )
        .order_by(Interview.id)
        .execution_options(populate_existing=True)
    )
    return {row[0].id: Row(*row) for row in session.execute(counted).tuples()}


def instance_of(session: Session, cohort: Cohort) -> Instance:
    """The problem as the engine reads it; keys are the numbers of interviews, persons and enrolments."""
    last = max([cohort.today, *(_deadline(cohort, row) for row in cohort.rows.values())])
    last = min(last, cohort.today + LONGEST_AHEAD)
    asked = [
        row
        for row in cohort.rows.values()
        if cohort.wants_a_time(row) or (row.interview.status in TIMED and not _is_over(cohort, row))
    ]
    days = [cohort.today + timedelta(days=n) for n in range((last - cohort.today).days + 1)]
    elsewhere = _elsewhere(session, cohort)
    return Instance(
        zone=cohort.programme.zone,
        first=cohort.today,
        last=last,
        holidays=tuple(day for day in days if not cohort.calendar.is_working_day(day)),
        earliest=cohort.working_days(cohort.now, cohort.booking.notice_days),
        duration=cohort.booking.minutes,
        grid=cohort.booking.grid,
        interviewers=_interviewers(session, cohort, last, elsewhere),
        municipalities=_municipalities(session, cohort),
        interviewees=tuple(_interviewee(cohort, row) for row in asked),
        bookings=(
            *_bookings(session, cohort),
            *booked_elsewhere.counted(cohort.booking.interviewers, elsewhere),
        ),
        costs=cohort.booking.costs,
    )


def _is_over(cohort: Cohort, row: Row) -> bool:
    starts = row.interview.starts_at
    return starts is not None and starts <= cohort.now


def _deadline(cohort: Cohort, row: Row) -> date:
    return row.state.due_at.astimezone(cohort.zone).date()


def _municipalities(session: Session, cohort: Cohort) -> tuple[Municipality, ...]:
    ids = {row.enrolment.id for row in cohort.rows.values()}
    closed: dict[int, list[date]] = defaultdict(list)
    for one in session.scalars(select(ClosedDay).where(bulk.among(ClosedDay.enrolment_id, ids))):
        closed[one.enrolment_id].append(one.day)
    return tuple(Municipality(key=str(one), blackout=tuple(sorted(closed[one]))) for one in sorted(ids))


def _interviewee(cohort: Cohort, row: Row) -> Interviewee:
    person, deadline = row.interviewee, _deadline(cohort, row)
    return Interviewee.model_validate(
        {
            "key": str(row.interview.id),
            "municipality": str(row.enrolment.id),
            "role": person.title[:120],
            "mode": person.mode,
            "duration": person.minutes,
            "wished": _windows([*person.wished, *person.own_wished]),
            "impossible": _windows([*person.impossible, *person.own_impossible, *person.refused]),
            "prefer_by": cohort.calendar.shift(deadline, -cohort.booking.prefer_days),
            "deadline": deadline,
        }
    )


def _windows(pairs: Sequence[Sequence[str]]) -> list[Window]:
    """Those that end after they begin: one that does not says nothing, and keeps nobody from being planned."""
    read = [(datetime.fromisoformat(starts), datetime.fromisoformat(ends)) for starts, ends in pairs]
    return [Window(starts=starts, ends=ends) for starts, ends in read if starts < ends]


def _bookings(session: Session, cohort: Cohort) -> tuple[Booked, ...]:
    """What takes time already. What has begun stays; what the office chose, and what an unread calendar may have room for,
    stays as well, unless the interviewer is away on that day.
    """
    away = _days_off(session, cohort, cohort.today + LONGEST_AHEAD)
    unread = {
        one.person
        for one in cohort.booking.interviewers
        if _is_unread(session, cohort, _address(cohort, one))
    }

    def fixed(row: Row) -> bool:
        if row.interview.status not in TIMED or _is_over(cohort, row):
            return True
        starts = row.interview.starts_at
        on = starts.astimezone(cohort.zone).date() if starts else cohort.today
        kept = row.interview.by_hand or row.interview.interviewer in unread
        return kept and on not in away[row.interview.interviewer]

    return tuple(
        Booked(
            interviewee=str(row.interview.id),
            interviewer=row.interview.interviewer or "–",
            starts=row.interview.starts_at,
            minutes=row.interviewee.minutes,
            fixed=fixed(row),
        )
        for row in cohort.rows.values()
        if row.interview.starts_at
        and row.interview.status in (*TIMED, InterviewStatus.HELD, InterviewStatus.NO_SHOW)
    )


def _interviewers(
    session: Session, cohort: Cohort, last: date, elsewhere: Mapping[str, Sequence[Taken]]
) -> tuple[Interviewer, ...]:
    away = _days_off(session, cohort, last)
    homes = {row.home.name: str(row.enrolment.id) for row in cohort.rows.values()}

    def busy(one: OfficeInterviewer) -> list[Window]:
        taken = [each.busy(one) for each in elsewhere[one.person]]
        return taken + _own(session, cohort, _address(cohort, one), last)

    return tuple(_interviewer(one, away[one.person], homes, busy(one)) for one in cohort.booking.interviewers)


def _interviewer(
    one: OfficeInterviewer, off: Sequence[date], homes: Mapping[str, str], busy: Sequence[Window]
) -> Interviewer:
    same = one.model_dump(
        include={
            "hours",
            "at_most_a_day",
            "buffer_before",
            "buffer_after",
            "travels",
            "travel_minutes",
        },
        by_alias=True,
    )
    travel = {homes[name]: minutes for name, minutes in one.travel.items() if name in homes}
    return Interviewer.model_validate(
        {"key": one.person, "travel": travel, "days_off": tuple(off), "busy": tuple(busy), **same}
    )


def _days_off(session: Session, cohort: Cohort, last: date) -> Mapping[str, list[date]]:
    """By person; somebody who has left is away for as long as the engine looks."""
    found: dict[str, list[date]] = defaultdict(list)
    version = {row.enrolment.programme_id for row in cohort.rows.values()}
    holding = select(Absence).where(bulk.among(Absence.programme_id, version), Absence.withdrawn_at.is_(None))
    for one in session.scalars(holding):
        first, end = max(one.first, cohort.today), min(one.last or last, last)
        found[one.person] += [first + timedelta(days=n) for n in range((end - first).days + 1)]
    return found


def _elsewhere(session: Session, cohort: Cohort) -> Mapping[str, Sequence[Taken]]:
    """By person: interviews from today on that are not planned here, of another programme, version or requirement."""
    addresses = {one.person: _address(cohort, one) for one in cohort.booking.interviewers}
    midnight = datetime.combine(cohort.today, time(0), cohort.zone)
    return booked_elsewhere.taken(session, addresses, but=cohort.rows, since=midnight)


def _own(session: Session, cohort: Cohort, address: str, last: date) -> list[Window]:
    """What the person's own calendar says; one that could not be read lately leaves no time for anything new."""
    known = busy_calendars.busy_of(session, address, now=cohort.now)
    if known is None:
        return []
    if known.fresh:
        return [Window(starts=starts, ends=ends) for starts, ends in known.intervals]
    ends = datetime.combine(last + timedelta(days=1), time(0), cohort.zone)
    return [Window(starts=cohort.now, ends=max(ends, cohort.now + timedelta(days=1)))]


def _is_unread(session: Session, cohort: Cohort, address: str) -> bool:
    known = busy_calendars.busy_of(session, address, now=cohort.now)
    return known is not None and not known.fresh


def _address(cohort: Cohort, one: OfficeInterviewer) -> str:
    return str(cohort.programme.person(one.person).email).lower()
