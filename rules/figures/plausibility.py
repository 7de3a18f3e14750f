"""Figures far from what is published: asked about, never refused. Source: the data template, part 2."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from models.datasets.delivered import DeliveredRow
from models.datasets.schema import About, DatasetSchema
from models.figures.published_levels import PlausibleRange, plausible
from models.forms.findings import Finding
from rules.datasets.lookup import Rows, number


@dataclass(frozen=True)
class _Share:
    """One figure of a row: its definition, the column it is about, and which columns are divided by which."""

    definition: str
    sheet: About
    group: str
    column: str
    parts: tuple[str, ...]
    whole: str
    least: int
    scale: int = 100


def findings(schema: DatasetSchema, rows: Sequence[DeliveredRow]) -> tuple[Finding, ...]:
    """A soft finding for each figure outside its limits; a figure with too small a denominator has none."""
    told = Rows(schema, rows)
    return tuple(found for share in _shares(told) for found in _judged(told, share))


def _shares(told: Rows) -> Iterator[_Share]:
    """The figures this dataset can be asked for; sickness by its own denominator where it has one."""
    turnover = told.schema.turnover
    measured = next((row.values.get("measurement") for row in told.of(About.MUNICIPALITY)), None)
    definition = turnover.get(str(measured)) or next(iter(turnover.values()), "")
    yield _Share(definition, About.STAFF, "staff_group", "leavers", ("leavers",), "headcount_start", 20)
    staff = told.schema.sheet(About.STAFF)
    if staff and "agreed_days" in staff.by_id():
        yield _Share(
            "sick_share_no_v1", About.STAFF, "staff_group", "sick_days", ("sick_days",), "agreed_days", 20
        )
    else:
        yield _Share(
            "sick_days_krl_v1", About.STAFF, "staff_group", "sick_days", ("sick_days",), "fte_avg", 20, 1
        )
    yield from _COMMON


_COMMON = (
    _Share(
        "parttime_share_v1",
        About.STAFF,
        "staff_group",
        "parttime_end",
        ("parttime_end",),
        "headcount_end",
        20,
    ),
    _Share("dropout_6m_v1", About.STUDENTS, "programme", "dropouts_0_6m", ("dropouts_0_6m",), "started", 10),
    _Share(
        "dropout_total_v1",
        About.STUDENTS,
        "programme",
        "completed",
        ("dropouts_0_6m", "dropouts_6_12m", "dropouts_after_12m"),
        "started",
        10,
    ),
    _Share(
        "fail_rate_star_v1",
        About.RECRUITMENT,
        "staff_group",
        "unfilled",
        ("unfilled", "filled_other_profile"),
        "attempts",
        10,
    ),
)


def _judged(told: Rows, share: _Share) -> Iterator[Finding]:
    for row in told.of(share.sheet, share.group, share.whole, *share.parts):
        if share.definition == "dropout_total_v1" and row.values.get("still_active") != 0:
            continue
        limits = plausible(share.definition, row.values[share.group], told.schema.country)
        denominator = row.values[share.whole]
        if limits is None or denominator < share.least:
            continue
        numerator = sum(row.values[id] for id in share.parts)
        rate = share.scale * numerator / denominator
        if not limits.low <= rate <= limits.high:
            yield _asked(told, row, share, limits, numerator, denominator)


def _asked(
    told: Rows, row: DeliveredRow, share: _Share, limits: PlausibleRange, numerator: float, denominator: float
) -> Finding:
    return told.soft(
        limits.rule,
        row,
        share.column,
        f"{number(numerator)}÷{number(denominator)}",
        key=f"unusual_{share.column}",
        rate=round(share.scale * numerator / denominator, 1),
        unit=limits.unit,
        numerator=numerator,
        denominator=denominator,
        low=limits.low,
        high=limits.high,
        source=limits.source,
        published=limits.published,
    )
