"""Reading a delivered workbook: every fault found and placed, nothing breaks, nothing personal is repeated."""

from __future__ import annotations

import io
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
import xlsxwriter  # type: ignore[import-untyped]  # ships no types
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from datasets import reader, writer
from models.datasets import FORANALYSE
from models.errors import UnknownDataset
from models.findings import Finding
from models.settings import settings as installation

EXAMPLES = sorted((Path(__file__).parents[1] / "data").glob("*.xlsx"))
Cells = dict[str, list[list[Any]]]


@pytest.fixture(autouse=True)
def _fresh_settings() -> None:
    installation.cache_clear()


@pytest.fixture(scope="module")
def good() -> Cells:
    """The cells of a workbook without faults."""
    reading = reader.read(EXAMPLES[0].read_bytes(), "a.xlsx", "foranalyse")
    cells: Cells = {}
    for sheet in FORANALYSE.sheets:
        rows = [row.values for row in reading.sheets[sheet.name]]
        if sheet.keys:
            cells[sheet.name] = [[one.id, rows[0][one.id]] for one in sheet.columns]
        else:
            heads = [[one.heading for one in sheet.columns], [one.id for one in sheet.columns]]
            cells[sheet.name] = heads + [[row[one.id] for one in sheet.columns] for row in rows]
    return cells


def workbook(cells: Cells) -> bytes:
    """An .xlsx with exactly these cells; a text that begins with = is a formula."""
    out = io.BytesIO()
    with xlsxwriter.Workbook(out) as book:
        for name, rows in cells.items():
            sheet = book.add_worksheet(name)
            for down, row in enumerate(rows):
                for across, cell in enumerate(row):
                    sheet.write(down, across, cell)
    return out.getvalue()


def read(cells: Cells) -> tuple[Finding, ...]:
    """What is wrong with these cells."""
    return reader.read(workbook(cells), "data.xlsx", "foranalyse").findings


def changed(cells: Cells, sheet: str, change: Callable[[list[list[Any]]], object]) -> Cells:
    """The cells with one sheet changed."""
    copy = {name: [list(row) for row in rows] for name, rows in cells.items()}
    change(copy[sheet])
    return copy


@pytest.mark.parametrize("path", EXAMPLES, ids=lambda path: path.name)
def test_the_examples_have_no_faults(path: Path) -> None:
    reading = reader.read(path.read_bytes(), path.name, "foranalyse")

    assert reading.findings == ()
    assert reading.may_be_kept
    assert {name: len(rows) for name, rows in reading.sheets.items()} == {
        "Kommune": 1,
        "Personale": 35,
        "Elever": 10,
        "Rekruttering": 25,
        "Initiativer": 4,
    }


def test_values_have_their_types_and_rows_their_numbers() -> None:
    reading = reader.read(EXAMPLES[0].read_bytes(), "a.xlsx", "foranalyse")

    first = reading.sheets["Personale"][0]
    assert first.number == 3
    assert (first.values["period_year"], first.values["staff_group"], first.values["fte_avg"]) == (
        2018,
        "ssh",
        353.8,
    )
    assert first.values["internal_in"] is None
    assert reading.sheets["Kommune"][0].values["municipality_code"] == "0901"


def test_what_the_writer_writes_the_reader_reads() -> None:
    rows = {
        name: [row.values for row in rows]
        for name, rows in reader.read(EXAMPLES[0].read_bytes(), "a.xlsx", "foranalyse").sheets.items()
    }

    again = reader.read(writer.write("foranalyse", rows), "b.xlsx", "foranalyse")

    assert again.findings == ()
    assert {name: [row.values for row in read] for name, read in again.sheets.items()} == rows


def put(row: int, column: int, value: Any) -> Callable[[list[list[Any]]], object]:
    """Write a value into a cell."""
    return lambda rows: rows[row].__setitem__(column, value)


@pytest.mark.parametrize(
    ("sheet", "change", "expected"),
    [
        ("Personale", put(2, 2, None), ("required", 3, "Ansatte primo (personer)")),
        ("Personale", put(3, 2, "mange"), ("type", 4, "Ansatte primo (personer)")),
        ("Personale", put(3, 2, 12.5), ("type", 4, "Ansatte primo (personer)")),
        ("Personale", put(3, 2, -1), ("range", 4, "Ansatte primo (personer)")),
        ("Personale", put(3, 2, 30_001), ("range", 4, "Ansatte primo (personer)")),
        ("Personale", put(3, 2, True), ("type", 4, "Ansatte primo (personer)")),
        ("Personale", put(3, 0, 2036), ("range", 4, "Periode (år)")),
        ("Personale", put(3, 1, "læge"), ("choice", 4, "Faggruppe (kode)")),
        ("Personale", put(3, 8, "1.234"), ("type", 4, "Fuldtidsbeskæftigede (gns.)")),
        ("Personale", put(1, 2, "antal"), ("unknown_column", 2, "Ansatte primo (personer) *")),
        ("Personale", lambda rows: [row.append("ny") for row in rows], ("unknown_column", 2, "ny")),
        ("Personale", lambda rows: rows.append(list(rows[2])), ("double_row", 38, "")),
        ("Personale", lambda rows: rows.__delitem__(slice(2, None)), ("empty_sheet", None, "")),
        ("Kommune", lambda rows: rows.append(["farve", "blå"]), ("unknown_key", 10, "")),
        ("Kommune", put(1, 1, "9x1"), ("type", 2, "Kommunekode")),
        ("Kommune", put(3, 1, "snart"), ("type", 4, "Udtræksdato")),
        ("Kommune", put(0, 1, "2.0"), ("choice", 1, "Skemaets version")),
        ("Kommune", lambda rows: rows.__delitem__(3), ("missing_key", None, "Udtræksdato")),
        ("Initiativer", put(2, 0, "ab"), ("range", 3, "Initiativ")),
    ],
)
def test_a_fault_is_found_in_its_place(
    good: Cells,
    sheet: str,
    change: Callable[[list[list[Any]]], object],
    expected: tuple[str, int | None, str],
) -> None:
    findings = read(changed(good, sheet, change))

    assert expected in [(one.rule, one.row, one.column) for one in findings]
    assert {one.sheet for one in findings} == {sheet}


