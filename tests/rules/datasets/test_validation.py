"""Each rule of the template: one set of figures that breaks it, and one at its very boundary that does not."""

from __future__ import annotations

from typing import Any

import pytest

from languages.findings import finding_text
from models.datasets.delivered import DeliveredRow
from models.datasets.schema import About, DatasetRule
from models.datasets.shipped import FORANALYSE, FORUNDERSOKELSE
from models.forms.findings import Finding
from rules.datasets.validation import JUDGES, findings, near

STAFF = {"period_year": 2020, "staff_group": "ssh", "headcount_start": 100, "headcount_end": 100} | {
    "joiners": 10, "leavers": 10, "fte_avg": 90.0, "fulltime_end": 40, "parttime_end": 60, "sick_days": 1500.0
}  # fmt: skip
STUDENTS = {"programme": "ssa", "intake_year": 2020, "started": 20, "dropouts_0_6m": 3, "dropouts_6_12m": 1} | {
    "dropouts_after_12m": 1, "completed": 10, "still_active": 3, "transferred": 2
}  # fmt: skip
ATTEMPTS = {"period_year": 2020, "staff_group": "ssh", "attempts": 30, "filled": 15, "filled_other_profile": 5} | {
    "unfilled": 10, "advertised_fulltime": 30
}  # fmt: skip
WHOLE = {About.STAFF: STAFF, About.STUDENTS: STUDENTS, About.RECRUITMENT: ATTEMPTS}


def rows(about: About, *changes: dict[str, Any]) -> list[DeliveredRow]:
    """One row for each change."""
    return [
        DeliveredRow(about, number, {**WHOLE[about], **change})
        for number, change in enumerate(changes, start=3)
    ]


def judged(told: list[DeliveredRow]) -> list[Finding]:
    """What the Danish dataset's rules say, completeness left out."""
    return [one for one in findings(FORANALYSE, told) if one.rule != DatasetRule.G1]


STAFF_2021 = {"period_year": 2021}
ALL = {"staff_group": "alle"}
FIRES: dict[DatasetRule, tuple[About, tuple[dict[str, Any], ...]]] = {
    DatasetRule.P1: (
        About.STAFF,
        ({"leavers": 111, "headcount_end": 0, "fulltime_end": None, "fte_avg": 1, "sick_days": 0},),
    ),
    DatasetRule.P2: (About.STAFF, ({"headcount_end": 104, "fulltime_end": 44},)),
    DatasetRule.P3: (About.STAFF, ({"parttime_end": 59},)),
    DatasetRule.P4: (About.STAFF, ({"fte_avg": 105.1},)),
    DatasetRule.P5: (About.STAFF, ({"fte_avg": 10.0, "sick_days": 2270.5},)),
    DatasetRule.P6: (About.STAFF, ({"leavers_60plus": 11},)),
    DatasetRule.P7: (
        About.STAFF,
        ({}, STAFF_2021 | {"headcount_start": 96, "headcount_end": 96, "fulltime_end": 36}),
    ),
    DatasetRule.P8: (About.STAFF, ({}, ALL | {"headcount_start": 99})),
    DatasetRule.E1: (About.STUDENTS, ({"transferred": 1},)),
    DatasetRule.R1: (About.RECRUITMENT, ({"unfilled": 9},)),
    DatasetRule.R2: (About.RECRUITMENT, ({"advertised_fulltime": 31},)),
}
HOLDS: dict[DatasetRule, tuple[About, tuple[dict[str, Any], ...]]] = {
    DatasetRule.P1: (About.STAFF, ({"leavers": 110, "headcount_end": 0, "fulltime_end": None, "fte_avg": 1, "sick_days": 0},)),
    DatasetRule.P2: (
        About.STAFF,
        ({"headcount_end": 103, "fulltime_end": 43}, STAFF_2021 | {"internal_in": 5, "internal_out": 5}),
    ),
    DatasetRule.P3: (About.STAFF, ({"parttime_end": None}, STAFF_2021 | {"fulltime_end": 0, "parttime_end": 100})),
    DatasetRule.P4: (About.STAFF, ({"fte_avg": 105.0},)),
    DatasetRule.P5: (About.STAFF, ({"fte_avg": 10.0, "sick_days": 2270.0}, STAFF_2021 | {"fte_avg": 0.0, "sick_days": 0.0})),
    DatasetRule.P6: (About.STAFF, ({"leavers_60plus": 10},)),
    DatasetRule.P7: (About.STAFF, ({}, STAFF_2021 | {"headcount_start": 97, "headcount_end": 97, "fulltime_end": 37})),
    DatasetRule.P8: (About.STAFF, ({}, ALL)),
    DatasetRule.E1: (About.STUDENTS, ({"transferred": None, "still_active": 5},)),
    DatasetRule.R1: (About.RECRUITMENT, ({"unfilled": 0, "filled": 25},)),
    DatasetRule.R2: (About.RECRUITMENT, ({"advertised_fulltime": 30},)),
}  # fmt: skip
HARD = {
    DatasetRule.P1,
    DatasetRule.P3,
    DatasetRule.P4,
    DatasetRule.P5,
    DatasetRule.P6,
    DatasetRule.E1,
    DatasetRule.R1,
    DatasetRule.R2,
}


