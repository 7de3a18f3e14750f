"""Reminders and escalation: one statement takes every rung that is due, so that each is used once, by whoever comes first."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from zoneinfo import ZoneInfo

from sqlalchemy import select, text, update
from sqlalchemy.orm import Session

from actions import enrolments, events, journal, locks, people, programmes, requirements, writing
from models.journal import What
from models.people import Contact
from models.programme import Kind
from models.progress import Enrolment, ProgrammeVersion, RequirementState, Rung
from models.states import OWED, EnrolmentStatus
from rules.dates import calendar_of


@dataclass(frozen=True)
class Sweep:
    """What one sweep did: letters of reminder, letters of escalation."""

    reminded: int
    escalated: int


def sweep(session: Session, *, now: datetime) -> Sweep:
    """Use every rung that is due, on working days only, for those who still owe.

    A late sweep finds several rungs of one requirement due: they become one letter, worded by the last of them.
    """
    reminded = escalated = 0
    for version in programmes.published(session):
        programme = programmes.definition(session, version.id)
        today = now.astimezone(ZoneInfo(programme.zone)).date()
        if not calendar_of(programme).is_working_day(today):
            continue
        taken = _take(session, version, now=now)
        reminded += _remind(session, [one for one in taken if not one.escalates], now=now)
        escalated += _escalate(session, [one for one in taken if one.escalates], now=now)
    return Sweep(reminded, escalated)


def _take(session: Session, version: ProgrammeVersion, *, now: datetime) -> Sequence[Rung]:
    """The set-based heart: marks and returns the due rungs of this programme; a rival sweep gets none of them."""
    locks.hold_cohort(session, version.id)
    due = (
        update(Rung)
        .where(
            Rung.at <= now,
            Rung.used_at.is_(None),
            Rung.requirement_state_id == RequirementState.id,
            Rung.due_at == RequirementState.due_at,
            RequirementState.status.in_(OWED),
            RequirementState.enrolment_id == Enrolment.id,
            Enrolment.programme_id == version.id,
            Enrolment.status == EnrolmentStatus.ENROLLED,
        )
        .values(used_at=now)
        .returning(Rung)
        .execution_options(synchronize_session=False, populate_existing=True)
    )
    return sorted(session.scalars(due), key=lambda rung: (rung.requirement_state_id, rung.working_days))


def _remind(session: Session, rungs: Sequence[Rung], *, now: datetime) -> int:
    """One letter per person with everything that person is to be reminded of."""
    latest = {rung.requirement_state_id: rung for rung in rungs}
    by_person: dict[tuple[int, str], list[tuple[people.Recipient, RequirementState, Rung]]] = defaultdict(
        list
    )
    letters = 0
    for state_id, rung in latest.items():
        state = session.get_one(RequirementState, state_id)
        enrolment = enrolments.get(session, state.enrolment_id)
        _journal(session, What.REMINDED, enrolment, state, rung, now)
        if state.kind is Kind.ANSWER:
            letters += _remind_to_answer(session, enrolment, state, rung, now=now)
            continue
        for recipient in people.recipients(session, enrolment, state.role):
            by_person[enrolment.id, recipient.email].append((recipient, state, rung))
    for (enrolment_id, _), owed in by_person.items():
        letters += _write_digest(session, enrolments.get(session, enrolment_id), owed, now=now)
    return letters


def _write_digest(
    session: Session,
    enrolment: Enrolment,
    owed: list[tuple[people.Recipient, RequirementState, Rung]],
    *,
    now: datetime,
) -> int:
    worst = max(owed, key=lambda one: one[2].working_days)
    occasion = "-".join(f"{state.id}.{rung.working_days}" for _, state, rung in owed)
    letter = writing.write(
        session,
        letter="reminder",
        enrolment=enrolment,
        step=worst[1].step,
        to=worst[0],
        occasion=f"{worst[2].due_at:%Y%m%d}-{occasion}",
        now=now,
        missing=tuple(state for _, state, _ in owed),
        facts={"days": max(_days(session, enrolment, rung, now=now) for _, _, rung in owed)},
    )
    return int(letter is not None)


def _remind_to_answer(
    session: Session, enrolment: Enrolment, state: RequirementState, rung: Rung, *, now: datetime
) -> int:
    """Only those who have not answered, each for themselves."""
    requirement = requirements.definition_of(session, state)
    event = events.state_of(session, enrolment.programme_id, requirement.event or "")
    letters = 0
    for contact in events.waiting_for_answer(session, state, event.key):
        letter = writing.write(
            session,
            letter="answer_reminder",
            enrolment=enrolment,
            step=state.step,
            to=people.of_contact(contact),
            occasion=f"{state.id}.{rung.due_at:%Y%m%d}.{rung.working_days}",
            now=now,
            event=event,
            method="",
            missing=(state,),
            facts={"days": _days(session, enrolment, rung, now=now)},
        )
        letters += int(letter is not None)
    return letters


def _days(session: Session, enrolment: Enrolment, rung: Rung, *, now: datetime) -> int:
    """The rung's working days, with the sign that is true today: a late sweep must not call a missed deadline today's."""
    zone = programmes.zone(session, enrolment.programme_id)
    today, due_on = now.astimezone(zone).date(), rung.due_at.astimezone(zone).date()
    if today == due_on:
        return 0
    return max(rung.working_days, 1) if today > due_on else min(rung.working_days, -1)


def _escalate(session: Session, rungs: Sequence[Rung], *, now: datetime) -> int:
    """The last rung: one letter to a named person in the office, and nobody after that."""
    letters = 0
    for rung in rungs:
        state = session.get_one(RequirementState, rung.requirement_state_id)
        enrolment = enrolments.get(session, state.enrolment_id)
        programme = programmes.definition(session, enrolment.programme_id)
        requirement = requirements.definition_of(session, state)
        _journal(session, What.ESCALATED, enrolment, state, rung, now)
        letter = writing.write(
            session,
            letter="escalation",
            enrolment=enrolment,
            step=state.step,
            to=people.of_person(people.escalation_person(programme, requirement.overdue.to)),
            occasion=f"{state.id}.{rung.due_at:%Y%m%d}",
            now=now,
            missing=(state,),
            facts={"days": rung.working_days, "owers": _names(session, enrolment, state)},
        )
        letters += int(letter is not None)
    return letters


def _names(session: Session, enrolment: Enrolment, state: RequirementState) -> tuple[str, ...]:
    """Who owes it, by name, for the person who will have to call them."""
    if state.kind is Kind.ANSWER:
        requirement = requirements.definition_of(session, state)
        silent: list[Contact] = events.waiting_for_answer(session, state, requirement.event or "")
        return tuple(contact.name for contact in silent)
    return tuple(one.name for one in people.recipients(session, enrolment, state.role))


def _journal(
    session: Session, what: What, enrolment: Enrolment, state: RequirementState, rung: Rung, now: datetime
) -> None:
    journal.record(
        session,
        what,
        now=now,
        enrolment=enrolment,
        step=state.step,
        key=state.key,
        working_days=rung.working_days,
        due=rung.due_at.isoformat(),
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
