"""Running an installation: start it, ask how it is, rehearse a programme."""

from __future__ import annotations

import os
import sys
from pathlib import Path
from typing import Annotated

import typer

from cli.arguments import RUNS, Json, ProgrammeFile
from cli.files import found
from cli.printing import as_json, complain, say


def add_to(app: typer.Typer) -> None:
    """Put the commands into the app."""
    for command in (up, doctor, catch_up, rehearse):
        app.command(rich_help_panel=RUNS)(command)


def up() -> None:
    """Start everything and keep it running until Ctrl-C: database, Prefect, engine, portal, postman.

    It prints where everything is. What dies is started again. Settings are TOVHOLDER_… variables, see
    docs/reference/settings.md.

    ```
    tovholder up
    ```
    """
    # In place of this process: the command line would lie in the supervisor's memory for as long as it runs.
    os.execv(sys.executable, [sys.executable, "-m", "deployments.supervisor.up"])  # noqa: S606 - our own arguments


def doctor(json: Json = False) -> None:
    """Ask how the installation is: versions, disk, database, parts, runs, letters, and everything that waits for a person.

    ✓ is well, · waits for a person, ✗ is wrong. Each line that is not well says what cures it; all of them are explained
    in docs/how-to/when-things-are-bad.md. Exit code 0: nothing is wrong. 1: something is.
    With --json: an array of health, ailment, says and cure.

    ```
    tovholder doctor
    tovholder doctor --json
    ```
    """
    from deployments.health.doctor import signs
    from models.ailments import Health, Sign
    from models.settings import settings

    seen: list[Sign] = []
    for sign in signs(settings()):
        seen.append(sign)
        if not json:
            say(f"{_MARKS[sign.health.value]} {sign.says}" + (f"\n    → {sign.cure}" if sign.cure else ""))
    if json:
        as_json([sign.as_json() for sign in seen])
    if wrong := sum(sign.health is Health.WRONG for sign in seen):
        complain(f"{wrong} thing(s) are wrong.")
        raise typer.Exit(1)


_MARKS = {"well": "✓", "waits": "·", "wrong": "✗"}


def catch_up() -> None:
    """Do now what the schedule does every day: reminders, interviews, the office's statement, housekeeping.

    For a day on which the engine did not run. What was done already is not done again.

    ```
    tovholder catch-up
    ```
    """
    from actions.sweeps import housekeeping, reminders, statements
    from actions.sweeps import interviews as interview_sweep
    from deployments.database.transactions import acting

    with acting() as (session, now):
        swept = reminders.sweep(session, now=now)
    with acting() as (session, now):
        interviews = interview_sweep.sweep(session, now=now)
    with acting() as (session, now):
        stated = statements.state(session, now=now)
    with acting() as (session, now):
        housekeeping.tidy(session, now=now)
    say(f"Letters: {swept.reminded} of reminder, {swept.escalated} of escalation, {stated} statement(s).")
    found = interviews.planned.proposed + interviews.planned.moved
    say(
        f"Interviews: {interviews.lapsed} lapsed, {interviews.reminded} reminded of, {found} with a new time."
    )


def rehearse(
    programme: ProgrammeFile,
    cast: Annotated[
        Path | None, typer.Option(metavar="FILE", help="How each simulated municipality behaves, as YAML.")
    ] = None,
    out: Annotated[
        Path | None,
        typer.Option(metavar="DIR", help="Where journal.jsonl, letters/ and board.md are written."),
    ] = None,
) -> None:
    """Play a programme from beginning to end in virtual time, on the real engine, with simulated municipalities.

    It has a database of its own and cannot send mail. Without a cast everybody is prompt.

    ```
    tovholder rehearse rekrutteringsvaerksted-2022
    tovholder rehearse programmes/my-programme.yaml --cast cast.yaml --out rehearsal
    ```
    """
    from rehearsal import rehearse as play

    play(str(found(programme)), cast=cast, out=out)
