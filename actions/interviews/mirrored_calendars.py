"""Our bookings in the interviewers' own calendars: what is to change there, the change, and what is kept of it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import Session

from actions import clock
from actions.interviews import appointments, busy_calendars
from actions.programmes import publishing
from calendars import remote
from calendars.feeds import Entry
from calendars.remote import Account, Mirrored
from languages.catalogues import speak
from models import sentences
from models.interviews.rows import Interview, Mirror
from models.people import Enrolment
from models.progress import RequirementState
from models.states import TIMED, InterviewStatus

AT_MOST = 25
"""Changes of one calendar in one sweep; the next goes on with those that have waited longest."""


@dataclass(frozen=True)
class WantedEntry:
    """What one calendar is to say of one interview: the entry, or None that it is not there."""

    interview_id: int
    address: str
    account: Account
    uid: str
    entry: Entry | None


@dataclass(frozen=True)
class Done:
    """A change that was tried, and what came of it."""

    wanted: WantedEntry
    outcome: Mirrored


@dataclass(frozen=True)
class _Standing:
    """An interview, and in whose calendar it belongs; empty when it needs none."""

    interview_id: int
    address: str
    status: InterviewStatus
    sequence: int


def due(session: Session, *, now: datetime) -> list[WantedEntry]:
    """What is to change, and a note of each before anything leaves: what may stand somewhere is never forgotten.

    Commit before the change is made. Nothing in a rehearsal.

    Raises:
        CalendarsFileUnreadable.
    """
    accounts = {} if clock.is_rehearsal(session) else busy_calendars.accounts()
    if not accounts:
        return []
    standing = {one.interview_id: one for one in _standing(session)}
    mirrors = {
        (one.interview_id, one.person): one
        for one in session.scalars(select(Mirror).order_by(Mirror.at, Mirror.interview_id))
        if one.person in accounts
    }
    wrong = [key for key, one in mirrors.items() if not _right(one, standing[one.interview_id])]
    new = [
        (one.interview_id, one.address)
        for one in standing.values()
        if one.status in TIMED and one.address in accounts and (one.interview_id, one.address) not in mirrors
    ]
    chosen = list(_fairly([*wrong, *new]))
    _note(session, [key for key in chosen if key not in mirrors], now)
    return [_wanted(session, standing[number], address, accounts) for number, address in chosen]


def _fairly(keys: Sequence[tuple[int, str]]) -> Iterator[tuple[int, str]]:
    """A calendar that is away keeps no other one waiting."""
    chosen = Counter[str]()
    for number, address in keys:
        chosen[address] += 1
        if chosen[address] <= AT_MOST:
            yield number, address


def _standing(session: Session) -> Iterator[_Standing]:
    """Every interview that lies in a calendar or belongs in one."""
    mirrored = select(Mirror.interview_id)
    concerned = (
        select(
            Interview.id, Interview.interviewer, Interview.status, Interview.sequence, Enrolment.programme_id
        )
        .join(RequirementState, RequirementState.id == Interview.requirement_state_id)
        .join(Enrolment, Enrolment.id == RequirementState.enrolment_id)
        .where(Interview.status.in_(TIMED) | Interview.id.in_(mirrored))
        .order_by(Interview.starts_at, Interview.id)
    )
    for number, key, status, sequence, programme_id in session.execute(concerned).tuples():
        office = publishing.definition(session, programme_id).office.people
        address = next((str(one.email).lower() for one in office if one.key == key), "")
        yield _Standing(number, address, status, sequence)


def _right(mirror: Mirror, standing: _Standing) -> bool:
    """Whether that calendar says what the database says; one that was held stays as it stood."""
    if mirror.person != standing.address:
        return False
    if standing.status is InterviewStatus.HELD:
        return True
    return standing.status in TIMED and mirror.sequence == standing.sequence


def _note(session: Session, keys: Sequence[tuple[int, str]], now: datetime) -> None:
    rows = [
        {"interview_id": number, "person": address, "sequence": -1, "trouble": "", "at": now}
        for number, address in keys
    ]
    if rows:
        session.execute(insert(Mirror).values(rows).on_conflict_do_nothing())


def _wanted(
    session: Session, standing: _Standing, address: str, accounts: Mapping[str, Account]
) -> WantedEntry:
    interview = session.get_one(Interview, standing.interview_id)
    belongs = standing.status in TIMED and standing.address == address
    entry = _entry(session, interview) if belongs else None
    return WantedEntry(interview.id, address, accounts[address], interview.uid, entry)


def _entry(session: Session, interview: Interview) -> Entry | None:
    """With the interviewee's name, for the one who holds it; nothing else of anybody."""
    about = appointments.of(session, interview)
    if interview.starts_at is None or interview.ends_at is None:
        return None
    say = speak(about.programme.language, "interviews")
    return Entry(
        uid=interview.uid,
        sequence=interview.sequence,
        starts=interview.starts_at,
        ends=interview.ends_at,
        title=say("mirrored", role=about.interviewee.title, municipality=about.municipality),
        place=about.place,
        last_modified=interview.changed_at,
        description=about.contact.name if about.contact else "",
    )


def change(wanted: Sequence[WantedEntry]) -> list[Done]:
    """Make the changes, each up to twenty seconds: hold no session meanwhile.

    After a calendar has said no, the rest of its changes wait for the next sweep, which begins with another one.
    """
    done: list[Done] = []
    in_trouble: set[str] = set()
    for one in wanted:
        if one.address in in_trouble:
            continue
        outcome = remote.put(one.account, one.entry) if one.entry else remote.remove(one.account, one.uid)
        done.append(Done(one, outcome))
        if not outcome.done:
            in_trouble.add(one.address)
    return done


def keep(session: Session, done: Sequence[Done], *, now: datetime) -> None:
    """Keep what came of the changes; one that failed is due again."""
    for each in done:
        wanted, outcome = each.wanted, each.outcome
        row = session.get(Mirror, (wanted.interview_id, wanted.address), with_for_update=True)
        if row is None:
            if wanted.entry is None:
                continue
            # another sweep was faster
            row = Mirror(interview_id=wanted.interview_id, person=wanted.address, sequence=-1)
            session.add(row)
        row.at, row.trouble = now, sentences.kept(outcome.trouble)
        if outcome.done and wanted.entry:
            row.sequence = wanted.entry.sequence
        elif outcome.done:
            session.delete(row)
    session.flush()
