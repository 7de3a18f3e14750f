"""What a browser posts, as plain values: texts by name, files whole, and the nested answers of a form."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from fastapi import Request
from starlette.datastructures import UploadFile

from models.control_signs import without_controls
from models.forms.fields import FieldType, FormField
from models.settings import settings

PREFIX = "svar."
"""Before the path of a form's field in the names of its inputs: `svar.initiatives.0.owner`."""
MOST_ROWS = 200
_ROW = re.compile(r"\d{1,3}", re.ASCII)


@dataclass(frozen=True)
class Posted:
    """A posted form; texts have no control signs. Of a name that came twice the last counts; `content` is None without a file."""

    texts: Mapping[str, str] = field(default_factory=dict)
    filename: str = ""
    content: bytes | None = None


async def posted(request: Request) -> Posted:
    """Read the request's form; how much of it may come is measured below, while it comes in."""
    filename, content = "", None
    texts = {}
    limit = settings().upload_bytes
    async with request.form(max_files=1, max_fields=5000, max_part_size=2**20) as form:
        for name, value in form.multi_items():
            if isinstance(value, UploadFile):
                filename = value.filename or ""
                content = await value.read(limit + 1) if filename else None
            else:
                texts[name] = without_controls(value)
    return Posted(texts, filename, content)


def answers_to(fields: Sequence[FormField], texts: Mapping[str, str]) -> dict[str, Any]:
    """The answers to a form's fields from the names of its inputs; what nobody asked for is left out."""
    given: dict[str, Any] = {}
    for one in fields:
        if one.type is FieldType.ROWS:
            given[one.key] = _rows(one, texts)
        elif (name := f"{PREFIX}{one.key}") in texts:
            given[one.key] = texts[name]
    return given


def _rows(whole: FormField, texts: Mapping[str, str]) -> list[dict[str, str]]:
    keys = {inner.key for inner in whole.fields}
    rows: dict[int, dict[str, str]] = {}
    start = f"{PREFIX}{whole.key}."
    for name, text in texts.items():
        number, _, key = name.removeprefix(start).partition(".")
        if name.startswith(start) and _ROW.fullmatch(number) and int(number) < MOST_ROWS and key in keys:
            rows.setdefault(int(number), {})[key] = text
    return [rows[number] for number in sorted(rows)]
