"""Days an interviewer is away: ill, on holiday, or gone for good. Interviews that are hit get another time at once."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime

from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from actions import clock, journal
from actions.interviews import planning
from actions.interviews.planning import PlanningOutcome
from actions.programmes import publishing
from actions.signing import signed
from actions.things import thing
from models.accounts.actors import Actor
from models.errors.decisions import DatePassed
from models.errors.interviews import UnknownAbsence, UnknownInterviewer
from models.interviews.rows import Absence
from models.journal import What
from rules import permissions
from rules.permissions import Act


def away(
    session: Session,
    programme_id: int,
    person: str,
    *,
    first: date,
    last: date | None = None,
    actor: Actor,
    why: str,
    now: datetime,
) -> PlanningOutcome:
    """The interviewer is away on these days; without `last` for good. What became of the interviews.

    Raises:
        NameMissing, ReasonMissing.
        UnknownInterviewer: when that person holds no interviews in the programme.
        DatePassed: when the days end before they begin.
    """
    why = signed(actor, why)
    permissions.check(actor, Act.PLAN_INTERVIEWERS, thing(programme_id=programme_id))
    _check(session, programme_id, person)
    if last is not None and last < first:
        raise DatePassed(date=last)
    absence = Absence(
        programme_id=programme_id, person=person, first=first, last=last, why=why, at=now, by=actor.name
    )
    session.add(absence)
    session.flush()
    days = {"first": first.isoformat(), "last": last.isoformat() if last else ""}
    journal.record(
        session,
        journal.line(
            What.INTERVIEWER_AWAY,
            programme_id=programme_id,
            key=person,
            actor=actor,
            absence=absence.id,
            days=days,
        ),
        now=now,
    )
    return _planned(session, programme_id, now=now)


def back(
    session: Session, programme_id: int, person: str, *, day: date, actor: Actor, now: datetime
) -> PlanningOutcome:
    """What was said about being away on that day no longer holds.

    Raises:
        NameMissing.
        UnknownAbsence: when the interviewer was not away that day.
    """
    signed(actor, "–")
    permissions.check(actor, Act.PLAN_INTERVIEWERS, thing(programme_id=programme_id))
    known = [one for one in absences(session, programme_id) if one.person == person]
    hit = [one for one in known if one.first <= day and (one.last is None or day <= one.last)]
    if not hit:
        raise UnknownAbsence(person=person, day=day)
    for one in hit:
        one.withdrawn_at = now
        journal.record(
            session,
            journal.line(
                What.INTERVIEWER_BACK, programme_id=programme_id, key=person, actor=actor, absence=one.id
            ),
            now=now,
        )
    session.flush()
    return _planned(session, programme_id, now=now)


def absences(session: Session, programme_id: int, since: date | None = None) -> Sequence[Absence]:
    """Those that hold, by first day; with `since` only those that have not ended before it."""
    known = select(Absence).where(Absence.programme_id == programme_id, Absence.withdrawn_at.is_(None))
    if since is not None:
        known = known.where(or_(Absence.last.is_(None), Absence.last >= since))
    return session.scalars(known.order_by(Absence.first, Absence.id)).all()


def _planned(session: Session, programme_id: int, *, now: datetime) -> PlanningOutcome:
    clock.stir(session)
    return planning.plan(session, programme_id, now=now)


def _check(session: Session, programme_id: int, person: str) -> None:
    programme = publishing.definition(session, programme_id)
    known = [
        one.person
        for step in programme.steps
        for requirement in step.requirements
        if requirement.booking
        for one in requirement.booking.interviewers
    ]
    if person not in known:
        names = ", ".join(dict.fromkeys(known)) or "–"
        raise UnknownInterviewer(person=person, programme=programme.key, known=names)
