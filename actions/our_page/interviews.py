"""The interviews on "our page": whose somebody sees, what they are told of them, and what they may say to them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from typing import Any

from sqlalchemy import Select, select
from sqlalchemy.orm import Session

from actions.interviews import appointments, arrangements, changes
from actions.interviews.appointments import Appointment
from actions.people import links
from actions.progress import locks
from actions.replies import answers
from actions.things import thing
from languages.catalogues import speak
from mails.letters.context import EventFacts
from models.accounts.actors import Actor
from models.errors.interviews import UnknownInterview
from models.forms.fields import FormField
from models.forms.findings import Finding
from models.interviews.rows import Interview, Interviewee
from models.journal import What
from models.people import Contact
from models.programmes.interview_booking import InterviewBooking
from models.progress import RequirementState
from models.sentences import Unsaid
from models.states import TIMED, Answer, EnrolmentStatus, InterviewStatus
from rules import permissions
from rules.interviews.naming import own_times, own_times_field
from rules.permissions import Act, Reach, reach

MOST_TIMES = 100
"""So many stretches somebody may say they can, and as many that they cannot; then the oldest go."""


@dataclass(frozen=True)
class WantedInterviewees:
    """What a list of interviewees asks for: at least so many people, in these roles."""

    count: int
    roles: tuple[str, ...]


@dataclass(frozen=True)
class Stretch:
    """A time that suits somebody, or does not; `whole_day` when no clock times were named."""

    during: EventFacts
    suits: bool
    whole_day: bool


@dataclass(frozen=True)
class OurInterview:
    """What the page tells of one interview beside itself; instants are local, and `event` is None while it has no time.

    `open`: it has a time that can be said yes or no to. `time` names that time, so that nobody agrees to another one than
    they read of. `times` is the field in which the person can say when they can; None when nobody would use it.
    """

    about: Appointment
    is_own: bool
    event: EventFacts | None
    lapses: datetime | None
    reasons: tuple[str, ...]
    has_begun: bool
    open: bool
    time: str
    known: tuple[Stretch, ...]
    times: FormField | None


@dataclass(frozen=True)
class Times:
    """When somebody can and cannot, as pairs of UTC instants in ISO text, or what is wrong with how they wrote it."""

    wished: tuple[list[str], ...] = ()
    impossible: tuple[list[str], ...] = ()
    findings: tuple[Finding, ...] = ()

    def __bool__(self) -> bool:
        return bool(self.wished or self.impossible or self.findings)


def of(session: Session, contact: Contact, *, now: datetime) -> tuple[OurInterview, ...]:
    """What the page lists: a coordinator's all of the municipality, anybody else's the own."""
    return tuple(
        shown(appointments.of(session, one), contact, now=now) for one in session.scalars(_visible(contact))
    )


def find(session: Session, contact: Contact, interview_id: int) -> Appointment:
    """The interview of that number.

    Raises:
        UnknownInterview: when it does not exist, or is not this person's to see; both look the same.
    """
    found = session.scalar(_visible(contact).where(Interview.id == interview_id))
    if found is None:
        raise UnknownInterview(interview=interview_id)
    return appointments.of(session, found)


def _visible(contact: Contact) -> Select[tuple[Interview]]:
    theirs = (
        select(Interview)
        .join(Interviewee, Interviewee.id == Interview.interviewee_id)
        .join(RequirementState, RequirementState.id == Interview.requirement_state_id)
        .where(RequirementState.enrolment_id == contact.enrolment_id, Interviewee.ended_at.is_(None))
        .order_by(Interviewee.id, Interview.id)
    )
    sees_all = reach(links.actor_of(contact), Act.SEE_INTERVIEW) is Reach.ALL
    return theirs if sees_all else theirs.where(Interviewee.contact_id == contact.id)


def shown(about: Appointment, contact: Contact, *, now: datetime) -> OurInterview:
    """One interview as this person is told of it."""
    interview, has_left = about.interview, about.enrolment.status is EnrolmentStatus.WITHDRAWN
    has_time = interview.status is not InterviewStatus.WAITING and interview.starts_at is not None
    ahead = interview.starts_at is not None and interview.starts_at > now
    is_open = interview.status in TIMED and ahead and not has_left
    waits = interview.status is InterviewStatus.WAITING and not has_left
    return OurInterview(
        about=about,
        is_own=_is_own(about, contact),
        event=_event(about) if has_time else None,
        lapses=interview.lapses_at.astimezone(about.zone) if interview.lapses_at and is_open else None,
        reasons=tuple(interview.reasons) if waits else (),
        has_begun=has_time and not ahead,
        open=is_open,
        time=_time(interview),
        known=_known(about),
        times=times_field(about) if is_open or waits else None,
    )


def _is_own(about: Appointment, contact: Contact) -> bool:
    """Also the coordinator's who is interviewed too."""
    return about.contact is not None and about.contact.email.lower() == contact.email.lower()


