"""All promises as one question, asked after every act: one round trip, however many they are."""

# ruff: noqa: S608 - SQL made of our own words

from __future__ import annotations

import inspect
from collections import defaultdict
from collections.abc import Callable, Mapping
from functools import cache
from types import ModuleType
from typing import Any

from sqlalchemy import Connection, TextClause, text

from tests.simulation import happening, standing
from tests.simulation.world import World

Promise = Callable[[], str]
_NEWEST = text("SELECT coalesce(max(id), 0) FROM witness")


def _of(module: ModuleType) -> dict[str, Promise]:
    """The promises a module makes: its public functions, in the order in which they are written."""
    made = inspect.getmembers(
        module, lambda one: inspect.isfunction(one) and one.__module__ == module.__name__
    )
    ours = {name: one for name, one in made if not name.startswith("_") and name != "values"}
    return dict(sorted(ours.items(), key=lambda each: each[1].__code__.co_firstlineno))


ALL: Mapping[str, Promise] = {**_of(standing), **_of(happening)}


class Watch:
    """A connection that asks after every act, and how much of what the witness saw it has asked about."""

    def __init__(self, connection: Connection) -> None:
        self._connection, self._seen = connection, 0

    def broken(self, world: World) -> dict[str, list[str]]:
        """The promises that do not hold after what has happened since the last look, each with what broke it."""
        newest = self._connection.scalar(_NEWEST)
        found: dict[str, list[str]] = defaultdict(list)
        if newest != self._seen:
            for promise, detail in self._connection.execute(_question(), _facts(world, self._seen)):
                found[promise].append(detail)
        self._connection.rollback()
        self._seen = newest
        return found


def _facts(world: World, since: int) -> dict[str, Any]:
    """What the promises may ask about and the database does not know."""
    return {
        "since": since,
        "now": world.now,
        "swept": world.swept,
        "planned": world.planned,
        "kept": list(world.kept),
        "hashes": list(world.kept.values()),
        "letters": list(world.arrived),
        "times": list(world.arrived.values()),
        "opened": [seen for seen, _ in world.opened],
        "opened_at": [at for _, at in world.opened],
    }


@cache
def _question() -> TextClause:
    asked = [
        f"SELECT '{name}' AS promise, broken.detail FROM ({promise()}) AS broken (detail)"
        for name, promise in ALL.items()
    ]
    return text(f"WITH {happening.GROUND}\n" + "\nUNION ALL\n".join(asked))
