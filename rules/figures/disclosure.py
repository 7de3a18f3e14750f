"""What of a delivery may be seen, in any table, plot or report: the same everywhere, so that no two can be compared."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache

from models.datasets.delivered import DeliveredRow, Delivery
from models.datasets.schema import About
from models.figures.figure import Figure
from rules.figures import making
from rules.figures.making import Pooled, Recipe, group_of, number, period_of
from rules.figures.small_groups import CountCell, Showing, Sum, counted, is_small, left_over, shown

TOTAL = "alle"
"""The staff group that holds all the others, and perhaps more."""

_HUNDREDTHS = 100
_PEOPLE: Mapping[About, tuple[str, ...]] = {
    About.STAFF: ("headcount_start", "leavers", "headcount_end", "parttime_end"),
    About.STUDENTS: ("started", "dropouts_0_6m", "dropouts"),
    About.RECRUITMENT: ("attempts", "failed"),
}
_AMOUNTS = ("fte_avg", "sick_days", "agreed_days")
"""Not people, but small when the people are: withheld for a small group."""
_DEAR = {"dropouts_0_6m", "attempts", "started"}
"""Shown rather than what else would have to be withheld."""
_TURN = {"headcount_start": ("headcount_end", -1), "headcount_end": ("headcount_start", 1)}
"""The same people counted at the other side of a year's turn, and how many years away that stands."""
_WHOLES: Mapping[About, tuple[tuple[str, tuple[str, ...]], ...]] = {
    About.STAFF: (("headcount_end", ("parttime_end",)),),
    About.STUDENTS: (
        ("started", ("dropouts_0_6m",)),
        ("started", ("dropouts",)),
        ("dropouts", ("dropouts_0_6m",)),
    ),
    About.RECRUITMENT: (("attempts", ("failed",)),),
}
"""Numbers and those of their parts that are printed; what is left over can be worked out by any reader."""


@dataclass(frozen=True)
class ShownDelivery:
    """A delivery with what may be seen of each of its counts."""

    delivery: Delivery
    showing: Mapping[str, Showing]
    figures: Mapping[tuple[type[Figure], str, str], Figure]

    def of(self, row: DeliveredRow, column: str) -> Showing:
        """What may be seen of a cell; cells no report prints count as shown."""
        return self.showing.get(_name(row, column), Showing.SHOWN)

    def may_show(self, row: DeliveredRow, columns: Sequence[str]) -> bool:
        """True when all of these cells may be seen."""
        return all(self.of(row, column) is Showing.SHOWN for column in columns)

    def hides(self, row: DeliveredRow) -> bool:
        """True when any number of the row may not be seen."""
        return not self.may_show(row, (*_PEOPLE.get(row.sheet, ()), *_AMOUNTS))

    def kept(self, recipe: Recipe, group: str, period: str) -> bool:
        """True when this hides a number of the figure, or the one at the other side of the year's turn.

        A later delivery may hide other numbers; what has been hidden in an earlier one is not to be read there.
        """
        names = []
        for column in (recipe.numerator, recipe.denominator):
            names.append("/".join((recipe.about, period, group, column)))
            if column in _TURN:
                other, years = _TURN[column]
                names.append("/".join((recipe.about, _years_from(period, years), group, other)))
        return any(self.showing.get(name, Showing.SHOWN) is not Showing.SHOWN for name in names)

    def of_kind(self, kind: type[Figure] | None) -> tuple[Figure, ...]:
        """The figures of one definition whose numerator and denominator may both be seen."""
        return tuple(each for (of_kind, _, _), each in self.figures.items() if of_kind is kind)

    def find(self, kind: type[Figure], population: str, period: str) -> Figure | None:
        """The figure, or None when it does not exist or may not be seen."""
        return self.figures.get((kind, population, period))


@lru_cache(maxsize=256)
def seen(delivery: Delivery) -> ShownDelivery:
    """The delivery as a reader may see it. It is remembered, since every report of a cohort looks at every delivery."""
    showing: dict[str, Showing] = {}
    for about in _PEOPLE:
        showing |= _showing(about, delivery.of(about))
    bare = ShownDelivery(delivery, showing, {})
    visible = {(type(each), each.population, each.period): each for each in _visible(bare)}
    return replace(bare, figures=visible)


def together(
    members: Sequence[ShownDelivery], kind: type[Figure], population: str, period: str
) -> Pooled | None:
    """The cohort's figure, put together from what may be seen of each municipality, so that it reveals no other."""
    found = (each.find(kind, population, period) for each in members)
    return making.pooled([each for each in found if each is not None])


def _visible(bare: ShownDelivery) -> Iterator[Figure]:
    for recipe in making.recipes(bare.delivery):
        for row in bare.delivery.of(recipe.about):
            figure = making.made_from(recipe, row, bare.delivery)
            if figure is not None and bare.may_show(row, (recipe.numerator, recipe.denominator)):
                yield figure


