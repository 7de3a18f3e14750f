"""Reminders and escalation: one statement takes every rung that is due, so that each is used once, by whoever comes first."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import NamedTuple
from zoneinfo import ZoneInfo

from sqlalchemy import select, text, update
from sqlalchemy.orm import Session

from actions import bulk, journal
from actions.events import invitations
from actions.letters import writing
from actions.people import recipients
from actions.people.recipients import Recipient
from actions.programmes import publishing
from actions.progress import locks
from models.journal import What
from models.people import Contact, Enrolment
from models.programmes.event_states import EventState
from models.programmes.office import Role
from models.programmes.programme import Programme, Requirement
from models.progress import RequirementState, Rung
from models.states import OWED, EnrolmentStatus
from rules.programmes.dates import calendar_of

TOGETHER = 500
"""Municipalities whose letters are written together: enough to spare statements, few enough for the memory."""


@dataclass(frozen=True)
class Sweep:
    """What one sweep did: letters of reminder, letters of escalation."""

    reminded: int
    escalated: int


class Due(NamedTuple):
    """A rung that was taken, by its numbers: nothing is loaded before its turn comes."""

    state_id: int
    working_days: int
    escalates: bool
    enrolment_id: int


def sweep(session: Session, *, now: datetime) -> Sweep:
    """Use every rung that is due, on working days only, for those who still owe.

    A late sweep finds several rungs of one requirement due: they become one letter, worded by the last of them.
    All of it is one transaction: a sweep that dies has used no rung, and the next one finds everything due.
    """
    reminded = escalated = 0
    for some in _together(_take(session, now=now)):
        written = _write(session, some, now=now)
        escalations = sum(order.letter == "escalation" for order in written)
        reminded, escalated = reminded + len(written) - escalations, escalated + escalations
    return Sweep(reminded, escalated)


def _take(session: Session, *, now: datetime) -> list[Due]:
    """The set-based heart: marks and returns the due rungs; a rival sweep waits, and gets none of them.

    Nobody whose rung is taken leaves until the transaction ends; everything else may go on meanwhile.
    """
    locks.sweep_alone(session)
    # the planner reads every requirement to find the few that are due, unless it knows that nothing here is a turning disk
    session.execute(text("SET LOCAL random_page_cost = 1.1"))
    due = (
        select(Rung, RequirementState.enrolment_id)
        .join(RequirementState, RequirementState.id == Rung.requirement_state_id)
        .join(Enrolment, Enrolment.id == RequirementState.enrolment_id)
        .where(
            Rung.at <= now,
            Rung.used_at.is_(None),
            Rung.due_at == RequirementState.due_at,
            RequirementState.status.in_(OWED),
            Enrolment.programme_id.in_(_at_work(session, now)),
        )
        .cte("due")
    )
    staying = locks.staying(select(due.c.enrolment_id)).cte("staying")
    taken = (
        update(Rung)
        .where(
            Rung.requirement_state_id == due.c.requirement_state_id,
            Rung.due_at == due.c.due_at,
            Rung.working_days == due.c.working_days,
            due.c.enrolment_id == staying.c.id,
        )
        .values(used_at=now)
        .returning(due.c.requirement_state_id, due.c.working_days, due.c.escalates, due.c.enrolment_id)
        .execution_options(synchronize_session=False)
    )
    return sorted(Due(*row) for row in session.execute(taken))


def _at_work(session: Session, now: datetime) -> list[int]:
    """The programmes for which today is a working day."""

    def works(programme: Programme) -> bool:
        return calendar_of(programme).is_working_day(now.astimezone(ZoneInfo(programme.zone)).date())

    versions = [version.id for version in publishing.published(session)]
    return [one for one in versions if works(publishing.definition(session, one))]


def _together(taken: Sequence[Due]) -> Iterator[list[Due]]:
    """Some municipalities at a time, each with everything it owes."""
    owed: defaultdict[int, list[Due]] = defaultdict(list)
    for due in taken:
        owed[due.enrolment_id].append(due)
    each = list(owed.values())
    for first in range(0, len(each), TOGETHER):
        yield sorted(due for dues in each[first : first + TOGETHER] for due in dues)


class _Owed(NamedTuple):
    """A requirement whose turn has come, with all that a letter about it speaks of."""

    state: RequirementState
    enrolment: Enrolment
    programme: Programme
    requirement: Requirement
    working_days: int

    def days(self, now: datetime) -> int:
        """The rung's working days, with the sign that is true today: a late sweep must not call a missed deadline today's."""
        zone = ZoneInfo(self.programme.zone)
        today, due_on = now.astimezone(zone).date(), self.state.due_at.astimezone(zone).date()
        if today == due_on:
            return 0
        return max(self.working_days, 1) if today > due_on else min(self.working_days, -1)


class _People(NamedTuple):
    """Those the letters of some municipalities go to: by role, and by the event they have not answered."""

    recipients: Mapping[tuple[int, Role], tuple[Recipient, ...]]
    silent: Mapping[tuple[int, str], list[Contact]]

    def names(self, owed: _Owed) -> tuple[str, ...]:
        """Who owes it, by name, for the person who will have to call them."""
        who: Sequence[Recipient | Contact] = (
            self.silent.get((owed.enrolment.id, owed.requirement.event or ""), ())
            if owed.state.kind.rules.by_invitation
            else self.recipients[owed.enrolment.id, owed.state.role]
        )
        return tuple(one.name for one in who)


def _write(session: Session, taken: Sequence[Due], *, now: datetime) -> tuple[writing.Order, ...]:
    """The letters about these rungs; each leaves its line in the journal."""
    latest = {due.state_id: due for due in taken if not due.escalates}.values()
    last = [due for due in taken if due.escalates]
    owed = _owed(session, [*latest, *last])
    reminded, escalated = owed[: len(latest)], owed[len(latest) :]
    lines = [_line(What.REMINDED, one) for one in reminded] + [
        _line(What.ESCALATED, one) for one in escalated
    ]
    journal.record(session, *lines, now=now)
    asked = _people(session, owed)
    answers = [one for one in reminded if one.state.kind.rules.by_invitation]
    others = [one for one in reminded if not one.state.kind.rules.by_invitation]
    orders = [
        *_to_answer(session, answers, asked, now),
        *_digests(others, asked, now),
        *(_escalation(one, asked) for one in escalated),
    ]
    return writing.write_all(session, orders, now=now)


def _owed(session: Session, taken: Sequence[Due]) -> list[_Owed]:
    wanted = (
        select(RequirementState, Enrolment)
        .join(Enrolment, Enrolment.id == RequirementState.enrolment_id)
        .where(bulk.among(RequirementState.id, {due.state_id for due in taken}))
        .execution_options(populate_existing=True)
    )
    found = {state.id: (state, enrolment) for state, enrolment in session.execute(wanted).tuples()}
    ids = {enrolment.programme_id for _, enrolment in found.values()}
    known = {one: publishing.definition(session, one) for one in ids}

    def owed(due: Due) -> _Owed:
        state, enrolment = found[due.state_id]
        programme = known[enrolment.programme_id]
        requirement = programme.step(state.step).requirement(state.key)
        return _Owed(state, enrolment, programme, requirement, due.working_days)

    return [owed(due) for due in taken]


def _line(what: What, owed: _Owed) -> journal.JournalLine:
    state, enrolment = owed.state, owed.enrolment
    facts = {"working_days": owed.working_days, "due": state.due_at.isoformat()}
    return journal.JournalLine(what, enrolment.programme_id, enrolment.id, state.step, state.key, facts)


def _people(session: Session, owed: Sequence[_Owed]) -> _People:
    roles = {(one.enrolment, one.state.role) for one in owed if not one.state.kind.rules.by_invitation}
    answers = {
        (one.enrolment.id, one.requirement.event or "") for one in owed if one.state.kind.rules.by_invitation
    }
    return _People(recipients.recipients_of(session, roles), invitations.silent(session, answers))


def _digests(owed: Sequence[_Owed], asked: _People, now: datetime) -> Iterator[writing.Order]:
    """One letter per person with everything that person is to be reminded of."""
    shares: defaultdict[tuple[int, str], list[tuple[Recipient, _Owed]]] = defaultdict(list)
    for one in owed:
        for recipient in asked.recipients[one.enrolment.id, one.state.role]:
            shares[one.enrolment.id, recipient.email].append((recipient, one))
    for share in shares.values():
        to, worst = max(share, key=lambda one: one[1].working_days)
        occasion = "-".join(f"{one.state.id}.{one.working_days}" for _, one in share)
        yield writing.Order(
            letter="reminder",
            enrolment=worst.enrolment,
            step=worst.state.step,
            to=to,
            occasion=f"{worst.state.due_at:%Y%m%d}-{occasion}",
            missing=tuple(one.state for _, one in share),
            facts={"days": max(one.days(now) for _, one in share)},
        )


def _to_answer(
    session: Session, owed: Sequence[_Owed], asked: _People, now: datetime
) -> Iterator[writing.Order]:
    """Only those who have not answered, each for themselves."""
    known: dict[tuple[int, str], EventState] = {}
    for one in owed:
        place = one.enrolment.programme_id, one.requirement.event or ""
        known[place] = event = known.get(place) or invitations.state_of(session, *place)
        for contact in asked.silent.get((one.enrolment.id, event.key), ()):
            yield writing.Order(
                letter="answer_reminder",
                enrolment=one.enrolment,
                step=one.state.step,
                to=recipients.of_contact(contact),
                occasion=f"{one.state.id}.{one.state.due_at:%Y%m%d}.{one.working_days}",
                event=event,
                method="",
                missing=(one.state,),
                facts={"days": one.days(now)},
            )


def _escalation(owed: _Owed, asked: _People) -> writing.Order:
    """The last rung: one letter to a named person in the office, and nobody after that."""
    return writing.Order(
        letter="escalation",
        enrolment=owed.enrolment,
        step=owed.state.step,
        to=recipients.of_person(recipients.escalation_person(owed.programme, owed.requirement.overdue.to)),
        occasion=f"{owed.state.id}.{owed.state.due_at:%Y%m%d}",
        missing=(owed.state,),
        facts={"days": owed.working_days, "owers": asked.names(owed)},
    )


def next_rung(session: Session) -> datetime | None:
    """When the next unused rung of somebody who owes falls due; a rehearsal skips the days before it."""
    ahead = (
        select(Rung.at)
        .join(RequirementState, RequirementState.id == Rung.requirement_state_id)
        .where(Rung.used_at.is_(None), Rung.due_at == RequirementState.due_at)
        .join(Enrolment, Enrolment.id == RequirementState.enrolment_id)
        .where(RequirementState.status.in_(OWED), Enrolment.status == EnrolmentStatus.ENROLLED)
    )
    return session.scalar(ahead.order_by(text("rungs.at")).limit(1))
