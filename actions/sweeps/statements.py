"""The office's daily statement. Its absence is the alarm."""

from __future__ import annotations

from collections import Counter
from dataclasses import asdict, dataclass
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from actions import clock, journal
from actions.letters import writing
from actions.overview import interview_troubles, standstill, troubles
from actions.people import recipients
from actions.programmes import publishing
from actions.replies import answers
from models.ailments import Ailment
from models.journal import JournalEntry, What
from models.letters import Letter
from models.people import Enrolment
from models.programmes.versions import ProgrammeVersion
from models.progress import StepState, WaitingRun
from models.states import EnrolmentStatus, LetterStatus


@dataclass(frozen=True)
class Statement:
    """What `tovholder doctor` would say about the rows, counted: letters sent since the last statement, and as they are
    now; runs waiting, the oldest in days; requirements; and what stands still in the installation."""

    sent: int = 0
    due: int = 0
    doubtful: int = 0
    refused: int = 0
    waiting: int = 0
    oldest_days: int = 0
    approvals: int = 0
    overdue: int = 0
    unreminded: int = 0
    unplaced: int = 0
    untold: int = 0
    asking: int = 0
    stuck: int = 0


_UNREMINDED = (Ailment.ESCALATION_UNANSWERED, Ailment.NOBODY_REMINDED)


def take_stock(
    session: Session, programme_id: int, *, since: datetime, now: datetime, real_now: datetime
) -> Statement:
    """Count one programme's letters, waiting runs and requirements."""
    letters = select(func.count()).select_from(Letter).where(Letter.programme_id == programme_id)
    by_status = select(Letter.status, func.count()).where(Letter.programme_id == programme_id)
    status = Counter(dict(session.execute(by_status.group_by(Letter.status)).tuples().all()))
    waiting = (
        select(func.count(), func.min(WaitingRun.since))
        .join(StepState, StepState.id == WaitingRun.step_state_id)
        .join(Enrolment, Enrolment.id == StepState.enrolment_id)
        .where(
            Enrolment.programme_id == programme_id,
            Enrolment.status == EnrolmentStatus.ENROLLED,
            WaitingRun.until.is_(None),
        )
    )
    count, oldest = session.execute(waiting).one()
    asked = troubles.counted(session, programme_id, now=now)
    return Statement(
        sent=session.scalar(letters.where(Letter.sent_at > since)) or 0,
        due=status[LetterStatus.QUEUED] + status[LetterStatus.HELD],
        doubtful=status[LetterStatus.DOUBTFUL],
        refused=status[LetterStatus.REFUSED],
        waiting=count,
        oldest_days=(now - oldest).days if oldest else 0,
        approvals=asked[Ailment.DELIVERY_WAITS],
        overdue=asked.total() - asked[Ailment.DELIVERY_WAITS],
        unreminded=sum(asked[ailment] for ailment in _UNREMINDED),
        unplaced=interview_troubles.unplaced(session, programme_id),
        untold=interview_troubles.untold(session, programme_id=programme_id, now=now),
        asking=len(answers.open_(session)),
        stuck=sum(
            sign.ailment is not Ailment.STATEMENT_MISSED  # here it comes
            for sign in standstill.standstill(session, now=now, real_now=real_now)
        ),
    )


def state(session: Session, *, now: datetime) -> int:
    """Write today's statement for every programme with a cohort; the number of letters. Twice a day is once."""
    letters = 0
    for version in publishing.published(session):
        if _has_cohort(session, version):
            letters += _write(session, version, now=now)
    return letters


def _has_cohort(session: Session, version: ProgrammeVersion) -> bool:
    running = select(Enrolment.id).where(
        Enrolment.programme_id == version.id, Enrolment.status == EnrolmentStatus.ENROLLED
    )
    return session.scalar(running.limit(1)) is not None


def _write(session: Session, version: ProgrammeVersion, *, now: datetime) -> int:
    programme = publishing.definition(session, version.id)
    earlier = select(func.max(JournalEntry.at)).where(
        JournalEntry.what == What.STATEMENT_MADE, JournalEntry.programme_id == version.id
    )
    since = session.scalar(earlier) or now - timedelta(days=1)
    stock = take_stock(session, version.id, since=since, now=now, real_now=clock.real_now())
    letter = writing.write_office(
        session,
        letter="statement",
        programme_id=version.id,
        person=recipients.escalation_person(programme),
        occasion=now.astimezone(ZoneInfo(programme.zone)).date().isoformat(),
        now=now,
        facts={**asdict(stock), "since": since.astimezone(ZoneInfo(programme.zone))},
    )
    if letter is None:
        return 0
    journal.record(
        session,
        journal.line(
            What.STATEMENT_MADE,
            programme_id=version.id,
            key=programme.key,
            trouble=stock.doubtful + stock.refused,
            **{name: getattr(stock, name) for name in ("sent", "due", "waiting", "oldest_days", "overdue")},
        ),
        now=now,
    )
    return 1
