"""A municipality leaves the programme."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import update
from sqlalchemy.orm import Session

from actions import clock, journal
from actions.events import invitations
from actions.interviews import changes
from actions.letters import outbox, writing
from actions.letters.writing import Order
from actions.people import recipients
from actions.progress import locks
from actions.signing import signed
from actions.things import thing
from models.accounts.actors import Actor
from models.journal import What
from models.people import Enrolment
from models.programmes.office import Role
from models.progress import RequirementState, StepState
from models.states import ENROLMENT, SETTLED, EnrolmentStatus, RequirementStatus, StepStatus
from rules import permissions
from rules.permissions import Act
from rules.transitions import move


def withdraw(session: Session, enrolment: Enrolment, *, actor: Actor, reason: str, now: datetime) -> None:
    """The municipality leaves: its steps end, nothing more is asked or sent, its invitations are called off.

    Raises:
        NameMissing, ReasonMissing, NotEnrolled: when it has left already.
    """
    reason = signed(actor, reason)
    permissions.check(actor, Act.WITHDRAW, thing(enrolment=enrolment))
    enrolment = locks.leaving(session, enrolment.id)
    enrolment.status = move(enrolment.status, EnrolmentStatus.WITHDRAWN, ENROLMENT, thing="The enrolment")
    enrolment.ended_at = now
    session.execute(
        update(StepState)
        .where(StepState.enrolment_id == enrolment.id, StepState.status != StepStatus.DONE)
        .values(status=StepStatus.WITHDRAWN)
    )
    session.execute(
        update(RequirementState)
        .where(RequirementState.enrolment_id == enrolment.id, RequirementState.status.not_in(SETTLED))
        .values(status=RequirementStatus.WITHDRAWN)
    )
    outbox.discard_waiting(session, enrolment, now=now)
    invitations.call_off(session, enrolment, now=now)
    changes.call_off(session, enrolment, now=now)
    coordinators = recipients.recipients(session, enrolment, Role.COORDINATOR)
    orders = [Order("withdrawn_confirmation", enrolment, "", one, "withdrawn") for one in coordinators]
    writing.write_all(session, orders, now=now)
    journal.record(
        session, journal.line(What.WITHDRAWN, enrolment=enrolment, actor=actor, why=reason), now=now
    )
    clock.stir(session)
