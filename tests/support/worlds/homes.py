"""A municipality of the small programme with everything asked, and its people's pages."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy.orm import Session

from actions.programmes import publishing
from models.events import Invitation
from models.people import Contact, Enrolment
from models.progress import RequirementState
from tests.support.acts.browsing import page_of
from tests.support.worlds import small_programme


@dataclass
class Home:
    """A municipality with everything asked, and its people's pages."""

    enrolment: Enrolment
    coordinator: Contact
    participant: Contact
    invitations: list[Invitation]
    states: dict[str, RequirementState]
    page: str
    participant_page: str

    def requirement(self, key: str) -> str:
        """Address of a requirement's page."""
        return f"{self.page}/krav/{self.states[key].id}"

    def answer(self, number: int = 0) -> str:
        """Address to which an invitation's answer is posted."""
        return f"{self.page}/svar/{self.invitations[number].id}"


def settle_in(session: Session, enrolment: Enrolment) -> Home:
    """Ask for everything, invite one participant and the coordinator."""
    coordinator = small_programme.coordinator(session, enrolment)
    participant = small_programme.participant(session, enrolment, f"Lea Leder {enrolment.id}")
    invitations = small_programme.invited(session, enrolment, participant, coordinator)
    step = publishing.definition(session, enrolment.programme_id).steps[0]
    return Home(
        enrolment,
        coordinator,
        participant,
        invitations,
        {one.key: small_programme.asked(session, enrolment, one.key) for one in step.requirements},
        page_of(session, coordinator),
        page_of(session, participant),
    )
