"""What people do to runs by hand has a defined, journalled outcome, and the programme goes on."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

import psutil  # type: ignore[import-untyped]  # ships no types
import pytest
from prefect.client.schemas.objects import State
from prefect.states import AwaitingRetry, Cancelled, Failed
from sqlalchemy import select
from sqlalchemy.orm import Session

from actions.database import transaction
from actions.gates import withdrawal
from actions.letters import handling
from actions.progress import enrolments
from models.accounts.actors import administrator
from models.journal import JournalEntry, What
from rehearsal.stage import Stage, prefect
from tests.support.acts.playing import Played
from tests.support.acts.waiting_for_the_engine import eventually

pytestmark = pytest.mark.engine


def finished(played: Played) -> bool:
    """Deliver everything and see whether the step comes to its end."""
    for key in ("note", "letter", "analysis"):
        played.deliver(key)
    return [line.step for line in played.journal(What.STEP_DONE)] == ["preparation"]


@pytest.mark.parametrize("state", [Cancelled(), Failed()], ids=["cancelled", "failed"])
def test_a_run_that_is_ended_by_hand_is_replaced(gate_vejle: Played, state: State[None]) -> None:
    first = gate_vejle.run_id
    with prefect() as client:
        client.set_flow_run_state(first, state, force=True)

    eventually(lambda: len(gate_vejle.journal(What.RUN_REPLACED)) == 1)
    eventually(gate_vejle.waits)

    assert gate_vejle.run_id != first
    assert finished(gate_vejle)


def test_a_run_that_is_deleted_is_replaced(gate_vejle: Played) -> None:
    first = gate_vejle.run_id
    with prefect() as client:
        client.delete_flow_run(first)

    eventually(lambda: len(gate_vejle.journal(What.RUN_REPLACED)) == 1)
    eventually(gate_vejle.waits)

    assert gate_vejle.run_id != first
    assert finished(gate_vejle)


def test_retrying_a_finished_run_sends_nothing_again(gate_vejle: Played) -> None:
    assert finished(gate_vejle)
    before = _letters(gate_vejle)
    with prefect() as client:
        client.set_flow_run_state(gate_vejle.run_id, AwaitingRetry(), force=True)
    gate_vejle.stirred()
    eventually(lambda: _name(gate_vejle) == "Completed")

    assert _letters(gate_vejle) == before
    assert len(gate_vejle.journal(What.STEP_DONE)) == 1


def test_a_second_run_of_the_same_step_is_turned_away(gate_vejle: Played) -> None:
    by_hand = _start(gate_vejle.stage, gate_vejle.enrolment_id, "preparation")

    eventually(lambda: gate_vejle.run(by_hand).state_name == "Failed")

    state = gate_vejle.run(by_hand).state
    assert state is not None
    assert "is already played by run" in (state.message or "")
    assert len(gate_vejle.journal(What.RUN_REFUSED)) == 1
    assert gate_vejle.waits()


def test_a_step_started_before_its_time_is_turned_away(gate_vejle: Played) -> None:
    by_hand = _start(gate_vejle.stage, gate_vejle.enrolment_id, "kickoff", flow="kickoff")

    eventually(lambda: gate_vejle.run(by_hand).state_name == "Failed")

    assert [line.step for line in gate_vejle.journal(What.RUN_REFUSED)] == ["kickoff"]


@pytest.mark.parametrize(("enrolment", "step"), [(987654, "preparation"), (None, "findes_ikke")])
def test_a_run_with_wrong_ids_fails_with_a_sentence_and_a_line_in_the_journal(
    gate_vejle: Played, enrolment: int | None, step: str
) -> None:
    asked = enrolment or gate_vejle.enrolment_id
    by_hand = _start(gate_vejle.stage, asked, step)

    eventually(lambda: gate_vejle.run(by_hand).state_name == "Failed")

    with transaction() as session:
        refused = select(JournalEntry).where(JournalEntry.what == What.RUN_REFUSED, JournalEntry.step == step)
        asked_for = {line.facts["enrolment_asked"] for line in session.scalars(refused)}
    assert asked in asked_for


def test_a_municipality_that_leaves_has_its_run_cancelled(gate_vejle: Played) -> None:
    run_id = gate_vejle.run_id

    def leave(session: Session, now: datetime) -> None:
        enrolment = enrolments.get(session, gate_vejle.enrolment_id)
        withdrawal.withdraw(session, enrolment, actor=administrator("Anna"), reason="Ny direktør.", now=now)

    gate_vejle.stage.act(leave)

    assert gate_vejle.run(run_id).state_name == "Cancelled"
    assert gate_vejle.journal(What.RUN_REPLACED) == []


def test_killing_the_engine_loses_and_doubles_nothing(gate_vejle: Played) -> None:
    for key in ("note", "letter"):
        _kill_engine(gate_vejle.stage)
        gate_vejle.deliver(key)

    assert finished(gate_vejle)
    names = _letters(gate_vejle)
    assert len(names) == len(set(names))


def _kill_engine(stage: Stage) -> None:
    for child in psutil.Process(stage.supervisor.pid).children():
        if "deployments.engine.process" in child.cmdline():
            child.kill()


def _start(stage: Stage, enrolment_id: int, step: str, flow: str = "preparation") -> UUID:
    with prefect() as client:
        deployment = client.read_deployment_by_name(f"{flow}/{flow}")
        run = client.create_flow_run_from_deployment(
            deployment.id, parameters={"enrolment_id": enrolment_id, "step": step}
        )
    stage.act(lambda _session, _now: None)
    return run.id


def _letters(played: Played) -> list[str]:
    with transaction() as session:
        return sorted(letter.key for letter in handling.listed(session, enrolment_id=played.enrolment_id))


def _name(played: Played) -> str | None:
    return played.run().state_name
