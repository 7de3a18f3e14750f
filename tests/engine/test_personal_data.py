"""Prefect holds ids, and no people: not in parameters, names, tags, messages, logs or artifacts."""

from __future__ import annotations

import pytest
from prefect.client.schemas.filters import LogFilter

from rehearsal.stage import prefect
from tests.support.acts.playing import Played

pytestmark = pytest.mark.engine


def test_prefect_knows_municipalities_and_no_people(gate_vejle: Played) -> None:
    gate_vejle.answer(
        decision="fritag kommunen", requirement="Notat", name="Anna Andersen", reason="Birthe er på ferie."
    )
    gate_vejle.deliver("letter")

    with prefect() as client:
        runs = client.read_flow_runs()
        artifacts = client.read_artifacts()
        logs = client.read_logs(LogFilter(), limit=200)
    told = [
        *(f"{run.name} {run.parameters} {run.tags} {run.state and run.state.message}" for run in runs),
        *(str(artifact.data) for artifact in artifacts),
        *(line.message for line in logs),
    ]

    assert {frozenset(run.parameters) for run in runs if run.parameters} == {
        frozenset({"enrolment_id", "step"})
    }
    assert [
        text for text in told if any(word in text for word in ("@", "Anna", "Birthe", "Tovholder i"))
    ] == []


def test_the_board_shows_the_decision_without_its_decider(gate_vejle: Played) -> None:
    gate_vejle.answer(
        decision="fritag kommunen", requirement="Notat", name="Anna Andersen", reason="Birthe er på ferie."
    )

    with prefect() as client:
        boards = [str(one.data) for one in client.read_artifacts() if one.key == "tavle"]

    assert len(boards) == 1
    assert "GENERALPRØVE" in boards[0]
