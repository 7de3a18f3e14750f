"""What of a delivery may be seen: the same in every table, plot and report."""

from __future__ import annotations

from typing import Any

from models.datasets import About
from models.delivered import Delivery
from models.figure_kinds import (
    DropoutSixMonths,
    DropoutTotal,
    FailedRecruitment,
    LeaversNovember,
    PartTimeShare,
    SickDaysKrl,
)
from rules import shown
from rules.shown import Shown
from rules.small_groups import Showing
from tests.reports.cohorts import attempts, examples, made, staff, students


def of(seen: Shown, group: str, column: str) -> Showing:
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
    seen = shown.seen(made([staff("ssh", leavers=3)]))

    assert of(seen, "ssh", "leavers") is Showing.SMALL
    assert seen.find(LeaversNovember, "ssh", "2021") is None


def test_nobody_having_left_is_seen() -> None:
    figure = shown.seen(made([staff("ssh", leavers=0)])).find(LeaversNovember, "ssh", "2021")

    assert figure is not None
    assert figure.rate == 0.0


def test_a_small_group_is_not_found_by_subtracting_the_others_from_all() -> None:
    seen = shown.seen(groups(3, 12, 30))

    assert of(seen, "ssh", "leavers") is Showing.SMALL
    assert of(seen, "ssa", "leavers") is Showing.WITHHELD
    assert seen.find(LeaversNovember, "ssa", "2021") is None
    assert seen.find(LeaversNovember, "alle", "2021") is not None


def test_few_full_time_employees_are_not_found_by_subtracting_those_on_part_time() -> None:
    seen = shown.seen(made([staff("ssh", parttime_end=97)]))

    assert of(seen, "ssh", "parttime_end") is Showing.WITHHELD
    assert seen.find(PartTimeShare, "ssh", "2021") is None


def test_the_sickness_of_a_handful_of_people_is_withheld() -> None:
    small = staff(
        "ssh", headcount_start=4, headcount_end=4, fte_avg=3.5, leavers=0, parttime_end=0, sick_days=40.0
    )

    seen = shown.seen(made([small]))

    assert of(seen, "ssh", "sick_days") is Showing.WITHHELD
    assert of(seen, "ssh", "fte_avg") is Showing.WITHHELD
    assert seen.find(SickDaysKrl, "ssh", "2021") is None


def test_dropping_out_early_is_seen_rather_than_the_total_when_the_difference_is_small() -> None:
    seen = shown.seen(made([students(dropouts_0_6m=8, dropouts_6_12m=2, completed=30)]))

    assert seen.find(DropoutSixMonths, "ssa", "2019") is not None
    assert seen.find(DropoutTotal, "ssa", "2019") is None


def test_attempts_in_vain_are_seen_together_when_either_kind_is_small() -> None:
    seen = shown.seen(made([attempts(filled=20, filled_other_profile=3, unfilled=7)]))

    figure = seen.find(FailedRecruitment, "spl", "2021")
    assert figure is not None
    assert figure.numerator == 10


def test_the_cohort_is_made_only_of_what_may_be_seen() -> None:
    members = [
        shown.seen(made([staff("ssh", leavers=leavers)], code=f"090{at}"))
        for at, leavers in enumerate((20, 30, 3))
    ]

    pooled = shown.together(members, LeaversNovember, "ssh", "2021")
    assert pooled is not None
    assert (pooled.municipalities, pooled.figure.numerator, pooled.figure.denominator) == (2, 50, 200)


def test_a_cohort_never_mixes_definitions() -> None:
    members = [
        shown.seen(made([staff("ssh")], code="0901")),
        shown.seen(made([staff("ssh")], code="0902", measurement="kalenderår")),
    ]

    assert shown.together(members, LeaversNovember, "ssh", "2021") is None


def test_in_the_examples_no_small_count_is_seen() -> None:
    for delivery in examples():
        seen = shown.seen(delivery)

        numerators = {figure.numerator for figure in seen.figures.values()}
        assert not numerators & {1, 2, 3, 4}
        assert len(seen.figures) > 80
