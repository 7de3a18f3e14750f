"""A whole installation in virtual time, shared by the engine's tests; each of them enrols a municipality of its own."""

from __future__ import annotations

import itertools
from collections.abc import Callable, Iterator
from datetime import datetime
from typing import Any

import pytest
from sqlalchemy import select

from actions import clock
from actions.database import transaction
from actions.programmes import publishing
from actions.progress import enrolments
from actions.progress.enrolments import NewContact
from models.accounts.actors import administrator
from models.people import Enrolment, Municipality
from models.programmes.office import Role
from models.programmes.programme import Programme
from rehearsal.stage import Stage, stage
from tests.support.acts.playing import STARTS, Played
from tests.support.worlds.gate_programme import PROGRAMME

NOT_ENROLLED = (
    select(Municipality.name)
    .where(Municipality.country == "DK", Municipality.id.not_in(select(Enrolment.municipality_id)))
    .order_by(Municipality.code)
    .limit(1)
)
NORWEGIAN = {**PROGRAMME, "key": "norsk-program", "country": "NO", "zone": "Europe/Oslo", "language": "nb"}


@pytest.fixture(scope="session")
def installation(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Stage]:
    """PostgreSQL, Prefect's server, portal, engine, postman and inbox, on a Monday in September 2022."""

    def publish(session: Any, now: datetime) -> None:
        for programme in (PROGRAMME, NORWEGIAN):
            publishing.publish(
                session, Programme.model_validate(programme), actor=administrator("Kontoret"), now=now
            )

    with stage(tmp_path_factory.mktemp("installation") / "data", STARTS, publish) as shown:
        yield shown


@pytest.fixture
def enrol(installation: Stage) -> Callable[..., Played]:
    """Enrol the next municipality; its preparation opens at once and waits at its gate."""

    def enrol(programme: str = PROGRAMME["key"], municipality: str = "") -> Played:
        with transaction() as session:
            version = publishing.latest(session, programme)
            name = municipality or session.scalars(NOT_ENROLLED).first() or ""
            people = [NewContact(Role.COORDINATOR, f"Tovholder i {name}", f"{next(_numbers)}@example.org")]
            now = clock.now(session)
            enrolment = enrolments.enrol(
                session, version, name, people, actor=administrator("Kontoret"), now=now
            )
        played = Played(installation, enrolment.id)
        played.stirred()
        return played

    return enrol


@pytest.fixture
def gate_vejle(enrol: Callable[..., Played]) -> Played:
    """A municipality whose preparation waits at its gate."""
    return enrol()


@pytest.fixture
def gate_moss(enrol: Callable[..., Played]) -> Played:
    """The same in a Norwegian programme."""
    return enrol(NORWEGIAN["key"], "Moss")


_numbers = itertools.count(1)
