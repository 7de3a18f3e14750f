"""Deliveries to make figures and reports from: the three example municipalities, and small ones made up cell by cell."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any

from datasets import reader
from languages.catalogues import speak
from models.datasets.delivered import DeliveredRow, Delivery, Explanation
from models.datasets.schema import About, DatasetSchema
from models.datasets.shipped import FORANALYSE, FORUNDERSOKELSE
from models.reports.document import Document
from rules.reports import pre_analysis

_EXAMPLES = Path(__file__).parents[2] / "data"
BUILT = date(2022, 9, 28)
DANISH, BOKMAAL = speak("da", "reports"), speak("nb", "reports")
_KEYS = {
    "extract_date": "2022-09-14",
    "source_system": "KRL/SIRKA",
    "delimitation": "Ældreområdet",
    "measurement": "november-november",
}
STAFF = {"headcount_start": 100, "leavers": 20, "headcount_end": 100, "fte_avg": 90.0, "parttime_end": 60}


def made(
    rows: Iterable[tuple[About, Mapping[str, Any]]],
    *,
    name: str = "Prøveby",
    code: str = "0901",
    schema: DatasetSchema = FORANALYSE,
    explanations: tuple[Explanation, ...] = (),
    **keys: Any,
) -> Delivery:
    """A delivery of these rows; `keys` are lines of the sheet about the municipality."""
    written = [DeliveredRow(About.MUNICIPALITY, 1, {**_KEYS, **keys})]
    written += [DeliveredRow(about, at, values) for at, (about, values) in enumerate(rows, start=3)]
    return Delivery(name, code, schema, 1, date(2022, 9, 20), True, tuple(written), explanations)


def staff(group: str, year: int = 2021, **numbers: Any) -> tuple[About, dict[str, Any]]:
    """A year of a staff group: a hundred people, twenty of whom left."""
    return About.STAFF, {"period_year": year, "staff_group": group, **STAFF, "sick_days": 1500.0, **numbers}


def students(programme: str = "ssa", year: int = 2019, **numbers: Any) -> tuple[About, dict[str, Any]]:
    """An intake that has come to its end: forty started, eight of them left early and six later."""
    outcome = {
        "started": 40,
        "dropouts_0_6m": 8,
        "dropouts_6_12m": 6,
        "dropouts_after_12m": 0,
        "completed": 26,
        "still_active": 0,
        "transferred": 0,
    }
    return About.STUDENTS, {"programme": programme, "intake_year": year, **outcome, **numbers}


def attempts(group: str = "spl", year: int = 2021, **numbers: Any) -> tuple[About, dict[str, Any]]:
    """Thirty attempts to recruit, twelve of them in vain."""
    outcome = {"attempts": 30, "filled": 18, "filled_other_profile": 5, "unfilled": 7}
    return About.RECRUITMENT, {"period_year": year, "staff_group": group, **outcome, **numbers}


def initiative(title: str = "Mentor", **said: Any) -> tuple[About, dict[str, Any]]:
    """An initiative that is running."""
    known = {
        "theme": "introduktion_mentor",
        "start_year": 2020,
        "status": "i_drift",
        "target_group": "nye",
        "effect": "ja_oplevet",
        "partner": None,
    }
    return About.INITIATIVES, {"title": title, **known, **said}


def norwegian(**keys: Any) -> Delivery:
    """A municipality that answers in bokmål, by the definitions of KS."""
    row = staff("sykepleier", sick_days=1500.0, agreed_days=20_000.0)
    return made(
        [row],
        schema=FORUNDERSOKELSE,
        **{"measurement": "1. desember – 1. desember", "source_system": "KS PAI"} | keys,
    )


@cache
def examples() -> tuple[Delivery, ...]:
    """The three example municipalities, read from their workbooks."""
    return tuple(_read(path) for path in sorted(_EXAMPLES.glob("eksempel_*.xlsx")))


def _read(path: Path) -> Delivery:
    rows = reader.read(path.read_bytes(), path.name, FORANALYSE).rows
    said = next(row.values for row in rows if row.sheet is About.MUNICIPALITY)
    name, code = said["municipality_name"].split(" (")[0], said["municipality_code"]
    return Delivery(name, code, FORANALYSE, 1, date(2022, 9, 20), True, rows)


def aged(delivery: Delivery, years: int, **keys: Any) -> Delivery:
    """The same figures so many years later; `keys` replace lines of the sheet about the municipality."""
    rows = []
    for row in delivery.rows:
        later = {
            column: value + years if column in ("period_year", "intake_year") else value
            for column, value in row.values.items()
        }
        rows.append(replace(row, values=later | keys if row.sheet is About.MUNICIPALITY else later))
    return replace(delivery, rows=tuple(rows), version=delivery.version + 1)


def report(own: Delivery | None, cohort: Iterable[Delivery] = (), **said: Any) -> Document:
    """A pre-analysis, in Danish unless said otherwise."""
    known = {
        "municipality": own.municipality if own else "Prøveby",
        "programme": "Værksted 2022",
        "built": BUILT,
        "say": DANISH,
    }
    return pre_analysis.compose(own, tuple(cohort), **{**known, **said})


def words(document: Document) -> str:
    """Every word of a document, one line for each part."""
    parts = [document.title, document.subtitle, *document.warnings, *document.sources]
    parts += [f"{name}: {value}" for name, value in document.facts]
    for section in document.sections:
        parts += [section.title, *section.paragraphs, *section.points, *section.missing]
        parts += [section.plot.alt] if section.plot else []
        for table in section.tables:
            parts += [
                table.title,
                " | ".join(table.columns),
                *(" | ".join(row) for row in table.rows),
                table.note,
            ]
    return "\n".join(parts)
