"""pydantic's findings in the words of somebody who writes a programme."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from difflib import get_close_matches
from typing import Any, get_args

from pydantic import BaseModel, ValidationError
from pydantic_core import ErrorDetails

from models.definition import KEY, PROGRAMME_KEY
from models.programmes.moments import MONTH
from models.programmes.programme import Programme
from rules.programmes.faults import Fault, Where

_ASKED_FOR: Mapping[str, tuple[str, str]] = {
    "string_type": ("a text", "put it in quotes"),
    "int_type": ("a whole number", "write digits only, without quotes"),
    "int_from_float": ("a whole number", "write it without decimals"),
    "float_type": ("a number", "write digits, without quotes"),
    "bool_type": ("true or false", "write true or false"),
    "bool_parsing": ("true or false", "write true or false"),
    "tuple_type": ("a list", "write [one, two], or one item a line with a dash"),
    "dict_type": ("a mapping", "write key: value"),
    "model_type": ("a mapping", "write key: value"),
    "model_attributes_type": ("a mapping", "write key: value"),
}


def faults_of(wrong: ValidationError) -> tuple[Fault, ...]:
    """One fault for each finding, at its place in the file."""
    return tuple(_fault(detail) for detail in wrong.errors(include_url=False))


def _fault(detail: ErrorDetails) -> Fault:
    path = tuple(name for name in detail["loc"] if name != "[key]")
    return Fault(path, *_words(detail, path))


def _words(detail: ErrorDetails, path: Where) -> tuple[str, str]:
    """Message and cure."""
    kind, facts, name = detail["type"], detail.get("ctx", {}), _name(path)
    given = _short(detail["input"])
    if kind == "missing":
        return f"{_name(path[:-1])} lacks {path[-1]}", f"add {path[-1]}: …"
    if kind == "extra_forbidden":
        return f"{_name(path[:-1])} has no field {path[-1]!r}", _cure_of_unknown(str(path[-1]), path[:-1])
    if kind in _ASKED_FOR:
        asked_for, cure = _ASKED_FOR[kind]
        return f"{name} should be {asked_for}, not {given}", cure
    if kind in ("enum", "literal_error"):
        known = re.findall(r"'([^']*)'", str(facts["expected"]))
        return f"{name} cannot be {given}", _nearest(str(detail["input"]), known)
    if kind == "string_pattern_mismatch":
        return f"{name} cannot be {given}", _PATTERNS.get(
            str(facts["pattern"]), "write it as the reference says"
        )
    if kind == "value_error":
        usual = "write name@example.org" if "reason" in facts else "change one of them"
        problem, _, cure = str(facts.get("reason", facts.get("error"))).partition("; ")
        return f"{name}: {problem.rstrip('.')}", cure or usual
    bound = detail["msg"].removeprefix("Input ").removeprefix("String ").removeprefix("Tuple ")
    return f"{name} {bound}, not {given}", "correct the value"


_PATTERNS: Mapping[str, str] = {
    PROGRAMME_KEY: "a programme's key has small letters, digits and hyphens, and begins with a letter",
    KEY: "a key has small letters a–z, digits and underscores, and begins with a letter",
    MONTH: "write a month as 2019-05",
}


def _name(path: Where) -> str:
    """The field as one would point to it: the last word of the path, with the number of its item."""
    if not path:
        return "the programme"
    if path[-1] == "on" and len(path) > 1:
        return _name(path[:-1])
    words = [f"item {name + 1}" if isinstance(name, int) else name for name in path[-2:]]
    return " ".join(words) if isinstance(path[-1], int) else str(path[-1])


def _short(value: Any) -> str:
    if isinstance(value, list):
        return "a list"
    if isinstance(value, dict):
        return "a mapping"
    if value is None:
        return "empty"
    if isinstance(value, bool):
        return str(value).lower()
    shown = repr(value)
    return shown if len(shown) <= 60 else f"{shown[:57]}…"


def _nearest(word: str, known: Sequence[str]) -> str:
    close = get_close_matches(word, known, n=1, cutoff=0.6)
    listed = ", ".join(known)
    return f"did you mean {close[0]}? Known here: {listed}" if close else f"known here: {listed}"


def _cure_of_unknown(field: str, path: Where) -> str:
    if " " in field:
        return "a text with a comma needs quotes inside { }"
    return _nearest(field, _fields_at(path))


def _fields_at(path: Where) -> list[str]:
    """The fields a mapping at that place may have, as they are written."""
    model: type[BaseModel] = Programme
    for name in path:
        if isinstance(name, int):
            continue
        field = next(one for key, one in model.model_fields.items() if name in (key, one.alias))
        model = next(iter(_models_in(field.annotation)), model)
    return [field.alias or name for name, field in model.model_fields.items()]


def _models_in(annotation: Any) -> Iterator[type[BaseModel]]:
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        yield annotation
    for inner in get_args(annotation):
        yield from _models_in(inner)
