"""What a time for an interview must keep, reckoned from the rows alone and without the engine's rules."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from actions.interviews import appointments
from actions.interviews.appointments import Appointment
from models.booking.instance import WEEKDAYS
from models.interviews.rows import Absence, ClosedDay, Interview
from models.programmes.interview_booking import OfficeInterviewer
from models.states import TIMED, InterviewStatus
from tests.support.worlds.interview_programme import NOW

SATURDAY = 5
TAKES_TIME = (*TIMED, InterviewStatus.HELD, InterviewStatus.NO_SHOW)


@dataclass(frozen=True)
class Stretch:
    """Time somebody is taken, by their address."""

    person: str
    starts: datetime
    ends: datetime

    def meets(self, other: Stretch) -> bool:
        """Whether that person would be in two places."""
        return self.person == other.person and self.starts < other.ends and other.starts < self.ends


@dataclass(frozen=True)
class Place:
    """A time for one person with one interviewer."""

    about: Appointment
    by: OfficeInterviewer
    starts: datetime

    @property
    def ends(self) -> datetime:
        return self.starts + timedelta(minutes=self.about.interviewee.minutes)

    @property
    def day(self) -> date:
        """The local one."""
        return self.starts.astimezone(self.about.zone).date()

    def takes(self) -> list[Stretch]:
        """Of whom it takes time, the interviewer's with buffers."""
        before, after = timedelta(minutes=self.by.buffer_before), timedelta(minutes=self.by.buffer_after)
        address = str(self.about.programme.person(self.by.person).email).lower()
        taken = [Stretch(address, self.starts - before, self.ends + after)]
        if self.about.contact:
            taken.append(Stretch(self.about.contact.email.lower(), self.starts, self.ends))
        return taken


def standing(session: Session, *statuses: InterviewStatus) -> list[Place]:
    """The interviews in these statuses, where they are."""
    rows = select(Interview).where(Interview.status.in_(statuses or TAKES_TIME)).order_by(Interview.id)
    return [place for one in session.scalars(rows) if (place := placed(session, one))]


def placed(session: Session, interview: Interview) -> Place | None:
    """Where an interview is; None when nobody the programme knows holds it, or it has no time."""
    about = appointments.of(session, interview)
    if about.hours is None or interview.starts_at is None:
        return None
    return Place(about, about.hours, interview.starts_at)


@dataclass(frozen=True)
class Calendar:
    """Who is away and which municipality is closed, on which days."""

    away: frozenset[tuple[str, date]]
    closed: frozenset[tuple[int, date]]

    @classmethod
    def of(cls, session: Session, days: int = 60) -> Calendar:
        """As it stands, for so many days."""
        first = NOW.date()
        every = [first + timedelta(days=n) for n in range(days)]
        absences = session.scalars(select(Absence).where(Absence.withdrawn_at.is_(None))).all()
        away = {
            (one.person, day) for one in absences for day in every if one.first <= day <= (one.last or day)
        }
        closed = {(one.enrolment_id, one.day) for one in session.scalars(select(ClosedDay))}
        return cls(frozenset(away), frozenset(closed))


def wrong_with(
    calendar: Calendar, place: Place, others: Sequence[Place], *, now: datetime | None
) -> list[str]:
    """The rules a time breaks beside the others; with `now` as well those only something new has to keep."""
    about = place.about
    asked = [*about.interviewee.impossible, *about.interviewee.refused]
    cannot = [(datetime.fromisoformat(since), datetime.fromisoformat(until)) for since, until in asked]
    beside = [one for one in others if one.about.interview.id != about.interview.id]
    same_day = [one for one in beside if (one.by.person, one.day) == (place.by.person, place.day)]
    rules = {
        "hours": not _in_hours(place),
        "away": (place.by.person, place.day) in calendar.away,
        "closed": (about.enrolment.id, place.day) in calendar.closed,
        "cannot": any(since < place.ends and place.starts < until for since, until in cannot),
        "deadline": place.day > about.state.due_at.astimezone(about.zone).date(),
        "on site": about.interviewee.mode == "on_site" and not place.by.travels,
        "a day": place.by.at_most_a_day is not None and len(same_day) >= place.by.at_most_a_day,
        "taken": any(mine.meets(their) for one in beside for their in one.takes() for mine in place.takes()),
    }
    if now is not None and about.booking:
        rules["notice"] = place.starts < noticed(about, now)
        rules["grid"] = place.starts.minute % about.booking.grid != 0
    return [rule for rule, broken in rules.items() if broken]


def noticed(about: Appointment, now: datetime) -> datetime:
    """The same time of day so many working days later; no holiday lies in the weeks of these tests."""
    assert about.booking is not None
    at, left = now.astimezone(about.zone), about.booking.notice_days
    while left:
        at += timedelta(days=1)
        left -= at.weekday() < SATURDAY
    return at


def _in_hours(place: Place) -> bool:
    zone = place.about.zone
    since, until = place.starts.astimezone(zone), place.ends.astimezone(zone)
    stretches = place.by.hours.get(WEEKDAYS[place.day.weekday()], ())
    return any(one.from_ <= since.time() and until.time() <= one.to for one in stretches)


def free(
    calendar: Calendar, about: Appointment, others: Sequence[Place], *, now: datetime
) -> Iterator[Place]:
    """Every time somebody could be given beside the others: each interviewer and quarter of the office's hours is tried."""
    assert about.booking is not None
    day = noticed(about, now).astimezone(about.zone).date()
    while day <= about.state.due_at.astimezone(about.zone).date():
        for one in about.booking.interviewers:
            for stretch in one.hours.get(WEEKDAYS[day.weekday()], ()):
                at = datetime.combine(day, stretch.from_, about.zone).astimezone(UTC)
                until = datetime.combine(day, stretch.to, about.zone)
                while at < until:
                    place = Place(about, one, at)
                    if not wrong_with(calendar, place, others, now=now):
                        yield place
                    at += timedelta(minutes=about.booking.grid)
        day += timedelta(days=1)
