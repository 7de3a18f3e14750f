"""A municipality in an installation in virtual time, and what may be asked about it."""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from prefect.client.schemas.filters import FlowRunFilter, FlowRunFilterId
from prefect.client.schemas.objects import FlowRun
from sqlalchemy import select

from actions.database import transaction
from actions.deliveries import submissions
from actions.progress import requirements, steps
from models.accounts.actors import administrator
from models.journal import JournalEntry, What
from models.states import RequirementStatus
from rehearsal.stage import Stage, prefect

STARTS = datetime(2022, 9, 5, 9, tzinfo=ZoneInfo("Europe/Copenhagen"))


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

    def form(self) -> Any:
        """The JSON Schema of the form its run shows."""
        with prefect() as client:
            state = client.read_flow_run(self.run_id).state
            assert state is not None
            assert state.state_details.run_input_keyset is not None
            return json.loads(
                client.read_flow_run_input(self.run_id, state.state_details.run_input_keyset["schema"])
            )

    def tasks(self) -> set[str]:
        """What its run has done so far, as the UI calls it."""
        with prefect() as client:
            of_run = FlowRunFilter(id=FlowRunFilterId(any_=[self.run_id]))
            return {run.name for run in client.read_task_runs(flow_run_filter=of_run)}

    def stirred(self) -> None:
        """Wait until everything that follows has happened."""
        self.stage.act(lambda _session, _now: None)

    def deliver(self, key: str) -> None:
        """The municipality delivers a document."""

        def submit(session: Any, now: datetime) -> None:
            state = requirements.state_of(session, self.enrolment_id, self.step, key)
            content = b"%PDF-1.4\n%%EOF\n" + f"{self.enrolment_id} {key}".encode()
            submissions.submit(
                session,
                state,
                actor=administrator("En tovholder"),
                now=now,
                filename="notat.pdf",
                content=content,
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
