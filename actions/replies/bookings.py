"""What a mail is about: the interview or invitation it answers, what is known of that, and an answer's effect on it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from sqlalchemy import ColumnElement, func, select
from sqlalchemy.orm import Session

from actions.events import answers
from actions.interviews import appointments, arrangements
from actions.people import links
from actions.programmes import publishing
from actions.progress import enrolments, locks
from models.errors.error import TovholderError
from models.errors.people import NotEnrolled
from models.events import Invitation
from models.interviews.rows import Interview, MailAnswer
from models.letters import Letter
from models.people import Contact, Enrolment
from models.programmes.event_states import EventState
from models.progress import RequirementState
from models.replies import Partstat, Reply, UnreadableReply
from models.sentences import Unsaid
from models.states import TIMED, Answer, EventStatus, InterviewStatus
from rules.replies import Answered, Judged, KnownBooking, Verdict, because

_AHEAD = timedelta(days=1)
"""An answer dated later than this after it came is nobody's newest."""
_COUNTS = (Verdict.ACCEPTED, Verdict.DECLINED)
_OVER = (InterviewStatus.CANCELLED, InterviewStatus.NO_SHOW)


@dataclass(frozen=True)
class Booking:
    """An interview, or an event with one person's invitations to it; all empty when the mail is about nothing of ours."""

    interview: Interview | None = None
    event: EventState | None = None
    invitations: tuple[Invitation, ...] = ()
    enrolment: Enrolment | None = None


def storable(text: str) -> str:
    """What the database takes of a text somebody else wrote; what it would choke on becomes a question mark."""
    return text.encode(errors="replace").decode().replace("\x00", "?")


def find(session: Session, mail: Reply | UnreadableReply) -> Booking:
    """What it is about, held until the transaction ends: by the calendar's UID, or by the letter it answers or gives back."""
    booking = _by_uid(session, mail) if isinstance(mail, Reply) else _by_letter(session, mail)
    return _held(session, booking)


def _by_uid(session: Session, reply: Reply) -> Booking:
    uid = storable(reply.uid)
    interview = session.scalar(select(Interview).where(Interview.uid == uid))
    if interview:
        return Booking(interview=interview, enrolment=_home(session, interview))
    event = session.scalar(select(EventState).where(EventState.uid == uid))
    person = func.lower(Contact.email) == storable(reply.attendee)
    return _invited(session, event, person) if event else Booking()


def _by_letter(session: Session, mail: UnreadableReply) -> Booking:
    ids = [storable(each) for each in mail.about]
    about = select(Letter).where(Letter.message_id.in_(ids)).order_by(Letter.id.desc()).limit(1)
    letter = session.scalar(about)
    if letter is None:
        return Booking()
    if letter.interview_id:
        interview = session.get_one(Interview, letter.interview_id)
        return Booking(interview=interview, enrolment=_home(session, interview))
    if letter.event_id and letter.contact_id:
        event = session.get_one(EventState, letter.event_id)
        return _invited(session, event, Contact.id == letter.contact_id)
    return Booking(enrolment=session.get(Enrolment, letter.enrolment_id) if letter.enrolment_id else None)


def _home(session: Session, interview: Interview) -> Enrolment:
    state = session.get_one(RequirementState, interview.requirement_state_id)
    return enrolments.get(session, state.enrolment_id)


def _invited(session: Session, event: EventState, person: ColumnElement[bool]) -> Booking:
    """One address may be invited in several roles and municipalities; its calendar answers for all of them at once."""
    invited = (
        select(Invitation, Contact)
        .join(Contact, Contact.id == Invitation.contact_id)
        .where(Invitation.event_id == event.id, person)
        .order_by(Contact.ended_at.is_not(None), Contact.enrolment_id, Invitation.id)
    )
    found = session.execute(invited).tuples().all()
    staying = [pair for pair in found if pair[1].ended_at is None] or found
    enrolment = enrolments.get(session, staying[0][1].enrolment_id) if staying else None
    return Booking(event=event, invitations=tuple(one for one, _ in staying), enrolment=enrolment)


def _held(session: Session, booking: Booking) -> Booking:
    """Read afresh under the locks of whoever moves it, so that a yes never counts for another time."""
    homes = {session.get_one(Contact, one.contact_id).enrolment_id for one in booking.invitations}
    if booking.enrolment:
        homes.add(booking.enrolment.id)
    for home in sorted(homes):
        with suppress(NotEnrolled):  # what it then means is said when the answer is applied
            locks.taking_part(session, home)
    if booking.interview:
        locks.held(session, session.get_one(RequirementState, booking.interview.requirement_state_id))
        session.refresh(booking.interview, with_for_update=True)
    for row in (booking.event, *booking.invitations):
        if row:
            session.refresh(row)
    return booking


def known(session: Session, booking: Booking, mail: Reply | UnreadableReply) -> KnownBooking:
    """What the rule may know of it."""
    if booking.interview:
        seen = _of_interview(session, booking.interview)
    elif booking.event and isinstance(mail, Reply):
        seen = _of_event(session, booking.event, booking.invitations, mail.attendee)
    else:
        seen = KnownBooking(found=False)
    taken = select(MailAnswer.id).where(MailAnswer.message_id == storable(mail.message_id)).limit(1)
    if mail.message_id and session.scalar(taken):
        return KnownBooking(found=seen.found, message_ids={mail.message_id})
    return seen


