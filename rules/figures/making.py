"""How figures are made from a delivery, and from those of a whole cohort."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from models.datasets.delivered import DeliveredRow, Delivery
from models.datasets.schema import About
from models.figures.figure import Figure
from models.figures.kinds import (
    FIGURES,
    DropoutSixMonths,
    DropoutTotal,
    FailedRecruitment,
    PartTimeShare,
    SickDaysFlis,
    SickDaysKrl,
    SickShareNorwegian,
)

_SUMS: Mapping[str, tuple[str, ...]] = {
    "dropouts": ("dropouts_0_6m", "dropouts_6_12m", "dropouts_after_12m"),
    "failed": ("unfilled", "filled_other_profile"),
}
"""What is reported as one number: fewer people are recognised by it than by its parts."""

_FLIS = "FLIS"
"""The source system that measures sickness in a way of its own (dataset_schema.md §1)."""

PERIOD: Mapping[About, str] = {
    About.STAFF: "period_year",
    About.STUDENTS: "intake_year",
    About.RECRUITMENT: "period_year",
}
GROUP: Mapping[About, str] = {
    About.STAFF: "staff_group",
    About.STUDENTS: "programme",
    About.RECRUITMENT: "staff_group",
}


@dataclass(frozen=True)
class Recipe:
    """Which numbers of which sheet make a figure."""

    kind: type[Figure]
    about: About
    numerator: str
    denominator: str


_RECIPES = (
    Recipe(DropoutSixMonths, About.STUDENTS, "dropouts_0_6m", "started"),
    Recipe(DropoutTotal, About.STUDENTS, "dropouts", "started"),
    Recipe(PartTimeShare, About.STAFF, "parttime_end", "headcount_end"),
    Recipe(FailedRecruitment, About.RECRUITMENT, "failed", "attempts"),
)
_DANISH_SICKNESS = Recipe(SickDaysKrl, About.STAFF, "sick_days", "fte_avg")
_FLIS_SICKNESS = Recipe(SickDaysFlis, About.STAFF, "sick_days", "fte_avg")
_NORWEGIAN_SICKNESS = Recipe(SickShareNorwegian, About.STAFF, "sick_days", "agreed_days")


def recipes(delivery: Delivery) -> tuple[Recipe, ...]:
    """How this dataset's figures are made; turnover only when the dataset says how its years are counted."""
    kind = turnover(delivery)
    leavers = (Recipe(kind, About.STAFF, "leavers", "headcount_start"),) if kind else ()
    return *leavers, *_RECIPES, _sickness(delivery)


def _sickness(delivery: Delivery) -> Recipe:
    """By which definition its sickness is a figure: FLIS also counts work injuries, and month by month."""
    staff = delivery.schema.sheet(About.STAFF)
    if staff is not None and "agreed_days" in staff.by_id():
        return _NORWEGIAN_SICKNESS
    return _FLIS_SICKNESS if delivery.source_system == _FLIS else _DANISH_SICKNESS


def turnover(delivery: Delivery) -> type[Figure] | None:
    """By which definition its leavers are a figure."""
    return FIGURES.get(delivery.schema.turnover.get(delivery.measurement, ""))


def of(delivery: Delivery) -> tuple[Figure, ...]:
    """Every figure the delivery has numbers for, small ones too: `rules.figures.disclosure` says what may be seen of them."""
    made = (
        made_from(recipe, row, delivery) for recipe in recipes(delivery) for row in delivery.of(recipe.about)
    )
    return tuple(figure for figure in made if figure is not None)


def made_from(recipe: Recipe, row: DeliveredRow, delivery: Delivery) -> Figure | None:
    """The row's figure; None when a number is not given, or when the intake is not at its end."""
    numerator, denominator = number(row, recipe.numerator), number(row, recipe.denominator)
    if numerator is None or denominator is None:
        return None
    if recipe.kind is DropoutTotal and row.values.get("still_active") != 0:
        return None
    return recipe.kind(
        numerator=numerator,
        denominator=denominator,
        population=group_of(row),
        period=period_of(row),
        source_system=delivery.source_system,
        extracted=delivery.extract_date,
    )


def number(row: DeliveredRow, column: str) -> float | None:
    """What the row says in the column, or in all the columns that are reported as this one; None when one is empty."""
    given = [row.values.get(each) for each in _SUMS.get(column, (column,))]
    return None if None in given else sum(each for each in given if each is not None)


def period_of(row: DeliveredRow) -> str:
    """The year a row tells of; of students, the year they started."""
    return str(row.values.get(PERIOD.get(row.sheet, ""), ""))


def group_of(row: DeliveredRow) -> str:
    """The code of the group a row tells of."""
    return str(row.values.get(GROUP.get(row.sheet, ""), ""))


def latest(figures: Iterable[Figure]) -> str:
    """The newest period there is a rate for; empty when there is none."""
    return max((each.period for each in figures if each.rate is not None), default="")


@dataclass(frozen=True)
class Pooled:
    """Numerators and denominators of several municipalities put together; only of those that may be shown."""

    figure: Figure
    municipalities: int


def pooled(figures: Sequence[Figure]) -> Pooled | None:
    """One figure of one definition, group and period for all of them; None for fewer than two municipalities."""
    if len(figures) < 2:
        return None
    first = figures[0]
    systems = sorted({each.source_system for each in figures})
    together = type(first)(
        numerator=sum(each.numerator for each in figures),
        denominator=sum(each.denominator for each in figures),
        population=first.population,
        period=first.period,
        source_system=", ".join(systems),
        extracted=max(each.extracted for each in figures),
    )
    return Pooled(together, len(figures))
