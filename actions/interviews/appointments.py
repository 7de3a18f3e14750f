"""An interview with everybody and everything around it, and the time it takes of them."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from zlib import crc32
from zoneinfo import ZoneInfo

from sqlalchemy import Select, delete, func, select
from sqlalchemy.dialects.postgresql import Range
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from actions.programmes import publishing
from actions.progress import enrolments, requirements
from models.errors.interviews import TimeTaken
from models.interviews.rows import Interview, Interviewee, Reservation
from models.people import Contact, Enrolment, Municipality
from models.programmes.interview_booking import InterviewBooking, OfficeInterviewer
from models.programmes.office import Person
from models.programmes.programme import Programme, Requirement
from models.progress import RequirementState
from models.states import InterviewStatus

EXCLUDED = "23P01"
"""PostgreSQL's word for two rows that exclude each other."""


@dataclass(frozen=True)
class Appointment:
    """One interview, whatever its status; `contact` is None when only the role is known, `person` when nobody holds it yet."""

    interview: Interview
    interviewee: Interviewee
    state: RequirementState
    enrolment: Enrolment
    programme: Programme
    municipality: str
    contact: Contact | None

    @property
    def requirement(self) -> Requirement:
        """What it is held for."""
        return self.programme.step(self.state.step).requirement(self.state.key)

    @property
    def booking(self) -> InterviewBooking | None:
        """How it is booked; None: by hand only."""
        return self.requirement.booking

    @property
    def person(self) -> Person | None:
        """Who in the office holds it."""
        return self.programme.person(self.interview.interviewer) if self.interview.interviewer else None

    @property
    def hours(self) -> OfficeInterviewer | None:
        """The interviewer's conditions; None for somebody the programme names none for."""
        known = {one.person: one for one in self.booking.interviewers} if self.booking else {}
        return known.get(self.interview.interviewer)

    @property
    def zone(self) -> ZoneInfo:
        """The programme's."""
        return ZoneInfo(self.programme.zone)

    @property
    def local_start(self) -> datetime | None:
        """When it begins, in the programme's time; None while it waits for a time, whatever it was before."""
        starts, waits = self.interview.starts_at, self.interview.status is InterviewStatus.WAITING
        return starts.astimezone(self.zone) if starts and not waits else None

    @property
    def online(self) -> bool:
        """False: the interviewer comes to the municipality."""
        return self.interviewee.mode == "online"

    @property
    def link(self) -> str:
        """Where the interviewer holds those that are online; empty for others, and where none is written."""
        return self.hours.meeting_link if self.hours and self.online else ""

    @property
    def place(self) -> str:
        """Where, as calendars show it."""
        return (self.link or "Online") if self.online else self.municipality


def of(session: Session, interview: Interview) -> Appointment:
    """The interview's surroundings, as they are now."""
    interviewee = session.get_one(Interviewee, interview.interviewee_id)
    state = session.get_one(RequirementState, interview.requirement_state_id)
    enrolment = enrolments.get(session, state.enrolment_id)
    return Appointment(
        interview=interview,
        interviewee=interviewee,
        state=state,
        enrolment=enrolment,
        programme=publishing.definition(session, enrolment.programme_id),
        municipality=enrolments.municipality(session, enrolment).official_name,
        contact=session.get_one(Contact, interviewee.contact_id) if interviewee.contact_id else None,
    )


def load(session: Session, interviews: Select[tuple[Interview]]) -> list[Appointment]:
    """Many at once, in their order, with one statement for all that is around them."""
    around = (
        interviews.join(Interviewee, Interviewee.id == Interview.interviewee_id)
        .join(RequirementState, RequirementState.id == Interview.requirement_state_id)
        .join(Enrolment, Enrolment.id == RequirementState.enrolment_id)
        .join(Municipality, Municipality.id == Enrolment.municipality_id)
        .outerjoin(Contact, Contact.id == Interviewee.contact_id)
        .add_columns(Interviewee, RequirementState, Enrolment, Municipality, Contact)
        .execution_options(populate_existing=True)
    )
    return [of(session, row[0]) for row in session.execute(around).all()]


def definition(session: Session, state: RequirementState) -> InterviewBooking | None:
    """How the requirement's interviews are booked; None: by hand only."""
    return requirements.definition_of(session, state).booking


def reserve(session: Session, about: Appointment) -> None:
    """Take the interview's time of both people, the interviewer's with buffers; what it took before is free.

    Travel is not reserved: between two interviews in one place there is none.
    Two who want the same person wait for each other before they ask the constraint, which could not tell who was first.

    Raises:
        TimeTaken: when one of them is taken; nothing has changed then.
    """
    starts, ends = about.interview.starts_at, about.interview.ends_at
    if starts is None or ends is None:
        raise ValueError("an interview without a time takes none")
    before = after = timedelta()
    if about.hours:
        before = timedelta(minutes=about.hours.buffer_before)
        after = timedelta(minutes=about.hours.buffer_after)
    wanted: dict[str, tuple[str, Range[datetime]]] = {}
    if about.contact:
        wanted[about.contact.email.lower()] = about.contact.name, Range(starts, ends)
    if about.person:
        wanted[str(about.person.email).lower()] = about.person.name, Range(starts - before, ends + after)
    before_it = select(Reservation.person).where(Reservation.interview_id == about.interview.id)
    # who is freed may be what another one waits for
    hold_people(session, {*wanted, *session.scalars(before_it)})
    with session.begin_nested():
        release(session, about.interview)
        for address, (name, during) in wanted.items():
            _take(session, about, address, name, during)


def hold_people(session: Session, addresses: Iterable[str]) -> None:
    """Whoever books these people as well waits until the transaction ends; whoever takes several takes all of them at once."""
    for number in sorted({crc32(address.lower().encode()) - 2**31 for address in addresses}):
        session.execute(select(func.pg_advisory_xact_lock(func.hashtext("reservations"), number)))


def _take(session: Session, about: Appointment, address: str, name: str, during: Range[datetime]) -> None:
    try:
        with session.begin_nested():
            session.add(Reservation(interview_id=about.interview.id, person=address, during=during))
    except IntegrityError as clash:
        if getattr(clash.orig, "sqlstate", "") != EXCLUDED:
            raise
        local = during.lower.astimezone(about.zone) if during.lower else None
        raise TimeTaken(who=name, starts=local) from None


def release(session: Session, interview: Interview) -> None:
    """The interview takes no time any more."""
    session.execute(delete(Reservation).where(Reservation.interview_id == interview.id))


def plan_alone(session: Session) -> None:
    """One planning at a time, and nobody books beside it, until the transaction ends; before any enrolment is held."""
    session.execute(select(func.pg_advisory_xact_lock(func.hashtext("interviews"))))


def book_beside(session: Session) -> None:
    """Others may book one interview as well, but nothing is planned until the transaction ends; before the enrolment is held."""
    session.execute(select(func.pg_advisory_xact_lock_shared(func.hashtext("interviews"))))


def locked(session: Session, interview_id: int) -> Interview | None:
    """The interview as it is now, held until the transaction ends; take the enrolment first."""
    one = select(Interview).where(Interview.id == interview_id).with_for_update()
    return session.scalar(one.execution_options(populate_existing=True))