@pytest.mark.parametrize(
    ("sheet", "change"),
    [
        ("Personale", put(3, 2, "356")),
        ("Personale", put(3, 8, "301,6")),
        ("Personale", lambda rows: rows.append(["", " ", None])),
        ("Personale", lambda rows: rows.insert(4, [])),
        ("Kommune", put(1, 1, 901)),
        ("Kommune", put(3, 1, "14-09-2022")),
        ("Kommune", put(0, 1, 1.0)),
        ("Initiativer", lambda rows: rows.__delitem__(slice(2, None))),
    ],
)
def test_what_people_mean_is_understood(
    good: Cells, sheet: str, change: Callable[[list[list[Any]]], object]
) -> None:
    cells = changed(good, sheet, change)

    findings = read(cells)

    assert [one for one in findings if (one.sheet, one.column) != ("Kommune", "Skemaets version")] == []


def test_a_missing_sheet_and_a_strange_one_are_found(good: Cells) -> None:
    cells = {**good, "Ark1": [["noget"]], "Tomt": []}
    del cells["Elever"]

    assert {(one.rule, one.sheet) for one in read(cells)} == {
        ("missing_sheet", "Elever"),
        ("unknown_sheet", "Ark1"),
    }


def test_formulas_are_refused_with_the_cell(good: Cells) -> None:
    findings = read(changed(good, "Personale", put(2, 2, "=1+1")))

    assert ("formula", True) in [(one.rule, "cellen C3" in one.message) for one in findings]


def test_a_huge_sheet_is_refused_and_not_built_up_in_memory() -> None:
    out = io.BytesIO()
    with xlsxwriter.Workbook(out) as book:
        for sheet in FORANALYSE.sheets:
            page = book.add_worksheet(sheet.name)
            page.write(0, 0, "a")
            page.write(1_048_575, 16_383, "z")

    reading = reader.read(out.getvalue(), "a.xlsx", "foranalyse")

    assert [one.rule for one in reading.findings] == ["damaged"]


@pytest.mark.parametrize("number", ["010190-1234", "0101901234", 101901234])
@pytest.mark.parametrize("sheet", ["Kommune", "Personale", "Koder"])
def test_a_personal_number_refuses_the_file_and_is_never_repeated(
    good: Cells, sheet: str, number: str | int
) -> None:
    cells = changed({**good, "Koder": [["a", "b"], ["c", "d"]]}, sheet, put(1, 1, number))

    reading = reader.read(workbook(cells), "a.xlsx", "foranalyse")

    assert [(one.rule, one.sheet, one.row) for one in reading.findings] == [("personal_number", sheet, 2)]
    assert (reading.may_be_kept, dict(reading.sheets)) == (False, {})
    assert "1234" not in str(reading)


def test_no_message_repeats_what_a_cell_holds(good: Cells) -> None:
    findings = read(changed(good, "Personale", put(3, 2, "Hanne Hansen er syg")))

    assert findings
    assert "Hanne" not in str(findings)


def test_many_faults_are_cut_short_with_a_count(good: Cells) -> None:
    def spoil(rows: list[list[Any]]) -> None:
        for row in rows[2:]:
            row[2:8] = ["x"] * 6

    findings = read(changed(good, "Personale", spoil))

    assert (len(findings), findings[-1].rule) == (101, "more")


def test_a_refused_file_is_not_opened_or_kept() -> None:
    reading = reader.read(b"%PDF-1.7", "a.pdf", "foranalyse")

    assert ([one.rule for one in reading.findings], reading.may_be_kept) == (["not_xlsx"], False)


def test_an_unknown_dataset_is_an_error() -> None:
    with pytest.raises(UnknownDataset):
        reader.read(b"", "a.xlsx", "ukendt")


@settings(max_examples=15, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.data())
def test_no_damaged_workbook_breaks_the_reader(data: st.DataObject) -> None:
    content = bytearray(EXAMPLES[0].read_bytes())
    for _ in range(data.draw(st.integers(1, 30))):
        content[data.draw(st.integers(0, len(content) - 1))] = data.draw(st.integers(0, 255))

    reading = reader.read(bytes(content), "a.xlsx", "foranalyse")

    assert isinstance(reading, reader.Reading)
