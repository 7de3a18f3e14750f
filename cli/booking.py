"""Solving a booking problem that stands in a file: no database, nothing is booked."""

from __future__ import annotations

import time
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from cli.printing import as_json, complain

if TYPE_CHECKING:
    from datetime import datetime
    from zoneinfo import ZoneInfo

    from models.booking.instance import Instance
    from models.booking.plan import Plan, PlannedBooking, Unbooked
    from models.language import Say
    from rules.booking.search import Progress

SOME_UNBOOKED, UNREADABLE = 1, 2


def add_to(app: typer.Typer) -> None:
    """Put the command into the app."""
    app.command()(solve)


def solve(
    file: Annotated[
        Path,
        typer.Argument(metavar="INSTANCE.json", help="See docs/reference/booking-instance.md; - is stdin."),
    ],
    seed: Annotated[
        int, typer.Option("--seed", metavar="N", min=0, help="Another seed, another plan of the same kind.")
    ] = 0,
    seconds: Annotated[
        float | None,
        typer.Option(
            "--seconds",
            metavar="S",
            min=0,
            max=86400,
            help="Search for so long. Left out: a number of rounds, so that the same seed gives the same plan.",
        ),
    ] = None,
    language: Annotated[
        str | None,
        typer.Option(
            "--language",
            metavar="LANGUAGE",
            help="Of the sentences, such as nb; Danish when left out.",
        ),
    ] = None,
) -> None:
    """Solve one booking problem and print the plan as JSON: bookings, unbooked with reasons, cost. Nothing is stored.

    tovholder interviews solve INSTANCE.json --seed 7 --seconds 5

    Exit code 0: everybody has an interview. 1: somebody has none. 2: the file cannot be read, stderr names the field;
    or nothing is said in that language.
    """
    from rules.booking import solve as engine

    say = _speaking(language)
    instance = _read(file)
    plan = engine.solve(instance, seed=seed, progress=None if seconds is None else _clock(seconds))
    as_json(answer(instance, plan, say))
    if plan.unbooked:
        raise typer.Exit(SOME_UNBOOKED)


def _speaking(language: str | None) -> Say:
    from languages.catalogues import speak
    from languages.checking import SOURCE

    try:
        return speak(language or SOURCE, "booking")
    except LookupError:
        complain(f"--language: nothing is said in {language!r}")
        raise typer.Exit(UNREADABLE) from None


def _clock(seconds: float) -> Progress:
    """Progress by the clock of this machine."""
    began = time.monotonic()
    return lambda _: (time.monotonic() - began) / seconds if seconds else 1.0


def _read(file: Path) -> Instance:
    from pydantic import ValidationError

    from models.booking.instance import Instance

    try:
        text = typer.get_binary_stream("stdin").read() if str(file) == "-" else file.read_bytes()
    except OSError as refused:
        complain(f"{file}: {refused.strerror}")
        raise typer.Exit(UNREADABLE) from None
    try:
        return Instance.model_validate_json(text)
    except ValidationError as refused:
        for each in refused.errors(include_url=False, include_context=False, include_input=False):
            place = ".".join(str(part) for part in each["loc"])
            said = each["msg"].removeprefix("Value error, ")
            complain(f"{place}: {said}" if place else said)
        raise typer.Exit(UNREADABLE) from None


def answer(instance: Instance, plan: Plan, say: Say) -> dict[str, Any]:
    """The plan for programs; times are UTC, and local beside it."""
    from zoneinfo import ZoneInfo

    zone = ZoneInfo(instance.zone)
    cost = plan.cost
    changed = {
        word: [one.interviewee for one in plan.bookings if one.change == word]
        for word in ("kept", "moved", "new")
    }
    return {
        "bookings": [_booking(one, zone) for one in plan.bookings],
        "unbooked": [_unbooked(one, zone, say) for one in plan.unbooked],
        **changed,
        "cancelled": list(plan.cancelled),
        "cost": {
            "total": cost.total,
            "unwished": cost.unwished,
            "late": cost.late,
            "extra_interviewer": cost.extra_interviewer,
            "move": cost.move,
            "unbooked": cost.unbooked,
        },
        "rounds": plan.rounds,
    }


def _utc(at: datetime) -> str:
    return f"{at:%Y-%m-%dT%H:%M}Z"


def _booking(one: PlannedBooking, zone: ZoneInfo) -> dict[str, Any]:
    return {
        "interviewee": one.interviewee,
        "interviewer": one.interviewer,
        "starts": _utc(one.starts),
        "ends": _utc(one.ends),
        "local": one.starts.astimezone(zone).isoformat(timespec="minutes"),
        "change": one.change.value,
        "fixed": one.fixed,
    }


def _unbooked(one: Unbooked, zone: ZoneInfo, say: Say) -> dict[str, Any]:
    from rules.booking import words

    return {
        "interviewee": one.interviewee,
        "reasons": [{"rule": each.value, "sentence": words.because(each, say)} for each in one.reasons],
        "would_help": [
            {
                "rules": [family.value for family in each.families],
                "slots": each.slots,
                "interviewer": each.interviewer,
                "starts": _utc(each.starts),
                "local": each.starts.astimezone(zone).isoformat(timespec="minutes"),
                "sentence": words.would_help(each, zone, say),
            }
            for each in one.would_help
        ],
    }