def _of_interview(session: Session, interview: Interview) -> KnownBooking:
    told = interview.told
    unheld = interview.sequence if interview.status in TIMED else 0
    theirs, ours = _interviewees(session, interview), _interviewers(session, interview)
    rows = MailAnswer.interview_id == interview.id
    by_hand = (interview.answer, interview.answered_at)
    return KnownBooking(
        sequence=told["meeting"]["sequence"] if told else unheld,
        attendees=theirs | ours,
        cancelled=interview.status in _OVER,
        answers=_answers(session, rows, theirs, by_hand),
    )


def _interviewees(session: Session, interview: Interview) -> set[str]:
    """The address the interviewee was told at, and the one the person has now."""
    contact = appointments.of(session, interview).contact
    told = (interview.told or {}).get("interviewee")
    return _lower((told[1] if told else None, contact.email if contact else None))


def _interviewers(session: Session, interview: Interview) -> set[str]:
    person = appointments.of(session, interview).person
    told = (interview.told or {}).get("interviewer")
    return _lower((told[1] if told else None, str(person.email) if person else None))


def _lower(addresses: Iterable[str | None]) -> set[str]:
    return {each.lower() for each in addresses if each}


def _of_event(
    session: Session, event: EventState, invitations: tuple[Invitation, ...], attendee: str
) -> KnownBooking:
    invited = {attendee} if invitations else set()
    rows = MailAnswer.invitation_id.in_([one.id for one in invitations])
    first = invitations[0] if invitations else None
    by_hand = (first.answer, first.answered_at) if first else (Answer.NONE, None)
    return KnownBooking(
        sequence=event.sequence,
        attendees=invited,
        cancelled=event.status is EventStatus.CANCELLED,
        answers=_answers(session, rows, invited, by_hand),
    )


def _answers(
    session: Session, about: ColumnElement[bool], people: set[str], last: tuple[Answer, datetime | None]
) -> dict[str, Answered]:
    """The newest answer of each attendee: by mail, or since then by the page or the office."""
    rows = session.scalars(select(MailAnswer).where(about, MailAnswer.stamped.is_not(None))).all()
    found = sorted(_by_mail(rows), key=lambda each: each[1].stamped)
    answer, at = last
    if at and answer is not Answer.NONE and at not in {row.at for row in rows if row.verdict in _COUNTS}:
        partstat = Partstat.ACCEPTED if answer is Answer.YES else Partstat.DECLINED
        found = sorted(
            [*found, *((one, Answered(at, partstat)) for one in people)], key=lambda each: each[1].stamped
        )
    return dict(found)


def _by_mail(rows: Iterable[MailAnswer]) -> Iterator[tuple[str, Answered]]:
    for row in rows:
        counts = row.verdict in (*_COUNTS, Verdict.ASK) and row.partstat
        if counts and row.stamped and row.stamped <= row.at + _AHEAD:
            yield row.attendee, Answered(row.stamped, Partstat(row.partstat))


def apply(session: Session, booking: Booking, reply: Reply, judged: Judged, *, now: datetime) -> Judged:
    """Let a yes or no happen; where it cannot, or is not the invited person's to say, somebody is asked."""
    if judged.verdict not in _COUNTS:
        return judged
    yes, interview = judged.verdict is Verdict.ACCEPTED, booking.interview
    if interview and reply.attendee not in _interviewees(session, interview):
        return judged if yes else _ask(judged, because("our_own"))
    if interview and interview.status is InterviewStatus.WAITING:
        return _ask(judged, because("given_up")) if yes else judged
    try:
        with session.begin_nested():
            _answer(session, booking, reply, Answer.YES if yes else Answer.NO, now)
    except TovholderError as refused:
        return _ask(judged, because("refused"), refused.unsaid())
    return judged


def _ask(judged: Judged, *why: Unsaid) -> Judged:
    return Judged(Verdict.ASK, (*judged.why, *why))


def _answer(session: Session, booking: Booking, reply: Reply, answer: Answer, now: datetime) -> None:
    contact = appointments.of(session, booking.interview).contact if booking.interview else None
    if booking.interview and contact:
        actor = links.actor_of(contact, through="mail")
        arrangements.answer(session, booking.interview.id, answer, actor=actor, remark=reply.comment, now=now)
    for one in booking.invitations:
        actor = links.actor_of(session.get_one(Contact, one.contact_id), through="mail")
        answers.answer(session, one.id, answer, actor=actor, remark=reply.comment, now=now)


def zone_of(session: Session, booking: Booking) -> ZoneInfo | None:
    """The programme's; None when it is about nothing of ours."""
    home = booking.enrolment
    return publishing.zone(session, home.programme_id) if home else None


def of_answer(session: Session, row: MailAnswer) -> Booking:
    """What a mail that was kept is about."""
    if row.interview_id:
        interview = session.get_one(Interview, row.interview_id)
        return Booking(interview=interview, enrolment=_home(session, interview))
    if row.invitation_id:
        invitation = session.get_one(Invitation, row.invitation_id)
        contact = session.get_one(Contact, invitation.contact_id)
        event = session.get_one(EventState, invitation.event_id)
        return Booking(None, event, (invitation,), enrolments.get(session, contact.enrolment_id))
    return Booking()
