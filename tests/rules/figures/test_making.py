"""Figures: made from a delivery by their definitions, and never compared across them."""

from __future__ import annotations

from datetime import date

import pytest

from models.datasets.delivered import Delivery
from models.datasets.schema import About
from models.figures.figure import DefinitionsDiffer, Figure, FigureChange
from models.figures.kinds import (
    FIGURES,
    DropoutSixMonths,
    DropoutTotal,
    FailedRecruitment,
    LeaversDecember,
    LeaversNovember,
    LeaversYear,
    PartTimeShare,
    SickDaysFlis,
    SickDaysKrl,
    SickShareNorwegian,
)
from models.figures.published_levels import plausible, published
from rules.figures import making
from tests.support.worlds.report_cohorts import attempts, made, norwegian, staff, students

DAY = date(2022, 9, 14)


def leavers(numerator: float, denominator: float, period: str = "2021") -> LeaversNovember:
    return LeaversNovember(numerator, denominator, "ssh", period, "KRL/SIRKA", DAY)


def only(kind: type[Figure], delivery: Delivery) -> Figure:
    (found,) = (each for each in making.of(delivery) if type(each) is kind)
    return found


@pytest.mark.parametrize(
    ("measurement", "kind"), [("november-november", LeaversNovember), ("kalenderår", LeaversYear)]
)
def test_how_a_year_is_counted_decides_which_figure_the_leavers_are(
    measurement: str, kind: type[Figure]
) -> None:
    found = only(kind, made([staff("ssh")], measurement=measurement))

    assert (found.numerator, found.denominator, found.rate) == (20, 100, 20.0)
    assert (found.population, found.period) == ("ssh", "2021")
    assert (found.source_system, found.extracted) == ("KRL/SIRKA", DAY)


def test_a_year_counted_in_an_unknown_way_gives_no_turnover() -> None:
    found = making.of(made([staff("ssh")], measurement="ferieår"))

    assert {type(each) for each in found} == {PartTimeShare, SickDaysKrl}


@pytest.mark.parametrize(
    ("kind", "rate"),
    [
        (PartTimeShare, 60.0),
        (SickDaysKrl, pytest.approx(1500 / 90)),
        (DropoutSixMonths, 20.0),
        (DropoutTotal, 35.0),
        (FailedRecruitment, 40.0),
    ],
)
def test_every_definition_has_its_numerator_and_denominator(kind: type[Figure], rate: float) -> None:
    delivery = made([staff("ssh"), students(), attempts()])

    assert only(kind, delivery).rate == rate


def test_norway_counts_turnover_and_sickness_by_its_own_definitions() -> None:
    found = {type(each): each.rate for each in making.of(norwegian())}

    assert found[LeaversDecember] == 20.0
    assert found[SickShareNorwegian] == 7.5
    assert SickDaysKrl not in found


def test_flis_counts_sickness_by_a_definition_of_its_own() -> None:
    found = {type(each): each.rate for each in making.of(made([staff("ssh")], source_system="FLIS"))}

    assert found[SickDaysFlis] == pytest.approx(1500 / 90)
    assert SickDaysKrl not in found
    assert published("sick_days_flis_v1", "ssh") == ()
    assert plausible("sick_days_flis_v1", "ssh", "DK") == plausible("sick_days_krl_v1", "ssh", "DK")


def test_an_intake_that_is_still_going_on_has_no_total() -> None:
    found = making.of(made([students(completed=25, still_active=1)]))

    assert [type(each) for each in found] == [DropoutSixMonths]


def test_a_number_that_is_not_given_makes_no_figure() -> None:
    found = making.of(made([staff("ssh", parttime_end=None, sick_days=None)]))

    assert [type(each) for each in found] == [LeaversNovember]


@pytest.mark.parametrize("kind", FIGURES.values())
def test_a_rate_needs_its_least_denominator(kind: type[Figure]) -> None:
    least = kind.definition.least

    enough = kind(1, least, "ssh", "2021", "KRL/SIRKA", DAY)
    few = kind(1, least - 1, "ssh", "2021", "KRL/SIRKA", DAY)

    assert enough.rate is not None
    assert few.rate is None


def test_rates_need_twenty_people_or_ten_students_or_attempts() -> None:
    least = {
        each.definition.id: each.definition.least
        for each in (LeaversNovember, DropoutTotal, FailedRecruitment)
    }

    assert least == {"sep_rate_nov_v1": 20, "dropout_total_v1": 10, "fail_rate_star_v1": 10}


def test_two_figures_of_one_definition_differ_by_percentage_points() -> None:
    change = leavers(25, 100, "2022") - leavers(20, 100)

    assert change == FigureChange(before=leavers(20, 100), after=leavers(25, 100, "2022"))
    assert change.points == 5.0


def test_a_change_from_too_few_is_no_number() -> None:
    assert (leavers(25, 100, "2022") - leavers(3, 19)).points is None


def test_figures_of_two_definitions_are_not_compared() -> None:
    november: Figure = leavers(20, 100)
    year: Figure = LeaversYear(20, 100, "ssh", "2021", "KRL/SIRKA", DAY)

    with pytest.raises(DefinitionsDiffer, match=r"sep_rate_nov_v1 − sep_rate_year_v1"):
        november - year


def test_every_kind_of_figure_is_known_by_the_id_of_its_definition() -> None:
    assert {identity for identity, kind in FIGURES.items() if kind.definition.id != identity} == set()


def test_a_cohort_is_the_sum_of_numerators_over_the_sum_of_denominators() -> None:
    pooled = making.pooled([leavers(10, 100), leavers(60, 200)])

    assert pooled is not None
    assert pooled.municipalities == 2
    assert pooled.figure.rate == pytest.approx(70 / 300 * 100)


def test_one_municipality_is_no_cohort() -> None:
    assert making.pooled([leavers(10, 100)]) is None


def test_a_delivery_knows_where_its_figures_come_from() -> None:
    delivery = made([], source_system="syntetisk", extract_date=None)

    assert delivery.synthetic
    assert delivery.extract_date == delivery.delivered
    assert made([]).extract_date == DAY
    assert (made([]).delimitation, made([]).measurement) == ("Ældreområdet", "november-november")
    assert [row.sheet for row in made([staff("ssh")]).of(About.STAFF)] == [About.STAFF]
