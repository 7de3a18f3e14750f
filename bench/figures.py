"""What was measured: one number with its unit, its goal and the bound it is held against."""

from __future__ import annotations

import statistics
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum


class Unit(StrEnum):
    """Durations are kept in seconds; shares of one core in percent; memory in MB of 10**6 bytes."""

    SECONDS = "s"
    CPU = "CPU s"
    PER_MINUTE = "/min"
    PERCENT = "% of a core"
    MEGABYTES = "MB"
    COUNT = "pieces"


@dataclass(frozen=True)
class Goal:
    """A limit, for the value itself or, with `ratio`, for what the value is of its bound."""

    limit: float
    at_least: bool = False
    ratio: bool = False

    def is_met(self, value: float) -> bool:
        """Whether the value keeps to the limit."""
        return value >= self.limit if self.at_least else value <= self.limit


@dataclass(frozen=True)
class Figure:
    """One measured number. `bound` is the name of the figure of the same run it is held against."""

    name: str
    value: float
    unit: Unit = Unit.SECONDS
    goal: Goal | None = None
    bound: str = ""


def percentile(values: Sequence[float], percent: float) -> float:
    """The smallest value that so many percent of all do not exceed."""
    ordered = sorted(values)
    return ordered[max(0, -(-len(ordered) * percent // 100) - 1).__trunc__()]


def spread(name: str, values: Sequence[float], goals: dict[int, Goal], bound: str = "") -> Iterator[Figure]:
    """The 50th and the 95th percentile of durations, each with its goal if it has one."""
    for percent in (50, 95):
        yield Figure(f"{name}, p{percent}", percentile(values, percent), goal=goals.get(percent), bound=bound)


def medians(rounds: Iterable[Iterable[Figure]]) -> list[Figure]:
    """Each figure with the median of its values over the rounds, in order of first appearance."""
    values: dict[str, list[float]] = {}
    seen: dict[str, Figure] = {}
    for figure in (one for each in rounds for one in each):
        values.setdefault(figure.name, []).append(figure.value)
        seen.setdefault(figure.name, figure)
    return [replace(figure, value=statistics.median(values[name])) for name, figure in seen.items()]
