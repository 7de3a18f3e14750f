"""What comes to interviews with time: proposals lapse, people are reminded, and whatever was hit is planned anew."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, time

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
from rules.programmes.dates import calendar_of

MORNING = time(8)


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
        if interview and interview.status is InterviewStatus.PROPOSED and _is_over(interview, now):
            changes.refuse(session, appointments.of(session, interview), now=now)
            lapsed += 1
    return lapsed


def _is_over(interview: Interview, now: datetime) -> bool:
    return interview.lapses_at is not None and interview.lapses_at <= now


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


def _moments(about: Appointment) -> Iterator[tuple[datetime, str]]:
    """When which letter is due; none for what people were told of after that moment."""
    interview, booking = about.interview, about.booking
    if booking is None or interview.starts_at is None:
        return
    due = [(_morning(about, interview.starts_at, booking.remind), "interview_reminder")]
    if interview.status is InterviewStatus.PROPOSED and interview.lapses_at:
        due.append((_morning(about, interview.lapses_at, 1), "interview_answer_reminder"))
    yield from ((at, letter) for at, letter in due if at > interview.changed_at)


def _morning(about: Appointment, instant: datetime, working_days: int) -> datetime:
    """The morning so many working days before the instant."""
    day = calendar_of(about.programme).shift(instant.astimezone(about.zone).date(), -working_days)
    return datetime.combine(day, MORNING, about.zone)


def next_moment(session: Session, *, now: datetime) -> datetime | None:
    """When the next proposal lapses or the next reminder is due; a rehearsal skips the time before it."""
    ahead = _ahead(session, now=now)
    moments = [at for about in ahead for at, _ in _moments(about)]
    moments += [one.interview.lapses_at for one in ahead if _may_lapse(one) and one.interview.lapses_at]
    return min((at for at in moments if at > now), default=None)


def is_due(session: Session, *, now: datetime) -> bool:
    """Whether a sweep would find anything that has come with time."""
    ahead = _ahead(session, now=now)
    if any(_may_lapse(one) and _is_over(one.interview, now) for one in ahead):
        return True
    return not writing.all_there(session, [order for one in ahead for order in _reminders(one, now=now)])


def _may_lapse(about: Appointment) -> bool:
    return about.interview.status is InterviewStatus.PROPOSED
