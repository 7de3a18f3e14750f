"""Files for other programs: Danish comma files that obey nobody."""

from __future__ import annotations

import json

import pytest

from datasets.export import csv_of, harmless, meant
from datasets.json_schema import json_schema
from models.datasets.schema import About, Column, ColumnType, DatasetSchema
from models.datasets.shipped import FORANALYSE, SCHEMAS

COLUMNS = (
    Column(id="title", title="Navn", type=ColumnType.TEXT),
    Column(id="share", title="Andel", type=ColumnType.DECIMAL),
)
UNSEEN = "\u00a0\u200b\ufeff\u3000\x0b\x0c\x00\u00ad"


def test_a_comma_file_is_one_that_danish_spreadsheets_open() -> None:
    rows: list[dict[str, object]] = [
        {"title": "Ærø; øst", "share": 12.5},
        {"title": None, "share": 3.0},
        {"share": -2},
    ]

    content = csv_of(COLUMNS, rows)

    assert content.startswith(b"\xef\xbb\xbf")
    assert content.decode("utf-8-sig") == 'title;share\r\n"Ærø; øst";12,5\r\n;3\r\n;-2\r\n'


@pytest.mark.parametrize(
    "text",
    [
        "=1+1",
        "+1+1",
        "-1+1",
        "@x",
        "\tx",
        "\rx",
        "\nx",
        "  =x",
        "\uff1dx",
        "\ufe66x",
        *(f"{sign}=x" for sign in UNSEEN),
    ],
)
def test_a_text_that_would_be_obeyed_is_made_harmless_and_found_again(text: str) -> None:
    assert harmless(text) == f"'{text}"
    assert meant(harmless(text)) == text
    assert csv_of(COLUMNS, [{"title": text}]).decode("utf-8-sig").split("\r\n", 1)[1].lstrip('"')[0] == "'"


@pytest.mark.parametrize("text", ["Vejle", "'citat'", "-", "", "3 = 3"])
def test_other_texts_stay_as_they_are(text: str) -> None:
    assert meant(text) == text
    assert harmless(text) in (text, f"'{text}")


def test_a_negative_number_is_no_formula() -> None:
    assert csv_of(COLUMNS, [{"title": "-2,5", "share": -2.5}]).endswith(b"-2,5;-2,5\r\n")


@pytest.mark.parametrize("schema", SCHEMAS.values(), ids=SCHEMAS.keys())
def test_every_dataset_has_a_json_schema_with_all_its_columns(schema: DatasetSchema) -> None:
    told = json_schema(schema)["properties"]

    for sheet in schema.sheets:
        row = told[sheet.about.value] if sheet.keys else told[sheet.about.value]["items"]
        assert list(row["properties"]) == [column.id for column in sheet.columns]


def test_the_json_schema_says_what_a_value_may_be() -> None:
    told = json_schema(FORANALYSE)

    assert json.loads(json.dumps(told)) == told
    assert told["$schema"] == "https://json-schema.org/draft/2020-12/schema"
    assert told["required"] == [about.value for about in About]
    staff = told["properties"]["staff"]["items"]
    assert staff["additionalProperties"] is False
    assert staff["properties"]["headcount_start"]["type"] == "integer"
    assert staff["properties"]["headcount_start"]["maximum"] == 30_000
    assert staff["properties"]["sick_days"]["type"] == ["number", "null"]
    assert "ssh" in staff["properties"]["staff_group"]["enum"]
    assert told["properties"]["municipality"]["properties"]["municipality_code"]["pattern"] == r"^\d{4}$"