def test_every_rule_has_a_judge_and_a_test() -> None:
    assert set(JUDGES) == set(DatasetRule) == {*FIRES, DatasetRule.G1} == {*HOLDS, DatasetRule.G1}


@pytest.mark.parametrize("rule", FIRES)
def test_a_rule_is_broken(rule: DatasetRule) -> None:
    about, changes = FIRES[rule]

    found = judged(rows(about, *changes))

    sheet = FORANALYSE.sheet(about)
    assert {one.rule for one in found} >= {rule}
    mine = next(one for one in found if one.rule == rule)
    assert mine.soft is (rule not in HARD)
    assert sheet is not None
    assert (mine.sheet, mine.row) == (sheet.name, 2 + len(changes))
    assert mine.column in {column.title for column in sheet.columns}
    assert mine.about.startswith(f"{rule}/{sheet.name}/") is (rule not in HARD)


@pytest.mark.parametrize("rule", HOLDS)
def test_a_rule_holds_at_its_boundary(rule: DatasetRule) -> None:
    about, changes = HOLDS[rule]

    assert [one for one in judged(rows(about, *changes)) if one.rule == rule] == []


def test_a_soft_finding_names_its_figures_and_not_its_row() -> None:
    (first,) = judged(rows(About.STAFF, {"headcount_end": 110, "fulltime_end": 50}))
    (moved,) = judged(rows(About.STAFF, {"staff_group": "spl"}, {"headcount_end": 110, "fulltime_end": 50}))
    (other,) = judged(rows(About.STAFF, {"headcount_end": 111, "fulltime_end": 51}))

    assert first.about == moved.about == "P2/Personale/2020/ssh/110≠100"
    assert first.row != moved.row
    assert other.about != first.about


def test_figures_are_said_in_danish_and_in_norwegian() -> None:
    told = rows(About.STAFF, {"fte_avg": 105.25})

    found = findings(FORANALYSE, told)[0]

    assert finding_text(found, "da") == "105,25 fuldtidsbeskæftigede er mere end 100 ansatte kan være."
    assert finding_text(found, "nb") == "105,25 årsverk er mer enn 100 ansatte kan være."


def complete(groups: tuple[str, ...], years: range, intakes: range) -> list[DeliveredRow]:
    """Rows of so many years for each group, and of so many intakes."""
    staff = [{"period_year": year, "staff_group": group} for year in years for group in groups]
    return rows(About.STAFF, *staff) + rows(About.STUDENTS, *({"intake_year": year} for year in intakes))


@pytest.mark.parametrize(
    ("told", "expected"),
    [
        (complete(("ssh", "ssa", "spl"), range(2019, 2022), range(2020, 2022)), []),
        (
            complete(("ssh", "ssa", "spl"), range(2020, 2022), range(2020, 2022)),
            ["ssh/2<3", "ssa/2<3", "spl/2<3"],
        ),
        (complete(("ssh", "ssa"), range(2019, 2022), range(2020, 2022)), ["spl/0<3"]),
        (complete(("ssh", "ssa", "spl"), range(2019, 2022), range(2021, 2022)), ["1<2"]),
        ([], []),
    ],
)
def test_three_years_of_the_large_groups_and_two_intakes_are_asked_for(
    told: list[DeliveredRow], expected: list[str]
) -> None:
    found = [one for one in findings(FORANALYSE, told) if one.rule == DatasetRule.G1]

    assert [one.about.split("/", 2)[2] for one in found] == expected
    assert all(one.soft for one in found)


def test_the_norwegian_dataset_asks_for_its_own_groups() -> None:
    told = complete(("helsefagarbeider",), range(2019, 2022), range(2020, 2022))

    found = findings(FORUNDERSOKELSE, told)

    assert [one.about for one in found] == ["G1/Personale/sykepleier/0<3"]


def test_what_is_missing_is_said_by_its_title_and_in_the_right_number() -> None:
    danish = findings(FORANALYSE, complete(("ssh", "ssa"), range(2019, 2022), range(2021, 2022)))
    norwegian = findings(
        FORUNDERSOKELSE, complete(("helsefagarbeider",), range(2019, 2022), range(2021, 2022))
    )

    assert [finding_text(one, "da").split(";")[0] for one in danish] == [
        "For sygeplejerske er der tal for 0 år",
        "Der er tal for 1 elevårgang",
    ]
    assert [finding_text(one, "nb").split(";")[0] for one in norwegian] == [
        "For sykepleier er det tall for 0 år",
        "Det er tall for 1 kull",
    ]


@pytest.mark.parametrize(
    ("one", "other", "close"),
    [
        (10, 12, True),
        (10, 13, False),
        (100, 103, True),
        (100, 104, False),
        (1000, 1030, True),
        (1000, 1032, False),
    ],
)
def test_two_persons_or_three_percent_are_near(one: float, other: float, close: bool) -> None:
    assert near(one, other) is near(other, one) is close
