"""The page about datasets, and their rows as JSON Schema."""

from __future__ import annotations

import json
from collections.abc import Iterator

from datasets import guidance
from datasets.json_schema import json_schema
from docs.pages import page, table
from languages.catalogues import speak
from models.datasets.schema import Column, DatasetSchema
from models.datasets.shipped import SCHEMAS
from models.figures.published_levels import PLAUSIBLE

_RULE_TESTS = (
    (
        "P1–P8, E1, R1, R2: between cells",
        "`tests/rules/datasets/test_validation.py::test_a_rule_is_broken[P1]`, one for each",
        "`…::test_a_rule_holds_at_its_boundary[P1]`, one for each",
    ),
    (
        "G1: enough years and intakes",
        "`…::test_three_years_of_the_large_groups_and_two_intakes_are_asked_for`",
        "the same, with enough of them",
    ),
    (
        "V1–V7: outside what is published",
        "`tests/rules/figures/test_plausibility.py`, below and above each limit",
        "the same, on each limit",
    ),
    (
        "X1, X3, types, ranges, keys",
        "`tests/datasets/test_tables.py`, `tests/datasets/test_corpus.py`",
        "the three example workbooks in `tests/datasets/test_reader.py`",
    ),
    (
        "X2: personal numbers; hostile files",
        "`tests/datasets/test_corpus.py`: nobody keeps the value or the file",
        "numbers that only look alike, in the same file",
    ),
)


def datasets_page() -> str:
    """Every dataset with its sheets and columns."""

    def told(column: Column) -> tuple[str, ...]:
        holds = ", ".join(f"`{choice}`" for choice in column.choices) or column.type.value
        limits = [f"at least {column.at_least:,.10g}"] if column.at_least is not None else []
        limits += [f"at most {column.at_most:,.10g}"] if column.at_most is not None else []
        meaning = " ".join(
            part for part in (column.title, f"({column.unit})" if column.unit else "", column.help) if part
        )
        return f"`{column.id}`", meaning, holds, ", ".join(limits), "yes" if column.required else "–"

    def sheets(dataset: DatasetSchema) -> Iterator[str]:
        yield f"## {dataset.key}\n\n{dataset.title}, version {dataset.version}."
        for sheet in dataset.sheets:
            unique = ", ".join(f"`{id}`" for id in sheet.unique)
            kind = f"One row for each {unique}." if unique else "Keys and values, one a line."
            heads = ("id", "heading and meaning", "holds", "limits", "must be filled")
            yield f"### {sheet.name}\n\n{kind}\n\n{table(heads, map(told, sheet.columns))}"
        rules = guidance.rules(dataset, speak(dataset.language, "template"))
        yield f"### Rules of {dataset.key}\n\n{table(('rule', 'says'), rules)}"
        limits = (
            (
                one.rule,
                ", ".join(one.definitions),
                ", ".join(one.groups),
                f"{one.low:g}–{one.high:g} {one.unit}",
                one.source,
            )
            for one in PLAUSIBLE[dataset.country]
        )
        heads = ("rule", "definition", "groups", "expected", "source")
        yield f"### Limits of {dataset.key}\n\nOutside them a figure is a question, never a fault.\n\n{table(heads, limits)}"

    return page(
        "Datasets",
        "What a requirement of the kind `dataset` may ask for. A municipality gets the workbook as a template, and fills in\n"
        "counts, never percentages. Which test holds which rule:",
        table(("rule", "when it is broken", "when it holds"), _RULE_TESTS),
        *(part for dataset in SCHEMAS.values() for part in sheets(dataset)),
    )


def rows_schema(dataset: DatasetSchema) -> str:
    """The delivered rows of a dataset as JSON Schema, for other systems."""
    return f"{json.dumps(json_schema(dataset), indent=2, ensure_ascii=False)}\n"
