"""The page says for each figure what was wanted, what was measured, and how it compares with its bound."""

from __future__ import annotations

import pytest

from bench.figures import Figure, Goal, Unit
from bench.table import as_json, page, shown, table

BARE = Figure("bare", 0.002)
SWEEP = Figure("sweep", 0.009, goal=Goal(5, ratio=True), bound="bare")
RATE = Figure("rate", 40.0, Unit.PER_MINUTE, Goal(10, at_least=True, ratio=True), "peer")
KNOWN = {figure.name: figure for figure in (BARE, SWEEP, RATE)}


@pytest.mark.parametrize(
    ("value", "unit", "expected"),
    [
        (0.0123, Unit.SECONDS, "12.3 ms"),
        (1.234, Unit.SECONDS, "1.23 s"),
        (0.25, Unit.CPU, "0.25 CPU s"),
        (1234.5, Unit.PER_MINUTE, "1,234 /min"),
        (14400.0, Unit.COUNT, "14,400"),
    ],
)
def test_a_number_is_shown_with_three_figures_and_its_unit(value: float, unit: Unit, expected: str) -> None:
    assert shown(value, unit) == expected


def test_a_row_holds_goal_measured_bound_and_ratio() -> None:
    assert table([SWEEP], KNOWN).splitlines()[-1] == "| sweep | ≤ 5 × | 9 ms | 2 ms (bare) | 4.5 × |"


def test_a_missed_goal_is_marked() -> None:
    slow = Figure("sweep", 0.02, goal=Goal(5, ratio=True), bound="bare")

    assert table([slow], KNOWN).splitlines()[-1] == "| sweep | ≤ 5 × (missed) | 20 ms | 2 ms (bare) | 10 × |"


def test_without_its_bound_a_figure_has_no_ratio_and_misses_nothing() -> None:
    assert table([RATE], KNOWN).splitlines()[-1] == "| rate | ≥ 10 × | 40 /min | – | – |"


def test_the_page_has_a_table_for_each_part_and_the_circumstances() -> None:
    written = page({"The sweep": [BARE, SWEEP]}, {"Date": "2022-09-01"})

    assert "## The sweep\n\n| what | goal |" in written
    assert written.endswith("## Circumstances\n\n- **Date:** 2022-09-01\n")


def test_programs_are_told_whether_a_goal_is_met() -> None:
    told = as_json({"The sweep": [BARE, SWEEP], "Rate": [RATE]}, {}, {"sweep": [{"sweep": 0.009}]})

    assert [(one["name"], one["met"]) for one in told["figures"]] == [
        ("bare", None),
        ("sweep", True),
        ("rate", None),
    ]
    assert told["rounds"] == {"sweep": [{"sweep": 0.009}]}
