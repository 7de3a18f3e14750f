"""Figures outside what is published are asked about; those at the limits, and small ones, are not."""

from __future__ import annotations

from typing import Any

import pytest

from languages.findings import finding_text
from models.datasets.delivered import DeliveredRow
from models.datasets.schema import About, DatasetSchema
from models.datasets.shipped import FORANALYSE, FORUNDERSOKELSE
from models.figures.published_levels import PLAUSIBLE, PUBLISHED, plausible, published
from models.forms.findings import Finding
from rules.figures.plausibility import findings

S, E, R = About.STAFF, About.STUDENTS, About.RECRUITMENT
OUTSIDE: list[tuple[str, About, dict[str, Any], str]] = [
    ("V1", S, {"staff_group": "ssh", "leavers": 36, "headcount_start": 100}, "36÷100"),
    ("V1", S, {"staff_group": "spl", "leavers": 4, "headcount_start": 100}, "4÷100"),
    ("V2", S, {"staff_group": "ufagl", "leavers": 61, "headcount_start": 100}, "61÷100"),
    ("V3", S, {"staff_group": "ssa", "sick_days": 3010.5, "fte_avg": 100.0}, "3010,5÷100"),
    ("V4", S, {"staff_group": "fys", "parttime_end": 96, "headcount_end": 100}, "96÷100"),
    ("V5", E, {"programme": "ssh", "dropouts_0_6m": 9, "started": 20}, "9÷20"),
    ("V6", E, {"programme": "ssa_eux", "dropouts_0_6m": 4, "dropouts_6_12m": 4, "dropouts_after_12m": 5}
     | {"started": 20, "still_active": 0}, "13÷20"),
    ("V7", R, {"staff_group": "spl", "unfilled": 10, "filled_other_profile": 6, "attempts": 20}, "16÷20"),
]  # fmt: skip
WITHIN: list[tuple[About, dict[str, Any]]] = [
    (S, {"staff_group": "ssh", "leavers": 35, "headcount_start": 100}),
    (S, {"staff_group": "ssh", "leavers": 5, "headcount_start": 100}),
    (S, {"staff_group": "ufagl", "leavers": 60, "headcount_start": 100}),
    (S, {"staff_group": "ssa", "sick_days": 3000.0, "fte_avg": 100.0}),
    (S, {"staff_group": "ssa", "parttime_end": 95, "headcount_end": 100}),
    (E, {"programme": "ssh", "dropouts_0_6m": 8, "started": 20}),
    (E, {"programme": "ssa", "dropouts_0_6m": 0, "started": 20}),
    (R, {"staff_group": "spl", "unfilled": 15, "filled_other_profile": 0, "attempts": 20}),
    (S, {"staff_group": "ssh", "leavers": 19, "headcount_start": 19}),
    (E, {"programme": "ssh", "dropouts_0_6m": 9, "started": 9}),
    (R, {"staff_group": "spl", "unfilled": 9, "filled_other_profile": 0, "attempts": 9}),
    (S, {"staff_group": "alle", "leavers": 90, "headcount_start": 100}),
    (S, {"staff_group": "ssh", "leavers": 0, "headcount_start": 0}),
    (S, {"staff_group": "ssh", "leavers": None, "headcount_start": 100}),
    (E, {"programme": "ssa", "dropouts_0_6m": 4, "dropouts_6_12m": 4, "dropouts_after_12m": 5, "started": 20, "still_active": 3}),
]  # fmt: skip


def judged(
    about: About, values: dict[str, Any], schema: DatasetSchema = FORANALYSE, measurement: str = ""
) -> list[Finding]:
    """What is asked about one row."""
    keys = DeliveredRow(About.MUNICIPALITY, 1, {"measurement": measurement})
    row = DeliveredRow(about, 3, {"period_year": 2020, "intake_year": 2020, **values})
    return list(findings(schema, [keys, row]))


@pytest.mark.parametrize(("rule", "about", "values", "fact"), OUTSIDE)
def test_a_figure_outside_its_limits_is_asked_about(
    rule: str, about: About, values: dict[str, Any], fact: str
) -> None:
    (found,) = [one for one in judged(about, values) if one.rule == rule]

    assert found.soft
    assert found.row == 3
    assert found.about.endswith(f"/{fact}")


@pytest.mark.parametrize(("about", "values"), WITHIN)
def test_a_figure_at_its_limits_or_of_few_people_is_not(about: About, values: dict[str, Any]) -> None:
    assert judged(about, values) == []


def test_the_question_names_figure_limits_source_and_date() -> None:
    (found,) = judged(S, {"staff_group": "ssa", "sick_days": 3550.0, "fte_avg": 100.0})

    assert finding_text(found, "da") == (
        "Sygefraværet er 35,5 dage (3550 af 100). Der plejer at være 5–30 (KRL, fraværsstatistikken, 2022). "
        "Er tallene rigtige, så skriv kort hvorfor."
    )


def test_norway_has_limits_and_measures_of_its_own() -> None:
    values = {"staff_group": "sykepleier", "sick_days": 5000.0, "agreed_days": 20_000.0, "fte_avg": 100.0}

    (found,) = judged(S, values, FORUNDERSOKELSE)

    assert (found.rule, found.about) == ("V3", "V3/Personale/2020/sykepleier/5000÷20000")
    assert "25,0 pst." in finding_text(found, "nb")
    assert "KRL" not in finding_text(found, "nb")


def test_both_ways_of_counting_a_year_have_limits() -> None:
    values = {"staff_group": "ssh", "leavers": 90, "headcount_start": 100}

    assert [judged(S, values, measurement=way)[0].rule for way in FORANALYSE.turnover] == ["V1", "V1"]


def test_every_row_of_the_templates_list_has_its_limits() -> None:
    assert [one.rule for one in PLAUSIBLE["DK"]] == [f"V{at}" for at in range(1, 8)]
    every = [one for ranges in PLAUSIBLE.values() for one in ranges]
    assert all(one.low < one.high and one.source and one.published for one in every)
    assert plausible("sep_rate_nov_v1", "læge", "DK") is None


def test_a_published_level_stands_beside_its_own_definition_and_group_only() -> None:
    assert [(one.period, one.value) for one in published("sep_rate_nov_v1", "ssa")] == [("2022", 19.5)]
    assert published("sep_rate_nov_v1", "spl") == published("sep_rate_year_v1", "ssa") == ()
    assert [one.period for one in published("sick_days_krl_v1", "ssh")] == ["2017", "2018", "2020", "2021"]
    assert all(one.source and one.published and one.population for one in PUBLISHED)
