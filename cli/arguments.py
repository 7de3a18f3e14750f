"""What people type, read the same way by every command: names, reasons, persons, places in a programme, instants."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from datetime import date, datetime
from pathlib import Path
from typing import Annotated
from zoneinfo import ZoneInfo

import typer

from models.accounts.actors import Actor, administrator

ACTS, WATCHES, PLANS, RUNS = "Act", "Watch", "Plan", "Run"
"""Panels of `tovholder --help`."""
LARGEST_NUMBER = 2**31 - 1
"""No letter or interview can have a higher number."""


@dataclass(frozen=True)
class StepPart:
    """A requirement, gate or other part of a step, written STEP/KEY."""

    step: str
    key: str


@dataclass(frozen=True)
class NamedPerson:
    """Somebody in a municipality, written "Name <address>"."""

    name: str
    email: str


@dataclass(frozen=True)
class PersonDay:
    """An address, alone or with one day: ADDRESS or ADDRESS:2022-11-04."""

    email: str
    day: date | None


def said(value: str | None) -> str | None:
    """A text that is more than blanks."""
    if value is not None and not value.strip():
        raise typer.BadParameter("write more than blanks")
    return value.strip() if value is not None else None


def sitting_here(name: str) -> Actor:
    """Whoever sits at the machine."""
    return administrator(said(name) or "")


def through_this_command(context: typer.Context, who: Actor) -> Actor:
    """The same, acting through the command that is being given."""
    return replace(who, through=context.command_path)


def place(text: str) -> StepPart:
    """STEP/KEY."""
    step, slash, key = text.partition("/")
    if not (step and slash and key) or "/" in key:
        raise typer.BadParameter(f"{text!r} is not of the form STEP/KEY, such as preparation/staff_data")
    return StepPart(step, key)


def address(text: str) -> str:
    """An e-mail address."""
    from models.addresses import address_or_none

    kept = address_or_none(text.strip())
    if kept is None:
        raise typer.BadParameter(f"{text!r} is not an e-mail address")
    return kept


def person(text: str) -> NamedPerson:
    """Name <address>."""
    found = re.fullmatch(r"\s*([^<>]*[^<>\s])\s*<([^<>]+)>\s*", text)
    if not found:
        raise typer.BadParameter(f'{text!r} is not of the form "Name <name@example.org>"')
    return NamedPerson(found[1], address(found[2]))


def day(text: str) -> date:
    """A day of the calendar, 2022-11-04."""
    from rules.forms.written_dates import day_or_none

    read = day_or_none(text)
    if read is None:
        raise typer.BadParameter(f"{text!r} is not a date; write it as 2022-11-04")
    return read


def person_day(text: str) -> PersonDay:
    """ADDRESS or ADDRESS:DAY."""
    email, _, on = text.partition(":")
    return PersonDay(address(email), day(on) if on else None)


def instant(text: str) -> datetime:
    """A date with a clock time; without an offset it is meant in the programme's zone, see `local`."""
    try:
        read = datetime.fromisoformat(text)
    except ValueError:
        read = None
    if read is None or len(text) <= len("2022-11-04"):
        raise typer.BadParameter(f"{text!r} is not an instant; write it as 2022-11-04T09:00")
    return read


def local(read: datetime, zone: ZoneInfo) -> datetime:
    """The instant, in the programme's zone when it was written without an offset."""
    return read if read.tzinfo else read.replace(tzinfo=zone)


Programme = Annotated[
    str,
    typer.Argument(metavar="PROGRAMME", help="Key of a published programme, see `tovholder programme list`."),
]
Municipality = Annotated[str, typer.Argument(metavar="MUNICIPALITY", help="Its name or official code.")]
Requirement = Annotated[
    StepPart,
    typer.Argument(
        metavar="STEP/REQUIREMENT",
        parser=place,
        help="Such as preparation/staff_data, see `tovholder status`.",
    ),
]
Event = Annotated[str, typer.Argument(metavar="EVENT", help="Key of the event, such as workshop.")]
By = Annotated[
    Actor,
    typer.Option(
        "--by",
        metavar="NAME",
        envvar="TOVHOLDER_BY",
        parser=sitting_here,
        callback=through_this_command,
        help="Who does it; the journal keeps the name.",
    ),
]
Reason = Annotated[
    str,
    typer.Option(
        "--reason", metavar="WHY", callback=said, help="Why; one line is enough. The journal keeps it."
    ),
]
Json = Annotated[bool, typer.Option("--json", help="For programs: JSON instead of a table.")]
OneMunicipality = Annotated[
    str | None,
    typer.Option("--municipality", metavar="NAME", help="Only this municipality, by name or code."),
]
ProgrammeFile = Annotated[
    Path,
    typer.Argument(
        metavar="FILE", help="A programme file, or the key of a programme that ships with Tovholder."
    ),
]
