"""Reading a delivered file: every fault found and placed, nothing breaks, nothing personal is repeated."""

from __future__ import annotations

import io
from pathlib import Path
from typing import Any

import pytest
import xlsxwriter  # type: ignore[import-untyped]  # ships no types
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from datasets import reader
from models.datasets.schema import About
from models.datasets.shipped import FORANALYSE
from models.forms.findings import Finding, FindingLevel
from models.settings import settings as installation
from tests.support.files.comma_files import GOOD, HEAD, LINES
from tests.support.files.workbooks import EXAMPLES, Cells, Change, changed, good, put, repacked, workbook

ALL_STAFF = EXAMPLES[0].parent / "eksempel_personale_alle.csv"


@pytest.fixture(autouse=True)
def _fresh_settings() -> None:
    installation.cache_clear()


def read(cells: Cells) -> tuple[Finding, ...]:
    """What is wrong with these cells."""
    return reader.read(workbook(cells), "data.xlsx", FORANALYSE).findings


def read_text(text: str, **more: Any) -> reader.Reading:
    """A comma file."""
    return reader.read(text.encode(), "data.csv", FORANALYSE, **more)


@pytest.mark.parametrize("path", EXAMPLES, ids=lambda path: path.name)
def test_the_examples_have_no_faults_and_raise_no_questions(path: Path) -> None:
    code = path.name.split("_")[1]

    reading = reader.read(path.read_bytes(), path.name, FORANALYSE, municipality=code, known={code})

    assert (reading.findings, reading.may_be_kept, reading.refused) == ((), True, False)
    assert {about: len([row for row in reading.rows if row.sheet is about]) for about in About} == {
        About.MUNICIPALITY: 1,
        About.STAFF: 35,
        About.STUDENTS: 10,
        About.RECRUITMENT: 25,
        About.INITIATIVES: 4,
    }


def test_values_have_their_types_and_rows_their_numbers() -> None:
    reading = reader.read(EXAMPLES[0].read_bytes(), "a.xlsx", FORANALYSE)

    keys, first = reading.rows[:2]
    assert (keys.sheet, keys.row, keys.values["municipality_code"]) == (About.MUNICIPALITY, 1, "0901")
    assert (first.sheet, first.row, first.values["internal_in"]) == (About.STAFF, 3, None)
    assert [first.values[id] for id in ("period_year", "staff_group", "fte_avg")] == [2018, "ssh", 353.8]


@pytest.mark.parametrize(
    ("sheet", "change", "expected"),
    [
        ("Personale", put(2, 2, None), ("X1", 3, "Ansatte primo (personer)")),
        ("Personale", put(3, 2, "mange"), ("type", 4, "Ansatte primo (personer)")),
        ("Personale", put(3, 2, -1), ("range", 4, "Ansatte primo (personer)")),
        ("Personale", put(3, 2, 30_001), ("range", 4, "Ansatte primo (personer)")),
        ("Personale", put(3, 0, 2036), ("range", 4, "Periode (år)")),
        ("Personale", put(3, 1, "læge"), ("choice", 4, "Faggruppe (kode)")),
        ("Personale", put(1, 2, "antal"), ("X1", 2, "Ansatte primo (personer) *")),
        ("Personale", lambda rows: rows.append(list(rows[2])), ("X1", 38, "")),
        ("Personale", lambda rows: rows.__delitem__(slice(2, None)), ("empty_sheet", None, "")),
        ("Personale", put(4, 2, "=1+1"), ("formula", 5, "Ansatte primo (personer)")),
        ("Kommune", lambda rows: rows.append(["farve", "blå"]), ("X1", 10, "")),
        ("Kommune", lambda rows: rows.append(["note", "blå"]), ("X1", 10, "Bemærkning")),
        ("Kommune", put(1, 1, "9x1"), ("type", 2, "Kommunekode")),
        ("Kommune", put(3, 1, "snart"), ("type", 4, "Udtræksdato")),
        ("Kommune", put(0, 1, "2.0"), ("choice", 1, "Skemaets version")),
        ("Kommune", lambda rows: rows.__delitem__(3), ("X1", None, "Udtræksdato")),
        ("Initiativer", put(2, 0, "ab"), ("range", 3, "Initiativ")),
    ],
)
def test_a_fault_is_found_in_its_place(
    sheet: str, change: Change, expected: tuple[str, int | None, str]
) -> None:
    findings = read(changed(sheet, change))

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
def test_what_people_mean_is_understood(sheet: str, change: Change) -> None:
    findings = read(changed(sheet, change))

    assert [one for one in findings if (one.sheet, one.column) != ("Kommune", "Skemaets version")] == []


