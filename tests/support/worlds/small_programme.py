"""A small programme made in Python, a municipality in it, and things asked of it: ground for tests of several rooms."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

from sqlalchemy.orm import Session

from actions.events import invitations
from actions.programmes import publishing
from actions.progress import enrolments, requirements
from actions.progress.enrolments import NewContact
from models.accounts.actors import administrator
from models.events import Invitation
from models.people import Contact, Enrolment
from models.programmes.event_states import EventState
from models.programmes.office import Role
from models.programmes.programme import Programme
from models.programmes.versions import ProgrammeVersion
from models.progress import RequirementState

NOW = datetime(2022, 9, 1, 10, tzinfo=UTC)
"""A Thursday in the small programme's first step."""

EXPECTATIONS: list[dict[str, Any]] = [
    {"key": "wish", "title": "Hvad vil I have ud af det?", "type": "long_text"},
    {"key": "hours", "title": "Timer om ugen", "type": "integer", "at_least": 1, "at_most": 37},
    {"key": "start", "title": "Startdato", "type": "date", "required": False},
    {"key": "backed", "title": "Bakker ledelsen op?", "type": "yes_no"},
    {"key": "pace", "title": "Tempo", "type": "choice", "choices": ["Roligt", "Hurtigt"]},
    {
        "key": "initiatives",
        "title": "Indsatser",
        "type": "rows",
        "at_least": 1,
        "at_most": 3,
        "fields": [
            {"key": "title", "title": "Indsats", "type": "text"},
            {"key": "owner", "title": "Ansvarlig", "type": "email"},
        ],
    },
]

REQUIREMENTS: list[dict[str, Any]] = [
    {"key": "staff_data", "title": "Personaledata", "kind": "dataset", "dataset": "foranalyse"},
    {"key": "presentation", "title": "Jeres oplæg", "kind": "document"},
    {"key": "agreement", "title": "Samarbejdsaftale", "kind": "document", "approval": True},
    {"key": "expectations", "title": "Forventninger", "kind": "form", "fields": EXPECTATIONS},
    {"key": "group", "title": "Deltagerliste", "kind": "participants"},
    {"key": "consent", "title": "Direktionens tilsagn", "kind": "approval"},
    {"key": "talks", "title": "Interview", "kind": "interviews", "count": 2, "from": "facilitator"},
    {
        "key": "answers",
        "title": "Svar på invitation",
        "kind": "answer",
        "event": "workshop",
        "from": "participant",
    },
    {"key": "staff_data_again", "title": "Personaledata igen", "kind": "dataset", "dataset": "foranalyse"},
    {
        "key": "present",
        "title": "Fremmøde",
        "kind": "attendance",
        "event": "workshop",
        "from": "programme_office",
    },
]


def programme(**changes: Any) -> Programme:
    """One step that asks for one thing of every kind by 16 September, and a workshop over two days."""
    country = changes.get("country", "DK")
    definition: dict[str, Any] = {
        "key": "lille-forloeb",
        "title": "Det lille forløb",
        "country": country,
        "language": "da",
        "office": {
            "name": "Programkontoret",
            "sender": {"name": "Programkontoret", "email": "kontor@example.org"},
            "reply_to": "kontor@example.org",
            "people": [
                {
                    "key": "anne",
                    "name": "Anne Kontor",
                    "email": "anne@example.org",
                    "role": "programme_office",
                },
                {
                    "key": "frank",
                    "name": "Frank Facilitator",
                    "email": "frank@example.org",
                    "role": "facilitator",
                },
            ],
            "escalate_to": "anne",
        },
        "places": {"municipalities": 3, "seats_each": 4, "must_include": ["leader", "employee"]},
        "events": [
            {
                "key": "workshop",
                "title": "Værkstedet",
                "starts": "2022-11-03T09:00",
                "ends": "2022-11-04T15:00",
                "place": "Vejle",
            },
        ],
        "steps": [
            {
                "key": "workshop",
                "number": 1,
                "title": "Værksted",
                "flow": "workshop",
                "opens": "2022-08-29",
                "event": "workshop",
                "requirements": [{"due": "2022-09-16", **one} for one in REQUIREMENTS],
            }
        ],
    }
    return Programme.model_validate({**definition, **changes})


def published(session: Session, **changes: Any) -> ProgrammeVersion:
    """The small programme, published."""
    return publishing.publish(session, programme(**changes), actor=administrator("Anne Kontor"), now=NOW)


def enrolled(session: Session, version: ProgrammeVersion | None = None, home: str = "Vejle") -> Enrolment:
    """A municipality in it, with a coordinator named after it: `Tove Vejle`, `tove.vejle@example.org`."""
    tove = NewContact(Role.COORDINATOR, f"Tove {home}", f"tove.{home.lower()}@example.org")
    return enrolments.enrol(
        session, version or published(session), home, [tove], actor=administrator("Anne Kontor"), now=NOW
    )


def coordinator(session: Session, enrolment: Enrolment) -> Contact:
    """The municipality's coordinator."""
    return session.query(Contact).filter_by(enrolment_id=enrolment.id, role=Role.COORDINATOR).one()


def asked(session: Session, enrolment: Enrolment, key: str) -> RequirementState:
    """The requirement of that key, asked at NOW without a letter."""
    definition = publishing.definition(session, enrolment.programme_id).step("workshop").requirement(key)
    requirements.ask(session, enrolment, "workshop", definition, now=NOW)
    session.flush()
    return requirements.state_of(session, enrolment.id, "workshop", key)


def participant(session: Session, enrolment: Enrolment, name: str) -> Contact:
    """One more participant."""
    address = f"{name.lower().replace(' ', '.')}@example.org"
    return enrolments.add_contact(session, enrolment, NewContact(Role.PARTICIPANT, name, address))


def event(session: Session, enrolment: Enrolment) -> EventState:
    """The workshop as it holds now."""
    return invitations.state_of(session, enrolment.programme_id, "workshop")


def invited(session: Session, enrolment: Enrolment, *people: Contact) -> list[Invitation]:
    """Invitations to the workshop, without letters."""
    workshop = event(session, enrolment)
    rows = [Invitation(event_id=workshop.id, contact_id=one.id, invited_at=NOW) for one in people]
    session.add_all(rows)
    session.flush()
    return rows


EXPECTED: dict[str, Any] = {
    "wish": "Flere hænder",
    "hours": 5,
    "start": "2022-10-03",
    "backed": True,
    "pace": "Roligt",
    "initiatives": [{"title": "Mentorer", "owner": "mona@example.org"}],
}
"""A good answer to the form `expectations`."""

GROUP: dict[str, Any] = {
    "participants": [
        {"name": "Lea Leder", "email": "lea@example.org", "group": "leader"},
        {"name": "Mads Medarbejder", "email": "mads@example.org", "group": "employee"},
    ]
}
"""A good list of participants."""
