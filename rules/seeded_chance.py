"""Seeded chance: the same seed gives the same numbers, on every machine and in every version of Python."""

from __future__ import annotations

from collections.abc import MutableSequence, Sequence
from typing import TypeVar

T = TypeVar("T")

_ALL = (1 << 64) - 1


class Chance:
    """SplitMix64 (Steele, Lea and Flood 2014). Not for secrets."""

    def __init__(self, seed: int) -> None:
        self._state = seed & _ALL

    def bits(self) -> int:
        """64 of them."""
        self._state = state = (self._state + 0x9E3779B97F4A7C15) & _ALL
        state = ((state ^ (state >> 30)) * 0xBF58476D1CE4E5B9) & _ALL
        state = ((state ^ (state >> 27)) * 0x94D049BB133111EB) & _ALL
        return state ^ (state >> 31)

    def below(self, end: int) -> int:
        """A whole number from 0 to end - 1."""
        return (self.bits() * end) >> 64

    def share(self) -> float:
        """From 0 to 1, without 1."""
        return (self.bits() >> 11) / (1 << 53)

    def of(self, things: Sequence[T]) -> T:
        """One of them."""
        return things[self.below(len(things))]

    def shuffle(self, things: MutableSequence[T]) -> None:
        """Fisher and Yates."""
        for last in range(len(things) - 1, 0, -1):
            other = self.below(last + 1)
            things[last], things[other] = things[other], things[last]
