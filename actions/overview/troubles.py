"""What waits for a person: letters that will not go by themselves, deliveries, and what nobody delivers."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from datetime import datetime, timedelta
from itertools import groupby
from operator import itemgetter
from shlex import quote

from sqlalchemy import ColumnElement, Select, case, func, select
from sqlalchemy.orm import Session

from actions.overview import interview_troubles
from models.ailments import Ailment, Sign
from models.letters import Letter
from models.people import Enrolment, Municipality
from models.programmes.versions import ProgrammeVersion
from models.progress import RequirementState, Rung, Submission
from models.states import OWED, EnrolmentStatus, LetterStatus, RequirementStatus

STUCK_AFTER = timedelta(minutes=15)
"""A letter that is due for so long and has not gone is stuck."""
LEASE_PATIENCE = timedelta(minutes=1)
"""A postman tidies up after others each second."""
OFTEN = 4
"""A letter that was put off so many times has waited for more than a quarter of an hour."""
LISTED = 10
"""Municipalities named for one ailment; the others are counted."""

_SETTLED_BY_HAND = (
    (
        LetterStatus.DOUBTFUL,
        Ailment.LETTERS_DOUBTFUL,
        "`tovholder letters mark-sent NUMBER` or `tovholder letters resend NUMBER`",
    ),
    (
        LetterStatus.REFUSED,
        Ailment.LETTERS_REFUSED,
        "`tovholder letters resend NUMBER` or `tovholder letters discard NUMBER`",
    ),
    (LetterStatus.HELD, Ailment.LETTERS_HELD, "`tovholder letters release NUMBER`"),
)
_ABOUT_REQUIREMENTS = {
    Ailment.DELIVERY_WAITS: (
        "{number} delivery(ies) wait for approval, the first for {days} day(s)",
        "`tovholder approve` or `tovholder return`",
    ),
    Ailment.REQUIREMENT_OVERDUE: (
        "{number} requirement(s) are overdue, the first by {days} day(s)",
        "perhaps `tovholder extend` or `tovholder waive`",
    ),
    Ailment.ESCALATION_UNANSWERED: (
        "{number} requirement(s) are overdue though the office was told, the first by {days} day(s)",
        "call them, or `tovholder extend`, `tovholder waive` or `tovholder withdraw`",
    ),
    Ailment.NOBODY_REMINDED: (
        "{number} requirement(s) are overdue and nobody will be reminded any more, the first by {days} day(s)",
        "call them, or `tovholder extend`, `tovholder waive` or `tovholder withdraw`",
    ),
}


def troubles(session: Session, *, now: datetime, real_now: datetime) -> tuple[Sign, ...]:
    """Everything there is; empty when nobody has to do anything."""
    return (
        *_letters(session),
        *_outbox(session, now=now, real_now=real_now),
        *_requirements(session, now=now),
        *interview_troubles.signs(session, now=now),
    )


def _letters(session: Session) -> Iterator[Sign]:
    by_status = select(Letter.status, func.count()).group_by(Letter.status)
    count = dict(session.execute(by_status).tuples().all())
    for status, ailment, then in _SETTLED_BY_HAND:
        if number := count.get(status):
            cure = f"`tovholder letters list --status {status.value}`, then {then}"
            yield Sign(f"{number} letter(s) are {status.value}", cure, ailment)


def _outbox(session: Session, *, now: datetime, real_now: datetime) -> Iterator[Sign]:
    """Letters that should go by themselves and do not."""
    put_off, left, stuck = session.execute(
        select(
            _number((Letter.status == LetterStatus.QUEUED) & (Letter.attempts >= OFTEN)),
            _number(Letter.lease_until < real_now - LEASE_PATIENCE),
            _number(
                (Letter.status == LetterStatus.QUEUED)
                & (Letter.not_before <= now - STUCK_AFTER)
                & (Letter.retry_at.is_(None) | (Letter.retry_at <= real_now))
            ),
        ).where(Letter.status.in_((LetterStatus.QUEUED, LetterStatus.CLAIMED, LetterStatus.SENDING)))
    ).one()
    look = "`tovholder letters list --status queued`"
    if put_off:
        cure = f"{look}, then `tovholder letters show NUMBER` for the server's words, or `tovholder letters discard NUMBER`"
        yield Sign(f"{put_off} letter(s) were put off {OFTEN} times or more", cure, Ailment.LETTERS_PUT_OFF)
    if left:
        says = f"{left} letter(s) are in the hands of a postman who is gone"
        yield Sign(says, "`tovholder up`, or look into the postman's log", Ailment.LETTERS_LEFT)
    if stuck:
        says = f"{stuck} letter(s) have been queued for more than {STUCK_AFTER.seconds // 60} minutes"
        yield Sign(says, f"{look}; `tovholder up`, or look into the postman's log", Ailment.LETTERS_STUCK)


def _number(condition: ColumnElement[bool]) -> ColumnElement[int]:
    return func.count().filter(condition)


def counted(session: Session, programme_id: int, *, now: datetime) -> Counter[Ailment]:
    """One programme's requirements that wait for the office or are overdue, by what that is called."""
    asked = _asked(now).where(ProgrammeVersion.id == programme_id).subquery()
    numbers = select(asked.c.ailment, func.count()).group_by(asked.c.ailment)
    return Counter({Ailment(name): number for name, number in session.execute(numbers).tuples()})


