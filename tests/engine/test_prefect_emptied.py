"""Losing Prefect's whole database costs history, never the programme."""

from __future__ import annotations

import pytest

from deployments.database import databases
from models.journal import What
from models.settings import settings
from tests.support.acts.playing import Played
from tests.support.acts.waiting_for_the_engine import eventually
from tests.support.servers.prefect_engine import empty

pytestmark = pytest.mark.engine


def test_an_emptied_prefect_is_filled_again_and_the_programme_goes_on(gate_vejle: Played) -> None:
    before = gate_vejle.run_id
    gate_vejle.deliver("note")

    empty(databases.prefect_url(settings()))
    eventually(lambda: len(gate_vejle.journal(What.RUN_REPLACED)) == 1, seconds=120)
    eventually(gate_vejle.waits, seconds=120)

    assert gate_vejle.run_id != before
    for key in ("letter", "analysis"):
        gate_vejle.deliver(key)
    assert [line.step for line in gate_vejle.journal(What.STEP_DONE)] == ["preparation"]
    assert [line.key for line in gate_vejle.journal(What.GATE_SHUT)] == ["collected", "pre_analysis"]
