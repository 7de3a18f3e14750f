"""What simulated people write and send: plausible, fictitious, and the same every time."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from datasets.writer import write
from models.datasets import SCHEMAS, Column, ColumnType
from models.programme import FieldType, FormField, ParticipantGroup, Places, Requirement

DOCUMENT = "oplaeg.pdf"
DATASET = "foranalyse.xlsx"
PDF = b"""%PDF-1.4
1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj
2 0 obj<</Type/Pages/Count 0/Kids[]>>endobj
trailer<</Root 1 0 R>>
%%EOF
"""
"""The smallest document that is one."""


def document(municipality: str, title: str) -> bytes:
    """A PDF of that municipality."""
    return PDF + f"% {municipality}: {title}\n".encode()


def dataset(requirement: Requirement, code: str, at: datetime, *, faulty: bool) -> bytes:
    """A workbook with one row per sheet; a faulty one says "mange" where a number belongs."""
    schema = SCHEMAS[requirement.dataset or ""]
    rows: dict[str, Sequence[Mapping[str, Any]]] = {
        sheet.name: [{column.id: _cell(column, code, at) for column in sheet.columns if column.required}]
        for sheet in schema.sheets
    }
    if faulty:
        table = next(sheet for sheet in schema.sheets if not sheet.keys)
        number = next(column for column in table.columns if column.type is ColumnType.INTEGER)
        rows[table.name] = [{**rows[table.name][0], number.id: "mange"}]
    return write(schema.key, rows)


def _cell(column: Column, code: str, at: datetime) -> object:
    match column.type:
        case ColumnType.CHOICE:
            return column.choices[0]
        case ColumnType.DATE:
            return at.date().isoformat()
        case ColumnType.TEXT:
            return (
                code
                if column.digits
                else "1.0"
                if column.id == "schema_version"
                else f"Eksempel {column.title}"
            )
        case ColumnType.INTEGER:
            return max(int(column.at_least or 0), min(10, int(column.at_most or 10)))
        case ColumnType.DECIMAL:
            return max(column.at_least or 0.0, min(10.0, column.at_most or 10.0))


def form(fields: Sequence[FormField]) -> dict[str, Any]:
    """Answers that fit the fields."""
    return {field.key: _answer(field) for field in fields}


def _answer(field: FormField) -> object:
    match field.type:
        case FieldType.ROWS:
            return [form(field.fields) for _ in range(max(2, field.at_least or 1))]
        case FieldType.CHOICE:
            return field.choices[0]
        case FieldType.INTEGER:
            return field.at_least if field.at_least is not None else 1
        case FieldType.YES_NO:
            return "yes"
        case FieldType.DATE:
            return "2022-12-01"
        case FieldType.EMAIL:
            return "eksempel@example.org"
        case _:
            return f"Eksempel: {field.title}"[: field.at_most or 400]


def participants(places: Places, municipality: str, code: str) -> dict[str, Any]:
    """A list of five that has every group the places ask for."""
    groups = [
        *places.must_include,
        ParticipantGroup.LEADER,
        ParticipantGroup.EMPLOYEE,
        ParticipantGroup.EXTERNAL_PARTNER,
    ]
    seats = min(5, places.seats_each)
    chosen = [groups[number % len(groups)] for number in range(seats)]
    return {
        "participants": [
            {
                "name": f"Deltager {number} fra {municipality}",
                "email": f"deltager{number}.{code}@example.org",
                "group": group.value,
                "organisation": "Eksempelskolen" if group is ParticipantGroup.EXTERNAL_PARTNER else "",
            }
            for number, group in enumerate(chosen, start=1)
        ]
    }