def _name(row: DeliveredRow, column: str) -> str:
    return "/".join((row.sheet, period_of(row), group_of(row), column))


def _showing(about: About, rows: Sequence[DeliveredRow]) -> dict[str, Showing]:
    """All years at once, since those employed at the end of one are those employed at the beginning of the next.

    Where the two numbers are the same they are one cell; where they differ, as late registrations make them, both are
    hidden or neither is.
    """
    cells: dict[str, CountCell] = {}
    sums: list[Sum] = []
    for period in sorted({period_of(row) for row in rows}):
        more, tied = _table(about, [row for row in rows if period_of(row) == period])
        cells |= more
        sums += tied
    twins = [pair for pair in _turns_of_the_year(rows) if cells.keys() >= set(pair)]
    same = {start: end for end, start in twins if cells[end].value == cells[start].value}
    cells = {name: cell for name, cell in cells.items() if name not in same}
    sums = [
        Sum(same.get(one.total, one.total), tuple(same.get(part, part) for part in one.parts)) for one in sums
    ]
    apart = [pair for pair in twins if pair[1] not in same]
    while True:
        found = shown(cells, sums)
        cells = {name: replace(cell, showing=found[name]) for name, cell in cells.items()}
        lone = [name for pair in apart for name in _lone(pair, cells)]
        if not lone:
            return found | {start: found[end] for start, end in same.items()}
        cells |= {name: replace(cells[name], showing=Showing.WITHHELD) for name in lone}


def _turns_of_the_year(rows: Sequence[DeliveredRow]) -> Iterator[tuple[str, str]]:
    """The cells that tell how many there were at the end of a year and at the beginning of the next, by group."""
    there = {(period_of(row), group_of(row)): row for row in rows if row.sheet is About.STAFF}
    for (period, group), row in there.items():
        after = there.get((_years_from(period, 1), group))
        if after is not None:
            yield _name(row, "headcount_end"), _name(after, "headcount_start")


def _years_from(period: str, years: int) -> str:
    return str(int(period) + years) if period.isdecimal() else ""


def _lone(pair: tuple[str, str], cells: Mapping[str, CountCell]) -> list[str]:
    """The one that is shown while the other is not."""
    open_ = [name for name in pair if not cells[name].hidden]
    return open_ if len(open_) == 1 else []


def _table(about: About, rows: Sequence[DeliveredRow]) -> tuple[dict[str, CountCell], list[Sum]]:
    """One sheet's rows of one period as cells and the sums between them."""
    cells: dict[str, CountCell] = {}
    sums: list[Sum] = []
    for row in rows:
        cells |= _cells(about, row)
        for whole, parts in _WHOLES[about]:
            _add_up(_name(row, whole), [_name(row, part) for part in parts], cells, sums)
    total = next((row for row in rows if group_of(row) == TOTAL), None)
    if total is not None:
        for column in (*_PEOPLE[about], *_AMOUNTS):
            groups = [_name(row, column) for row in rows if row is not total]
            _add_up(_name(total, column), groups, cells, sums)
    return cells, sums


def _cells(about: About, row: DeliveredRow) -> dict[str, CountCell]:
    people = {column: number(row, column) for column in _PEOPLE[about]}
    if row.values.get("still_active"):  # then the dropouts so far are no figure yet, and are not printed
        people.pop("dropouts", None)
    cells = {
        _name(row, column): replace(counted(int(count)), dear=column in _DEAR)
        for column, count in people.items()
        if count is not None
    }
    measures = (
        *(people.get(each) for each in ("headcount_start", "headcount_end")),
        row.values.get("fte_avg"),
    )
    small = any(is_small(each) for each in measures if each is not None)
    for column in _AMOUNTS if about is About.STAFF else ():
        amount = row.values.get(column)
        if amount is not None:
            showing = Showing.WITHHELD if small and amount else Showing.SHOWN
            cells[_name(row, column)] = CountCell(round(amount * _HUNDREDTHS), showing)
    return cells


def _add_up(total: str, parts: Sequence[str], cells: dict[str, CountCell], sums: list[Sum]) -> None:
    """Tie a total to its parts, with a cell for what is left over; parts that exceed their total tell nothing."""
    there = [part for part in parts if part in cells]
    if total not in cells or not there:
        return
    rest = cells[total].value - sum(cells[part].value for part in there)
    name = f"{total}+{len(sums)}"
    if abs(rest) <= _rounding(total):
        cells[name] = CountCell(rest, Showing.SHOWN, printed=False)
    elif rest > 0:
        cells[name] = left_over(rest)
    else:
        return
    sums.append(Sum(total, (*there, name)))


def _rounding(total: str) -> int:
    """How far a sum of amounts may be off because each is rounded; people are counted exactly."""
    return _HUNDREDTHS // 2 if total.endswith(_AMOUNTS) else 0
