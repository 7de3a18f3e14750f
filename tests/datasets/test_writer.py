"""Written workbooks: the template, and nothing a spreadsheet would obey."""

from __future__ import annotations

import io
import re
import zipfile
from datetime import date
from typing import Any

import pytest
import python_calamine
from hypothesis import given, settings
from hypothesis import strategies as st

from datasets import guard, reader, writer
from languages.catalogues import speak
from models.datasets.delivered import Delivery
from models.datasets.schema import About, Column, ColumnType, DatasetSchema
from models.datasets.shipped import FORANALYSE, SCHEMAS
from tests.support.files.workbooks import EXAMPLES, written

DANISH = speak("da", "template")
ALL = pytest.mark.parametrize("schema", SCHEMAS.values(), ids=SCHEMAS.keys())


def cells(content: bytes, sheet: str) -> list[list[object]]:
    """The cells of one sheet."""
    book = python_calamine.CalamineWorkbook.from_filelike(io.BytesIO(content))
    return [list(row) for row in book.get_sheet_by_name(sheet).to_python()]


def part(content: bytes, name: str) -> str:
    """One part of the workbook."""
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        return archive.read(name).decode()


@ALL
def test_the_template_has_every_sheet_and_passes_the_guard(schema: DatasetSchema) -> None:
    content = written(schema)

    book = python_calamine.CalamineWorkbook.from_filelike(io.BytesIO(content))
    assert book.sheet_names == [*(sheet.name for sheet in schema.sheets), *schema.ignored]
    assert guard.spreadsheet(content, "a.xlsx", limit=2**20) is None
    assert cells(content, "Kommune")[0][:2] == ["schema_version", "1.0"]


@ALL
def test_equal_templates_are_equal_bytes(schema: DatasetSchema) -> None:
    assert written(schema, code="0630", name="Vejle") == written(schema, code="0630", name="Vejle")


@ALL
def test_an_empty_template_lacks_only_what_is_to_be_filled(schema: DatasetSchema) -> None:
    findings = reader.read(written(schema, code="0630"), "a.xlsx", schema).findings

    assert {one.rule for one in findings} == {"X1", "empty_sheet"}
    assert not {one.sheet for one in findings} & set(schema.ignored)


@ALL
def test_every_column_and_every_code_is_explained(schema: DatasetSchema) -> None:
    codes, guidance = (cells(written(schema), name) for name in schema.ignored)

    told = {(row[0], row[1]) for row in guidance}
    assert told >= {(sheet.name, column.heading) for sheet in schema.sheets for column in sheet.columns}
    assert all(column.help for sheet in schema.sheets for column in sheet.columns)
    assert all(row[3] for row in codes)
    assert {rule.value for rule in schema.rules} <= {row[0] for row in guidance}


def test_headings_are_locked_and_cells_open_and_the_books_structure_stays() -> None:
    content = written(FORANALYSE)

    sheet, styles = part(content, "xl/worksheets/sheet2.xml"), part(content, "xl/styles.xml")
    assert "<sheetProtection " in sheet
    assert "<dataValidation " in sheet
    assert 'locked="0"' in styles
    assert '<workbookProtection lockStructure="1"/>' in part(content, "xl/workbook.xml")
    assert re.findall(r"<f[ >]", sheet) == []


def test_a_municipality_finds_its_code_name_and_last_figures() -> None:
    rows = reader.read(EXAMPLES[0].read_bytes(), "a.xlsx", FORANALYSE).rows
    last = Delivery("Vejle", "0630", FORANALYSE, 1, date(2022, 9, 1), True, rows)

    content = writer.prefilled(FORANALYSE, DANISH, code="0630", name="Vejle", last=last)

    again = reader.read(content, "b.xlsx", FORANALYSE)
    assert [(one.rule, one.column) for one in again.findings] == [("X1", "Udtræksdato")]
    assert again.rows[1:] == rows[1:]
    assert cells(writer.prefilled(FORANALYSE, DANISH, code="0630", name="Vejle"), "Kommune")[1:3] == [
        ["municipality_code", "0630", "Kommunekode * (4 cifre): " + FORANALYSE.sheets[0].columns[1].help],
        ["municipality_name", "Vejle", "Kommunens navn: Som kommunen selv skriver det."],
    ]


@pytest.mark.parametrize("text", ["=1+1", "+45", "-2", "@SUM(A1)", "\tx", " =1", "\uff1d1"])
def test_nothing_written_is_a_formula(text: str) -> None:
    content = written(FORANALYSE, {About.MUNICIPALITY: [{"note": text}]})

    assert cells(content, "Kommune")[8][:2] == ["note", f"'{text}"]
    assert "<f>" not in part(content, "xl/worksheets/sheet1.xml")


def test_numbers_stay_numbers() -> None:
    content = written(FORANALYSE, {About.STAFF: [{"period_year": 2018, "fte_avg": -1.5}]})

    assert cells(content, "Personale")[2][0] == 2018.0
    assert -1.5 in cells(content, "Personale")[2]


def a_value(column: Column) -> st.SearchStrategy[Any]:
    """Any value the column may hold."""
    match column.type:
        case ColumnType.INTEGER:
            some: st.SearchStrategy[Any] = st.integers(int(column.at_least or 0), int(column.at_most or 9))
        case ColumnType.DECIMAL:
            some = st.floats(column.at_least, column.at_most).map(lambda number: round(number, 3))
        case ColumnType.CHOICE:
            some = st.sampled_from(column.choices)
        case ColumnType.DATE:
            some = st.dates(date(2015, 1, 1), date(2035, 1, 1)).map(date.isoformat)
        case ColumnType.TEXT if column.digits:
            some = st.integers(0, 9999).map(lambda number: f"{number:04}")
        case ColumnType.TEXT:
            letters = st.characters(codec="utf-8", exclude_categories=("Cc", "Cs", "Zs", "Zl", "Zp", "Nd"))
            some = st.text(letters, min_size=max(int(column.at_least or 0), 1), max_size=20)
    return some if column.required else st.none() | some


@settings(max_examples=25, deadline=None)
@given(st.data())
def test_what_the_writer_writes_the_reader_reads(data: st.DataObject) -> None:
    rows = {
        sheet.about: [
            {column.id: data.draw(a_value(column), column.id) for column in sheet.columns}
            for _ in range(1 if sheet.keys else 2)
        ]
        for sheet in FORANALYSE.sheets
    }

    reading = reader.read(written(FORANALYSE, rows), "a.xlsx", FORANALYSE)

    assert not {one.rule for one in reading.findings} & {"type", "range", "choice", "X3", "formula"}
    for sheet in FORANALYSE.sheets:
        assert [dict(one.values) for one in reading.rows if one.sheet is sheet.about] == rows[sheet.about]
