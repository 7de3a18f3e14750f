"""What happens to an interview: it gets a time, is moved, answered, given up, held, missed or cancelled, by hand or by itself."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy.orm import Session

from actions.interviews import appointments, changes, interviewees, letters
from actions.interviews.appointments import Appointment
from actions.progress import counting, locks, requirements, waiting
from actions.progress.counting import Counted
from actions.things import thing
from models.accounts.actors import Actor
from models.errors.deliveries import PersonalNumberInNotes, WrongKind
from models.errors.interviews import (
    InterviewOver,
    NotBegun,
    NoTimeToAnswer,
    UnknownInterview,
    UnknownInterviewer,
)
from models.interviews.rows import Interview
from models.journal import What
from models.people import Enrolment
from models.programmes.kinds import Kind
from models.progress import RequirementState
from models.states import INTERVIEW, OWED, TIMED, Answer, InterviewStatus
from rules import permissions
from rules.forms.personal_numbers import has_personal_number, masked
from rules.interviews.moments import check_ahead
from rules.permissions import Act
from rules.transitions import move as may_move

LONGEST_REMARK = 1000


def book(
    session: Session,
    state: RequirementState,
    *,
    interviewee: str,
    starts_at: datetime,
    actor: Actor,
    now: datetime,
    interviewer: str = "",
) -> Interview:
    """The office has agreed on a time with somebody, named by role; another time moves it. It needs no answer.

    Raises:
        WrongKind: when the requirement does not ask for interviews.
        NotEnrolled: when the municipality has left.
        IllegalTransition: when the interview has been held.
        TimeTaken: when one of the two is taken.
        UnknownInterviewer: when that person holds no interviews.
    """
    if state.kind is not Kind.INTERVIEWS:
        about = {"requirement": state.key, "kind": state.kind.value, "hint": "it asks for no interviews"}
        raise WrongKind(variant="no_interviews", **about)
    appointments.book_beside(session)
    enrolment = locks.taking_part(session, state.enrolment_id)
    permissions.check(actor, Act.BOOK_INTERVIEW, thing(enrolment=enrolment))
    state = locks.held(session, state)
    asked = interviewees.find_or_add(session, state, interviewee, actor=actor, now=now)
    interview = changes.current(session, asked) or changes.begin(session, asked, now=now)
    return _agree(session, interview, starts_at, interviewer, actor=actor, why="", now=now)


def move(
    session: Session,
    interview_id: int,
    *,
    starts_at: datetime,
    actor: Actor,
    why: str = "",
    now: datetime,
    interviewer: str = "",
) -> Interview:
    """The office gives it another time, or another interviewer; everybody hears of it, nobody has to answer.

    Raises:
        UnknownInterview, NotEnrolled, IllegalTransition, MovedBack, TimeTaken, UnknownInterviewer.
    """
    check_ahead(starts_at, now=now)
    appointments.book_beside(session)
    interview, _, enrolment = _held(session, interview_id)
    permissions.check(actor, Act.BOOK_INTERVIEW, thing(enrolment=enrolment))
    return _agree(session, interview, starts_at, interviewer, actor=actor, why=why, now=now)


def _agree(
    session: Session,
    interview: Interview,
    starts_at: datetime,
    interviewer: str,
    *,
    actor: Actor,
    why: str,
    now: datetime,
) -> Interview:
    about = appointments.of(session, interview)
    chosen = _interviewer(about, interviewer)
    same = (interview.starts_at, interview.interviewer) == (starts_at, chosen)
    if same and interview.status is InterviewStatus.BOOKED:
        return interview
    if interview.status is not InterviewStatus.BOOKED:
        may_move(interview.status, InterviewStatus.BOOKED, INTERVIEW, thing="The interview")
    what = What.INTERVIEW_MOVED if interview.told and not same else What.INTERVIEW_BOOKED
    changes.place(session, interview, starts_at, chosen, now=now)
    interview.status, interview.by_hand, interview.answer = InterviewStatus.BOOKED, True, Answer.NONE
    interview.lapses_at = None
    changes.record(session, what, about, actor=actor, now=now, why=why)
    letters.tell(session, interview, why=why, now=now)
    return interview


def _interviewer(about: Appointment, wanted: str) -> str:
    """Who is asked for, who had it, or the first of those who hold interviews."""
    known = [one.person for one in about.booking.interviewers] if about.booking else []
    if wanted and wanted not in known:
        names = ", ".join(known) or "–"
        raise UnknownInterviewer(person=wanted, programme=about.programme.key, known=names)
    return wanted or about.interview.interviewer or next(iter(known), "")


def answer(
    session: Session,
    interview_id: int,
    answer: Answer,
    *,
    actor: Actor,
    remark: str = "",
    now: datetime,
) -> Interview:
    """Yes makes a proposal an agreement; no frees its time, which is not proposed again, and another one is looked for.

    Raises:
        UnknownInterview: when there is none.
        NoTimeToAnswer: when it waits for a time, or has been cancelled.
        InterviewOver: when it has begun.
        NotEnrolled: when the municipality has left.
    """
    interview, _, enrolment = _held(session, interview_id)
    about = appointments.of(session, interview)
    whose = about.interviewee.contact_id
    permissions.check(actor, Act.ANSWER_INTERVIEW, thing(enrolment=enrolment, contact_id=whose))
    remark = masked(remark.replace("\x00", "").strip())[:LONGEST_REMARK]
    if interview.status not in TIMED or interview.starts_at is None:
        raise NoTimeToAnswer(interview=interview_id)
    if interview.starts_at <= now:
        raise InterviewOver
    if answer is Answer.NONE or (interview.answer, interview.remark) == (answer, remark):
        return interview
    interview.answer, interview.remark, interview.answered_at = answer, remark, now
    changes.record(session, What.INTERVIEW_ANSWERED, about, actor=actor, now=now, answer=answer.value)
    if answer is Answer.YES:
        interview.status = InterviewStatus.BOOKED
        interview.lapses_at, interview.reasons = None, []
    else:
        changes.refuse(session, about, now=now)
    return interview


def hold(session: Session, interview_id: int, *, actor: Actor, now: datetime, notes: str = "") -> Interview:
    """Note that it took place, with what was said; when as many as were asked for count, the requirement is fulfilled.

    One that is booked by itself counts when it has notes; one that is registered by hand counts without.

    Raises:
        UnknownInterview, NotEnrolled, IllegalTransition, PersonalNumberInNotes.
        NotBegun: when its time has not come.
    """
    if has_personal_number(notes):
        raise PersonalNumberInNotes
    interview, state, enrolment = _held(session, interview_id)
    permissions.check(actor, Act.NOTE_INTERVIEW, thing(enrolment=enrolment))
    about = appointments.of(session, interview)
    if interview.status is not InterviewStatus.HELD:
        target = may_move(interview.status, InterviewStatus.HELD, INTERVIEW, thing="The interview")
        _refuse_ahead(about, now)
        interview.status, interview.changed_at = target, now
        session.flush()
        changes.record(session, What.INTERVIEW_HELD, about, actor=actor, now=now)
    if notes.strip() and notes.strip() != interview.notes:
        interview.notes = notes.strip()
        session.flush()
        changes.record(session, What.INTERVIEW_NOTED, about, actor=actor, now=now)
    if state.status in OWED and held_count(session, state) >= wanted_count(session, state):
        requirements.fulfil(session, state, actor=actor, now=now)
        changes.let_go(session, state, now=now)
    return interview


def no_show(session: Session, interview_id: int, *, actor: Actor, now: datetime, why: str = "") -> Interview:
    """Note that it did not take place though it was agreed; another one with the same person begins to wait for a time.

    Raises:
        UnknownInterview, NotEnrolled, IllegalTransition.
        NotBegun: when its time has not come.
    """
    interview, _, enrolment = _held(session, interview_id)
    permissions.check(actor, Act.NOTE_INTERVIEW, thing(enrolment=enrolment))
    if interview.status is InterviewStatus.NO_SHOW:
        return interview
    about = appointments.of(session, interview)
    target = may_move(interview.status, InterviewStatus.NO_SHOW, INTERVIEW, thing="The interview")
    _refuse_ahead(about, now)
    interview.status, interview.changed_at = target, now
    session.flush()
    changes.begin(session, about.interviewee, now=now)
    changes.record(session, What.INTERVIEW_MISSED, about, actor=actor, now=now, why=why)
    waiting.look_again(session, about.enrolment.id, about.state.step)
    return interview


def cancel(session: Session, interview_id: int, *, actor: Actor, now: datetime, why: str = "") -> Interview:
    """Note that it will not take place; booking the same interviewee again takes it up.

    Raises:
        UnknownInterview, NotEnrolled, IllegalTransition.
    """
    interview, _, enrolment = _held(session, interview_id)
    permissions.check(actor, Act.BOOK_INTERVIEW, thing(enrolment=enrolment))
    if interview.status is not InterviewStatus.CANCELLED:
        changes.cancel(session, interview, actor=actor, why=why, now=now)
    return interview


def held_count(session: Session, state: RequirementState) -> int:
    """How many have taken place and count."""
    one = Counted(state.id, state.enrolment_id, requirements.definition_of(session, state))
    return counting.held_interviews(session, [one])[state.id]


def wanted_count(session: Session, state: RequirementState) -> int:
    """How many must take place."""
    return requirements.definition_of(session, state).count or 0


def _refuse_ahead(about: Appointment, now: datetime) -> None:
    starts = about.interview.starts_at
    if about.booking and starts and starts > now:
        raise NotBegun(starts=starts.astimezone(about.zone))


def _held(session: Session, interview_id: int) -> tuple[Interview, RequirementState, Enrolment]:
    interview = session.get(Interview, interview_id)
    if interview is None:
        raise UnknownInterview(interview=interview_id)
    state = session.get_one(RequirementState, interview.requirement_state_id)
    enrolment = locks.taking_part(session, state.enrolment_id)
    state = locks.held(session, state)
    session.refresh(interview, with_for_update=True)
    return interview, state, enrolment
