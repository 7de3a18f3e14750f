"""A watched database for the simulated worlds of one test."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from sqlalchemy import Engine

from tests.simulation import ground


@pytest.fixture
def watched(database_url: str) -> Iterator[Engine]:
    """The test's database with the witness in it."""
    engine = ground.watched()
    yield engine
    engine.dispose()
