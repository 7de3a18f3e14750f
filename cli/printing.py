"""How answers look: tables for people, JSON for programs, complaints on stderr."""

from __future__ import annotations

import json
import sys
from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

import typer

if TYPE_CHECKING:
    from models.forms.findings import Finding
    from models.language import Language

WIDE = 160
"""Columns of a table that is written into a file or a pipe."""


def say(line: str) -> None:
    """One line of the answer."""
    typer.echo(line)


def complain(line: str) -> None:
    """One line about what is wrong."""
    typer.secho(line, err=True, fg=typer.colors.RED)


def as_json(value: object) -> None:
    """The answer for programs; letters outside ASCII stay readable."""
    typer.echo(json.dumps(value, ensure_ascii=False, indent=2))


def table(heads: Sequence[str], rows: Iterable[Sequence[str]], *, title: str = "") -> None:
    """A table as wide as the terminal; nothing in it is taken for markup."""
    rows = list(rows)
    if title:
        say(title)
    if not rows:
        say("None.")
        return
    from rich.box import SIMPLE_HEAD
    from rich.console import Console
    from rich.table import Table
    from rich.text import Text

    drawn = Table(box=SIMPLE_HEAD, pad_edge=False)
    for head in heads:
        drawn.add_column(head, overflow="fold")
    for row in rows:
        drawn.add_row(*(Text(cell) for cell in row))
    Console(width=None if sys.stdout.isatty() else WIDE).print(drawn)


def moment(at: datetime, zone: ZoneInfo) -> str:
    """An instant as people in the programme read it: Mon 2022-10-03 14:00."""
    return f"{at.astimezone(zone):%a %Y-%m-%d %H:%M}"


def findings(found: Iterable[Finding], language: Language) -> None:
    """What is wrong with a delivery, and where, in the words its municipality reads."""
    from languages.findings import finding_text

    table(
        ("sheet", "row", "column", "field", "what is wrong"),
        [
            (one.sheet, str(one.row or ""), one.column, one.field, finding_text(one, language))
            for one in found
        ],
    )
