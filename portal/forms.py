"""The rows of a form's small tables: how many are drawn, what stands in them beforehand, and which of them nobody touched."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from actions.our_page.interviews import WantedInterviewees
from models.forms.fields import FormField

SPARE = 2
MORE = 5
PEOPLE = "people"
"""The rows in which a municipality names its interviewees."""


def drawn(
    field: FormField,
    values: Mapping[str, Any],
    *,
    more: bool = False,
    wanted: WantedInterviewees | None = None,
) -> list[dict[str, Any]]:
    """What is filled, and some empty ones as far as they are allowed; of people wanted in roles, one row for each role."""
    filled = [row for row in values.get(field.key) or [] if any(row.values())]
    if wanted and field.key == PEOPLE:
        there = {row.get("role") for row in filled}
        return [*filled, *({"role": role} for role in wanted.roles if role not in there)]
    drawn = max(len(filled) + (MORE if more else SPARE), field.at_least or 0)
    at_most = max(field.at_most or drawn, len(filled))
    return [*filled, *({} for _ in range(min(drawn, at_most) - len(filled)))]


def touched(values: Mapping[str, Any], wanted: WantedInterviewees | None) -> dict[str, Any]:
    """Without the rows of people in which only what stood there beforehand is left."""
    if wanted is None:
        return dict(values)
    named = [
        row for row in values.get(PEOPLE, ()) if row.get("name", "").strip() or row.get("email", "").strip()
    ]
    return {**values, PEOPLE: named}