def _time(interview: Interview) -> str:
    timed = interview.status in TIMED and interview.starts_at
    return timed.isoformat() if timed else ""


def _event(about: Appointment) -> EventFacts | None:
    starts, ends = about.interview.starts_at, about.interview.ends_at
    if starts is None or ends is None:
        return None
    return _facts(about, starts, ends)


def _facts(about: Appointment, starts: datetime, ends: datetime) -> EventFacts:
    local = starts.astimezone(about.zone)
    return EventFacts(
        title=about.interviewee.title,
        starts=local,
        ends=ends.astimezone(about.zone),
        week=local.isocalendar().week,
        place="" if about.online else about.municipality,
        online=about.online,
    )


def _known(about: Appointment) -> tuple[Stretch, ...]:
    person = about.interviewee
    wished = [*person.wished, *person.own_wished]
    impossible = [*person.impossible, *person.own_impossible]
    pairs = [*((pair, True) for pair in wished), *((pair, False) for pair in impossible)]
    found = []
    for (starts, ends), suits in pairs:
        during = _facts(about, datetime.fromisoformat(starts), datetime.fromisoformat(ends))
        days = during.ends.date() - during.starts.date()
        midnights = {during.starts.time(), during.ends.time()} == {time(0)}
        found.append(Stretch(during, suits, whole_day=midnights and days == timedelta(days=1)))
    return tuple(sorted(found, key=lambda one: (one.during.starts, one.during.ends)))


def times_field(about: Appointment) -> FormField | None:
    """Rows for when this one person can; None when nobody would use them."""
    booking, say = _booking(about), speak(about.programme.language, "interviewees")
    return own_times_field(f"times_{about.interview.id}", booking, say) if booking else None


def _booking(about: Appointment) -> InterviewBooking | None:
    """How it is booked, when it is one of those that are booked by themselves."""
    roles = {one.key for one in about.booking.roles} if about.booking else set()
    return about.booking if about.interviewee.role in roles else None


def read_times(about: Appointment, rows: Sequence[Mapping[str, Any]]) -> Times:
    """The rows as they are read in the municipality's list; empty ones do not count."""
    field = times_field(about)
    if field is None or not rows:
        return Times()
    read = own_times(field, rows, about.zone, say=speak(about.programme.language, "interviewees"))
    return Times(
        tuple([starts.isoformat(), ends.isoformat()] for starts, ends in read.wished),
        tuple([starts.isoformat(), ends.isoformat()] for starts, ends in read.impossible),
        read.findings,
    )


def say(
    session: Session,
    contact: Contact,
    about: Appointment,
    answer: Answer,
    *,
    actor: Actor,
    time: str,
    remark: str,
    times: Times,
    now: datetime,
) -> None:
    """Answer an interview's time, or only tell when one can; a coordinator does it on behalf of the others.

    `time` is the one they read of, as in `OurInterview`.

    Raises:
        UnknownInterview: when it has another time by now, or none to say yes or no to.
        InterviewOver: when it has begun.
        NotEnrolled: when the municipality has left.
    """
    enrolment = locks.taking_part(session, about.enrolment.id)  # from here on nobody else changes it
    whose = about.interviewee.contact_id
    permissions.check(actor, Act.ANSWER_INTERVIEW, thing(enrolment=enrolment, contact_id=whose))
    session.refresh(about.interview, with_for_update=True)
    if _time(about.interview) != time:
        raise UnknownInterview(interview=about.interview.id)
    other = about.contact.name if about.contact else about.interviewee.title
    actor = actor if _is_own(about, contact) else actor.standing_in_for(other)
    if answer is not Answer.NONE:
        arrangements.answer(session, about.interview.id, answer, actor=actor, remark=remark, now=now)
    if remark.strip():
        why = Unsaid("interviews", f"remark_{answer}", {"who": other})
        answers.ask(session, about.interview, why, remark, sender=contact.email, now=now)
    if times:
        _keep(session, about, times, actor=actor, now=now)


def _keep(session: Session, about: Appointment, times: Times, *, actor: Actor, now: datetime) -> None:
    """Times come to those that are known; whoever waits for one is looked for again."""
    person, interview = about.interviewee, about.interview
    session.refresh(person, with_for_update=True)
    person.own_wished = _added(person.own_wished, times.wished)
    person.own_impossible = _added(person.own_impossible, times.impossible)
    facts = {"wished": len(times.wished), "impossible": len(times.impossible)}
    changes.record(session, What.INTERVIEW_ANSWERED, about, actor=actor, now=now, **facts)
    if interview.status is InterviewStatus.WAITING:
        changes.look_again(session, interview, better=bool(times.wished))


def _added(before: Sequence[list[str]], more: Sequence[list[str]]) -> list[list[str]]:
    return [*(one for one in before if one not in more), *more][-MOST_TIMES:]
