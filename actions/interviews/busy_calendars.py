"""What interviewers' own calendars say: whom to look up, the look itself, which needs no session, and what is kept of it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from actions import clock, journal
from actions.programmes import publishing
from calendars import remote
from calendars.busy import Busy, Interval
from calendars.remote import Account
from models import sentences
from models.errors.interviews import CalendarsFileUnreadable
from models.interviews import calendar_accounts
from models.interviews.rows import CalendarReading, Interview
from models.journal import What
from models.people import Enrolment
from models.programmes.kinds import Kind
from models.programmes.programme import Programme
from models.progress import RequirementState
from models.settings import settings
from models.states import OWED, EnrolmentStatus

FRESH = timedelta(hours=24)
"""After this nobody can say any more when somebody is free."""
LOOK_EVERY = timedelta(minutes=10)
_DAY = timedelta(days=1)


@dataclass(frozen=True)
class KnownBusy:
    """When an interviewer is busy elsewhere, as far as anybody knows.

    Without `fresh`, and after `until`, that is too little for a new booking: no intervals do not mean that there is time.
    """

    intervals: tuple[Interval, ...]
    until: datetime | None
    fresh: bool


@dataclass(frozen=True)
class Holder:
    """An interviewer with an account who has interviews ahead; one person may hold them in several programmes."""

    address: str
    account: Account
    programmes: tuple[tuple[int, str], ...]
    """Each with the person's key in it."""
    zone: ZoneInfo
    last_deadline: datetime


@dataclass(frozen=True)
class WantedLookup:
    """One calendar to look up, between which instants, and the UIDs in it that are ours."""

    person: Holder
    since: datetime
    until: datetime
    own: frozenset[str]


def accounts() -> Mapping[str, Account]:
    """The accounts of this installation by e-mail address in lower case; empty when it has none.

    Raises:
        CalendarsFileUnreadable.
    """
    file = settings().calendars_file
    known = calendar_accounts.read(file) if file else {}
    return {
        address: Account(one.url, one.user, one.password.get_secret_value()) for address, one in known.items()
    }


def has_account(email: str) -> bool:
    """Whether that person's own calendar is to be heeded.

    Raises:
        CalendarsFileUnreadable: then nobody can say.
    """
    return email.lower() in accounts()


def people(session: Session) -> list[Holder]:
    """Interviewers with an account in programmes where interviews are still owed, by address. None in a rehearsal."""
    known = {} if clock.is_rehearsal(session) else accounts()
    found: dict[str, Holder] = {}
    for programme_id, programme, deadline, key in _interviewers(session) if known else ():
        address = str(programme.person(key).email).lower()
        if address not in known:
            continue
        before = found.get(address)
        found[address] = Holder(
            address,
            known[address],
            tuple(dict.fromkeys((*(before.programmes if before else ()), (programme_id, key)))),
            before.zone if before else ZoneInfo(programme.zone),
            max(before.last_deadline, deadline) if before else deadline,
        )
    return [found[address] for address in sorted(found)]


def _interviewers(session: Session) -> Iterator[tuple[int, Programme, datetime, str]]:
    """Everybody who holds interviews that are owed: in which programme, until when at the latest, and who."""
    owed = (
        select(
            Enrolment.programme_id,
            RequirementState.step,
            RequirementState.key,
            func.max(RequirementState.due_at),
        )
        .join(Enrolment, Enrolment.id == RequirementState.enrolment_id)
        .where(
            RequirementState.kind == Kind.INTERVIEWS,
            RequirementState.status.in_(OWED),
            Enrolment.status == EnrolmentStatus.ENROLLED,
        )
        .group_by(Enrolment.programme_id, RequirementState.step, RequirementState.key)
        .order_by(Enrolment.programme_id, RequirementState.step, RequirementState.key)
    )
    for programme_id, step, key, deadline in session.execute(owed).tuples():
        programme = publishing.definition(session, programme_id)
        booking = programme.step(step).requirement(key).booking
        for one in booking.interviewers if booking else ():
            yield programme_id, programme, deadline, one.person


