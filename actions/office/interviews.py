"""Interviews as the office speaks of them: by number, and by programme, whichever versions of it municipalities take part in."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime

from sqlalchemy.orm import Session

from actions.interviews import absences, appointments, planning
from actions.interviews.appointments import Appointment
from actions.interviews.planning import PlanningOutcome
from actions.office import lookup
from actions.programmes import publishing
from actions.progress import enrolments
from actions.replies import answers, bookings
from actions.week_plans import feeds, plans
from models.accounts.actors import Actor
from models.errors.interviews import (
    NothingToBook,
    UnknownAbsence,
    UnknownFeed,
    UnknownInterview,
    UnknownInterviewer,
)
from models.interviews.rows import ClosedDay, Interview, MailAnswer
from models.people import Enrolment
from models.week_plans import PlannedInterview, Unplaced, WeekPlan
from rules.interviews import usual
from rules.interviews.usual import BookedTime, Unusual
from rules.programmes.dates import calendar_of


@dataclass(frozen=True)
class InterviewsOutcome:
    """What became of a programme's interviews: counts; those that had a time, as they were and are; those without one and why.

    An interview that has lost its time is None now.
    """

    planned: PlanningOutcome
    moved: tuple[tuple[PlannedInterview, PlannedInterview | None], ...]
    unplaced: tuple[Unplaced, ...]


@dataclass(frozen=True)
class Asking:
    """A mail that asks somebody; `came` in the programme's zone, or UTC when it is about nothing of ours.

    `why` is said in the programme's language, or the office's.
    """

    mail: MailAnswer
    why: str
    came: datetime
    about: Appointment | None
    event: str


def found(session: Session, number: int) -> Appointment:
    """The interview of that number with what is around it.

    Raises:
        UnknownInterview.
    """
    interview = session.get(Interview, number)
    if interview is None:
        raise UnknownInterview(interview=number)
    return appointments.of(session, interview)


def unusual(session: Session, about: Appointment) -> tuple[Unusual, ...]:
    """Why the engine would not have proposed this time with this person; empty when it might have."""
    starts, ends = about.interview.starts_at, about.interview.ends_at
    if starts is None or ends is None:
        return ()
    begins, day = starts.astimezone(about.zone), starts.astimezone(about.zone).date()
    of_that_day = absences.absences(session, about.enrolment.programme_id, day)
    return usual.unusual(
        BookedTime(
            begins=begins,
            ends=ends.astimezone(about.zone),
            online=about.online,
            working_day=calendar_of(about.programme).is_working_day(day),
            closed=session.get(ClosedDay, (about.enrolment.id, day)) is not None,
            away=any(one.person == about.interview.interviewer and one.first <= day for one in of_that_day),
            hours=about.hours,
        )
    )


def in_use(session: Session, programme: str) -> tuple[int, ...]:
    """The versions in which interviews are booked and municipalities take part, newest first; without any, the newest one.

    Raises:
        UnknownProgramme.
        NothingToBook: when none of them says how its interviews are booked.
    """
    versions = [one.id for one in lookup.versions(session, programme)]
    taken = [one for one in versions if enrolments.of_programme(session, one)] or versions[:1]
    booking = tuple(one for one in taken if _books(session, one))
    if not booking:
        raise NothingToBook(programme=programme)
    return booking


def _books(session: Session, version: int) -> bool:
    steps = publishing.definition(session, version).steps
    return any(asked.booking for step in steps for asked in step.requirements)


def plan(session: Session, programme: str, *, now: datetime) -> InterviewsOutcome:
    """Plan every version that is in use.

    Raises:
        UnknownProgramme, NothingToBook.
    """
    return _everywhere(session, programme, lambda one: planning.plan(session, one, now=now), now)


def away(
    session: Session,
    programme: str,
    person: str,
    *,
    first: date,
    last: date | None,
    actor: Actor,
    why: str,
    now: datetime,
) -> InterviewsOutcome:
    """The interviewer is away in every version that is in use.

    Raises:
        UnknownProgramme, NothingToBook, NameMissing, ReasonMissing, DatePassed.
        UnknownInterviewer: when no version knows the person.
    """

    def act(version: int) -> PlanningOutcome:
        return absences.away(session, version, person, first=first, last=last, actor=actor, why=why, now=now)

    return _everywhere(session, programme, act, now)


def back(
    session: Session, programme: str, person: str, *, day: date, actor: Actor, now: datetime
) -> InterviewsOutcome:
    """The interviewer is not away on that day, in every version that thought so.

    Raises:
        UnknownProgramme, NothingToBook, NameMissing.
        UnknownAbsence: when no version did.
    """

    def act(version: int) -> PlanningOutcome:
        return absences.back(session, version, person, day=day, actor=actor, now=now)

    return _everywhere(session, programme, act, now)


def _everywhere(
    session: Session, programme: str, act: Callable[[int], PlanningOutcome], now: datetime
) -> InterviewsOutcome:
    versions = in_use(session, programme)
    before = [plans.of_programme(session, one, now=now) for one in versions]
    done, refusals = [], []
    for version in versions:
        try:
            done.append(act(version))
        except (UnknownAbsence, UnknownInterviewer) as refused:
            refusals.append(refused)
    if not done:
        raise refusals[0]
    after = [plans.of_programme(session, one, now=now) for one in versions]
    moved = [pair for was, now_is in zip(before, after, strict=True) for pair in _moved(was, now_is)]
    unplaced = [one for shown in after for one in shown.unplaced if one.reasons]
    return InterviewsOutcome(sum(done, PlanningOutcome()), tuple(moved), tuple(unplaced))


def _moved(before: WeekPlan, after: WeekPlan) -> Iterator[tuple[PlannedInterview, PlannedInterview | None]]:
    now_is = {one.id: one for one in _interviews(after)}
    for was in _interviews(before):
        one = now_is.get(was.id)
        if one is None or (one.starts, one.interviewer) != (was.starts, was.interviewer):
            yield was, one


def _interviews(shown: WeekPlan) -> Iterator[PlannedInterview]:
    for week in shown.weeks:
        for day in week.days:
            yield from day.interviews


def shown(
    session: Session, programme: str, *, municipality: str = "", interviewer: str = "", now: datetime
) -> list[WeekPlan]:
    """The week plans of a municipality, an interviewer or everybody; of the last two one for each version in use.

    Raises:
        UnknownProgramme, NothingToBook, UnknownMunicipality, UnknownEnrolment, UnknownInterviewer.
    """
    if municipality:
        enrolment = lookup.enrolment(session, programme, municipality)
        return [plans.of_municipality(session, enrolment, now=now)]
    versions = in_use(session, programme)
    if interviewer:
        return [plans.of_interviewer(session, one, interviewer, now=now) for one in versions]
    return [plans.of_programme(session, one, now=now) for one in versions]


def give_out(
    session: Session,
    programme: str,
    *,
    municipality: str = "",
    interviewer: str = "",
    actor: Actor,
    now: datetime,
) -> list[str]:
    """A fresh address of the week plan of the one or the other, in each version in use.

    Raises:
        UnknownProgramme, NothingToBook, UnknownMunicipality, UnknownEnrolment, UnknownInterviewer, NotEnrolled.
    """
    tokens = [
        feeds.make(
            session, programme_id=version, interviewer=interviewer, enrolment=home, actor=actor, now=now
        )
        for version, home in _whose(session, programme, municipality)
    ]
    return [feeds.url(one) for one in tokens]


def take_back(
    session: Session,
    programme: str,
    *,
    municipality: str = "",
    interviewer: str = "",
    actor: Actor,
    now: datetime,
) -> int:
    """Every address of that week plan ends; how many did.

    Raises:
        UnknownProgramme, NothingToBook, UnknownMunicipality, UnknownEnrolment.
        UnknownFeed: when there was none.
    """
    ended = sum(
        feeds.revoke(
            session, programme_id=version, interviewer=interviewer, enrolment=home, actor=actor, now=now
        )
        for version, home in _whose(session, programme, municipality)
    )
    if not ended:
        raise UnknownFeed
    return ended


def _whose(session: Session, programme: str, municipality: str) -> list[tuple[int, Enrolment | None]]:
    if not municipality:
        return [(version, None) for version in in_use(session, programme)]
    home = lookup.enrolment(session, programme, municipality)
    return [(home.programme_id, home)]


def asking(session: Session) -> list[Asking]:
    """The mails that ask somebody, oldest first, with what they are about."""
    return [_asking(session, one) for one in answers.open_(session)]


def _asking(session: Session, mail: MailAnswer) -> Asking:
    booking = bookings.of_answer(session, mail)
    zone = bookings.zone_of(session, booking) or UTC
    about = appointments.of(session, booking.interview) if booking.interview else None
    home = booking.enrolment
    language = enrolments.language(session, home) if home else publishing.office_language(session)
    return Asking(
        mail,
        answers.why(mail, language),
        mail.at.astimezone(zone),
        about,
        booking.event.key if booking.event else "",
    )