def test_a_number_in_two_readings_is_asked_about_with_the_reading() -> None:
    reading = read_text(GOOD.replace("2800,5", "2.800", 1))

    assert [(one.rule, one.row, one.level, one.about) for one in reading.findings] == [
        ("X3", 2, FindingLevel.SOFT, "X3/Personale/2019/ssh/sick_days/2.800")
    ]
    assert reading.findings[0].facts == {"text": "2.800", "number": 2800}
    assert reading.rows[0].values["sick_days"] == 2800


def test_a_comma_file_for_several_municipalities_is_checked_for_each() -> None:
    reading = reader.read(ALL_STAFF.read_bytes(), ALL_STAFF.name, FORANALYSE)

    assert reading.findings == ()
    assert {row.values["municipality_code"] for row in reading.rows} == {"0901", "0902", "0903"}


def test_one_municipality_delivers_only_its_own_figures_and_all_of_them() -> None:
    content = ALL_STAFF.read_bytes()

    findings = reader.read(content, "a.csv", FORANALYSE, municipality="0901").findings

    lacking = [one.sheet for one in findings if one.rule == "missing_sheet"]
    others = [(one.sheet, one.row) for one in findings if one.rule == "other_municipality"]
    assert lacking == ["Kommune", "Elever", "Rekruttering", "Initiativer"]
    assert others == [("Personale", 37), ("Personale", 72)]
    assert not any(one.soft for one in findings)


@pytest.mark.parametrize(
    ("asked", "expected"),
    [
        ({"municipality": "0901", "known": {"0901"}}, []),
        ({"municipality": "0902"}, [("other_municipality", 2)]),
        ({"known": {"0902"}}, [("unknown_municipality", 2)]),
    ],
)
def test_the_municipality_is_one_there_is_and_the_one_that_delivers(
    asked: dict[str, Any], expected: list[tuple[str, int]]
) -> None:
    real = workbook(changed("Kommune", put(4, 1, "KRL/SIRKA")))

    findings = reader.read(real, "a.xlsx", FORANALYSE, **asked).findings

    assert [(one.rule, one.row) for one in findings] == expected


def test_figures_made_up_for_practice_may_have_a_code_that_nobody_has() -> None:
    for path in (EXAMPLES[0], ALL_STAFF):
        assert reader.read(path.read_bytes(), path.name, FORANALYSE, known={"0630"}).findings == ()


def test_a_missing_sheet_and_a_strange_one_are_found() -> None:
    cells = {**good(), "Ark1": [["noget"]], "Tomt": []}
    del cells["Elever"]

    assert {(one.rule, one.sheet) for one in read(cells)} == {
        ("missing_sheet", "Elever"),
        ("unknown_sheet", "Ark1"),
    }


def test_an_empty_sheet_is_a_question_because_not_held_is_an_answer() -> None:
    findings = read(changed("Elever", lambda rows: rows.__delitem__(slice(2, None))))

    assert [(one.rule, one.level, one.about) for one in findings] == [
        ("empty_sheet", FindingLevel.SOFT, "empty_sheet/Elever")
    ]


def test_years_that_are_missing_are_asked_about_only_when_nothing_is_hard() -> None:
    few = "\n".join((HEAD, *LINES[:3]))

    assert {one.rule for one in read_text(few).findings} == {"G1"}
    assert {one.rule for one in read_text(few.replace("2019;ssh;200", "2019;ssh;x")).findings} == {"type"}