def due(session: Session, *, now: datetime, real_now: datetime) -> list[WantedLookup]:
    """Whose calendar to look up now, from now until the day after the last deadline; each at most every ten minutes."""
    holders = [one for one in people(session) if one.last_deadline + _DAY > now]
    tried = dict(session.execute(select(CalendarReading.person, CalendarReading.tried_at)).tuples().all())

    def rests(address: str) -> bool:
        last = tried.get(address)
        return last is not None and timedelta() <= real_now - last < LOOK_EVERY  # a clock may be set back

    return [
        WantedLookup(one, now, one.last_deadline + _DAY, _own_uids(session, one))
        for one in holders
        if not rests(one.address)
    ]


def _own_uids(session: Session, holder: Holder) -> frozenset[str]:
    """Every interview of the person's programmes: one that went to somebody else may still stand there."""
    ours = (
        select(Interview.uid)
        .join(RequirementState, RequirementState.id == Interview.requirement_state_id)
        .join(Enrolment, Enrolment.id == RequirementState.enrolment_id)
        .where(Enrolment.programme_id.in_({number for number, _ in holder.programmes}))
    )
    return frozenset(session.scalars(ours))


def look(wanted: WantedLookup) -> Busy:
    """Ask the calendar's server. It may take twenty seconds: hold no session meanwhile."""
    return remote.free_busy(
        wanted.person.account, wanted.since, wanted.until, home=wanted.person.zone, own=wanted.own
    )


def keep(session: Session, wanted: WantedLookup, busy: Busy, *, now: datetime) -> bool:
    """Keep what a look found; whether it changes what can be planned, and then the engine looks as well.

    A look that failed leaves what was known before. The journal hears when trouble begins and ends.
    """
    address = wanted.person.address
    row = session.get(CalendarReading, address, with_for_update=True)
    if row is None:
        row = CalendarReading(person=address, tried_at=now, intervals=[], trouble="")
        session.add(row)
    before, troubled = _known(row, now), bool(row.trouble)
    row.tried_at, row.trouble = now, sentences.kept(busy.trouble)
    if busy.read:
        row.intervals = [[start.isoformat(), end.isoformat()] for start, end in busy.intervals]
        row.read_at, row.until = now, wanted.until
    if bool(busy.trouble) != troubled:
        _record(session, wanted, row, now)
    changed = _known(row, now) != before
    session.flush()
    if changed:
        clock.stir(session)
    return changed


def _record(session: Session, wanted: WantedLookup, row: CalendarReading, now: datetime) -> None:
    read = row.read_at.isoformat() if row.read_at else ""
    for programme_id, key in wanted.person.programmes:
        journal.record(
            session,
            journal.line(
                What.CALENDAR_READ, programme_id=programme_id, key=key, trouble=bool(row.trouble), read=read
            ),
            now=now,
        )


def busy_of(session: Session, email: str, *, now: datetime) -> KnownBusy | None:
    """What is known of that person's own calendar; None when it is not to be heeded: no account, or a rehearsal.

    Between the last look's end and a deadline that was extended since, the person counts as busy. While the accounts
    cannot be read nobody can say whose calendar is to be heeded, and nobody's is fresh.
    """
    if clock.is_rehearsal(session):
        return None
    row = session.get(CalendarReading, email.lower())
    known = _known(row, now) if row else KnownBusy((), None, fresh=False)
    try:
        if not has_account(email):
            return None
        ends = next(
            (one.last_deadline + _DAY for one in people(session) if one.address == email.lower()), now
        )
    except CalendarsFileUnreadable:
        return replace(known, fresh=False)
    if known.until is None or known.until >= ends:
        return known
    return replace(known, intervals=(*known.intervals, (known.until, ends)))


def _known(row: CalendarReading, now: datetime) -> KnownBusy:
    """What of it lies ahead, so that time that merely passes is no news."""
    fresh = row.read_at is not None and now - row.read_at <= FRESH
    return KnownBusy(tuple(_ahead(row.intervals, now)), row.until, fresh)


def _ahead(intervals: Sequence[Any], now: datetime) -> Iterator[Interval]:
    for start, end in (
        (datetime.fromisoformat(one), datetime.fromisoformat(other)) for one, other in intervals
    ):
        if end > now:
            yield max(start, now), end
