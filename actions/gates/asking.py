"""What a step asks for and writes, each at its time and each once."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from itertools import groupby

from sqlalchemy.orm import Session

from actions.events import attendance, invitations
from actions.letters import writing
from actions.people import recipients
from actions.programmes import publishing
from actions.progress import enrolments, locks, requirements
from models.people import Enrolment
from models.programmes.office import OFFICE_ROLES, Role
from models.programmes.programme import Occasion, Requirement, Step
from models.progress import RequirementState


def ask(
    session: Session, enrolment_id: int, step_key: str, *, before_event: bool, now: datetime
) -> datetime | None:
    """Ask for everything whose time has come, each with its letter; the next asking moment, None when there is none.

    Nobody is invited to an event that is over: its answers are not asked for any more.

    With `before_event`, moments from the end of the step's event on do not count as next.
    """
    enrolment = locks.taking_part(session, enrolment_id)
    step = requirements.step_of(session, enrolment, step_key)
    due, later = _timetable(session, enrolment, step, before_event=before_event, now=now)
    newly = [one for one in due if requirements.ask(session, enrolment, step.key, one, now=now)]
    for requirement in newly:
        if requirement.kind.rules.by_invitation:
            invitations.invite(session, enrolment, step, requirement, now=now)
        if requirement.kind.rules.afterwards:
            attendance.settle_early(session, enrolment, requirement.event or "", now=now)
    _write_requests(session, enrolment, step, newly, now=now)
    return later


def outlook(
    session: Session, enrolment_id: int, step_key: str, *, before_event: bool, now: datetime
) -> tuple[bool, datetime | None]:
    """Whether asking would ask for anything now, and the next asking moment; nothing is changed.

    Raises:
        NotEnrolled: when the municipality has left.
    """
    enrolment = enrolments.active(session, enrolment_id)
    step = requirements.step_of(session, enrolment, step_key)
    due, later = _timetable(session, enrolment, step, before_event=before_event, now=now)
    asked = {state.key for state in requirements.states(session, enrolment_id, step_key)}
    return any(one.key not in asked for one in due), later


def _timetable(
    session: Session, enrolment: Enrolment, step: Step, *, before_event: bool, now: datetime
) -> tuple[list[Requirement], datetime | None]:
    """What is to be asked for by now, whether it has been or not, and when more follows."""
    dates = publishing.dates(session, enrolment.programme_id)
    ends_at = (
        invitations.state_of(session, enrolment.programme_id, step.event).ends_at if step.event else None
    )
    over = ends_at is not None and ends_at <= now
    asked = {one.key: dates.asked(step.key, one.key) for one in step.requirements}
    due = [
        one
        for one in step.requirements
        if asked[one.key] <= now and not (over and one.kind.rules.by_invitation)
    ]
    later = [at for at in asked.values() if at > now]
    if before_event and ends_at is not None:
        later = [at for at in later if at < ends_at]
    return due, min(later, default=None)


def _write_requests(
    session: Session, enrolment: Enrolment, step: Step, newly: Iterable[Requirement], *, now: datetime
) -> None:
    """One letter per person and occasion for what is newly asked of the municipality; answers have their invitation."""
    in_letters = [one for one in newly if not one.kind.rules.by_invitation and one.role not in OFFICE_ROLES]

    def addressed(one: Requirement) -> tuple[Occasion, Role]:
        return one.occasion, one.role

    for (occasion, role), together in groupby(sorted(in_letters, key=addressed), key=addressed):
        asked = [requirements.state_of(session, enrolment.id, step.key, one.key) for one in together]
        orders = _orders(session, enrolment, step, occasion, role, asked=asked, of=asked[0].key)
        writing.write_all(session, orders, now=now)


def write(
    session: Session, enrolment_id: int, step_key: str, occasion: Occasion, role: Role, *, now: datetime
) -> None:
    """Write the step's letter for the occasion to everybody in the role; nothing when the programme has none.

    Raises:
        NotEnrolled: when the municipality has left.
    """
    enrolment = enrolments.active(session, enrolment_id)
    step = requirements.step_of(session, enrolment, step_key)
    writing.write_all(session, _orders(session, enrolment, step, occasion, role), now=now)


def is_written(session: Session, enrolment_id: int, step_key: str, occasion: Occasion, role: Role) -> bool:
    """Whether everybody in the role has that letter, or the programme has none.

    Raises:
        NotEnrolled: when the municipality has left.
    """
    enrolment = enrolments.active(session, enrolment_id)
    step = requirements.step_of(session, enrolment, step_key)
    return writing.all_there(session, _orders(session, enrolment, step, occasion, role))


def _orders(
    session: Session,
    enrolment: Enrolment,
    step: Step,
    occasion: Occasion,
    role: Role,
    *,
    asked: Iterable[RequirementState] = (),
    of: str = "",
) -> list[writing.Order]:
    letter = step.letters.get(occasion)
    if letter is None:
        return []
    return [
        writing.Order(
            letter,
            enrolment,
            step.key,
            recipient,
            f"{occasion}-{of}" if of else occasion.value,
            invitations.state_of(session, enrolment.programme_id, step.event) if step.event else None,
            method="",
            asked=tuple(asked),
        )
        for recipient in recipients.recipients(session, enrolment, role)
    ]
