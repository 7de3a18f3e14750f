"""What comes to interviews with time: proposals lapse, people are reminded, and whatever was hit is planned anew."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from actions.interviews import appointments, changes, letters, planning
from actions.interviews.appointments import Appointment
from actions.interviews.planning import PlanningOutcome
from actions.letters import writing
from actions.overview import interview_troubles
from actions.people import recipients
from actions.progress import locks
from models.interviews.rows import Interview
from models.people import Enrolment
from models.progress import RequirementState
from models.states import TIMED, EnrolmentStatus, InterviewStatus
from rules.interviews.moments import InterviewTime, has_lapsed, reminders
from rules.programmes.dates import calendar_of


@dataclass(frozen=True)
class Swept:
    """What one sweep did: proposals that lapsed, letters of reminder, and the planning."""

    lapsed: int
    reminded: int
    planned: PlanningOutcome


def sweep(session: Session, *, now: datetime) -> Swept:
    """All of it in one transaction: lapse, plan every programme, remind. The scheduled run does each in one of its own."""
    appointments.plan_alone(session)
    lapsed = lapse(session, now=now)
    planned = PlanningOutcome()
    for programme_id in planning.programmes_with_interviews(session):
        planned += planning.plan(session, programme_id, now=now)
    return Swept(lapsed, remind(session, now=now), planned)


def remind(session: Session, *, now: datetime) -> int:
    """Write what people are to be reminded of, and the office of answers it must judge; how many of the first."""
    interview_troubles.ask_the_office(session, now=now)
    orders = [order for about in _ahead(session, now=now) for order in _reminders(about, now=now)]
    return len(writing.write_all(session, orders, now=now))


def lapse(session: Session, *, now: datetime) -> int:
    """Proposals nobody has answered in time lose theirs; how many."""
    over = (
        select(Interview.id, RequirementState.enrolment_id)
        .join(RequirementState, RequirementState.id == Interview.requirement_state_id)
        .join(Enrolment, Enrolment.id == RequirementState.enrolment_id)
        .where(
            Interview.status == InterviewStatus.PROPOSED,
            Interview.lapses_at <= now,
            Interview.starts_at > now,
            Enrolment.status == EnrolmentStatus.ENROLLED,
        )
        .order_by(RequirementState.enrolment_id, Interview.id)
    )
    lapsed = 0
    for number, enrolment_id in session.execute(over).tuples().all():
        locks.taking_part(session, enrolment_id)
        interview = appointments.locked(session, number)
        if interview and has_lapsed(interview.status, interview.lapses_at, now=now):
            changes.refuse(session, appointments.of(session, interview), now=now)
            lapsed += 1
    return lapsed


def _ahead(session: Session, *, now: datetime) -> list[Appointment]:
    """Interviews that have a time ahead, of municipalities that take part."""
    coming = select(Interview).where(
        Interview.status.in_(TIMED),
        Interview.starts_at > now,
        Enrolment.status == EnrolmentStatus.ENROLLED,
    )
    return appointments.load(session, coming.order_by(Interview.id))


def _reminders(about: Appointment, *, now: datetime) -> Iterator[writing.Order]:
    """The letters whose moment has come; each is written once for the time that holds."""
    for moment, letter in _moments(about):
        if moment <= now and (known := letters.appointed(about)) and about.contact:
            yield writing.Order(
                letter=letter,
                enrolment=about.enrolment,
                step=about.state.step,
                to=recipients.of_contact(about.contact),
                occasion=f"{about.interview.id}.{about.interview.sequence}",
                facts={
                    **letters.told_facts(about),
                    "answered": about.interview.status is InterviewStatus.BOOKED,
                },
                appointment=known,
            )


def _moments(about: Appointment) -> Sequence[tuple[datetime, str]]:
    """When which letter is due."""
    interview, booking = about.interview, about.booking
    if booking is None or interview.starts_at is None:
        return ()
    told = InterviewTime(interview.starts_at, interview.status, interview.changed_at, interview.lapses_at)
    return reminders(told, booking.remind, calendar=calendar_of(about.programme), zone=about.zone)


def next_moment(session: Session, *, now: datetime) -> datetime | None:
    """When the next proposal lapses or the next reminder is due; a rehearsal skips the time before it."""
    ahead = _ahead(session, now=now)
    moments = [at for about in ahead for at, _ in _moments(about)]
    moments += [
        one.interview.lapses_at
        for one in ahead
        if one.interview.status is InterviewStatus.PROPOSED and one.interview.lapses_at
    ]
    return min((at for at in moments if at > now), default=None)


def is_due(session: Session, *, now: datetime) -> bool:
    """Whether a sweep would find anything that has come with time."""
    ahead = _ahead(session, now=now)
    if any(has_lapsed(one.interview.status, one.interview.lapses_at, now=now) for one in ahead):
        return True
    return not writing.all_there(session, [order for one in ahead for order in _reminders(one, now=now)])
