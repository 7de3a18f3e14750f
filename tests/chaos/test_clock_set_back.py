"""The machine's clock goes back an hour: nothing waits for the hour to pass again."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from pathlib import Path

import pytest
from sqlalchemy.orm import Session

from actions.database import transaction
from actions.programmes import publishing
from actions.progress import enrolments, steps
from actions.progress.enrolments import NewContact
from models.accounts.actors import administrator
from models.programmes.office import Role
from models.programmes.programme import Programme
from rehearsal.stage import Stage, prefect, stage
from tests.chaos.household import Household
from tests.chaos.wrong_clock import WrongClock, compiler, wrong_clock
from tests.support.acts.playing import STARTS, Played
from tests.support.servers.prefect_engine import eventually
from tests.support.worlds.gate_programme import PROGRAMME

pytestmark = [
    pytest.mark.engine,
    pytest.mark.timeout(300),
    pytest.mark.skipif(compiler() is None, reason="no C compiler for the library that moves the clock"),
]


@pytest.fixture
def clock(tmp_path: Path) -> Iterator[WrongClock]:
    with wrong_clock(tmp_path / "clock") as wrong:
        yield wrong


@pytest.fixture
def gate_vejle_with_a_wrong_clock(clock: WrongClock, tmp_path: Path) -> Iterator[Played]:
    """It waits at its first gate, in an installation that believes the clock."""
    enrolled: list[int] = []

    def prepare(session: Session, now: datetime) -> None:
        version = publishing.publish(
            session, Programme.model_validate(PROGRAMME), actor=administrator("Kontoret"), now=now
        )
        tove = NewContact(Role.COORDINATOR, "Tove Vejle", "tove@example.org")
        enrolled.append(
            enrolments.enrol(session, version, "Vejle", [tove], actor=administrator("Kontoret"), now=now).id
        )

    with stage(tmp_path / "data", STARTS, prepare) as shown:
        yield Played(shown, enrolled[0])


def household(shown: Stage) -> Household:
    return Household(shown.data, shown.supervisor.pid)


def questions(vejle: Played) -> int:
    """How many times the run has asked."""
    with transaction() as session:
        return steps.state_of(session, vejle.enrolment_id, vejle.step).rounds


def test_a_form_answered_before_it_went_back_is_read_soon(
    gate_vejle_with_a_wrong_clock: Played, clock: WrongClock
) -> None:
    assert questions(gate_vejle_with_a_wrong_clock) == 1

    with household(gate_vejle_with_a_wrong_clock.stage).stopped("engine"):
        with prefect() as client:
            client.resume_flow_run(
                gate_vejle_with_a_wrong_clock.run_id, {"decision": "kontrollér igen", "name": "Anna"}
            )
        clock.set_back()

    eventually(lambda: questions(gate_vejle_with_a_wrong_clock) == 2, seconds=60)
    eventually(gate_vejle_with_a_wrong_clock.waits)
