"""Percentiles are values that were measured; a figure's median is taken over the rounds."""

from __future__ import annotations

import pytest

from bench.figures import Figure, Goal, Unit, medians, percentile, spread


@pytest.mark.parametrize(
    ("values", "percent", "expected"),
    [
        ([5.0], 50, 5.0),
        ([5.0], 95, 5.0),
        ([3.0, 1.0, 2.0], 50, 2.0),
        ([4.0, 1.0, 3.0, 2.0], 50, 2.0),
        ([float(n) for n in range(1, 101)], 95, 95.0),
        ([float(n) for n in range(1, 21)], 95, 19.0),
        ([1.0, 2.0, 3.0], 95, 3.0),
    ],
)
def test_a_percentile_is_the_smallest_value_that_so_many_do_not_exceed(
    values: list[float], percent: float, expected: float
) -> None:
    assert percentile(values, percent) == expected


def test_a_spread_has_its_goal_where_it_has_one() -> None:
    half, most = spread("receipt", [0.01, 0.02, 0.03], {50: Goal(0.012)}, "bound")

    assert half == Figure("receipt, p50", 0.02, goal=Goal(0.012), bound="bound")
    assert most == Figure("receipt, p95", 0.03, bound="bound")


def test_the_median_is_taken_for_each_figure_over_the_rounds() -> None:
    rounds = [[Figure("a", value, Unit.CPU), Figure("b", 10 * value)] for value in (3.0, 1.0, 2.0)]

    assert medians(rounds) == [Figure("a", 2.0, Unit.CPU), Figure("b", 20.0)]


@pytest.mark.parametrize(
    ("goal", "value", "met"),
    [(Goal(5), 5.0, True), (Goal(5), 5.1, False), (Goal(10, at_least=True), 10.0, True)],
)
def test_a_goal_is_a_limit_on_one_side(goal: Goal, value: float, met: bool) -> None:
    assert goal.is_met(value) is met
