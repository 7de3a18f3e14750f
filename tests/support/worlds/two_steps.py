"""A programme of two steps with deadlines, reminders, gates and an event: ground for tests of the actions."""

from __future__ import annotations

import threading
from collections.abc import Callable
from datetime import datetime, time
from typing import Any
from uuid import UUID, uuid4
from zoneinfo import ZoneInfo

from sqlalchemy import select
from sqlalchemy.orm import Session

from actions import database
from actions.deliveries import submissions
from actions.gates import asking
from actions.progress import enrolments, requirements, steps
from actions.progress.enrolments import NewContact
from models.accounts.actors import administrator
from models.journal import JournalEntry, What
from models.letters import Letter
from models.people import Contact, Enrolment
from models.programmes.office import Role
from models.programmes.versions import ProgrammeVersion
from models.progress import RequirementState, StepState
from models.states import StepStatus
from tests.support.worlds import small_programme
from tests.support.worlds.small_programme import NOW

ZONE = ZoneInfo("Europe/Copenhagen")
PDF = b"%PDF-1.7 an overview"
LADDER = {"remind": [-7, -2, 0], "overdue": {"remind": [1, 3], "escalate": 5}}
"""For a deadline on Friday 16 September: 7, 14 and 16 September; 19 and 21 September; escalated on the 23rd."""

STEPS: list[dict[str, Any]] = [
    {
        "key": "preparation",
        "number": 1,
        "title": "Forberedelse",
        "flow": "preparation",
        "opens": "2022-09-01",
        "requirements": [
            {
                "key": "agreement",
                "title": "Samarbejdsaftale",
                "kind": "document",
                "approval": True,
                "due": "2022-09-16",
                **LADDER,
            },
            {
                "key": "overview",
                "title": "Oversigt",
                "kind": "document",
                "due": "2022-09-23",
                "remind": [-2],
                "overdue": {"escalate": 2, "to": "frank"},
            },
        ],
        "gates": [{"key": "collected", "title": "Alt er på plads", "needs": ["agreement", "overview"]}],
        "letters": {"request": "data_request"},
    },
    {
        "key": "workshop",
        "number": 2,
        "title": "Værksted",
        "flow": "workshop",
        "opens": "2022-10-03",
        "event": "workshop",
        "requires": ["preparation"],
        "requirements": [
            {
                "key": "answers",
                "title": "Svar på invitation",
                "kind": "answer",
                "event": "workshop",
                "from": "participant",
                "due": {"working_days": -5, "from": "event:workshop"},
                "remind": [-2, 0],
                "overdue": {"escalate": 1},
            },
            {
                "key": "presentation",
                "title": "Jeres oplæg",
                "kind": "document",
                "due": {"working_days": -3, "from": "event:workshop"},
                "remind": [-1],
            },
        ],
        "gates": [{"key": "ready", "title": "Oplægget er klar", "needs": ["presentation"]}],
        "letters": {"invitation": "workshop_invitation", "request": "presentation_request"},
    },
]


def day(text: str, hour: int = 9) -> datetime:
    """That day at that full hour in Copenhagen."""
    return datetime.combine(datetime.fromisoformat(text).date(), time(hour), ZONE)


def published(session: Session, **changes: Any) -> ProgrammeVersion:
    """The programme, published."""
    return small_programme.published(session, **{"steps": STEPS, **changes})


def vejle_in(session: Session, **changes: Any) -> Enrolment:
    """Vejle in it, with a coordinator and two participants."""
    people = [
        NewContact(Role.COORDINATOR, "Tove Vejle", "tove@example.org"),
        NewContact(Role.PARTICIPANT, "Lea Leder", "lea@example.org"),
        NewContact(Role.PARTICIPANT, "Mads Holm", "mads@example.org"),
    ]
    return enrolments.enrol(
        session, published(session, **changes), "Vejle", people, actor=administrator("Anne"), now=NOW
    )


def opened(session: Session, enrolment: Enrolment, step: str = "preparation", *, now: datetime = NOW) -> UUID:
    """The step taken up by a run and everything asked whose time has come; answers with the run's id."""
    run = uuid4()
    steps.take_up(session, enrolment.id, step, run, now=now)
    asking.ask(session, enrolment.id, step, before_event=True, now=now)
    session.flush()
    return run


def workshop_opened(session: Session, enrolment: Enrolment) -> UUID:
    """The second step, opened on 3 October because the first is done."""
    preparation(session, enrolment).status = StepStatus.DONE
    session.flush()
    return opened(session, enrolment, "workshop", now=day("2022-10-03"))


def preparation(session: Session, enrolment: Enrolment, step: str = "preparation") -> StepState:
    """The row of the step."""
    return steps.state_of(session, enrolment.id, step)


def asked(session: Session, enrolment: Enrolment, key: str, step: str = "preparation") -> RequirementState:
    """What was asked under that key."""
    return requirements.state_of(session, enrolment.id, step, key)


def deliver(
    session: Session, state: RequirementState, *, now: datetime = NOW, content: bytes = PDF
) -> submissions.Delivered:
    """A file from the coordinator."""
    return submissions.submit(
        session, state, actor=administrator("Tove Vejle"), now=now, filename="fil.pdf", content=content
    )


def happened(session: Session, what: What) -> list[JournalEntry]:
    """The journal's lines of that kind, in order."""
    return list(
        session.scalars(select(JournalEntry).where(JournalEntry.what == what).order_by(JournalEntry.id))
    )


def written(session: Session, name: str) -> list[Letter]:
    """The letters of that name, in order."""
    return list(session.scalars(select(Letter).where(Letter.name == name).order_by(Letter.id)))


def contact(session: Session, email: str) -> Contact:
    """The person with that address."""
    return session.scalars(select(Contact).where(Contact.email == email)).one()


def at_once(*acts: Callable[[Session], object]) -> list[object]:
    """Each act in a thread and a transaction of its own, let go together; what each gave back or raised."""
    outcomes: list[object] = [None] * len(acts)
    line = threading.Barrier(len(acts))

    def run(number: int) -> None:
        try:
            with database.transaction() as own:
                line.wait()
                outcomes[number] = acts[number](own)
        except Exception as wrong:
            outcomes[number] = wrong

    threads = [threading.Thread(target=run, args=(number,)) for number in range(len(acts))]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
    return outcomes
