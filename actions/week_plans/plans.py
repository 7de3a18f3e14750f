"""Week plans read from the rows: of one interviewer, one municipality, or everybody."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

from sqlalchemy import ColumnElement, select
from sqlalchemy.orm import Session

from actions import clock
from actions.interviews import absences, appointments
from actions.interviews.appointments import Appointment
from actions.programmes import publishing
from actions.progress import enrolments
from languages.catalogues import speak
from models.errors.interviews import UnknownInterviewer
from models.interviews.rows import ClosedDay, Interview
from models.people import Enrolment
from models.programmes.programme import Programme
from models.states import TIMED, EnrolmentStatus, InterviewStatus
from models.week_plans import PlannedDay, PlannedInterview, PlannedWeek, Unplaced, WeekPlan
from rules.programmes.dates import calendar_of

_SHOWN = (*TIMED, InterviewStatus.HELD, InterviewStatus.NO_SHOW)
_NEVER = datetime.max.replace(tzinfo=UTC)
"""No status that is shown is without a time: the database says so."""


def of_interviewer(
    session: Session, programme_id: int, person: str, *, now: datetime, named: bool = True
) -> WeekPlan:
    """Everything one interviewer holds, in all municipalities.

    Raises:
        UnknownInterviewer: when the programme's office has no such person.
    """
    programme = publishing.definition(session, programme_id)
    known = {one.key: one.name for one in programme.office.people}
    if person not in known:
        raise UnknownInterviewer(person=person, programme=programme.key, known=", ".join(known))
    theirs = _all(session, programme_id, Interview.interviewer == person)
    off = _away(session, programme, programme_id, person, now)
    return _plan(session, programme, known[person] if named else person, theirs, off, now, named=named)


def of_municipality(session: Session, enrolment: Enrolment, *, now: datetime, named: bool = True) -> WeekPlan:
    """Everything one municipality's people are interviewed for."""
    programme = publishing.definition(session, enrolment.programme_id)
    theirs = _all(session, enrolment.programme_id, Enrolment.id == enrolment.id)
    closed = session.scalars(select(ClosedDay.day).where(ClosedDay.enrolment_id == enrolment.id))
    off = dict.fromkeys(closed, speak(programme.language, "week_plans")("off_closed"))
    home = enrolments.municipality(session, enrolment).official_name
    return _plan(session, programme, home, theirs, off, now, named=named)


def of_programme(session: Session, programme_id: int, *, now: datetime, named: bool = True) -> WeekPlan:
    """Everybody's."""
    programme = publishing.definition(session, programme_id)
    return _plan(session, programme, programme.title, _all(session, programme_id), {}, now, named=named)


def _all(session: Session, programme_id: int, *only: ColumnElement[bool]) -> list[Appointment]:
    staying = select(Interview).where(
        Enrolment.programme_id == programme_id, Enrolment.status != EnrolmentStatus.WITHDRAWN, *only
    )
    return appointments.load(session, staying.order_by(Interview.starts_at, Interview.id))


def _away(
    session: Session, programme: Programme, programme_id: int, person: str, now: datetime
) -> Mapping[date, str]:
    say, found = speak(programme.language, "week_plans"), dict[date, str]()
    horizon = now.date() + timedelta(days=120)
    for one in absences.absences(session, programme_id):
        last = min(one.last or horizon, horizon)
        for number in range((last - one.first).days + 1 if one.person == person else 0):
            found[one.first + timedelta(days=number)] = say("off_away")
    return found


def _plan(
    session: Session,
    programme: Programme,
    of: str,
    theirs: Iterable[Appointment],
    off: Mapping[date, str],
    now: datetime,
    *,
    named: bool,
) -> WeekPlan:
    zone = ZoneInfo(programme.zone)
    theirs = list(theirs)
    shown = [_interview(one, zone, named=named) for one in theirs if one.interview.status in _SHOWN]
    return WeekPlan(
        of=of,
        programme_title=programme.title,
        language=programme.language,
        written=now.astimezone(zone),
        weeks=_weeks(programme, shown, off),
        unplaced=tuple(
            Unplaced(one.interview.id, one.municipality, one.interviewee.title, tuple(one.interview.reasons))
            for one in theirs
            if one.interview.status is InterviewStatus.WAITING and one.interviewee.ended_at is None
        ),
        rehearsal=clock.is_rehearsal(session),
    )


def _interview(about: Appointment, zone: ZoneInfo, *, named: bool) -> PlannedInterview:
    interview = about.interview
    starts, ends = interview.starts_at or _NEVER, interview.ends_at or _NEVER
    return PlannedInterview(
        starts=starts.astimezone(zone),
        ends=ends.astimezone(zone),
        id=interview.id,
        municipality=about.municipality,
        role=about.interviewee.title,
        status=interview.status,
        place=about.place,
        online=about.online,
        interviewer=(about.person.name if named else about.person.key) if about.person else "",
        interviewee=about.contact.name if named and about.contact else "",
    )


def _weeks(
    programme: Programme, shown: Iterable[PlannedInterview], off: Mapping[date, str]
) -> tuple[PlannedWeek, ...]:
    """From the first interview's week to the last one's, each with an interview, or a weekday somebody is away or closed on."""
    by_day: dict[date, list[PlannedInterview]] = defaultdict(list)
    for one in sorted(shown):
        by_day[one.starts.date()].append(one)
    mondays = {_monday(day) for day in by_day}
    between = {
        _monday(day) for day in off if day.weekday() < 5 and by_day and min(by_day) < day < max(by_day)
    }
    return tuple(_week(programme, monday, by_day, off) for monday in sorted(mondays | between))


def _monday(day: date) -> date:
    return day - timedelta(days=day.weekday())


def _week(
    programme: Programme,
    monday: date,
    by_day: Mapping[date, list[PlannedInterview]],
    off: Mapping[date, str],
) -> PlannedWeek:
    calendar, say = calendar_of(programme), speak(programme.language, "week_plans")

    def planned(day: date) -> PlannedDay:
        free = "" if calendar.is_working_day(day) or day.weekday() > 4 else say("off_holiday")
        return PlannedDay(day, tuple(by_day.get(day, ())), off.get(day, free))

    days = [monday + timedelta(days=number) for number in range(7)]
    year, number, _ = monday.isocalendar()
    return PlannedWeek(
        year, number, tuple(planned(day) for day in days if day.weekday() < 5 or day in by_day)
    )
