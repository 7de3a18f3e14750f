"""What one cell means in its column: the number, the day, the choice or the text that was meant."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from datasets.export import meant
from models.datasets.schema import Column, ColumnType
from rules.forms.written_dates import day_or_none

Reads = Callable[[Any], Any]
X1, X3 = "X1", "X3"
"""Rules of the template: keys, columns and required cells; and figures that can be read in two ways."""


class Unfit(Exception):
    """A cell does not fit its column; the sentence of `key` says what to write."""

    def __init__(self, rule: str, key: str, **facts: object) -> None:
        self.rule, self.key, self.facts = rule, key, facts
        super().__init__(rule)


@dataclass(frozen=True)
class Doubt:
    """A number that can be read in two ways, and how it was read."""

    value: float
    text: str


def text_of(cell: Any) -> str:
    """One spelling for what a cell holds; empty when it holds nothing."""
    if cell.__class__ is str:
        return str(cell).strip()
    if isinstance(cell, dict):
        return str(cell.get("date", ""))
    if isinstance(cell, float) and cell.is_integer() and abs(cell) < 10**15:
        return str(int(cell))
    return str(cell).strip()


def reader_of(column: Column) -> Reads:
    """What reads a cell of that column: its value, None for an empty one, a Doubt, or Unfit is raised."""
    number = column.type in (ColumnType.INTEGER, ColumnType.DECIMAL)
    read = _READERS[column.type](column)

    def of_cell(cell: Any) -> Any:
        if cell.__class__ is str and not cell.strip():
            if column.required:
                raise Unfit(X1, "cell_required_number" if number else "cell_required")
            return None
        return read(cell)

    return of_cell


_GROUPED = re.compile(r"[+-]?[1-9]\d{0,2}([. \u00a0\u202f])\d{3}(\1\d{3}){0,3}(,\d{1,9})?", re.ASCII)
_WHOLE = re.compile(r"[+-]?\d{1,12}", re.ASCII)
_DECIMAL = re.compile(r"[+-]?\d{1,12}([.,]\d{1,9})?", re.ASCII)
_TWO_WAYS = re.compile(r"[+-]?[1-9]\d{0,2}\.\d{3}", re.ASCII)


def _number(text: str, plain: re.Pattern[str]) -> float | None:
    """The number a text names in Danish or plain spelling; None when it names none."""
    grouped = _GROUPED.fullmatch(text)
    if grouped:
        text = text.replace(grouped[1], "")
        plain = _DECIMAL if grouped[3] else plain
    return float(text.replace(",", ".")) if plain.fullmatch(text) else None


def _numbers(column: Column, plain: re.Pattern[str], key: str) -> Reads:
    low = float("-inf") if column.at_least is None else column.at_least
    high = float("inf") if column.at_most is None else column.at_most
    whole = column.type is ColumnType.INTEGER

    def read(cell: Any) -> Any:
        if cell.__class__ is float and low <= cell <= high and (not whole or cell.is_integer()):
            return int(cell) if whole else cell
        text = text_of(cell)
        number = cell if cell.__class__ is float and not whole else _number(text, plain)
        if number is None or isinstance(cell, bool | dict) or (whole and number % 1):
            raise Unfit("type", key)
        if not low <= number <= high or number in (float("inf"), float("-inf")):
            raise _outside(column, key)
        value = int(number) if whole else number
        return Doubt(value, text) if isinstance(cell, str) and _TWO_WAYS.fullmatch(text) else value

    return read


def _outside(column: Column, key: str) -> Unfit:
    """What is said of a number beyond the limits there are; `key` of one that is no number although there are none."""
    limits = {"low": column.at_least, "high": column.at_most}
    facts = {name: limit for name, limit in limits.items() if limit is not None}
    if len(facts) == 2:
        return Unfit("range", "cell_range", **facts)
    if facts:
        return Unfit("range", "cell_at_least" if "low" in facts else "cell_at_most", **facts)
    return Unfit("range", key)


def _integer(column: Column) -> Reads:
    return _numbers(column, _WHOLE, "cell_integer")


def _decimal(column: Column) -> Reads:
    return _numbers(column, _DECIMAL, "cell_decimal")


def _choice(column: Column) -> Reads:
    known = {choice.casefold(): choice for choice in column.choices}

    def read(cell: Any) -> str:
        if cell.__class__ is str and cell in known:
            return known[cell]
        # A version such as 1.0 comes as a number.
        said = str(cell) if isinstance(cell, float) and str(cell) in known else text_of(cell)
        if isinstance(cell, bool) or said.casefold() not in known:
            raise Unfit("choice", "cell_choice", choices=", ".join(column.choices))
        return known[said.casefold()]

    return read


def _words(column: Column) -> Reads:
    low, high = int(column.at_least or 0), int(column.at_most or 10_000)
    digits = re.compile(rf"\d{{{column.digits}}}", re.ASCII)

    def read(cell: Any) -> str:
        text = meant(text_of(cell))
        if isinstance(cell, bool | dict):
            raise Unfit("type", "cell_text")
        if column.digits:
            text = text.zfill(column.digits) if text.isdecimal() else text
            if not digits.fullmatch(text):
                raise Unfit("type", "cell_digits", digits=column.digits)
        elif not low <= len(text) <= high:
            raise Unfit("range", "cell_length", low=low, high=high)
        return text

    return read


def _day(_: Column) -> Reads:
    def read(cell: Any) -> str:
        day = day_or_none(text_of(cell))
        if day is None:
            raise Unfit("type", "cell_date")
        return day.isoformat()

    return read


_READERS: Mapping[ColumnType, Callable[[Column], Reads]] = {
    ColumnType.INTEGER: _integer,
    ColumnType.DECIMAL: _decimal,
    ColumnType.CHOICE: _choice,
    ColumnType.TEXT: _words,
    ColumnType.DATE: _day,
}
