"""Written workbooks: the template, and nothing a spreadsheet would obey."""

from __future__ import annotations

import io
import zipfile

import pytest
import python_calamine

from datasets import guard, reader, writer
from models.datasets import SCHEMAS
from models.errors import UnknownDataset


def cells(content: bytes, sheet: str) -> list[list[object]]:
    """The cells of one sheet."""
    book = python_calamine.CalamineWorkbook.from_filelike(io.BytesIO(content))
    return [list(row) for row in book.get_sheet_by_name(sheet).to_python()]


def test_the_template_has_every_sheet_and_passes_the_guard() -> None:
    content = writer.write("foranalyse", {})

    book = python_calamine.CalamineWorkbook.from_filelike(io.BytesIO(content))
    assert book.sheet_names == [sheet.name for sheet in SCHEMAS["foranalyse"].sheets]
    assert guard.spreadsheet(content, "a.xlsx", limit=2**20) is None
    assert cells(content, "Kommune")[0] == ["schema_version", "1.0"]


def test_an_empty_template_lacks_only_what_is_to_be_filled() -> None:
    findings = reader.read(writer.write("foranalyse", {}), "a.xlsx", "foranalyse").findings

    assert {one.rule for one in findings} == {"required", "empty_sheet"}


@pytest.mark.parametrize("text", ["=1+1", "+45", "-2", "@SUM(A1)", "\tx", "\uff1d1"])
def test_nothing_written_is_a_formula(text: str) -> None:
    content = writer.write("foranalyse", {"Kommune": [{"note": text}]})

    assert cells(content, "Kommune")[8] == ["note", f"'{text}"]
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        sheets = [archive.read(name) for name in archive.namelist() if name.startswith("xl/worksheets/")]
    assert not [sheet for sheet in sheets if b"<f>" in sheet]


def test_numbers_stay_numbers() -> None:
    content = writer.write("foranalyse", {"Personale": [{"period_year": 2018, "fte_avg": -1.5}]})

    assert cells(content, "Personale")[2][0] == 2018.0
    assert -1.5 in cells(content, "Personale")[2]


def test_an_unknown_dataset_is_an_error() -> None:
    with pytest.raises(UnknownDataset):
        writer.write("ukendt", {})
