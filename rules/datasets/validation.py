"""What must hold between the figures of a dataset, one small judge for each rule. Source: the data template, part 4."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any

from models.datasets.delivered import DeliveredRow
from models.datasets.schema import About, DatasetRule, DatasetSchema
from models.forms.findings import Finding
from rules.datasets.lookup import Rows

WORKING_DAYS = 227
"""Working days of a year in the national statistics of sickness absence."""
TOGETHER = "alle"
"""The staff group that holds all others."""


def findings(schema: DatasetSchema, rows: Sequence[DeliveredRow]) -> tuple[Finding, ...]:
    """Everything the dataset's rules say of one municipality's rows; a cell that is empty breaks no rule."""
    told = Rows(schema, rows)
    return tuple(found for rule in schema.rules for found in JUDGES[rule](told))


def near(one: float, other: float) -> bool:
    """True when a difference may come from rounding and late registration: two persons, or three percent."""
    return abs(one - other) <= max(2, 0.03 * max(one, other))


def _total(values: Mapping[str, Any], *ids: str) -> float:
    """The sum of these cells; an empty one counts as none."""
    return sum(values.get(id) or 0 for id in ids)


def _p1(told: Rows) -> Iterator[Finding]:
    for row in told.of(About.STAFF, "headcount_start", "joiners", "leavers"):
        most = _total(row.values, "headcount_start", "joiners")
        if row.values["leavers"] > most:
            yield told.hard(DatasetRule.P1, row, "leavers", leavers=row.values["leavers"], most=most)


def _p2(told: Rows) -> Iterator[Finding]:
    for row in told.of(About.STAFF, "headcount_start", "headcount_end", "joiners", "leavers"):
        gone = _total(row.values, "leavers", "internal_out")
        expected = _total(row.values, "headcount_start", "joiners", "internal_in") - gone
        end = row.values["headcount_end"]
        if not near(end, expected):
            yield told.soft(
                DatasetRule.P2, row, "headcount_end", f"{end}≠{expected}", end=end, expected=expected
            )


def _p3(told: Rows) -> Iterator[Finding]:
    for row in told.of(About.STAFF, "fulltime_end", "parttime_end", "headcount_end"):
        parts, end = _total(row.values, "fulltime_end", "parttime_end"), row.values["headcount_end"]
        if parts != end:
            yield told.hard(DatasetRule.P3, row, "parttime_end", parts=parts, end=end)


def _p4(told: Rows) -> Iterator[Finding]:
    for row in told.of(About.STAFF, "fte_avg", "headcount_start", "headcount_end"):
        people = max(row.values["headcount_start"], row.values["headcount_end"])
        if row.values["fte_avg"] > round(1.05 * people, 9):
            yield told.hard(DatasetRule.P4, row, "fte_avg", fte=row.values["fte_avg"], people=people)


def _p5(told: Rows) -> Iterator[Finding]:
    for row in told.of(About.STAFF, "sick_days", "fte_avg"):
        days, fte = row.values["sick_days"], row.values["fte_avg"]
        most = round(WORKING_DAYS * fte, 9)
        if days > most:
            yield told.hard(DatasetRule.P5, row, "sick_days", days=days, most=most, fte=fte)


def _p6(told: Rows) -> Iterator[Finding]:
    for row in told.of(About.STAFF, "leavers_60plus", "leavers"):
        older, leavers = row.values["leavers_60plus"], row.values["leavers"]
        if older > leavers:
            yield told.hard(DatasetRule.P6, row, "leavers_60plus", older=older, leavers=leavers)


def _p7(told: Rows) -> Iterator[Finding]:
    ends = {
        (row.values["period_year"], row.values["staff_group"]): row.values["headcount_end"]
        for row in told.of(About.STAFF, "period_year", "staff_group", "headcount_end")
    }
    for row in told.of(About.STAFF, "period_year", "staff_group", "headcount_start"):
        year, start = row.values["period_year"] - 1, row.values["headcount_start"]
        end = ends.get((year, row.values["staff_group"]))
        if end is not None and not near(end, start):
            facts = {"year": year, "next": year + 1, "end": end, "start": start}
            yield told.soft(DatasetRule.P7, row, "headcount_start", f"{end}≠{start}", **facts)


def _p8(told: Rows) -> Iterator[Finding]:
    for column in ("headcount_start", "headcount_end"):
        parts: dict[int, int] = defaultdict(int)
        wholes: list[DeliveredRow] = []
        for row in told.of(About.STAFF, "period_year", "staff_group", column):
            if row.values["staff_group"] == TOGETHER:
                wholes.append(row)
            else:
                parts[row.values["period_year"]] += row.values[column]
        for row in wholes:
            year, whole = row.values["period_year"], row.values[column]
            if parts[year] > whole:
                fact = f"{column}/{parts[year]}>{whole}"
                yield told.soft(DatasetRule.P8, row, column, fact, parts=parts[year], whole=whole, year=year)


_DROPOUTS = ("dropouts_0_6m", "dropouts_6_12m", "dropouts_after_12m")


def _e1(told: Rows) -> Iterator[Finding]:
    for row in told.of(About.STUDENTS, "started", *_DROPOUTS, "completed", "still_active"):
        parts = _total(row.values, *_DROPOUTS, "completed", "still_active", "transferred")
        if parts != row.values["started"]:
            yield told.hard(DatasetRule.E1, row, "started", parts=parts, started=row.values["started"])


def _r1(told: Rows) -> Iterator[Finding]:
    outcomes = ("filled", "filled_other_profile", "unfilled")
    for row in told.of(About.RECRUITMENT, "attempts", *outcomes):
        parts, attempts = _total(row.values, *outcomes), row.values["attempts"]
        if parts != attempts:
            yield told.hard(DatasetRule.R1, row, "attempts", parts=parts, attempts=attempts)


def _r2(told: Rows) -> Iterator[Finding]:
    for row in told.of(About.RECRUITMENT, "attempts", "advertised_fulltime"):
        fulltime, attempts = row.values["advertised_fulltime"], row.values["attempts"]
        if fulltime > attempts:
            yield told.hard(DatasetRule.R2, row, "advertised_fulltime", fulltime=fulltime, attempts=attempts)


def _g1(told: Rows) -> Iterator[Finding]:
    """What is needed to begin; a sheet without rows has been asked about as a whole."""
    complete = told.schema.complete
    if complete is None:
        return
    years: dict[str, set[int]] = defaultdict(set)
    for row in told.of(About.STAFF, "period_year", "staff_group"):
        years[row.values["staff_group"]].add(row.values["period_year"])
    for group in complete.groups if years else ():
        count = len(years[group])
        if count < complete.years:
            title = told.schema.title_of(About.STAFF, "staff_group", group)
            facts = {"years": count, "wanted": complete.years, "group": title}
            fact = f"{group}/{count}<{complete.years}"
            yield told.soft_of_sheet(
                DatasetRule.G1, About.STAFF, "staff_group", fact, key="G1_years", **facts
            )
    intakes = {row.values["intake_year"] for row in told.of(About.STUDENTS, "intake_year")}
    if 0 < len(intakes) < complete.intakes:
        facts = {"count": len(intakes), "wanted": complete.intakes}
        fact = f"{len(intakes)}<{complete.intakes}"
        yield told.soft_of_sheet(
            DatasetRule.G1, About.STUDENTS, "intake_year", fact, key="G1_intakes", **facts
        )


JUDGES: Mapping[DatasetRule, Callable[[Rows], Iterator[Finding]]] = {
    DatasetRule.P1: _p1,
    DatasetRule.P2: _p2,
    DatasetRule.P3: _p3,
    DatasetRule.P4: _p4,
    DatasetRule.P5: _p5,
    DatasetRule.P6: _p6,
    DatasetRule.P7: _p7,
    DatasetRule.P8: _p8,
    DatasetRule.E1: _e1,
    DatasetRule.R1: _r1,
    DatasetRule.R2: _r2,
    DatasetRule.G1: _g1,
}
