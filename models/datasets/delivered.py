"""A municipality's delivered dataset as values: its rows, and what was explained about them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Any

from models.datasets.schema import About, DatasetSchema


class Reason(StrEnum):
    """Why a soft finding stands although it was seen."""

    EXPLAINED = "explained"
    CONFIRMED = "confirmed"
    NOT_HELD = "not_held"
    TOO_SMALL = "too_small"
    REFUSED = "refused"


@dataclass(frozen=True)
class Explanation:
    """A soft finding that was answered: what it spoke of and said, and what the municipality answers."""

    about: str
    reason: Reason
    text: str
    rule: str
    message: str


@dataclass(frozen=True)
class DeliveredRow:
    """A row as it was delivered: its number as the spreadsheet counts, and a value for each column id."""

    sheet: About
    row: int
    values: Mapping[str, Any]


@dataclass(frozen=True)
class Delivery:
    """One version of a municipality's dataset, with the explanations of what was odd about it."""

    municipality: str
    code: str
    schema: DatasetSchema
    version: int
    delivered: date
    approved: bool
    rows: tuple[DeliveredRow, ...]
    explanations: tuple[Explanation, ...] = ()

    def __hash__(self) -> int:
        return hash((self.code, self.schema.key, self.version))  # rows are mappings, which have no hash

    def of(self, about: About) -> tuple[DeliveredRow, ...]:
        """The rows of the sheet that tells of it, in the order of the sheet."""
        return tuple(row for row in self.rows if row.sheet is about)

    @property
    def source_system(self) -> str:
        """Where the municipality took its figures from."""
        return str(self._said("source_system") or "")

    @property
    def extract_date(self) -> date:
        """The day the figures were taken out; the day of the delivery when the dataset does not say."""
        said = self._said("extract_date")
        return said if isinstance(said, date) else date.fromisoformat(said) if said else self.delivered

    @property
    def measurement(self) -> str:
        """How a year is counted, in the dataset's own word."""
        return str(self._said("measurement") or "")

    @property
    def delimitation(self) -> str:
        """Which part of the municipality the figures speak of."""
        return str(self._said("delimitation") or "")

    @property
    def synthetic(self) -> bool:
        """True when the figures are made up for practice."""
        return self.source_system == "syntetisk"

    def _said(self, key: str) -> Any:
        return next((row.values.get(key) for row in self.of(About.MUNICIPALITY)), None)
