"""Figures and what they mean; every kind of them stands in `models.figures.kinds`.

A figure is a numerator and a denominator; the same words mean different things in different statistics, so figures are
subtracted from each other only within one definition. mypy refuses the rest, and so does the subtraction itself.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import ClassVar, Generic, Self, TypeVar


class DefinitionsDiffer(TypeError):
    """Figures of different definitions were subtracted from each other."""


class Unit(StrEnum):
    """What a rate counts; the value is what the rate is multiplied by to be read."""

    PERCENT = "percent"
    DAYS = "days"

    @property
    def scale(self) -> int:
        """A share is read as a hundredfold, days as they are."""
        return 100 if self is Unit.PERCENT else 1


@dataclass(frozen=True)
class FigureDefinition:
    """What a figure means; the catalogues say it in words. Rates are made from `least` of the denominator and upwards.

    Source: DOMAIN.md §5 and dataset_schema.md §1–2.
    """

    id: str
    unit: Unit
    least: int


@dataclass(frozen=True)
class Figure:
    """A numerator and a denominator of one population (a group's code) in one period, with where they come from."""

    definition: ClassVar[FigureDefinition]

    numerator: float
    denominator: float
    population: str
    period: str
    source_system: str
    extracted: date

    @property
    def rate(self) -> float | None:
        """In the definition's unit; None when the denominator is too small to say anything."""
        if self.denominator < self.definition.least:
            return None
        return self.numerator / self.denominator * self.definition.unit.scale

    def __sub__(self, earlier: Self) -> FigureChange[Self]:
        if type(self) is not type(earlier):
            raise DefinitionsDiffer(f"{self.definition.id} − {earlier.definition.id}")
        return FigureChange(before=earlier, after=self)


_Kind = TypeVar("_Kind", bound=Figure)


@dataclass(frozen=True)
class FigureChange(Generic[_Kind]):
    """The same figure at two times. It says what changed, never why."""

    before: _Kind
    after: _Kind

    @property
    def points(self) -> float | None:
        """Percentage points, or days; None when either rate has too small a denominator."""
        if self.before.rate is None or self.after.rate is None:
            return None
        return self.after.rate - self.before.rate
