"""Sheets of any cells: always an answer; and each cell means what a person meant."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from datasets.tables import read_sheet
from datasets.values import Doubt, Unfit, reader_of
from models.datasets.schema import Column, ColumnType
from models.datasets.shipped import FORANALYSE

cell = (
    st.text(max_size=8)
    | st.integers(-10, 10**10)
    | st.floats()
    | st.booleans()
    | st.just({"date": "2022-09-14"})
    | st.sampled_from(["ssh", "2018", "", "1.0", "=1+1", "1.234", "-0,0"])
)
COUNT = Column(id="a", title="A", at_least=0, at_most=30_000)
AMOUNT = Column(id="a", title="A", type=ColumnType.DECIMAL, required=False, at_least=-5, at_most=10_000_000)


@given(st.sampled_from(FORANALYSE.sheets), st.lists(st.lists(cell, max_size=16), max_size=6), st.booleans())
def test_no_cells_break_the_tables(sheet: Any, rows: list[list[Any]], with_ids: bool) -> None:
    if with_ids:
        rows = [[one.title for one in sheet.columns], [one.id for one in sheet.columns], *rows]

    findings, read = read_sheet(sheet, rows)

    assert findings or read or sheet.may_be_empty


@pytest.mark.parametrize(
    ("column", "written", "meant"),
    [
        (COUNT, 12.0, 12),
        (COUNT, "12", 12),
        (COUNT, "0", 0),
        (COUNT, "12 345", 12345),
        (COUNT, "12\u00a0345", 12345),
        (COUNT, "1.234", Doubt(1234, "1.234")),
        (AMOUNT, "1.234", Doubt(1234.0, "1.234")),
        (AMOUNT, "0.123", 0.123),
        (AMOUNT, "1.23", 1.23),
        (AMOUNT, "1,234", 1.234),
        (AMOUNT, "1.234,5", 1234.5),
        (AMOUNT, "1.234.567", 1234567.0),
        (AMOUNT, "-2,5", -2.5),
        (AMOUNT, 2.5, 2.5),
        (AMOUNT, "", None),
        (AMOUNT, "  ", None),
    ],
)
def test_a_number_means_what_a_dane_means_by_it(column: Column, written: object, meant: object) -> None:
    assert reader_of(column)(written) == meant


@pytest.mark.parametrize(
    ("column", "written", "rule"),
    [
        (COUNT, "1.23", "type"),
        (COUNT, "1.234,5", "type"),
        (COUNT, "12,0", "type"),
        (COUNT, 12.5, "type"),
        (COUNT, True, "type"),
        (COUNT, {"date": "2022-01-01"}, "type"),
        (COUNT, float("nan"), "type"),
        (COUNT, "", "X1"),
        (COUNT, -1.0, "range"),
        (AMOUNT, "1.2.3", "type"),
        (AMOUNT, "1e5", "type"),
        (AMOUNT, "1,234.5", "type"),
        (AMOUNT, float("nan"), "range"),
        (AMOUNT, float("inf"), "range"),
        (AMOUNT, "9" * 20, "type"),
    ],
)
def test_what_is_no_number_is_not_guessed(column: Column, written: object, rule: str) -> None:
    with pytest.raises(Unfit) as unfit:
        reader_of(column)(written)

    assert unfit.value.rule == rule