@pytest.mark.parametrize("number", ["010190-1234", "0101901234", 101901234, 12039012345, 1039012345])
@pytest.mark.parametrize("sheet", ["Kommune", "Personale", "Koder"])
def test_a_personal_number_refuses_the_file_and_is_never_repeated(sheet: str, number: str | int) -> None:
    cells = changed(sheet, put(1, 1, number), {**good(), "Koder": [["a", "b"], ["c", "d"]]})

    reading = reader.read(workbook(cells), "a.xlsx", FORANALYSE)

    assert [(one.rule, one.sheet, one.row) for one in reading.findings] == [("personal_number", sheet, 2)]
    assert (reading.refused, reading.may_be_kept, reading.rows) == (True, False, ())
    assert "1234" not in str(reading)


def test_no_value_holds_a_sign_that_a_database_refuses() -> None:
    signs = {"note": "a_x0000_b_x0001__x000B_c_x000A_d", "text": "a\x01b\x0b\x1fc\x7f"}
    cells = changed("Kommune", lambda rows: rows.__setitem__(slice(8, None), [["note", "QQQ"]]))
    marked = repacked(workbook(cells), lambda _, part: part.replace(b"QQQ", signs["note"].encode()))
    table = GOOD.replace("ssh", f"ss{signs['text'][1]}h")

    book, text = reader.read(marked, "a.xlsx", FORANALYSE), read_text(table)

    assert book.rows[0].values["note"] == "abc\nd"
    assert text.findings == ()
    assert text.rows[0].values["staff_group"] == "ssh"


@pytest.mark.parametrize("field", ["1039012345", "101901234"])
def test_a_comma_files_number_without_its_first_zero_is_a_personal_number(field: str) -> None:
    assert [one.rule for one in read_text(f"{GOOD}2022;ssh;{field}").findings] == ["personal_number"]


def test_no_message_repeats_a_text_from_a_cell() -> None:
    findings = read(changed("Personale", put(3, 2, "Hanne Hansen er syg")))

    assert findings
    assert "Hanne" not in str(findings)


def test_many_faults_are_cut_short_with_a_count() -> None:
    def spoil(rows: list[list[Any]]) -> None:
        for row in rows[2:]:
            row[2:8] = ["x"] * 6

    findings = read(changed("Personale", spoil))

    assert (len(findings), findings[-1].rule, findings[-1].level) == (100, "more", FindingLevel.HARD)
    assert findings[-1].facts == {"count": 35 * 6 - 99}


def test_answered_questions_come_last_so_that_the_others_are_seen() -> None:
    text = GOOD.replace("2800,5", "2.800")
    asked = [one.about for one in read_text(text).findings]

    again = [one.about for one in read_text(text, confirmed=asked[:3]).findings]

    assert again == [*asked[3:], *asked[:3]]


def test_a_huge_sheet_is_refused_and_not_built_up_in_memory() -> None:
    out = io.BytesIO()
    with xlsxwriter.Workbook(out) as book:
        for sheet in FORANALYSE.sheets:
            page = book.add_worksheet(sheet.name)
            page.write(0, 0, "a")
            page.write(1_048_575, 16_383, "z")

    reading = reader.read(out.getvalue(), "a.xlsx", FORANALYSE)

    assert [one.rule for one in reading.findings] == ["damaged"]


@settings(max_examples=15, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.data())
def test_no_damaged_workbook_breaks_the_reader(data: st.DataObject) -> None:
    content = bytearray(EXAMPLES[0].read_bytes())
    for _ in range(data.draw(st.integers(1, 30))):
        content[data.draw(st.integers(0, len(content) - 1))] = data.draw(st.integers(0, 255))

    reading = reader.read(bytes(content), "a.xlsx", FORANALYSE)

    assert reading.refused or reading.may_be_kept


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    st.sampled_from([b"", HEAD.encode() + b"\n", b"\xff\xfe", b"\xef\xbb\xbf", b"sep=;\n", GOOD.encode()]),
    st.binary(max_size=300),
    st.sampled_from(["a.csv", "a.txt", "a.xlsx", ""]),
)
def test_any_bytes_get_an_answer(start: bytes, content: bytes, filename: str) -> None:
    reading = reader.read(start + content, filename, FORANALYSE)

    assert reading.refused is not reading.may_be_kept
