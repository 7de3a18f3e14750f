"""What is tidied away at night, and what the office must be told about letters that got stuck."""

from __future__ import annotations

from datetime import datetime, timedelta

from sqlalchemy import CursorResult, delete, select
from sqlalchemy.orm import Session

from actions import journal
from actions.letters import writing
from actions.people import recipients
from actions.programmes import publishing
from models.journal import JournalEntry, What
from models.letters import Letter
from models.people import Link
from models.programmes.versions import ProgrammeVersion
from models.states import LetterStatus

LINKS_KEPT = timedelta(days=30)
"""How long an expired link is remembered, so that its holder is told that it has expired."""


def tidy(session: Session, *, now: datetime) -> int:
    """Delete long-expired links and tell the office once of each letter in trouble; the number of links deleted."""
    gone = session.execute(delete(Link).where(Link.expires_at < now - LINKS_KEPT))
    assert isinstance(gone, CursorResult)  # noqa: S101 - a DELETE answers with a row count
    for version in publishing.published(session):
        stuck = _stuck(session, version)
        marks = [f"{one.id}.{one.attempts}" for one in stuck]
        if news := set(marks) - _told(session, version.id):
            programme = publishing.definition(session, version.id)
            writing.write_office(
                session,
                letter="letter_trouble",
                programme_id=version.id,
                person=recipients.escalation_person(programme),
                occasion="-".join(sorted(news))[-120:],
                now=now,
                facts={"letters": [(one.id, one.name, one.status.value, one.note) for one in stuck]},
            )
        journal.record(
            session,
            journal.line(
                What.HOUSEKEEPING_DONE,
                programme_id=version.id,
                key=version.key,
                links=gone.rowcount,
                stuck=len(stuck),
                troubled=marks,
            ),
            now=now,
        )
    return gone.rowcount


def _stuck(session: Session, version: ProgrammeVersion) -> list[Letter]:
    """The programme's letters that wait for a person, those to the office among them."""
    troubled = (LetterStatus.REFUSED, LetterStatus.DOUBTFUL)
    of_programme = select(Letter).where(Letter.programme_id == version.id, Letter.status.in_(troubled))
    return list(session.scalars(of_programme.order_by(Letter.id)))


def _told(session: Session, programme_id: int) -> set[str]:
    """The letters in trouble the office has heard of: what the last housekeeping found, each with its number of tries."""
    last = (
        select(JournalEntry.facts)
        .where(JournalEntry.what == What.HOUSEKEEPING_DONE, JournalEntry.programme_id == programme_id)
        .order_by(JournalEntry.id.desc())
        .limit(1)
    )
    return set((session.scalar(last) or {}).get("troubled", ()))
