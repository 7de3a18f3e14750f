"""Sheets of any cells: always an answer."""

from __future__ import annotations

from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from datasets.tables import read_sheet
from models.datasets import FORANALYSE

cell = (
    st.text(max_size=8)
    | st.integers(-10, 10**10)
    | st.floats()
    | st.booleans()
    | st.just({"date": "2022-09-14"})
    | st.sampled_from(["ssh", "2018", "", "1.0", "=1+1"])
)


@given(st.sampled_from(FORANALYSE.sheets), st.lists(st.lists(cell, max_size=16), max_size=6), st.booleans())
def test_no_cells_break_the_tables(sheet: Any, rows: list[list[Any]], with_ids: bool) -> None:
    if with_ids:
        rows = [[one.title for one in sheet.columns], [one.id for one in sheet.columns], *rows]

    findings, read = read_sheet(sheet, rows)

    assert findings or read or sheet.may_be_empty
