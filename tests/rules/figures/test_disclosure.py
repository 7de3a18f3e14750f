"""What of a delivery may be seen: the same in every table, plot and report."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from itertools import product
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from models.datasets.delivered import Delivery
from models.datasets.schema import About
from models.figures.kinds import (
    DropoutSixMonths,
    DropoutTotal,
    FailedRecruitment,
    LeaversNovember,
    PartTimeShare,
    SickDaysKrl,
)
from rules.figures import disclosure
from rules.figures.disclosure import ShownDelivery
from rules.figures.small_groups import Showing
from tests.support.worlds.report_cohorts import attempts, examples, made, staff, students


def of(seen: ShownDelivery, group: str, column: str) -> Showing:
    """What may be seen of a group's count, in the only year there is."""
    rows = [row for about in About for row in seen.delivery.of(about) if about is not About.MUNICIPALITY]
    (row,) = (row for row in rows if group in row.values.values())
    return seen.of(row, column)


def groups(*leavers: int) -> Delivery:
    """Staff groups with so many leavers each, and all of them together."""
    codes = ("ssh", "ssa", "spl", "ergo")[: len(leavers)]
    parts = [staff(code, leavers=count) for code, count in zip(codes, leavers, strict=True)]
    many = len(parts)
    numbers: dict[str, Any] = {
        "headcount_start": 100 * many,
        "headcount_end": 100 * many,
        "parttime_end": 60 * many,
    }
    numbers |= {"fte_avg": 90.0 * many, "sick_days": 1500.0 * many}
    return made([*parts, staff("alle", leavers=sum(leavers), **numbers)])


def test_a_figure_of_a_small_count_is_not_seen() -> None:
    seen = disclosure.seen(made([staff("ssh", leavers=3)]))

    assert of(seen, "ssh", "leavers") is Showing.SMALL
    assert seen.find(LeaversNovember, "ssh", "2021") is None


def test_nobody_having_left_is_seen() -> None:
    figure = disclosure.seen(made([staff("ssh", leavers=0)])).find(LeaversNovember, "ssh", "2021")

    assert figure is not None
    assert figure.rate == 0.0


def test_a_small_group_is_not_found_by_subtracting_the_others_from_all() -> None:
    seen = disclosure.seen(groups(3, 12, 30))

    assert of(seen, "ssh", "leavers") is Showing.SMALL
    assert of(seen, "ssa", "leavers") is Showing.WITHHELD
    assert seen.find(LeaversNovember, "ssa", "2021") is None
    assert seen.find(LeaversNovember, "alle", "2021") is not None


def test_few_full_time_employees_are_not_found_by_subtracting_those_on_part_time() -> None:
    seen = disclosure.seen(made([staff("ssh", parttime_end=97)]))

    assert of(seen, "ssh", "parttime_end") is Showing.WITHHELD
    assert seen.find(PartTimeShare, "ssh", "2021") is None


def test_the_sickness_of_a_handful_of_people_is_withheld() -> None:
    small = staff(
        "ssh", headcount_start=4, headcount_end=4, fte_avg=3.5, leavers=0, parttime_end=0, sick_days=40.0
    )

    seen = disclosure.seen(made([small]))

    assert of(seen, "ssh", "sick_days") is Showing.WITHHELD
    assert of(seen, "ssh", "fte_avg") is Showing.WITHHELD
    assert seen.find(SickDaysKrl, "ssh", "2021") is None


def test_dropping_out_early_is_seen_rather_than_the_total_when_the_difference_is_small() -> None:
    seen = disclosure.seen(made([students(dropouts_0_6m=8, dropouts_6_12m=2, completed=30)]))

    assert seen.find(DropoutSixMonths, "ssa", "2019") is not None
    assert seen.find(DropoutTotal, "ssa", "2019") is None


def test_attempts_in_vain_are_seen_together_when_either_kind_is_small() -> None:
    seen = disclosure.seen(made([attempts(filled=20, filled_other_profile=3, unfilled=7)]))

    figure = seen.find(FailedRecruitment, "spl", "2021")
    assert figure is not None
    assert figure.numerator == 10


def test_the_cohort_is_made_only_of_what_may_be_seen() -> None:
    members = [
        disclosure.seen(made([staff("ssh", leavers=leavers)], code=f"090{at}"))
        for at, leavers in enumerate((20, 30, 3))
    ]

    pooled = disclosure.together(members, LeaversNovember, "ssh", "2021")
    assert pooled is not None
    assert (pooled.municipalities, pooled.figure.numerator, pooled.figure.denominator) == (2, 50, 200)


