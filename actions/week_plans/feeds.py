"""Week plans under secret addresses, to be read and subscribed to: an interviewer's, or a municipality's.

Only the token's hash is kept. Names of those who are interviewed stand in an interviewer's alone: a municipality's address
is passed on to more people than its coordinator knows of.
"""

from __future__ import annotations

import secrets
from dataclasses import replace
from datetime import datetime
from hashlib import sha256

from sqlalchemy import Select, and_, select, update
from sqlalchemy.orm import Session

from actions import journal
from actions.interviews import appointments
from actions.interviews.appointments import Appointment
from actions.people import links
from actions.programmes import publishing
from actions.progress import enrolments, locks
from actions.things import thing
from actions.week_plans import plans
from calendars.feeds import Entry, feed
from languages.catalogues import speak
from models.accounts.actors import Actor
from models.errors.interviews import UnknownFeed, UnknownInterviewer
from models.interviews.rows import CalendarFeed, Interview
from models.journal import What
from models.people import Contact, Enrolment
from models.progress import RequirementState
from models.settings import settings
from models.states import InterviewStatus
from models.week_plans import PlannedWeek, WeekPlan
from rules import permissions
from rules.permissions import Act, Reach, reach
from rules.week_plans import status, title


def make(
    session: Session,
    *,
    programme_id: int,
    interviewer: str = "",
    enrolment: Enrolment | None = None,
    actor: Actor,
    now: datetime,
) -> str:
    """A token under which the plan of an interviewer, or else of a municipality, can be read from now on.

    Raises:
        UnknownInterviewer: when the programme's office has no such person.
        NotEnrolled: when the municipality has left.
    """
    permissions.check(actor, Act.SHARE_WEEK_PLAN, thing(enrolment=enrolment, programme_id=programme_id))
    if enrolment:
        locks.taking_part(session, enrolment.id)
    else:
        _check(session, programme_id, interviewer)
    token = secrets.token_urlsafe(32)
    session.add(
        CalendarFeed(
            token_hash=_hash(token),
            programme_id=programme_id,
            interviewer=interviewer,
            enrolment_id=enrolment.id if enrolment else None,
            made_at=now,
            made_by=actor.name,
        )
    )
    session.flush()
    _record(session, What.FEED_MADE, programme_id, interviewer, enrolment, actor=actor, now=now)
    return token


def revoke(
    session: Session,
    *,
    programme_id: int,
    interviewer: str = "",
    enrolment: Enrolment | None = None,
    actor: Actor,
    now: datetime,
) -> int:
    """Every address of that interviewer's, or that municipality's, plan ends now; how many did."""
    permissions.check(actor, Act.SHARE_WEEK_PLAN, thing(enrolment=enrolment, programme_id=programme_id))
    of_home, of_person = CalendarFeed.enrolment_id, CalendarFeed.interviewer
    theirs = of_home == enrolment.id if enrolment else and_(of_home.is_(None), of_person == interviewer)
    alive = update(CalendarFeed).where(
        CalendarFeed.programme_id == programme_id, theirs, CalendarFeed.revoked_at.is_(None)
    )
    ended = session.execute(alive.values(revoked_at=now).returning(CalendarFeed.token_hash)).all()
    _record(
        session,
        What.FEED_REVOKED,
        programme_id,
        interviewer,
        enrolment,
        actor=actor,
        now=now,
        feeds=len(ended),
    )
    return len(ended)


def url(token: str) -> str:
    """The address of the plan as a page; with .ics behind it the calendar, with .pdf the paper."""
    return f"{settings().portal_address}/kalender/{token}"


def follow(session: Session, token: str) -> CalendarFeed:
    """The feed of that token. Following changes nothing.

    Raises:
        UnknownFeed: when the address was never given out, or has been withdrawn; both look the same.
    """
    found = session.get(CalendarFeed, _hash(token))
    if found is None or found.revoked_at is not None:
        raise UnknownFeed
    return found


