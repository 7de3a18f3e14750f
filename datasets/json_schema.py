"""The dataset as JSON Schema, for those who deliver from a system of their own."""

from __future__ import annotations

from typing import Any

from models.datasets.schema import Column, ColumnType, DatasetSchema, Sheet


def json_schema(schema: DatasetSchema) -> dict[str, Any]:
    """Draft 2020-12: a property for each sheet by what it tells of; a table is an array of rows."""
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "$id": f"urn:tovholder:dataset:{schema.key}:{schema.version}",
        "title": schema.title,
        "type": "object",
        "properties": {sheet.about.value: _sheet(sheet) for sheet in schema.sheets},
        "required": [sheet.about.value for sheet in schema.sheets],
        "additionalProperties": False,
    }


def _sheet(sheet: Sheet) -> dict[str, Any]:
    row = {
        "title": sheet.name,
        "type": "object",
        "properties": {column.id: _column(column) for column in sheet.columns},
        "required": [column.id for column in sheet.columns if column.required],
        "additionalProperties": False,
    }
    return row if sheet.keys else {"title": sheet.name, "type": "array", "items": row}


def _column(column: Column) -> dict[str, Any]:
    told = {"title": column.title, "description": _explained(column)}
    return {**{key: value for key, value in told.items() if value}, **_value(column)}


def _explained(column: Column) -> str:
    meanings = "; ".join(
        f"{code}: {title}" for code, title in zip(column.choices, column.choice_titles, strict=False)
    )
    return " ".join(
        part for part in (column.help, f"[{column.unit}]" if column.unit else "", meanings) if part
    )


def _value(column: Column) -> dict[str, Any]:
    """What may stand there; an optional value may be null."""
    null = [] if column.required else ["null"]
    if column.choices:
        return {"enum": [*column.choices, *([] if column.required else [None])]}
    if column.type in (ColumnType.INTEGER, ColumnType.DECIMAL):
        kind = "integer" if column.type is ColumnType.INTEGER else "number"
        limits = {"minimum": column.at_least, "maximum": column.at_most}
    elif column.type is ColumnType.DATE:
        return {"type": ["string", *null], "format": "date"}
    else:
        kind = "string"
        digits = rf"^\d{{{column.digits}}}$" if column.digits else None
        limits = {"minLength": column.at_least, "maxLength": column.at_most, "pattern": digits}  # type: ignore[dict-item]  # a pattern is a text
    return {
        "type": [kind, *null] if null else kind,
        **{key: limit for key, limit in limits.items() if limit is not None},
    }
