"""What should have moved by itself and has not: steps, runs, the engine, and what the schedule does each day."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, time, timedelta
from shlex import quote
from zoneinfo import ZoneInfo

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from actions import clock
from actions.programmes import publishing
from actions.progress import rounds, steps, waiting
from models.ailments import Ailment, Sign
from models.clock import Clock, Pulse
from models.interviews.rows import Interview
from models.journal import JournalEntry, What
from models.people import Enrolment, Municipality
from models.programmes.programme import Programme
from models.programmes.versions import ProgrammeVersion
from models.progress import RequirementState, Rung, StepState, WaitingRun
from models.states import OWED, EnrolmentStatus, InterviewStatus
from rules.programmes.dates import calendar_of

STARTS_WITHIN = timedelta(minutes=5)
GOES_ON_WITHIN = timedelta(minutes=1)
OFTEN_REPLACED = 3
SWEPT_WITHIN = timedelta(hours=1)
TIDIED_WITHIN = timedelta(hours=36)
STATEMENT_BY = time(9)
"""Local time by which the statement of a working day has been written."""

_LOOK = "`tovholder up`, or look into the engine's log"
LAPSED_WITHIN = timedelta(hours=12)
"""Between evening and morning the schedule does not look at interviews."""
_CATCH_UP = "`tovholder catch-up`; the engine's log says why the schedule did not run"


def standstill(session: Session, *, now: datetime, real_now: datetime) -> tuple[Sign, ...]:
    """Everything that stands still. In a rehearsal time stands still too, and nobody keeps the schedule."""
    signs = [
        *_steps(session, now=now, real_now=real_now),
        *_replaced(session),
        *_waiting(session, now=now),
    ]
    if not clock.is_rehearsal(session):
        signs += [
            *_engine(session, real_now=real_now),
            *_reminders(session, now=now),
            *_interviews(session, now=now),
            *_schedule(session, now=now),
        ]
    return tuple(signs)


def _steps(session: Session, *, now: datetime, real_now: datetime) -> Iterator[Sign]:
    """A step that became possible just now, because the one before it is done, is not late."""
    just_now = select(StepState.enrolment_id).where(StepState.done_at > now - STARTS_WITHIN)
    moving = set(session.scalars(just_now))
    due = steps.due_to_start(session, now=now - STARTS_WITHIN, real_now=real_now)
    if late := [one.name for one in due if one.enrolment_id not in moving]:
        yield Sign(
            f"{len(late)} step(s) should have started, the first is {late[0]!r}", _LOOK, Ailment.STEP_LATE
        )


def _replaced(session: Session) -> Iterator[Sign]:
    often = (
        select(StepState, ProgrammeVersion.key, Municipality.name)
        .join(Enrolment, Enrolment.id == StepState.enrolment_id)
        .join(ProgrammeVersion, ProgrammeVersion.id == Enrolment.programme_id)
        .join(Municipality, Municipality.id == Enrolment.municipality_id)
        .where(StepState.status.in_(rounds.LIVE), StepState.generation >= OFTEN_REPLACED)
        .order_by(StepState.id)
    )
    for state, key, home in session.execute(often).tuples():
        pause = f", the next may start at {state.not_before:%H:%M} UTC" if state.not_before else ""
        says = f"{home}: the run of {state.step} was replaced {state.generation} times{pause}"
        cure = f"`tovholder journal {key} --municipality {quote(home)}` and the engine's log say why"
        yield Sign(says, cure, Ailment.RUN_REPLACED)


def _waiting(session: Session, *, now: datetime) -> Iterator[Sign]:
    """Runs that may go on, unless what frees them happened a moment ago."""
    free = [one.step_state_id for one in waiting.free_to_go(session, now=now)]
    news = select(func.max(JournalEntry.at)).where(JournalEntry.enrolment_id == StepState.enrolment_id)
    rows = (
        select(WaitingRun.until, func.coalesce(news.scalar_subquery(), WaitingRun.since))
        .join(StepState, StepState.id == WaitingRun.step_state_id)
        .where(StepState.id.in_(free))
    )
    found = session.execute(rows).tuples().all() if free else ()
    before = now - GOES_ON_WITHIN
    over = [until for until, _ in found if until is not None and until < before]
    open_gates = [at for until, at in found if until is None and at < before]
    if open_gates:
        says = f"{len(open_gates)} run(s) wait at a gate where nothing is missing, or something else than they say"
        yield Sign(says, _LOOK, Ailment.GATE_OPEN)
    if over:
        yield Sign(f"{len(over)} run(s) wait for an instant that has passed", _LOOK, Ailment.WAIT_OVER)


def _engine(session: Session, *, real_now: datetime) -> Iterator[Sign]:
    """Behind, and nothing has happened for so long that it cannot be busy."""
    settled, revision = session.get(Pulse, rounds.PART), session.scalars(select(Clock.revision)).one()
    newest = session.scalar(select(JournalEntry.at).order_by(JournalEntry.id.desc()).limit(1))
    if settled is None or settled.settled_revision >= revision:
        return
    since = max(settled.at, newest or settled.at)
    if since < real_now - GOES_ON_WITHIN:
        behind = revision - settled.settled_revision
        says = f"the engine has not digested {behind} change(s), and last settled at {settled.at:%Y-%m-%d %H:%M} UTC"
        yield Sign(says, _LOOK, Ailment.ENGINE_BEHIND)


def _reminders(session: Session, *, now: datetime) -> Iterator[Sign]:
    """Rungs fall due on the mornings of working days only: one that is left tells of a sweep that did not come."""
    left = (
        select(func.count())
        .select_from(Rung)
        .join(RequirementState, RequirementState.id == Rung.requirement_state_id)
        .join(Enrolment, Enrolment.id == RequirementState.enrolment_id)
        .where(
            Rung.used_at.is_(None),
            Rung.at <= now - SWEPT_WITHIN,
            Rung.due_at == RequirementState.due_at,
            RequirementState.status.in_(OWED),
            Enrolment.status == EnrolmentStatus.ENROLLED,
        )
    )
    if number := session.scalar(left):
        yield Sign(f"{number} reminder(s) are due and were not sent", _CATCH_UP, Ailment.REMINDERS_MISSED)


def _interviews(session: Session, *, now: datetime) -> Iterator[Sign]:
    """Proposals lapse by day and by night; the schedule looks from early morning on."""
    left = (
        select(func.count())
        .select_from(Interview)
        .where(
            Interview.status == InterviewStatus.PROPOSED,
            Interview.lapses_at <= now - LAPSED_WITHIN,
            Interview.starts_at > now,
        )
    )
    if number := session.scalar(left):
        says = f"{number} proposed interview(s) should have lapsed, and hold their time still"
        yield Sign(says, _CATCH_UP, Ailment.INTERVIEWS_MISSED)


def _schedule(session: Session, *, now: datetime) -> Iterator[Sign]:
    for version in publishing.published(session):
        since = session.scalar(
            select(func.min(Enrolment.enrolled_at)).where(
                Enrolment.programme_id == version.id, Enrolment.status == EnrolmentStatus.ENROLLED
            )
        )
        if since is None:
            continue
        morning = _last_morning(publishing.definition(session, version.id), now)
        for what, due, kept_from, ailment in (
            (What.STATEMENT_MADE, morning, morning.replace(hour=0), Ailment.STATEMENT_MISSED),
            (What.HOUSEKEEPING_DONE, now - TIDIED_WITHIN, now - TIDIED_WITHIN, Ailment.HOUSEKEEPING_MISSED),
        ):
            if since < due and not _happened(session, version, what, kept_from):
                says = f"{version.key}: no {ailment.partition('-')[0]} since {kept_from:%Y-%m-%d}"
                yield Sign(says, _CATCH_UP, ailment)


def _last_morning(programme: Programme, now: datetime) -> datetime:
    """The last working day's hour by which its statement should have been written."""
    zone, calendar = ZoneInfo(programme.zone), calendar_of(programme)
    local = now.astimezone(zone)
    day = local.date() if local.time() >= STATEMENT_BY else local.date() - timedelta(days=1)
    while not calendar.is_working_day(day):
        day -= timedelta(days=1)
    return datetime.combine(day, STATEMENT_BY, zone)


def _happened(session: Session, version: ProgrammeVersion, what: What, since: datetime) -> bool:
    line = select(JournalEntry.id).where(
        JournalEntry.programme_id == version.id, JournalEntry.what == what, JournalEntry.at >= since
    )
    return session.scalar(line.limit(1)) is not None
