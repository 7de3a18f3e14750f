"""The municipalities a dataset may come from, as the register has them. Sources: docs/reference/municipalities.md."""

from __future__ import annotations

import csv
from collections.abc import Mapping
from pathlib import Path

from models.definition import Country

_DATA = Path(__file__).parents[1] / "migrations" / "data"
_FILES: Mapping[Country, tuple[str, str]] = {
    "DK": ("kommuner.csv", "code4"),
    "NO": ("kommuner_ostfold.csv", "code"),
}
"""The file of each country, and its column with the code of four digits."""


def codes(country: Country) -> frozenset[str]:
    """The codes of the country; the same ones a new database begins with."""
    file, column = _FILES[country]
    with (_DATA / file).open(encoding="utf-8", newline="") as source:
        return frozenset(row[column] for row in csv.DictReader(source))
