"""Small groups: nobody can work out from what is shown how many a hidden count is."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from itertools import product

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from rules.figures.small_groups import CountCell, Showing, Sum, counted, is_small, left_over, shown

SHOWN, SMALL, WITHHELD = Showing.SHOWN, Showing.SMALL, Showing.WITHHELD
_MOST = 14


def column(*parts: int) -> tuple[dict[str, CountCell], list[Sum]]:
    """Groups and their total, all printed."""
    cells = {f"g{at}": counted(value) for at, value in enumerate(parts)}
    return {**cells, "all": counted(sum(parts))}, [Sum("all", tuple(cells))]


def table(rows: Sequence[Sequence[int]]) -> tuple[dict[str, CountCell], list[Sum]]:
    """Rows and columns with totals of both, as groups by outcomes are."""
    wide = [[*row, sum(row)] for row in rows]
    whole = [*wide, [sum(values) for values in zip(*wide, strict=True)]]
    cells = {f"{y}{x}": counted(value) for y, row in enumerate(whole) for x, value in enumerate(row)}
    high, broad = len(whole), len(whole[0])
    across = [Sum(f"{y}{broad - 1}", tuple(f"{y}{x}" for x in range(broad - 1))) for y in range(high)]
    down = [Sum(f"{high - 1}{x}", tuple(f"{y}{x}" for y in range(high - 1))) for x in range(broad)]
    sums = [*across[:-1], *down, across[-1]]  # parts come before what they add up to
    return cells, sums


def possible(
    cells: Mapping[str, CountCell], sums: Sequence[Sum], seen: Mapping[str, Showing]
) -> Iterator[dict[str, int]]:
    """Every table a reader may take for the true one: tried out one by one, as an attacker would."""
    ranges = {name: _of(cell, seen[name]) for name, cell in cells.items()}
    totals = {one.total for one in sums}
    free = [name for name in cells if name not in totals]
    for values in product(*(ranges[name] for name in free)):
        guess = dict(zip(free, values, strict=True))
        for one in sums:
            guess[one.total] = sum(guess[part] for part in one.parts)
        right = all(guess[one.total] == sum(guess[part] for part in one.parts) for one in sums)
        if right and all(guess[name] in ranges[name] for name in totals):
            yield guess


def _of(cell: CountCell, showing: Showing) -> Sequence[int]:
    """What a sign alone says: one to four; or something bigger, when the sign is not given to small ones."""
    if showing is SHOWN:
        return range(cell.value, cell.value + 1)
    if showing is SMALL:
        return range(1, 5)
    low = 5 if cell.printed and cell.value >= 5 else 0
    return range(low, max(_MOST, cell.value + 6))


@pytest.mark.parametrize(
    ("count", "small"), [(0, False), (0.5, True), (1, True), (4, True), (4.9, True), (5, False)]
)
def test_one_to_four_is_small(count: float, small: bool) -> None:
    assert is_small(count) is small


def test_nought_is_shown() -> None:
    cells, sums = column(0, 7, 20)

    assert set(shown(cells, sums).values()) == {SHOWN}


def test_one_small_group_takes_the_smallest_other_with_it() -> None:
    cells, sums = column(3, 9, 40)

    assert shown(cells, sums) == {"g0": SMALL, "g1": WITHHELD, "g2": SHOWN, "all": SHOWN}


def test_two_small_groups_protect_each_other() -> None:
    cells, sums = column(3, 2, 40)

    assert shown(cells, sums) == {"g0": SMALL, "g1": SMALL, "g2": SHOWN, "all": SHOWN}


@pytest.mark.parametrize("both", [1, 4])
def test_two_small_groups_whose_sum_tells_both_need_a_third(both: int) -> None:
    cells, sums = column(both, both, 9, 40)

    assert shown(cells, sums)["g2"] is WITHHELD


def test_a_small_group_without_sums_needs_nothing_else() -> None:
    assert shown({"a": counted(2), "b": counted(30)}, []) == {"a": SMALL, "b": SHOWN}


def test_what_is_left_over_is_guarded_when_it_is_small() -> None:
    cells = {"all": counted(30), "part": counted(28), "rest": left_over(2)}

    seen = shown(cells, [Sum("all", ("part", "rest"))])

    assert (seen["all"], seen["part"]) == (SHOWN, WITHHELD)


def test_what_is_dear_is_withheld_last() -> None:
    cells = {
        "all": counted(30),
        "dear": CountCell(7, SHOWN, dear=True),
        "other": counted(20),
        "small": counted(3),
    }

    seen = shown(cells, [Sum("all", ("dear", "other", "small"))])

    assert (seen["dear"], seen["other"]) == (SHOWN, WITHHELD)


def test_when_even_the_sign_tells_too_much_it_is_withheld() -> None:
    cells, sums = column(1, 1, 1, 1)

    seen = shown(cells, sums)

    assert SMALL not in seen.values()


@settings(max_examples=150, deadline=None)
@given(st.lists(st.integers(0, 9), min_size=2, max_size=4))
def test_no_hidden_count_of_a_column_can_be_worked_out(parts: list[int]) -> None:
    cells, sums = column(*parts)

    seen = shown(cells, sums)

    assert _told(cells, sums, seen) == set()
    assert all(seen[name] is not SHOWN for name, cell in cells.items() if is_small(cell.value))


@settings(max_examples=60, deadline=None)
@given(st.lists(st.lists(st.integers(0, 7), min_size=2, max_size=2), min_size=2, max_size=2))
def test_no_hidden_count_of_a_table_can_be_worked_out(rows: list[list[int]]) -> None:
    cells, sums = table(rows)

    seen = shown(cells, sums)

    assert _told(cells, sums, seen) == set()
    assert all(seen[name] is not SHOWN for name, cell in cells.items() if is_small(cell.value))


def _told(cells: Mapping[str, CountCell], sums: Sequence[Sum], seen: Mapping[str, Showing]) -> set[str]:
    """Hidden cells that have the same value in every table a reader may take for the true one."""
    hidden = {name for name in cells if seen[name] is not SHOWN}
    first: dict[str, int] | None = None
    for guess in possible(cells, sums, seen):
        first = first or guess
        hidden -= {name for name in hidden if guess[name] != first[name]}
        if not hidden:
            break
    return hidden
