"""Tasks every step is made of. What an earlier leg has done makes no task run again: a resumed run starts from the top."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from actions import clock
from actions.database import reading, transaction
from actions.gates import asking
from actions.progress import enrolments, steps
from languages.errors import error_text
from models.errors.error import TovholderError
from models.programmes.office import Role
from models.programmes.programme import Occasion
from tasks.acting import act
from tasks.speaking import speak_from_here


def take_up(enrolment_id: int, step: str, run_id: UUID) -> bool:
    """Begin a leg; False when the step is done already. A run that has no business here is journalled and fails."""
    with reading() as session:
        speak_from_here(enrolments.language_of(session, enrolment_id))
        plays = steps.plays(session, enrolment_id, step, run_id)
    return plays or _begin(enrolment_id, step, run_id)


def ask(enrolment_id: int, step: str, *, before_event: bool = False) -> datetime | None:
    """Ask for everything whose time has come; the next asking moment (before the event's end), None when none is left."""
    with reading() as session:
        anything, later = asking.outlook(
            session, enrolment_id, step, before_event=before_event, now=clock.now(session)
        )
    return _ask(enrolment_id, step, before_event=before_event) if anything else later


def write(enrolment_id: int, step: str, occasion: Occasion, role: Role = Role.COORDINATOR) -> None:
    """Write the step's letter for the occasion to everybody in the role, once."""
    with reading() as session:
        written = asking.is_written(session, enrolment_id, step, occasion, role)
    if not written:
        _write(enrolment_id, step, occasion, role)


def said_to_staff(enrolment_id: int, refused: TovholderError) -> str:
    """What went wrong, in the programme's language."""
    with reading() as session:
        return error_text(refused, enrolments.language_of(session, enrolment_id))


@act("begin")
def _begin(enrolment_id: int, step: str, run_id: UUID) -> bool:
    try:
        with transaction() as session:
            return steps.take_up(session, enrolment_id, step, run_id, now=clock.now(session))
    except TovholderError as refused:
        with transaction() as session:
            steps.refuse(session, enrolment_id, step, why=refused.english(), now=clock.now(session))
        raise


@act("ask")
def _ask(enrolment_id: int, step: str, *, before_event: bool) -> datetime | None:
    with transaction() as session:
        return asking.ask(session, enrolment_id, step, before_event=before_event, now=clock.now(session))


@act("write")
def _write(enrolment_id: int, step: str, occasion: Occasion, role: Role) -> None:
    with transaction() as session:
        asking.write(session, enrolment_id, step, occasion, role, now=clock.now(session))


@act("finish")
def finish(enrolment_id: int, step: str) -> None:
    """The step is done."""
    with transaction() as session:
        steps.finish(session, enrolment_id, step, now=clock.now(session))
