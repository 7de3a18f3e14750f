"""A whole installation in virtual time, shared by the engine's tests; each of them enrols a municipality of its own."""

from __future__ import annotations

import itertools
import json
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

import pytest
from prefect.client.schemas.objects import FlowRun
from sqlalchemy import select

from actions import clock
from actions.database import transaction
from actions.deliveries import submissions
from actions.programmes import publishing
from actions.progress import enrolments, requirements, steps
from actions.progress.enrolments import NewContact
from models.journal import JournalEntry, What
from models.programmes.programme import Programme, Role
from models.states import RequirementStatus
from rehearsal.stage import Stage, prefect, stage
from tests.support.worlds.gate_programme import PROGRAMME

STARTS = datetime(2022, 9, 5, 9, tzinfo=ZoneInfo("Europe/Copenhagen"))
MUNICIPALITIES = iter(
    """Vejle Esbjerg Odense Holbæk Aalborg Varde Horsens Lolland Frederikshavn Sønderborg Herning Randers Viborg Kolding
    Fredericia Billund Hedensted Skive Struer Greve Solrød Gladsaxe Ballerup Brøndby Hvidovre Silkeborg""".split()  # noqa: SIM905 - a list of names would be a page long
)


@dataclass(frozen=True)
class Played:
    """One municipality in the installation, and what may be asked about it."""

    stage: Stage
    enrolment_id: int
    step: str = "preparation"

    @property
    def run_id(self) -> UUID:
        """The run that plays the step now."""
        with transaction() as session:
            run_id = steps.state_of(session, self.enrolment_id, self.step).run_id
        assert run_id is not None
        return run_id

    def run(self, run_id: UUID | None = None) -> FlowRun:
        """The run as Prefect knows it."""
        with prefect() as client:
            return client.read_flow_run(run_id or self.run_id)

    def waits(self) -> bool:
        """Whether a run plays the step and waits, in the state the UI's filter knows."""
        with transaction() as session:
            run_id = steps.state_of(session, self.enrolment_id, self.step).run_id
        return run_id is not None and self.run(run_id).state_name == "Suspended"

    def answer(self, **form: str) -> str:
        """Submit the form of the gate; what the API says: ACCEPT, REJECT or ABORT."""
        with prefect() as client:
            answered = client.resume_flow_run(self.run_id, form)
        self.stirred()
        return answered.status.value

    def stirred(self) -> None:
        """Wait until everything that follows has happened."""
        self.stage.act(lambda _session, _now: None)

    def deliver(self, key: str) -> None:
        """The municipality delivers a document."""

        def submit(session: Any, now: datetime) -> None:
            state = requirements.state_of(session, self.enrolment_id, self.step, key)
            content = b"%PDF-1.4\n%%EOF\n" + f"{self.enrolment_id} {key}".encode()
            submissions.submit(
                session, state, by="En tovholder", now=now, filename="notat.pdf", content=content
            )

        self.stage.act(submit)

    def status(self, key: str) -> RequirementStatus:
        """How far a requirement is."""
        with transaction() as session:
            return requirements.state_of(session, self.enrolment_id, self.step, key).status

    def journal(self, what: What) -> list[JournalEntry]:
        """The journal's lines of that kind about this municipality."""
        with transaction() as session:
            lines = select(JournalEntry).where(
                JournalEntry.enrolment_id == self.enrolment_id, JournalEntry.what == what
            )
            return list(session.scalars(lines.order_by(JournalEntry.id)))

    def description(self) -> str:
        """What stands above the form now, as the UI reads it."""
        run = self.run()
        assert run.state is not None
        keys = run.state.state_details.run_input_keyset
        assert keys is not None
        with prefect() as client:
            return str(json.loads(client.read_flow_run_input(run.id, keys["description"])))


@pytest.fixture(scope="session")
def installation(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Stage]:
    """PostgreSQL, Prefect's server, portal, engine, postman and inbox, on a Monday in September 2022."""

    def publish(session: Any, now: datetime) -> None:
        publishing.publish(session, Programme.model_validate(PROGRAMME), by="Kontoret", now=now)

    with stage(tmp_path_factory.mktemp("installation") / "data", STARTS, publish) as shown:
        yield shown


@pytest.fixture
def enrol(installation: Stage) -> Callable[[], Played]:
    """Enrol the next municipality; its preparation opens at once and waits at its gate."""

    def enrol() -> Played:
        with transaction() as session:
            version = publishing.latest(session, PROGRAMME["key"])
            name = next(MUNICIPALITIES)
            people = [NewContact(Role.COORDINATOR, f"Tovholder i {name}", f"{next(_numbers)}@example.org")]
            now = clock.now(session)
            enrolment = enrolments.enrol(session, version, name, people, by="Kontoret", now=now)
        played = Played(installation, enrolment.id)
        played.stirred()
        return played

    return enrol


@pytest.fixture
def vejle(enrol: Callable[[], Played]) -> Played:
    """A municipality whose preparation waits at its gate."""
    return enrol()


_numbers = itertools.count(1)
