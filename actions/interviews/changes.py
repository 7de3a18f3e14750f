"""What an interview goes through, whoever makes it happen: a time, another time, none any more. Each change is journalled."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime, timedelta
from typing import Any
from uuid import uuid4

from sqlalchemy import ColumnElement, select
from sqlalchemy.orm import Session

from actions import clock, journal
from actions.interviews import appointments, letters
from actions.interviews.appointments import Appointment
from actions.progress import waiting
from models.accounts.actors import ENGINE, Actor
from models.errors.interviews import TimeTaken
from models.interviews.rows import Interview, Interviewee
from models.journal import What
from models.people import Enrolment
from models.progress import RequirementState
from models.states import INTERVIEW, OWED, TIMED, InterviewStatus, RequirementStatus
from rules.transitions import move


def begin(session: Session, interviewee: Interviewee, *, now: datetime) -> Interview:
    """An interview that waits for a time."""
    uid = f"interview-{uuid4().hex}@tovholder"
    interview = Interview(
        requirement_state_id=interviewee.requirement_state_id,
        interviewee_id=interviewee.id,
        uid=uid,
        changed_at=now,
    )
    session.add(interview)
    session.flush()
    return interview


def current(session: Session, interviewee: Interviewee) -> Interview | None:
    """The interview that counts; those the person did not come to are behind it."""
    known = select(Interview).where(
        Interview.interviewee_id == interviewee.id, Interview.status != InterviewStatus.NO_SHOW
    )
    return session.scalar(known)


def place(
    session: Session, interview: Interview, starts_at: datetime, interviewer: str, *, now: datetime
) -> None:
    """Give it this time with this interviewer, in everybody's time; `sequence` rises when people were told of another.

    Raises:
        TimeTaken: when one of the two is taken; nothing has changed then.
    """
    before = (interview.starts_at, interview.ends_at, interview.interviewer)
    minutes = session.get_one(Interviewee, interview.interviewee_id).minutes
    interview.starts_at, interview.ends_at = starts_at, starts_at + timedelta(minutes=minutes)
    interview.interviewer = interviewer
    try:
        with session.no_autoflush:
            appointments.reserve(session, appointments.of(session, interview))
    except Exception:
        interview.starts_at, interview.ends_at, interview.interviewer = before
        raise
    if interview.told:
        interview.sequence += 1
    interview.reasons, interview.changed_at = [], now
    session.flush()


def catch_up(session: Session, interview: Interview, *, now: datetime) -> None:
    """Who it is with, or where it is, has become known or changed: their time is taken as well, and everybody hears of it.

    When the person is taken then, it waits for another time.
    """
    about = appointments.of(session, interview)
    if interview.status not in TIMED or interview.starts_at is None or interview.starts_at <= now:
        return
    if not about.online and about.hours and not about.hours.travels:
        give_up(session, about, now=now)
        return
    try:
        appointments.reserve(session, about)
    except TimeTaken:
        give_up(session, about, now=now)
        return
    if interview.told and interview.told["meeting"]["place"] != about.place:
        interview.sequence += 1
        interview.changed_at = now
    letters.tell(session, interview, now=now)


def refuse(session: Session, about: Appointment, *, now: datetime) -> None:
    """The proposal was in vain: its time is free, and is not proposed again. When enough are held, nobody looks for another."""
    interview = about.interview
    if interview.starts_at and interview.ends_at:
        avoid(about.interviewee, interview.starts_at, interview.ends_at)
    interview.attempts += 1
    give_up(session, about, now=now)
    if about.state.status not in OWED:
        cancel(session, interview, actor=ENGINE, why="", now=now)


def look_again(session: Session, interview: Interview, *, better: bool) -> None:
    """Something has changed for somebody who waits; `better` times are worth one more try after all were in vain."""
    about = appointments.of(session, interview)
    interview.reasons = []
    if better and about.booking:
        interview.attempts = min(interview.attempts, about.booking.attempts - 1)
    session.flush()
    waiting.look_again(session, about.enrolment.id, about.state.step)


def avoid(interviewee: Interviewee, starts: datetime, ends: datetime) -> None:
    """That time is not proposed to the person again."""
    interviewee.refused = [*interviewee.refused, [starts.isoformat(), ends.isoformat()]]


def give_up(session: Session, about: Appointment, *, now: datetime) -> None:
    """It loses its time and waits for another one; its people hear of it when that is found, or when there is none."""
    interview = about.interview
    interview.status = move(interview.status, InterviewStatus.WAITING, INTERVIEW, thing="The interview")
    interview.lapses_at, interview.by_hand, interview.reasons = None, False, []
    interview.changed_at = now
    appointments.release(session, interview)
    session.flush()
    record(session, What.INTERVIEW_GIVEN_UP, about, now=now)
    waiting.look_again(session, about.enrolment.id, about.state.step)


def cancel(session: Session, interview: Interview, *, actor: Actor, why: str, now: datetime) -> None:
    """It is not to be held; its people hear of it."""
    interview.status = move(interview.status, InterviewStatus.CANCELLED, INTERVIEW, thing="The interview")
    interview.lapses_at, interview.changed_at = None, now
    appointments.release(session, interview)
    session.flush()
    record(
        session, What.INTERVIEW_CANCELLED, appointments.of(session, interview), actor=actor, now=now, why=why
    )
    letters.tell(session, interview, why=why, now=now)


def call_off(session: Session, enrolment: Enrolment, *, now: datetime) -> None:
    """The municipality has left: everything that is ahead or waits is cancelled, and its people hear of it."""
    theirs = RequirementState.enrolment_id == enrolment.id
    _cancel_all(session, theirs, (InterviewStatus.WAITING, *TIMED), now=now)


def let_go(session: Session, state: RequirementState, *, now: datetime) -> None:
    """No more interviews are asked for: whoever waits for a time is spared; after a waiver also who has not answered."""
    unsure = [InterviewStatus.WAITING]
    if state.status is RequirementStatus.WAIVED:
        unsure.append(InterviewStatus.PROPOSED)
    _cancel_all(session, RequirementState.id == state.id, unsure, now=now)


def _cancel_all(
    session: Session, whose: ColumnElement[bool], which: Collection[InterviewStatus], *, now: datetime
) -> None:
    ahead = (
        select(Interview)
        .join(RequirementState, RequirementState.id == Interview.requirement_state_id)
        .where(whose, Interview.status.in_(which))
        .order_by(Interview.id)
        .with_for_update(of=Interview)
    )
    for interview in session.scalars(ahead.execution_options(populate_existing=True)).all():
        if interview.starts_at is None or interview.starts_at > now or interview.status not in TIMED:
            cancel(session, interview, actor=ENGINE, why="", now=now)


def end(session: Session, interviewee: Interviewee, *, actor: Actor, now: datetime) -> None:
    """Somebody is not to be interviewed any more; what has been held stays."""
    interviewee.ended_at = now
    interview = current(session, interviewee)
    if interview and interview.status in (InterviewStatus.WAITING, *TIMED):
        cancel(session, interview, actor=actor, why="", now=now)


def record(
    session: Session, what: What, about: Appointment, *, now: datetime, actor: Actor = ENGINE, **facts: Any
) -> None:
    """A line in the journal about it; the engine looks what has become possible."""
    starts = about.interview.starts_at
    journal.record(
        session,
        journal.line(
            what,
            enrolment=about.enrolment,
            step=about.state.step,
            key=about.state.key,
            actor=actor,
            interview=about.interview.id,
            starts=starts.isoformat() if starts else "",
            **facts,
        ),
        now=now,
    )
    clock.stir(session)
