"""What a step asks for and writes, each at its time and each once."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from itertools import groupby

from sqlalchemy.orm import Session

from actions import events, locks, people, programmes, requirements, writing
from models.programme import OFFICE_ROLES, Kind, Occasion, Requirement, Role, Step
from models.progress import Enrolment, RequirementState


def ask(
    session: Session, enrolment_id: int, step_key: str, *, before_event: bool, now: datetime
) -> datetime | None:
    """Ask for everything whose time has come, each with its letter; the next asking moment, None when there is none.

    Nobody is invited to an event that is over: its answers are not asked for any more.

    With `before_event`, moments from the end of the step's event on do not count as next.
    """
    enrolment = locks.taking_part(session, enrolment_id)
    step = requirements.step_of(session, enrolment, step_key)
    dates = programmes.dates(session, enrolment.programme_id)
    over = (
        step.event is not None and events.state_of(session, enrolment.programme_id, step.event).ends_at <= now
    )
    due = [
        one
        for one in step.requirements
        if dates.asked(step.key, one.key) <= now and not (over and one.kind is Kind.ANSWER)
    ]
    newly = [one for one in due if requirements.ask(session, enrolment, step.key, one, now=now)]
    for requirement in newly:
        if requirement.kind is Kind.ANSWER:
            events.invite(session, enrolment, step, requirement, now=now)
    _write_requests(session, enrolment, step, newly, now=now)
    later = [at for one in step.requirements if (at := dates.asked(step.key, one.key)) > now]
    if before_event and step.event:
        ends_at = events.state_of(session, enrolment.programme_id, step.event).ends_at
        later = [at for at in later if at < ends_at]
    return min(later, default=None)


def _write_requests(
    session: Session, enrolment: Enrolment, step: Step, newly: Iterable[Requirement], *, now: datetime
) -> None:
    """One letter per person and occasion for what is newly asked of the municipality; answers have their invitation."""
    in_letters = [one for one in newly if one.kind is not Kind.ANSWER and one.role not in OFFICE_ROLES]

    def addressed(one: Requirement) -> tuple[Occasion, Role]:
        return one.occasion, one.role

    for (occasion, role), together in groupby(sorted(in_letters, key=addressed), key=addressed):
        asked = [requirements.state_of(session, enrolment.id, step.key, one.key) for one in together]
        write(session, enrolment, step, occasion, role, now=now, asked=asked, of=asked[0].key)


def write(
    session: Session,
    enrolment: Enrolment,
    step: Step,
    occasion: Occasion,
    role: Role = Role.COORDINATOR,
    *,
    now: datetime,
    asked: Iterable[RequirementState] = (),
    of: str = "",
) -> None:
    """Write the step's letter for the occasion to everybody in the role; nothing when the programme has none."""
    letter = step.letters.get(occasion)
    if letter is None:
        return
    event = events.state_of(session, enrolment.programme_id, step.event) if step.event else None
    for recipient in people.recipients(session, enrolment, role):
        writing.write(
            session,
            letter=letter,
            enrolment=enrolment,
            step=step.key,
            to=recipient,
            occasion=f"{occasion}-{of}" if of else occasion.value,
            now=now,
            event=event,
            method="",
            asked=tuple(asked),
        )
