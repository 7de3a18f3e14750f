"""Letters that say a delivery has come: what is still missing, or what is to be explained about it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime

from sqlalchemy.orm import Session

from actions.letters import writing
from actions.letters.writing import Order
from actions.people import recipients
from actions.progress import requirements
from models.accounts.actors import Actor
from models.people import Contact, Enrolment
from models.programmes.office import OFFICE_ROLES, Role
from models.programmes.programme import Requirement
from models.progress import RequirementState, Submission
from models.states import OWED


def questioned(
    session: Session,
    enrolment: Enrolment,
    state: RequirementState,
    submission: Submission,
    count: int,
    *,
    actor: Actor,
    now: datetime,
) -> None:
    """Say that it is kept, and that so many questions are to be answered before it counts."""
    facts = {"title": requirements.definition_of(session, state).title, "questions": count}
    _write(session, "figures_questioned", enrolment, state, submission, facts=facts, actor=actor, now=now)


def all_in(
    session: Session,
    enrolment: Enrolment,
    state: RequirementState,
    requirement: Requirement,
    submission: Submission,
    *,
    actor: Actor,
    now: datetime,
) -> None:
    """Say that it has come, and what is still missing."""
    asked = requirements.states(session, enrolment.id)
    owed = [one for one in asked if one.status in OWED and one.role not in OFFICE_ROLES]
    facts = {"title": requirement.title, "awaits_approval": requirement.approval}
    _write(session, "receipt", enrolment, state, submission, facts=facts, missing=owed, actor=actor, now=now)


def _write(
    session: Session,
    letter: str,
    enrolment: Enrolment,
    state: RequirementState,
    submission: Submission,
    *,
    actor: Actor,
    facts: Mapping[str, object],
    missing: Sequence[RequirementState] = (),
    now: datetime,
) -> None:
    """To who delivered, or else to the coordinator. What the office itself delivers needs no letter."""
    if state.role in OFFICE_ROLES:
        return
    who = session.get_one(Contact, actor.behind.contact_id) if actor.behind else None
    coordinators = recipients.recipients(session, enrolment, Role.COORDINATOR)
    to = (recipients.of_contact(who),) if who else coordinators
    occasion = f"submission-{submission.id}-{submission.at:%Y%m%dT%H%M%S%f}"
    orders = [Order(letter, enrolment, state.step, one, occasion, missing=missing, facts=facts) for one in to]
    writing.write_all(session, orders, now=now)
