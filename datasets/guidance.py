"""The words of the template's two last sheets: what the codes mean, how to fill in, and what must hold."""

from __future__ import annotations

from collections.abc import Iterator

from models.datasets.schema import About, DatasetRule, DatasetSchema
from models.language import Say

Line = tuple[str, ...]

CODES: Line = ("sheet", "column", "code", "means")
COLUMNS: Line = ("sheet", "column", "unit", "what")
"""Keys of what stands above the codes, and above the columns' explanations."""
_HOW = ("how_sums", "how_counts", "how_zero", "how_values", "how_rows", "how_odd", "how_lacking")


def codes(schema: DatasetSchema) -> Iterator[Line]:
    """Sheet, column, code and its meaning, a line for each code there is."""
    for sheet in schema.sheets:
        for column in sheet.columns:
            titles = column.choice_titles or ("",) * len(column.choices)
            for choice, title in zip(column.choices, titles, strict=False):
                yield sheet.name, column.title, choice, title


def how(say: Say) -> Iterator[str]:
    """How to fill in, a sentence a line."""
    return map(say, _HOW)


def rules(schema: DatasetSchema, say: Say) -> Iterator[Line]:
    """The rules the figures are held to, by their numbers."""
    complete = schema.complete
    groups = complete.groups if complete else ()
    titles = [schema.title_of(About.STAFF, "staff_group", group) for group in groups]
    wanted: dict[str, object] = {}
    if complete:
        wanted = {"years": complete.years, "groups": ", ".join(titles), "intakes": complete.intakes}
    for rule in schema.rules:
        if rule is not DatasetRule.G1 or complete:
            yield rule.value, say(f"rule_{rule.value}", **wanted)


def columns(schema: DatasetSchema) -> Iterator[Line]:
    """Sheet, heading, unit and explanation of every column."""
    for sheet in schema.sheets:
        for column in sheet.columns:
            yield sheet.name, column.heading, column.unit, column.help
