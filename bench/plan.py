"""How much is measured."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass

from bench.figures import Figure


@dataclass(frozen=True)
class Plan:
    """The sizes of a run."""

    rounds: int = 3
    municipalities: int = 100
    alone: int = 6
    """Municipalities that are served one at a time, in each round."""
    requirements: int = 100_000
    waiting: int = 1000
    idle_seconds: float = 60.0
    peers: int = 4
    """Municipalities of the naive peer, whose every leg costs seconds."""


Say = Callable[[str], None]
"""Tells the person at the terminal how far it is."""
Part = Callable[[Plan, Say], Iterable[Iterable[Figure]]]
"""A measurement; gives the figures of one round after the other."""
