"""An act of a rehearsal with everything around it looked up."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

from sqlalchemy.orm import Session

from actions.people import recipients
from actions.programmes import publishing
from actions.progress import enrolments, requirements
from languages.catalogues import speak
from models.language import Say
from models.people import Enrolment
from models.programmes.office import Role
from models.programmes.programme import Programme, Requirement
from models.progress import RequirementState
from models.rehearsal import Actor
from rehearsal.agenda import Act


class Scene:
    """An act with everything around it looked up."""

    def __init__(self, session: Session, act: Act, actors: Mapping[int, Actor], now: datetime) -> None:
        self.session, self.act, self.now = session, act, now
        self.enrolment: Enrolment = enrolments.get(session, act.enrolment_id)
        self.actor: Actor = actors[act.enrolment_id]
        self.programme: Programme = publishing.definition(session, self.enrolment.programme_id)
        self.say: Say = speak(self.programme.language, "rehearsal")

    @property
    def state(self) -> RequirementState:
        return self.session.get_one(RequirementState, self.act.requirement_state_id)

    @property
    def requirement(self) -> Requirement:
        return requirements.definition_of(self.session, self.state)

    @property
    def office(self) -> str:
        """Who in the office acts: the person the requirement's role points to, or the one for escalations."""
        return recipients.recipients(self.session, self.enrolment, self._office_role())[0].name

    def _office_role(self) -> Role:
        if self.act.requirement_state_id and self.requirement.role is Role.FACILITATOR:
            return Role.FACILITATOR
        return Role.PROGRAMME_OFFICE
