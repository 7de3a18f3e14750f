"""The table of who may do what, drawn from `rules/permissions.py`."""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum
from typing import TypeVar

from docs.pages import page, table
from rules.permissions import MUNICIPAL, OFFICE, Act, Reach

Role = TypeVar("Role", bound=StrEnum)


def permissions_page() -> str:
    """One table for the office's roles, one for those in a municipality."""
    return page(
        "Who may do what",
        "What may happen to a thing at all is said by its status ([states](states.md)); this page says who may do it. A person\n"
        "may have several roles, in one programme or in all. The command line and the forms in Prefect act as an administrator\n"
        "with a name; in a municipality people act through links, each made for a contact in one role.",
        f"## In the office\n\n{_grid(OFFICE)}\n\n## In a municipality\n\n{_grid(MUNICIPAL)}",
    )


def _grid(granted: Mapping[Role, Mapping[Act, Reach]]) -> str:
    acts = [act for act in Act if any(act in one for one in granted.values())]
    rows = [
        (f"`{act}`", *(reaches.get(act, Reach.NONE).value for reaches in granted.values())) for act in acts
    ]
    return table(("act", *(role.replace("_", " ") for role in granted)), rows)
