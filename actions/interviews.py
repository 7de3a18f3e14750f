"""Interviews of the pre-analysis, registered by hand until the booking engine comes."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from actions import clock, journal, locks, requirements
from models.errors import UnknownInterview, WrongKind
from models.journal import What
from models.meetings import Interview
from models.programme import Kind
from models.progress import Enrolment, RequirementState
from models.states import INTERVIEW, OWED, InterviewStatus
from rules.transitions import move


def book(
    session: Session,
    state: RequirementState,
    *,
    interviewee: str,
    starts_at: datetime,
    by: str,
    now: datetime,
) -> Interview:
    """Note that an interview is agreed. One for each interviewee (a role, not a name); another time moves it.

    Raises:
        WrongKind: when the requirement does not ask for interviews.
        NotEnrolled: when the municipality has left.
        IllegalTransition: when the interview has been held.
    """
    if state.kind is not Kind.INTERVIEWS:
        hints = {"hint": "it asks for no interviews", "dansk_hint": "der er ikke bedt om interview"}
        raise WrongKind(requirement=state.key, kind=state.kind.value, **hints)
    enrolment = locks.taking_part(session, state.enrolment_id)
    state = locks.held(session, state)
    known = select(Interview).where(
        Interview.requirement_state_id == state.id, Interview.interviewee == interviewee
    )
    interview = session.scalar(known)
    if interview and (interview.status, interview.starts_at) == (InterviewStatus.BOOKED, starts_at):
        return interview
    if interview is None:
        interview = Interview(requirement_state_id=state.id, interviewee=interviewee)
        session.add(interview)
    elif interview.status is not InterviewStatus.BOOKED:
        move(interview.status, InterviewStatus.BOOKED, INTERVIEW, thing="The interview")
    interview.starts_at, interview.status = starts_at, InterviewStatus.BOOKED
    session.flush()
    _record(session, What.INTERVIEW_BOOKED, enrolment, state, interview, by=by, now=now)
    return interview


def hold(session: Session, interview_id: int, *, by: str, now: datetime) -> Interview:
    """Note that it took place; when as many as were asked for are held, the requirement is fulfilled."""
    interview, state, enrolment = _held(session, interview_id)
    if interview.status is InterviewStatus.HELD:
        return interview
    interview.status = move(interview.status, InterviewStatus.HELD, INTERVIEW, thing="The interview")
    session.flush()
    _record(session, What.INTERVIEW_HELD, enrolment, state, interview, by=by, now=now)
    if state.status in OWED and held_count(session, state) >= wanted_count(session, state):
        requirements.fulfil(session, state, by=by, now=now)
    return interview


def cancel(session: Session, interview_id: int, *, by: str, now: datetime, why: str = "") -> Interview:
    """Note that it will not take place; booking the same interviewee again takes it up."""
    interview, state, enrolment = _held(session, interview_id)
    if interview.status is InterviewStatus.CANCELLED:
        return interview
    interview.status = move(interview.status, InterviewStatus.CANCELLED, INTERVIEW, thing="The interview")
    session.flush()
    _record(session, What.INTERVIEW_CANCELLED, enrolment, state, interview, by=by, now=now, why=why)
    return interview


def held_count(session: Session, state: RequirementState) -> int:
    """How many have taken place."""
    held = select(func.count()).where(
        Interview.requirement_state_id == state.id, Interview.status == InterviewStatus.HELD
    )
    return session.scalar(held) or 0


def wanted_count(session: Session, state: RequirementState) -> int:
    """How many must take place."""
    return requirements.definition_of(session, state).count or 0


def _held(session: Session, interview_id: int) -> tuple[Interview, RequirementState, Enrolment]:
    interview = session.get(Interview, interview_id)
    if interview is None:
        raise UnknownInterview(interview=interview_id)
    state = session.get_one(RequirementState, interview.requirement_state_id)
    enrolment = locks.taking_part(session, state.enrolment_id)
    state = locks.held(session, state)
    session.refresh(interview)
    return interview, state, enrolment


def _record(
    session: Session,
    what: What,
    enrolment: Enrolment,
    state: RequirementState,
    interview: Interview,
    *,
    by: str,
    now: datetime,
    why: str = "",
) -> None:
    journal.record(
        session,
        what,
        now=now,
        enrolment=enrolment,
        step=state.step,
        key=state.key,
        by=by,
        why=why,
        interview=interview.id,
        starts=interview.starts_at.isoformat(),
    )
    clock.stir(session)
