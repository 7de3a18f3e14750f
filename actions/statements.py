"""The office's daily statement. Its absence is the alarm."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from actions import journal, people, programmes, writing
from models.journal import JournalEntry, What
from models.letters import Letter
from models.progress import Enrolment, ProgrammeVersion, RequirementState, StepState, WaitingRun
from models.states import OWED, EnrolmentStatus, LetterStatus


@dataclass(frozen=True)
class Statement:
    """Letters sent since the last statement, queued and in trouble; runs waiting, the oldest in days; items overdue."""

    sent: int
    due: int
    trouble: int
    waiting: int
    oldest_days: int
    overdue: int


def take_stock(session: Session, programme_id: int, *, since: datetime, now: datetime) -> Statement:
    """Count one programme's letters, waiting runs and overdue requirements."""
    ours = select(Enrolment.id).where(
        Enrolment.programme_id == programme_id, Enrolment.status == EnrolmentStatus.ENROLLED
    )
    letters = select(func.count()).select_from(Letter).where(Letter.programme_id == programme_id)
    waiting = (
        select(func.count(), func.min(WaitingRun.since))
        .join(StepState, StepState.id == WaitingRun.step_state_id)
        .where(StepState.enrolment_id.in_(ours), WaitingRun.until.is_(None))
    )
    count, oldest = session.execute(waiting).one()
    overdue = select(func.count()).where(
        RequirementState.enrolment_id.in_(ours),
        RequirementState.status.in_(OWED),
        RequirementState.due_at < now,
    )
    troubled = (LetterStatus.REFUSED, LetterStatus.DOUBTFUL)
    return Statement(
        sent=session.scalar(letters.where(Letter.sent_at > since)) or 0,
        due=session.scalar(letters.where(Letter.status.in_((LetterStatus.QUEUED, LetterStatus.HELD)))) or 0,
        trouble=session.scalar(letters.where(Letter.status.in_(troubled))) or 0,
        waiting=count,
        oldest_days=(now - oldest).days if oldest else 0,
        overdue=session.scalar(overdue) or 0,
    )


def state(session: Session, *, now: datetime) -> int:
    """Write today's statement for every programme with a cohort; the number of letters. Twice a day is once."""
    letters = 0
    for version in programmes.published(session):
        if _has_cohort(session, version):
            letters += _write(session, version, now=now)
    return letters


def _has_cohort(session: Session, version: ProgrammeVersion) -> bool:
    running = select(Enrolment.id).where(
        Enrolment.programme_id == version.id, Enrolment.status == EnrolmentStatus.ENROLLED
    )
    return session.scalar(running.limit(1)) is not None


def _write(session: Session, version: ProgrammeVersion, *, now: datetime) -> int:
    programme = programmes.definition(session, version.id)
    earlier = select(func.max(JournalEntry.at)).where(
        JournalEntry.what == What.STATEMENT_MADE, JournalEntry.programme_id == version.id
    )
    since = session.scalar(earlier) or now - timedelta(days=1)
    stock = take_stock(session, version.id, since=since, now=now)
    facts = {name: getattr(stock, name) for name in Statement.__dataclass_fields__}
    letter = writing.write_office(
        session,
        letter="statement",
        programme_id=version.id,
        person=people.escalation_person(programme),
        occasion=now.astimezone(ZoneInfo(programme.zone)).date().isoformat(),
        now=now,
        facts={**facts, "since": since.astimezone(ZoneInfo(programme.zone))},
    )
    if letter is None:
        return 0
    journal.record(session, What.STATEMENT_MADE, now=now, programme_id=version.id, key=programme.key, **facts)
    return 1
