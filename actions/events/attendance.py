"""Who was there, on which day."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from sqlalchemy import select
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import Session

from actions import clock, journal
from actions.events import answers, invitations
from actions.programmes import publishing
from actions.progress import locks, requirements
from actions.things import thing
from models.accounts.actors import ENGINE, Actor
from models.errors.interviews import UnknownInvitation
from models.errors.programmes import NotAnEventDay
from models.events import Attendance, Invitation
from models.journal import What
from models.people import Enrolment
from models.programmes.event_states import EventState
from models.programmes.kinds import Kind
from models.states import OWED
from rules import permissions
from rules.permissions import Act


def days_of(event: EventState, zone: ZoneInfo) -> tuple[date, ...]:
    """The days of the event as the programme's calendar has them."""
    first, last = (at.astimezone(zone).date() for at in (event.starts_at, event.ends_at))
    return tuple(first + timedelta(days=n) for n in range((last - first).days + 1))


def register(
    session: Session,
    enrolment: Enrolment,
    event_key: str,
    present: Mapping[tuple[int, date], bool],
    *,
    actor: Actor,
    now: datetime,
) -> None:
    """Note who was there: `present` says yes or no per contact and day. What is known already changes nothing.

    Raises:
        NotAnEventDay: for a day the event does not have.
        UnknownInvitation: for somebody who was not invited.
        NotEnrolled: when the municipality has left.
    """
    enrolment = locks.taking_part(session, enrolment.id)
    permissions.check(actor, Act.REGISTER_ATTENDANCE, thing(enrolment=enrolment))
    event = invitations.state_of(session, enrolment.programme_id, event_key)
    days = days_of(event, ZoneInfo(publishing.definition(session, enrolment.programme_id).zone))
    invited = {one.contact_id: one for one in invitations.invitations(session, event, enrolment)}
    changes = 0
    for (contact_id, day), there in sorted(present.items()):
        if day not in days:
            raise NotAnEventDay(day=day, event=event_key)
        if contact_id not in invited:
            raise UnknownInvitation(invitation=f"of contact {contact_id}")
        changes += _note(session, invited[contact_id], day, there, actor=actor, now=now)
    if changes:
        journal.record(
            session,
            journal.line(
                What.ATTENDANCE_REGISTERED,
                enrolment=enrolment,
                step=answers.step_of(session, enrolment, event_key),
                key=event_key,
                actor=actor,
                registered=changes,
                present=sum(present.values()),
            ),
            now=now,
        )
    settle(session, enrolment, event, days, now=now)
    clock.stir(session)


def _note(
    session: Session, invitation: Invitation, day: date, there: bool, *, actor: Actor, now: datetime
) -> int:
    values = {"present": there, "registered_at": now, "registered_by": actor.name}
    noted = session.scalar(
        insert(Attendance)
        .values(invitation_id=invitation.id, day=day, **values)
        .on_conflict_do_update(
            index_elements=["invitation_id", "day"], set_=values, where=Attendance.present != there
        )
        .returning(Attendance.invitation_id)
    )
    return int(noted is not None)


def settle(
    session: Session, enrolment: Enrolment, event: EventState, days: tuple[date, ...], *, now: datetime
) -> None:
    """Fulfil what was asked about attendance, once it is known for everybody invited and every day."""
    invited = [one.id for one in invitations.invitations(session, event, enrolment)]
    noted = select(Attendance.invitation_id, Attendance.day).where(Attendance.invitation_id.in_(invited))
    known = {(row.invitation_id, row.day) for row in session.execute(noted)}
    if not invited or any((one, day) not in known for one in invited for day in days):
        return
    for state in locks.about_event(session, enrolment, Kind.ATTENDANCE, event.key):
        if state.status in OWED:
            requirements.fulfil(session, state, actor=ENGINE, now=now)


def settle_early(session: Session, enrolment: Enrolment, event_key: str, *, now: datetime) -> None:
    """The same for what is asked only now, though all of it may have been registered before."""
    event = invitations.state_of(session, enrolment.programme_id, event_key)
    zone = ZoneInfo(publishing.definition(session, enrolment.programme_id).zone)
    settle(session, enrolment, event, days_of(event, zone), now=now)
