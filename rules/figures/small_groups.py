"""Which counts may be shown so that nobody can tell, or work out, what a small group does.

A count of one to four is shown as "<5". When the sums around it would give it away, more counts are withheld, the
smallest first, until every hidden count could be another one for all that a reader knows.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum

SMALLEST, LARGEST = 1, 4
"""The counts that are hidden; nought is shown."""

_ENDLESS = 10**12
_MOST_STEPS = 60
"""Of one search for another explanation; after that the count is held to be known, and more is withheld."""


class Showing(StrEnum):
    """What a reader sees of a count: itself, "<5", or that something is withheld."""

    SHOWN = "shown"
    SMALL = "small"
    WITHHELD = "withheld"


@dataclass(frozen=True)
class CountCell:
    """A count in whole units. One that stands in no table (`printed` false) is unknown but may be worked out.

    `guarded`: nobody may work it out. Whatever is printed and hidden is guarded anyway. `dear`: others are withheld first.
    """

    value: int
    showing: Showing
    printed: bool = True
    guarded: bool = False
    dear: bool = False

    @property
    def hidden(self) -> bool:
        """True when the reader is not told."""
        return self.showing is not Showing.SHOWN

    @property
    def protected(self) -> bool:
        """True when the reader must not be able to tell."""
        return self.hidden and (self.printed or self.guarded)

    @property
    def known_between(self) -> tuple[int, int]:
        """What the sign alone tells, to one who knows these rules."""
        if self.showing is Showing.SHOWN:
            return self.value, self.value
        if self.showing is Showing.SMALL:
            return SMALLEST, LARGEST
        return (LARGEST + 1, _ENDLESS) if self.printed and self.value > LARGEST else (0, _ENDLESS)


def is_small(count: float) -> bool:
    """True for one to four, and for the part of a person."""
    return 0 < count < LARGEST + 1


def counted(value: int) -> CountCell:
    """A count of people that is to be printed."""
    return CountCell(value, Showing.SMALL if is_small(value) else Showing.SHOWN)


def left_over(value: int) -> CountCell:
    """What is left between a total and its printed parts: never printed, and guarded when it is small itself."""
    return CountCell(value, Showing.WITHHELD, printed=False, guarded=is_small(value))


@dataclass(frozen=True)
class Sum:
    """A total and the parts that make it up exactly, by the names of their cells."""

    total: str
    parts: tuple[str, ...]

    @property
    def signed(self) -> tuple[tuple[str, int], ...]:
        """Every cell with its sign, so that all of them together are nought."""
        return ((self.total, 1), *((part, -1) for part in self.parts))


def shown(cells: Mapping[str, CountCell], sums: Sequence[Sum]) -> dict[str, Showing]:
    """What is to be seen of every cell, so that no protected one can be worked out from the others and the sums."""
    now = dict(cells)
    totals = {one.total for one in sums}
    safe: set[str] = set()
    while (told := next(_given_away(now, sums, safe), None)) is not None:
        hidden = _next_to_hide(now, _around(told, now, sums), totals)
        if not hidden:
            break
        for name in hidden:
            now[name] = replace(now[name], showing=Showing.WITHHELD)
    return {name: cell.showing for name, cell in now.items()}


def _next_to_hide(cells: Mapping[str, CountCell], near: Sequence[str], totals: set[str]) -> list[str]:
    """The smallest printed count near by; noughts when there is no other; at last even the sign "<5" says too much."""
    open_ = [name for name in near if not cells[name].hidden and cells[name].printed]
    open_.sort(
        key=lambda name: (
            cells[name].value == 0,
            cells[name].dear,
            name in totals,
            cells[name].value,
            name,
        )
    )
    if open_:
        return open_[:1]
    return [name for name in near if cells[name].showing is Showing.SMALL]


def _around(name: str, cells: Mapping[str, CountCell], sums: Sequence[Sum]) -> list[str]:
    """Every cell of the sums that are tied to it by hidden cells, in the order of the sums."""
    found: list[str] = [name]
    tied = _tied(name, cells, sums)
    for one in tied:
        found += [each for each, _ in one.signed if each not in found]
    return found


def _tied(name: str, cells: Mapping[str, CountCell], sums: Sequence[Sum]) -> list[Sum]:
    reached, tied = {name}, []
    left = list(sums)
    while near := [one for one in left if any(each in reached for each, _ in one.signed)]:
        tied += near
        left = [one for one in left if one not in near]
        reached |= {each for one in near for each, _ in one.signed if cells[each].hidden}
    return tied


def _given_away(cells: Mapping[str, CountCell], sums: Sequence[Sum], safe: set[str]) -> Iterator[str]:
    """Protected cells of which a reader can tell the value.

    `safe` is added to: whatever has another value in anything a reader may take for the truth. It stays safe when more
    is hidden, and is not asked about again.
    """
    for name, cell in cells.items():
        if cell.protected and name not in safe and (tied := _tied(name, cells, sums)):
            other = _another(name, cells, tied)
            safe |= {each for each, value in other.items() if value != cells[each].value}
            if not other:
                yield name


def _another(name: str, cells: Mapping[str, CountCell], tied: Sequence[Sum]) -> dict[str, int]:
    """Numbers, another one in this cell, that fit everything the reader knows; none when there are no such."""
    names = {each for one in tied for each, _ in one.signed}
    bounds = {each: cells[each].known_between for each in names}
    truth = cells[name].value
    low, high = bounds[name]
    for other in _nearest(truth, low, high):
        steps = iter(range(_MOST_STEPS))
        if other != truth and (fit := _fit({**bounds, name: (other, other)}, cells, tied, steps)):
            return fit
    return {}


def _nearest(value: int, low: int, high: int) -> list[int]:
    """Values between the bounds, those close to the true one first."""
    tried = dict.fromkeys(value + step for step in (0, 1, -1, 2, -2, 3, -3))
    return [*(each for each in tried if low <= each <= high), *((low,) if low not in tried else ())]


def _fit(
    bounds: dict[str, tuple[int, int]],
    cells: Mapping[str, CountCell],
    tied: Sequence[Sum],
    steps: Iterator[int],
) -> dict[str, int]:
    """Whole numbers within the bounds that make all the sums come out; none also when the steps ran out."""
    narrowed = _narrowed(bounds, tied)
    if narrowed is None or next(steps, None) is None:
        return {}
    loose = [name for name, (low, high) in narrowed.items() if low < high]
    if not loose:
        return {each: low for each, (low, _) in narrowed.items()}
    name = min(loose, key=lambda each: (narrowed[each][1] - narrowed[each][0], each))
    tries = _nearest(cells[name].value, *narrowed[name])
    found = (_fit({**narrowed, name: (value, value)}, cells, tied, steps) for value in tries)
    return next((each for each in found if each), {})


def _narrowed(bounds: dict[str, tuple[int, int]], tied: Sequence[Sum]) -> dict[str, tuple[int, int]] | None:
    """The bounds after every sum has had its say; None when they contradict each other."""
    now = dict(bounds)
    for _ in range(20):  # narrowing may creep; what is left over is tried out
        before = dict(now)
        for one in tied:
            for name, sign in one.signed:
                others = [(now[each], way) for each, way in one.signed if each != name]
                least = sum(low if way > 0 else -high for (low, high), way in others)
                most = sum(high if way > 0 else -low for (low, high), way in others)
                low, high = (-most, -least) if sign > 0 else (least, most)
                now[name] = max(now[name][0], low), min(now[name][1], high)
                if now[name][0] > now[name][1]:
                    return None
        if now == before:
            return now
    return now
