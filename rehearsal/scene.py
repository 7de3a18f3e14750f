"""An act of a rehearsal with everything around it looked up."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

from sqlalchemy.orm import Session

from actions.people import links, recipients
from actions.programmes import publishing
from actions.progress import enrolments, requirements
from languages.catalogues import speak
from models.accounts.actors import Actor, administrator
from models.language import Say
from models.people import Contact, Enrolment
from models.programmes.office import Role
from models.programmes.programme import Programme, Requirement
from models.progress import RequirementState
from models.rehearsal import CastMunicipality
from rehearsal.agenda import Turn

REHEARSAL = "rehearsal"
"""What is done here is done through it."""


def rehearsing(name: str) -> Actor:
    """Somebody in the office who plays along."""
    return administrator(name, through=REHEARSAL)


class Scene:
    """An act with everything around it looked up."""

    def __init__(
        self, session: Session, act: Turn, played: Mapping[int, CastMunicipality], now: datetime
    ) -> None:
        self.session, self.act, self.now = session, act, now
        self.enrolment: Enrolment = enrolments.get(session, act.enrolment_id)
        self.home: CastMunicipality = played[act.enrolment_id]
        self.programme: Programme = publishing.definition(session, self.enrolment.programme_id)
        self.say: Say = speak(self.programme.language, "rehearsal")

    @property
    def state(self) -> RequirementState:
        return self.session.get_one(RequirementState, self.act.requirement_state_id)

    @property
    def requirement(self) -> Requirement:
        return requirements.definition_of(self.session, self.state)

    @property
    def office(self) -> Actor:
        """Who in the office acts: the person the requirement's role points to, or the one for escalations."""
        return self.acting_for(self._office_role())

    def acting_for(self, role: Role) -> Actor:
        """Whoever holds the role, in the municipality or in the office."""
        who = recipients.recipients(self.session, self.enrolment, role)[0]
        contact = self.session.get(Contact, who.contact_id) if who.contact_id else None
        return links.actor_of(contact, through=REHEARSAL) if contact else rehearsing(who.name)

    def _office_role(self) -> Role:
        if self.act.requirement_state_id and self.requirement.role is Role.FACILITATOR:
            return Role.FACILITATOR
        return Role.PROGRAMME_OFFICE
