"""What the commands about interviews have in common: how one is named, and told of."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Annotated

import typer

from cli.arguments import LARGEST_NUMBER, said
from cli.printing import complain, moment, say

if TYPE_CHECKING:
    from actions.interviews.appointments import Appointment
    from rules.interviews.usual import Unusual

Number = Annotated[
    int, typer.Argument(metavar="NUMBER", min=1, max=LARGEST_NUMBER, help="See `tovholder interviews list`.")
]
Person = Annotated[
    str,
    typer.Argument(metavar="PERSON", help="Key of somebody who holds interviews, see the programme file."),
]
Holder = Annotated[
    str | None,
    typer.Option(
        "--interviewer",
        metavar="KEY",
        callback=said,
        help="Who holds it, by the key in the programme file. Default: who had it, or the first.",
    ),
]
OneInterviewer = Annotated[
    str | None,
    typer.Option(
        "--interviewer",
        metavar="KEY",
        callback=said,
        help="Only what this person holds, by the key in the programme file.",
    ),
]
Told = Annotated[
    str, typer.Option("--reason", metavar="WHY", help="If it is known; the letter about it says so.")
]


def agreed(about: Appointment) -> str:
    """One line: whom with, when, and who holds it."""
    interview = about.interview
    when = moment(interview.starts_at, about.zone) if interview.starts_at else "no time"
    by = f", held by {about.person.name}" if about.person else ""
    return f"Interview {interview.id} with {about.interviewee.title}: {when}{by}."


def strange(about: Appointment, unusual: Sequence[Unusual]) -> list[str]:
    """What is unusual about its time, one sentence each."""
    facts = {"municipality": about.municipality, "who": about.person.name if about.person else ""}
    return [one.value.format_map(facts) for one in unusual]


def say_booked(line: str, unusual: Sequence[str]) -> None:
    """What was booked, and below it, for people only, what is unusual about the time."""
    say(line)
    for one in unusual:
        complain(f"Booked all the same: {one}.")
