"""From the rows to one booking problem: everybody in the cohort who is asked for the same interviews."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from datetime import date, datetime, time, timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from actions import bulk
from actions.interviews import booked_elsewhere, busy_calendars
from actions.interviews.booked_elsewhere import Taken
from actions.interviews.cohort import BookingCohort, CohortInterview
from models.booking.instance import (
    Booked,
    BookingInterviewee,
    BookingMunicipality,
    BookingWindow,
    Instance,
    Interviewer,
)
from models.interviews.rows import Absence, ClosedDay
from models.programmes.interview_booking import OfficeInterviewer
from models.states import TIMED, InterviewStatus

LONGEST_AHEAD = timedelta(days=390)
"""A deadline further away than the engine looks is cut there."""


def instance_of(session: Session, cohort: BookingCohort) -> Instance:
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


def _is_over(cohort: BookingCohort, row: CohortInterview) -> bool:
    starts = row.interview.starts_at
    return starts is not None and starts <= cohort.now


def _deadline(cohort: BookingCohort, row: CohortInterview) -> date:
    return row.state.due_at.astimezone(cohort.zone).date()


def _municipalities(session: Session, cohort: BookingCohort) -> tuple[BookingMunicipality, ...]:
    ids = {row.enrolment.id for row in cohort.rows.values()}
    closed: dict[int, list[date]] = defaultdict(list)
    for one in session.scalars(select(ClosedDay).where(bulk.among(ClosedDay.enrolment_id, ids))):
        closed[one.enrolment_id].append(one.day)
    return tuple(
        BookingMunicipality(key=str(one), blackout=tuple(sorted(closed[one]))) for one in sorted(ids)
    )


def _interviewee(cohort: BookingCohort, row: CohortInterview) -> BookingInterviewee:
    person, deadline = row.interviewee, _deadline(cohort, row)
    return BookingInterviewee.model_validate(
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


def _windows(pairs: Sequence[Sequence[str]]) -> list[BookingWindow]:
    """Those that end after they begin: one that does not says nothing, and keeps nobody from being planned."""
    read = [(datetime.fromisoformat(starts), datetime.fromisoformat(ends)) for starts, ends in pairs]
    return [BookingWindow(starts=starts, ends=ends) for starts, ends in read if starts < ends]


def _bookings(session: Session, cohort: BookingCohort) -> tuple[Booked, ...]:
    """What takes time already. What has begun stays; what the office chose, and what an unread calendar may have room for,
    stays as well, unless the interviewer is away on that day.
    """
    away = _days_off(session, cohort, cohort.today + LONGEST_AHEAD)
    unread = {
        one.person
        for one in cohort.booking.interviewers
        if _is_unread(session, cohort, _address(cohort, one))
    }

    def fixed(row: CohortInterview) -> bool:
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
    session: Session, cohort: BookingCohort, last: date, elsewhere: Mapping[str, Sequence[Taken]]
) -> tuple[Interviewer, ...]:
    away = _days_off(session, cohort, last)
    homes = {row.home.name: str(row.enrolment.id) for row in cohort.rows.values()}

    def busy(one: OfficeInterviewer) -> list[BookingWindow]:
        taken = [each.busy(one) for each in elsewhere[one.person]]
        return taken + _own(session, cohort, _address(cohort, one), last)

    return tuple(_interviewer(one, away[one.person], homes, busy(one)) for one in cohort.booking.interviewers)


def _interviewer(
    one: OfficeInterviewer, off: Sequence[date], homes: Mapping[str, str], busy: Sequence[BookingWindow]
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


def _days_off(session: Session, cohort: BookingCohort, last: date) -> Mapping[str, list[date]]:
    """By person; somebody who has left is away for as long as the engine looks."""
    found: dict[str, list[date]] = defaultdict(list)
    version = {row.enrolment.programme_id for row in cohort.rows.values()}
    holding = select(Absence).where(bulk.among(Absence.programme_id, version), Absence.withdrawn_at.is_(None))
    for one in session.scalars(holding):
        first, end = max(one.first, cohort.today), min(one.last or last, last)
        found[one.person] += [first + timedelta(days=n) for n in range((end - first).days + 1)]
    return found


def _elsewhere(session: Session, cohort: BookingCohort) -> Mapping[str, Sequence[Taken]]:
    """By person: interviews from today on that are not planned here, of another programme, version or requirement."""
    addresses = {one.person: _address(cohort, one) for one in cohort.booking.interviewers}
    midnight = datetime.combine(cohort.today, time(0), cohort.zone)
    return booked_elsewhere.taken(session, addresses, but=cohort.rows, since=midnight)


def _own(session: Session, cohort: BookingCohort, address: str, last: date) -> list[BookingWindow]:
    """What the person's own calendar says; one that could not be read lately leaves no time for anything new."""
    known = busy_calendars.busy_of(session, address, now=cohort.now)
    if known is None:
        return []
    if known.fresh:
        return [BookingWindow(starts=starts, ends=ends) for starts, ends in known.intervals]
    ends = datetime.combine(last + timedelta(days=1), time(0), cohort.zone)
    return [BookingWindow(starts=cohort.now, ends=max(ends, cohort.now + timedelta(days=1)))]


def _is_unread(session: Session, cohort: BookingCohort, address: str) -> bool:
    known = busy_calendars.busy_of(session, address, now=cohort.now)
    return known is not None and not known.fresh


def _address(cohort: BookingCohort, one: OfficeInterviewer) -> str:
    return str(cohort.programme.person(one.person).email).lower()
