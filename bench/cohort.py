"""The programme of the workload and the municipalities in it: four steps, three papers each, nothing else.

The flow is `preparation`: it gathers for no event. Both of its gates need the same three papers, and the only letter of
a step is the one that asks for them.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import select
from sqlalchemy.orm import Session

from actions import clock
from actions.database import reading, transaction
from actions.programmes import publishing
from actions.progress import enrolments
from actions.progress.enrolments import NewContact
from bench.arrivals import Arrival, LettersWrong, tally
from models.accounts.actors import administrator
from models.letters import Letter
from models.people import Enrolment, Municipality
from models.programmes.office import Role
from models.programmes.programme import Programme
from models.states import EnrolmentStatus, LetterStatus

STEPS, PAPERS = 4, 3
ZONE = ZoneInfo("Europe/Copenhagen")
REQUEST, RECEIPT = "data_request", "receipt"


@dataclass(frozen=True)
class Place:
    """A municipality in a cohort; its coordinator's address holds its number."""

    number: int
    enrolment_id: int

    @property
    def address(self) -> str:
        """Where its letters go."""
        return address(self.number)


def address(number: int) -> str:
    """The coordinator's address of the municipality with that number."""
    return f"kommune.{number}@example.org"


def title(step: int, paper: int) -> str:
    """What a paper is called in letters and pages."""
    return f"Papir {step}-{paper}"


def programme(key: str, places: int, now: datetime) -> Programme:
    """The programme as it would be written today: every step opens by date, and after the one before."""
    today = now.astimezone(ZONE).date()
    opens, due = today - timedelta(days=1), today + timedelta(days=30)
    office = {"name": "Programkontoret", "email": "kontor@example.org"}
    return Programme.model_validate(
        {
            "key": key,
            "title": "Fire trin",
            "country": "DK",
            "language": "da",
            "office": {
                "name": office["name"],
                "sender": office,
                "reply_to": office["email"],
                "people": [
                    {
                        "key": "anne",
                        "name": "Anne Kontor",
                        "email": "anne@example.org",
                        "role": "programme_office",
                    }
                ],
                "escalate_to": "anne",
            },
            "places": {"municipalities": places, "seats_each": 1},
            "steps": [_step(number, opens.isoformat(), due.isoformat()) for number in range(1, STEPS + 1)],
        }
    )


def _step(number: int, opens: str, due: str) -> dict[str, Any]:
    papers = range(1, PAPERS + 1)
    keys = [f"paper_{paper}" for paper in papers]
    return {
        "key": f"step_{number}",
        "number": number,
        "title": f"Trin {number}",
        "flow": "preparation",
        "opens": opens,
        "requires": [f"step_{number - 1}"] if number > 1 else [],
        "requirements": [
            {"key": key, "title": title(number, paper), "kind": "document", "due": due}
            for key, paper in zip(keys, papers, strict=True)
        ],
        "gates": [
            {"key": key, "title": "Alt er på plads", "needs": keys} for key in ("collected", "pre_analysis")
        ],
        "letters": {"request": REQUEST},
    }


def enrol(key: str, size: int, *, first: int) -> list[Place]:
    """So many municipalities at once, numbered from `first`, in as many programmes as Denmark's municipalities ask for."""
    with transaction() as session:
        now = clock.now(session)
        homes = session.scalars(select(Municipality.name).where(Municipality.country == "DK")).all()
        numbers = range(first, first + size)
        cohorts = [numbers[at : at + len(homes)] for at in range(0, size, len(homes))]
        return [
            place
            for count, cohort in enumerate(cohorts)
            for place in _enrol(session, f"{key}-{count}", cohort, homes, now)
        ]


def _enrol(
    session: Session, key: str, numbers: Sequence[int], homes: Sequence[str], now: datetime
) -> list[Place]:
    version = publishing.publish(
        session, programme(key, len(numbers), now), actor=administrator("bench"), now=now
    )
    places = []
    for number, home in zip(numbers, homes, strict=False):
        people = [NewContact(Role.COORDINATOR, f"Tovholder i {home}", address(number))]
        enrolled = enrolments.enrol(session, version, home, people, actor=administrator("bench"), now=now)
        places.append(Place(number, enrolled.id))
    return places


def check(places: Sequence[Place], arrived: Sequence[Arrival], *, requests: int, receipts: int) -> None:
    """See that each municipality got exactly so many letters in all, each once.

    Raises:
        LettersWrong: when a letter was not written, not sent, lost, doubled, or written by nobody.
    """
    of_cohort = select(Letter).where(Letter.enrolment_id.in_([place.enrolment_id for place in places]))
    with reading() as session:
        letters = session.scalars(of_cohort).all()
    unsent = [letter.key for letter in letters if letter.status is not LetterStatus.SENT]
    if unsent:
        raise LettersWrong(f"{len(unsent)} not sent, as {unsent[0]}")
    for name, each in ((REQUEST, requests), (RECEIPT, receipts)):
        written = sum(letter.name == name for letter in letters)
        if written != each * len(places):
            raise LettersWrong(
                f"{written} letters {name} for {len(places)} municipalities, {each} each expected"
            )
    addresses = {place.address for place in places}
    came = [one.message_id for one in arrived if one.to in addresses]
    tally([(letter.key, letter.message_id) for letter in letters], came).check()


def completed(places: Sequence[Place]) -> list[datetime]:
    """When each municipality had come through all steps.

    Raises:
        LettersWrong: when one has not.
    """
    ours = select(Enrolment).where(Enrolment.id.in_([place.enrolment_id for place in places]))
    with reading() as session:
        rows = session.scalars(ours).all()
    ended = [row.ended_at for row in rows if row.status is EnrolmentStatus.COMPLETED and row.ended_at]
    if len(ended) < len(places):
        raise LettersWrong(f"{len(places) - len(ended)} municipalities did not come through")
    return ended
