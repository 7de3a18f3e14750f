"""What commands have done to a municipality of the small programme, as the database has it."""

from __future__ import annotations

from collections.abc import Callable

from typer.testing import Result

from actions import database
from actions.events import invitations as event_invitations
from actions.overview import chronicle
from actions.progress import requirements
from models.events import Invitation
from models.journal import What
from models.people import Contact, Enrolment
from models.progress import RequirementState
from models.states import RequirementStatus

Command = Callable[..., Result]


PROGRAMME = "lille-forloeb"


def state(enrolment: Enrolment, key: str) -> RequirementState:
    """The requirement as it is now."""
    with database.transaction() as session:
        return requirements.state_of(session, enrolment.id, "workshop", key)


def status(enrolment: Enrolment, key: str) -> RequirementStatus:
    return state(enrolment, key).status


def invitations(enrolment: Enrolment) -> dict[str, Invitation]:
    """Vejle's invitations to the workshop by address."""
    with database.transaction() as session:
        event = event_invitations.state_of(session, enrolment.programme_id, "workshop")
        return {
            session.get_one(Contact, one.contact_id).email: one
            for one in event_invitations.invitations(session, event, enrolment)
        }


def happened(enrolment: Enrolment) -> list[What]:
    with database.transaction() as session:
        told = chronicle.chronicle(session, [enrolment.programme_id], enrolment_id=enrolment.id)
    return [one.what for one in told]
