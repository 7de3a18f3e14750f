"""What waits for a person, and what should have moved by itself and has not; each with the command that helps."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import Select, func, select
from sqlalchemy.orm import Session

from actions import steps, waiting
from models.letters import Letter
from models.people import Municipality
from models.progress import Enrolment, ProgrammeVersion, RequirementState
from models.states import OWED, EnrolmentStatus, LetterStatus, RequirementStatus

STUCK_AFTER = timedelta(minutes=15)
"""What is due for so long and has not moved is stuck."""


@dataclass(frozen=True)
class Trouble:
    """One thing and its cure. What is not serious is a person's ordinary work."""

    what: str
    cure: str
    serious: bool = False


def troubles(session: Session, *, now: datetime, real_now: datetime) -> tuple[Trouble, ...]:
    """Everything there is; empty when nobody has to do anything."""
    return (
        *_letters(session, now=now, real_now=real_now),
        *_runs(session, now=now, real_now=real_now),
        *_requirements(session, now=now),
    )


def _letters(session: Session, *, now: datetime, real_now: datetime) -> Iterator[Trouble]:
    counted = select(Letter.status, func.count()).group_by(Letter.status)
    count = dict(session.execute(counted).tuples().all())
    for status, cure in (
        (
            LetterStatus.DOUBTFUL,
            "then `tovholder letters mark-sent NUMBER` or `tovholder letters resend NUMBER`",
        ),
        (
            LetterStatus.REFUSED,
            "then `tovholder letters resend NUMBER` or `tovholder letters discard NUMBER`",
        ),
    ):
        if number := count.get(status):
            look = f"`tovholder letters list --status {status.value}`, {cure}"
            yield Trouble(f"{number} letter(s) are {status.value}", look, serious=True)
    if number := count.get(LetterStatus.HELD):
        look = "`tovholder letters list --status held`, then `tovholder letters release NUMBER`"
        yield Trouble(f"{number} letter(s) are held", look)
    stuck = session.scalar(
        select(func.count()).where(
            Letter.status == LetterStatus.QUEUED,
            Letter.not_before <= now - STUCK_AFTER,
            (Letter.retry_at.is_(None)) | (Letter.retry_at <= real_now),
        )
    )
    if stuck:
        what = f"{stuck} letter(s) have been queued for more than {STUCK_AFTER.seconds // 60} minutes"
        yield Trouble(what, "`tovholder up`, or look into the postman's log", serious=True)


def _runs(session: Session, *, now: datetime, real_now: datetime) -> Iterator[Trouble]:
    late = steps.due_to_start(session, now=now - STUCK_AFTER, real_now=real_now)
    if late:
        what = f"{len(late)} step(s) should have started, the first is {late[0].name!r}"
        yield Trouble(what, "`tovholder up`, or look into the engine's log", serious=True)
    free = waiting.free_to_go(session, now=now)
    if free:
        what = f"{len(free)} run(s) may go on"
        yield Trouble(what, "nothing to do while `tovholder up` runs: the engine resumes them")


def _requirements(session: Session, *, now: datetime) -> Iterator[Trouble]:
    delivered = _by_municipality().where(RequirementState.status == RequirementStatus.DELIVERED)
    for key, home, number in session.execute(delivered):
        cure = (
            f"`tovholder status {key} --municipality {home}`, then `tovholder approve` or `tovholder return`"
        )
        yield Trouble(f"{home}: {number} delivery(ies) wait for approval", cure)
    overdue = _by_municipality().where(RequirementState.status.in_(OWED), RequirementState.due_at < now)
    for key, home, number in session.execute(overdue):
        cure = f"`tovholder status {key} --municipality {home}`, then perhaps `tovholder extend` or `tovholder waive`"
        yield Trouble(f"{home}: {number} requirement(s) are overdue", cure)


def _by_municipality() -> Select[tuple[str, str, int]]:
    return (
        select(ProgrammeVersion.key, Municipality.name, func.count())
        .join(Enrolment, Enrolment.programme_id == ProgrammeVersion.id)
        .join(Municipality, Municipality.id == Enrolment.municipality_id)
        .join(RequirementState, RequirementState.enrolment_id == Enrolment.id)
        .where(Enrolment.status == EnrolmentStatus.ENROLLED)
        .group_by(ProgrammeVersion.key, Municipality.name)
        .order_by(ProgrammeVersion.key, Municipality.name)
    )