def of_home(session: Session, contact: Contact) -> Enrolment:
    """The municipality whose plan this person may see and pass on.

    Raises:
        UnknownFeed: when it is not theirs to see.
    """
    if reach(links.actor_of(contact), Act.SHARE_WEEK_PLAN) is not Reach.ALL:
        raise UnknownFeed
    return enrolments.get(session, contact.enrolment_id)


def plan(session: Session, of: CalendarFeed, *, now: datetime) -> WeekPlan:
    """What the address shows as a page and on paper."""
    if of.enrolment_id is None:
        return plans.of_interviewer(session, of.programme_id, of.interviewer, now=now)
    shown = plans.of_municipality(session, enrolments.get(session, of.enrolment_id), now=now)
    return replace(shown, weeks=tuple(_without_interviewees(week) for week in shown.weeks))


def calendar(session: Session, of: CalendarFeed) -> bytes:
    """The plan as .ics; cancelled interviews stay as cancelled, also those of a municipality that has left."""
    programme = publishing.definition(session, of.programme_id)
    if of.enrolment_id is None:
        whose = {one.key: one.name for one in programme.office.people}.get(of.interviewer, of.interviewer)
    else:
        whose = enrolments.municipality(session, enrolments.get(session, of.enrolment_id)).official_name
    entries = [_entry(appointments.of(session, one), of) for one in session.scalars(_timed(of))]
    return feed(title(whose, speak(programme.language, "week_plans")), entries)


def _timed(of: CalendarFeed) -> Select[tuple[Interview]]:
    theirs = (
        select(Interview)
        .join(RequirementState, RequirementState.id == Interview.requirement_state_id)
        .join(Enrolment, Enrolment.id == RequirementState.enrolment_id)
        .where(
            Enrolment.programme_id == of.programme_id,
            Interview.status != InterviewStatus.WAITING,
            Interview.starts_at.is_not(None),
        )
        .order_by(Interview.id)
    )
    if of.enrolment_id is None:
        return theirs.where(Interview.interviewer == of.interviewer)
    return theirs.where(Enrolment.id == of.enrolment_id)


def _entry(about: Appointment, of: CalendarFeed) -> Entry:
    interview, say = about.interview, speak(about.programme.language, "week_plans")
    starts, ends = interview.starts_at, interview.ends_at
    assert starts is not None  # noqa: S101 - only those with a time were asked for
    assert ends is not None  # noqa: S101 - the same
    lines = [about.contact.name] if about.contact and of.enrolment_id is None else []
    changed = max(at for at in (interview.changed_at, interview.answered_at) if at)
    return Entry(
        uid=interview.uid,
        sequence=interview.sequence,
        starts=starts,
        ends=ends,
        title=say("calendar_entry", title=about.interviewee.title, municipality=about.municipality),
        place=about.place,
        last_modified=changed,
        cancelled=interview.status is InterviewStatus.CANCELLED,
        description="\n".join([*lines, status(interview.status, say).capitalize()]),
    )


def _without_interviewees(week: PlannedWeek) -> PlannedWeek:
    days = (
        replace(day, interviews=tuple(replace(one, interviewee="") for one in day.interviews))
        for day in week.days
    )
    return replace(week, days=tuple(days))


def _check(session: Session, programme_id: int, interviewer: str) -> None:
    programme = publishing.definition(session, programme_id)
    known = [one.key for one in programme.office.people]
    if interviewer not in known:
        raise UnknownInterviewer(person=interviewer, programme=programme.key, known=", ".join(known))


def _record(
    session: Session,
    what: What,
    programme_id: int,
    interviewer: str,
    enrolment: Enrolment | None,
    *,
    actor: Actor,
    now: datetime,
    feeds: int = 1,
) -> None:
    journal.record(
        session,
        journal.line(
            what, enrolment=enrolment, programme_id=programme_id, key=interviewer, actor=actor, feeds=feeds
        ),
        now=now,
    )


def _hash(token: str) -> str:
    return sha256(token.encode()).hexdigest()