def _requirements(session: Session, *, now: datetime) -> Iterator[Sign]:
    asked = _asked(now).subquery()
    by_home = (
        select(asked.c.ailment, asked.c.key, asked.c.name, func.count(), func.min(asked.c.since))
        .group_by(asked.c.ailment, asked.c.key, asked.c.name)
        .order_by(asked.c.ailment, asked.c.key, asked.c.name)
    )
    for name, homes in groupby(session.execute(by_home).tuples(), key=itemgetter(0)):
        ailment, named = Ailment(name), list(homes)
        says, then = _ABOUT_REQUIREMENTS[ailment]
        for _, key, home, number, since in named[:LISTED]:
            cure = f"`tovholder status {key} --municipality {quote(home)}`, then {then}"
            days = (now - since).days
            yield Sign(f"{home}: {says.format(number=number, days=days)}", cure, ailment)
        if (more := len(named) - LISTED) > 0:
            yield Sign(f"{more} more municipalities: the same", f"`tovholder status`, then {then}", ailment)


def _asked(now: datetime) -> Select[tuple[str, str, str, datetime]]:
    """Requirements that wait for the office or are overdue: what that is called, whose they are, since when."""
    asked, delivered = RequirementState, RequirementState.status == RequirementStatus.DELIVERED
    came = select(func.max(Submission.at)).where(
        Submission.requirement_state_id == asked.id, Submission.accepted
    )
    rungs = select(Rung.at).where(Rung.requirement_state_id == asked.id, Rung.due_at == asked.due_at)
    ailment = case(
        (delivered, Ailment.DELIVERY_WAITS.value),
        (rungs.where(Rung.used_at.is_(None)).exists(), Ailment.REQUIREMENT_OVERDUE.value),
        (rungs.where(Rung.escalates).exists(), Ailment.ESCALATION_UNANSWERED.value),
        else_=Ailment.NOBODY_REMINDED.value,
    )
    since = case((delivered, func.coalesce(came.scalar_subquery(), now)), else_=asked.due_at)
    return (
        select(ailment.label("ailment"), ProgrammeVersion.key, Municipality.name, since.label("since"))
        .join(Enrolment, Enrolment.id == asked.enrolment_id)
        .join(ProgrammeVersion, ProgrammeVersion.id == Enrolment.programme_id)
        .join(Municipality, Municipality.id == Enrolment.municipality_id)
        .where(
            Enrolment.status == EnrolmentStatus.ENROLLED,
            delivered | (asked.status.in_(OWED) & (asked.due_at < now)),
        )
    )
