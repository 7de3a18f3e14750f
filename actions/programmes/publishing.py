"""Publishing programmes and looking them up. Published is frozen: a change makes a new version."""

from __future__ import annotations

from datetime import date, datetime
from functools import lru_cache
from zoneinfo import ZoneInfo

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from actions import journal
from actions.things import thing
from languages.checking import SOURCE
from models.accounts.actors import Actor
from models.errors.programmes import UnknownProgramme
from models.journal import What
from models.language import Language
from models.programmes.event_states import EventState
from models.programmes.moments import Moment
from models.programmes.programme import Event, Programme
from models.programmes.versions import ProgrammeVersion
from rules import permissions
from rules.permissions import Act
from rules.programmes.dates import Dates, resolve


def publish(session: Session, programme: Programme, *, actor: Actor, now: datetime) -> ProgrammeVersion:
    """Freeze the programme as the next version; the same definition again is the version there is."""
    permissions.check(actor, Act.PUBLISH, thing())
    definition = programme.model_dump_json(by_alias=True, exclude_defaults=True)
    # two at once: one waits
    session.execute(select(func.pg_advisory_xact_lock(func.hashtext(programme.key))))
    newest = _newest(session, programme.key)
    if newest and newest.definition == definition:
        return newest
    version = ProgrammeVersion(
        key=programme.key,
        version=newest.version + 1 if newest else 1,
        definition=definition,
        published_at=now,
        published_by=actor.name,
    )
    session.add(version)
    session.flush()
    _plan_events(session, version, programme)
    journal.record(
        session,
        journal.line(
            What.PROGRAMME_PUBLISHED,
            programme_id=version.id,
            key=programme.key,
            actor=actor,
            version=version.version,
        ),
        now=now,
    )
    session.flush()
    return version


def _plan_events(session: Session, version: ProgrammeVersion, programme: Programme) -> None:
    planned = resolve(programme)
    domain = programme.office.sender.email.partition("@")[2]
    for event in programme.events:
        span = planned.event(event.key)
        session.add(
            EventState(
                programme_id=version.id,
                key=event.key,
                uid=f"{event.key}.{programme.key}.{version.version}@{domain}",
                starts_at=span.starts,
                ends_at=span.ends,
            )
        )


def _newest(session: Session, key: str) -> ProgrammeVersion | None:
    of_key = select(ProgrammeVersion).where(ProgrammeVersion.key == key)
    return session.scalar(of_key.order_by(ProgrammeVersion.version.desc()).limit(1))


def latest(session: Session, key: str) -> ProgrammeVersion:
    """The newest published version.

    Raises:
        UnknownProgramme: when nothing is published under that key.
    """
    newest = _newest(session, key)
    if newest is None:
        raise UnknownProgramme(programme=key)
    return newest


def published(session: Session) -> tuple[ProgrammeVersion, ...]:
    """Every version, by key and number."""
    ordered = select(ProgrammeVersion).order_by(ProgrammeVersion.key, ProgrammeVersion.version)
    return tuple(session.scalars(ordered))


def office_language(session: Session) -> Language:
    """What the office reads where nothing belongs to one programme: the language they all have, else the source's."""
    spoken = {definition(session, version.id).language for version in published(session)}
    return spoken.pop() if len(spoken) == 1 else SOURCE


@lru_cache(maxsize=64)
def _parsed(definition: str) -> tuple[Programme, Dates]:
    programme = Programme.model_validate_json(definition)
    return programme, resolve(programme)


def definition(session: Session, programme_id: int) -> Programme:
    """The programme as published."""
    return _parsed(session.get_one(ProgrammeVersion, programme_id).definition)[0]


def dates(session: Session, programme_id: int) -> Dates:
    """Every date of the programme as it holds now: events that were moved carry along what hangs on them."""
    programme, planned = _parsed(session.get_one(ProgrammeVersion, programme_id).definition)
    moved = select(EventState).where(EventState.programme_id == programme_id, EventState.sequence > 0)
    moves = {event.key: event for event in session.scalars(moved)}
    if not moves:
        return planned
    zone = ZoneInfo(programme.zone)

    def as_it_holds(event: Event) -> Event:
        move = moves.get(event.key)
        if move is None:
            return event
        starts, ends = (at.astimezone(zone).replace(tzinfo=None) for at in (move.starts_at, move.ends_at))
        return event.model_copy(update={"starts": Moment(on=starts), "ends": Moment(on=ends)})

    events = tuple(as_it_holds(event) for event in programme.events)
    return resolve(programme.model_copy(update={"events": events}))


def zone(session: Session, programme_id: int) -> ZoneInfo:
    """The programme's time zone."""
    return ZoneInfo(definition(session, programme_id).zone)


def published_on(session: Session, programme_id: int) -> date:
    """The day it was published, in the programme's time."""
    return (
        session.get_one(ProgrammeVersion, programme_id)
        .published_at.astimezone(zone(session, programme_id))
        .date()
    )