def test_a_cohort_never_mixes_definitions() -> None:
    members = [
        disclosure.seen(made([staff("ssh")], code="0901")),
        disclosure.seen(made([staff("ssh")], code="0902", measurement="kalenderår")),
    ]

    assert disclosure.together(members, LeaversNovember, "ssh", "2021") is None


def years(*people: dict[str, tuple[int, int]]) -> Delivery:
    """Staff year after year from 2020: of each group how many there were when the year began and when it ended."""
    rows = [
        staff(code, year, headcount_start=start, headcount_end=end, leavers=0, parttime_end=0, sick_days=None)
        for year, groups in enumerate(people, start=2020)
        for code, (start, end) in groups.items()
    ]
    return made([(about, values | {"fte_avg": None}) for about, values in rows])


def at(seen: ShownDelivery, group: str, year: int, column: str) -> Showing:
    (row,) = (
        each
        for each in seen.delivery.of(About.STAFF)
        if each.values["staff_group"] == group and each.values["period_year"] == year
    )
    return seen.of(row, column)


def test_a_hidden_number_is_not_read_at_the_beginning_of_the_next_year() -> None:
    first = {"alle": (50, 50), "ssa": (40, 40), "ssh": (6, 6), "ergo": (4, 4)}
    second = {"alle": (55, 55), "ssa": (40, 40), "ssh": (6, 6), "ergo": (4, 4), "fys": (5, 5)}

    seen = disclosure.seen(years(first, second))

    assert at(seen, "ergo", 2020, "headcount_end") is Showing.SMALL
    assert at(seen, "ssh", 2020, "headcount_end") is Showing.WITHHELD
    assert at(seen, "ssh", 2021, "headcount_start") is Showing.WITHHELD


def test_numbers_that_differ_at_the_turn_of_the_year_are_hidden_together() -> None:
    first = {"alle": (50, 50), "ssa": (40, 40), "ssh": (6, 6), "ergo": (4, 4)}
    second = {"alle": (56, 56), "ssa": (40, 40), "ssh": (7, 7), "ergo": (4, 4), "fys": (5, 5)}

    seen = disclosure.seen(years(first, second))

    assert at(seen, "ssh", 2020, "headcount_end") is Showing.WITHHELD
    assert at(seen, "ssh", 2021, "headcount_start") is Showing.WITHHELD


@settings(max_examples=100, deadline=None)
@given(st.lists(st.integers(1, 9), min_size=2, max_size=4), st.integers(1, 9))
def test_no_hidden_number_of_two_years_can_be_worked_out(groups: list[int], joined: int) -> None:
    """A group comes in with the second year. Tried out as a reader would, who knows that the others are the same."""
    people = dict(zip(("ssh", "ssa", "spl", "ergo"), groups, strict=False))
    first = people | {"alle": sum(groups)}
    second = people | {"fys": joined, "alle": sum(groups) + joined}
    seen = disclosure.seen(
        years(*({code: (many, many) for code, many in each.items()} for each in (first, second)))
    )
    turn = [
        {code: _could_be(many, at(seen, code, 2020, "headcount_end")) for code, many in first.items()},
        {code: _could_be(many, at(seen, code, 2021, "headcount_start")) for code, many in second.items()},
    ]

    possible = list(_possible(*turn))

    for told, ranges in zip((first, second), turn, strict=True):
        for code in told.keys() - {"alle"}:
            assert (told[code] < 5) <= (len(ranges[code]) > 1)
            assert len(ranges[code]) == 1 or len({guess[code] for guess in possible}) > 1


def _could_be(many: int, sign: Showing) -> range:
    """What a sign alone says."""
    if sign is Showing.SHOWN:
        return range(many, many + 1)
    return range(1, 5) if sign is Showing.SMALL else range(5 if many > 4 else 0, many + 7)


def _possible(end: Mapping[str, range], start: Mapping[str, range]) -> Iterator[dict[str, int]]:
    """Every set of groups that adds up at both sides of the year's turn."""
    codes = [code for code in start if code != "alle"]
    ranges = [[one for one in start[code] if one in end.get(code, start[code])] for code in codes]
    for values in product(*ranges):
        guess = dict(zip(codes, values, strict=True))
        before = sum(guess[code] for code in end if code != "alle")
        if before in end["alle"] and sum(values) in start["alle"]:
            yield guess


def test_in_the_examples_no_small_count_is_seen() -> None:
    for delivery in examples():
        seen = disclosure.seen(delivery)

        numerators = {figure.numerator for figure in seen.figures.values()}
        assert not numerators & {1, 2, 3, 4}
        assert len(seen.figures) > 80
