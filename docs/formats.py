"""Reference pages of what people write in YAML, told from the JSON Schema of the pydantic models."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from typing import Any

from pydantic import BaseModel

from rules.programmes.flow_shapes import SHAPES

Schema = dict[str, Any]

KINDS = {"integer": "whole number", "number": "number", "boolean": "`true` or `false`"}
FORMATS = {
    "date": "date such as `2022-10-03`",
    "time": "clock time such as `14:00`",
    "date-time": "instant such as `2022-10-03T14:00`",
}
BOUNDS = {
    "minimum": "at least",
    "exclusiveMinimum": "more than",
    "maximum": "at most",
    "maxLength": "length at most",
}
SPOKEN = {
    r"^[a-z][a-z0-9_]*$": "key such as `staff_data`",
    r"^[a-z][a-z0-9-]*$": "key such as `more-hours-2024`",
    r"^\d{4}-\d{2}-\d{2}$": "date such as `2022-10-03`",
    r"^\d{4}-\d{2}(-\d{2}([T ]\d{2}:\d{2}(:\d{2})?)?)?$": "`2022-10-03`, `2022-10-03T14:00` or `2022-10`",
    r"^\d{4}-(0[1-9]|1[0-2])$": "month such as `2022-10`",
    r"^([01]\d|2[0-3]):[0-5]\d(:[0-5]\d)?$": "clock time such as `14:00`",
}
"""Patterns of the schema as people would say them."""


def format_parts(model: type[BaseModel]) -> list[str]:
    """One part for the model, and one for each thing it is made of, in reading order."""
    whole = model.model_json_schema()
    things = whole.pop("$defs", {})
    names = dict.fromkeys(referred(whole, things))
    return [part(model.__name__, whole), *(part(name, things[name]) for name in names)]


def flows() -> str:
    """What each flow expects of the step it plays."""
    rows = [
        f"| `{name}` | {'yes' if shape.event else '–'} | {listed(shape.gates)} | {listed(shape.needs)} | {listed(shape.writes)} |"
        for name, shape in SHAPES.items()
    ]
    heads = [
        "| flow | needs an event | gates | letters it must have | letters it may have |",
        "| --- " * 5 + "|",
    ]
    return "\n".join(
        ["## Flows", "", "What a step must hold depends on the flow that plays it.", "", *heads, *rows]
    )


def listed(words: Iterable[str]) -> str:
    return ", ".join(f"`{word}`" for word in words)


def referred(schema: Schema, things: Schema, seen: frozenset[str] = frozenset()) -> Iterator[str]:
    """Names of the things a schema refers to, in reading order, each followed by what it refers to itself."""
    for name in references(schema):
        if name not in seen:
            seen |= {name}
            yield name
            yield from referred(things[name], things, seen)


def references(schema: Any) -> Iterator[str]:
    if isinstance(schema, dict):
        if "$ref" in schema:
            yield schema["$ref"].rsplit("/", 1)[1]
        for value in schema.values():
            yield from references(value)
    elif isinstance(schema, list):
        for value in schema:
            yield from references(value)


def part(name: str, schema: Schema) -> str:
    """Heading, what it is, and its words or its values."""
    mapping = next((each for each in schema.get("anyOf", ()) if "properties" in each), schema)
    lines = [f"## {name}", mapping.get("description") or schema.get("description", "")]
    lines += [
        f"May be written as text: {plain(each)}." for each in schema.get("anyOf", ()) if "pattern" in each
    ]
    if "enum" in schema:
        lines.append("One of " + ", ".join(f"`{value}`" for value in schema["enum"]) + ".")
    if "properties" in mapping:
        needed = mapping.get("required", ())
        rows = [row(word, each, needed=word in needed) for word, each in mapping["properties"].items()]
        lines.append(
            "\n".join(["| word | value | if left out | meaning |", "| --- | --- | --- | --- |", *rows])
        )
    return "\n\n".join(line for line in lines if line)


def row(word: str, schema: Schema, *, needed: bool) -> str:
    default = schema.get("default")
    simple = default not in (None, "", [], {}) and not isinstance(default, dict)
    left_out = (
        "must be written" if needed else f"`{json.dumps(default, ensure_ascii=False)}`" if simple else "–"
    )
    cells = (f"`{word}`", value(schema), left_out, schema.get("description", ""))
    return "| " + " | ".join(cell.replace("|", "\\|") for cell in cells) + " |"


def value(schema: Schema) -> str:
    """What may stand there, in a few words."""
    if "$ref" in schema:
        name = schema["$ref"].rsplit("/", 1)[1]
        return f"[{name}](#{name.lower()})"
    if "anyOf" in schema:
        return " or ".join(value(each) for each in schema["anyOf"] if each.get("type") != "null")
    if "enum" in schema:
        return ", ".join(f"`{each}`" for each in schema["enum"])
    if schema.get("type") == "array":
        return f"list of {value(schema.get('items', {}))}"
    if schema.get("type") == "object":
        keys = schema.get("propertyNames", {})
        return (
            f"mapping of {value(keys) if keys else 'text'} to {value(schema.get('additionalProperties', {}))}"
        )
    return plain(schema)


def plain(schema: Schema) -> str:
    """Text, number or yes and no, with its bounds."""
    if "const" in schema:
        return f"`{schema['const']}`"
    if "pattern" in schema:
        return SPOKEN.get(schema["pattern"], f"text like `{schema['pattern']}`")
    if schema.get("format") == "email":
        return "e-mail address"
    if schema.get("format") in FORMATS:
        return FORMATS[schema["format"]]
    kind = KINDS.get(schema.get("type", ""), "text")
    return ", ".join(
        [kind, *(f"{words} {schema[bound]}" for bound, words in BOUNDS.items() if bound in schema)]
    )
