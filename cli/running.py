"""Running an installation: start it, ask how it is, rehearse a programme."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from cli.files import found
from cli.printing import complain, say
from cli.words import RUNS, ProgrammeFile


def add_to(app: typer.Typer) -> None:
    """Put the commands into the app."""
    for command in (up, doctor, rehearse):
        app.command(rich_help_panel=RUNS)(command)


def up() -> None:
    """Start everything and keep it running until Ctrl-C: database, Prefect, engine, portal, postman.

    It prints where everything is. What dies is started again. Settings are TOVHOLDER_… variables, see
    docs/reference/settings.md.

    ```
    tovholder up
    ```
    """
    from deployments import supervisor
    from models.settings import settings

    supervisor.up(settings(), say)


def doctor() -> None:
    """Ask how the installation is: parts, versions, database, and everything that waits for a person.

    Each line that is not well names the command that cures it. Exit code 0: all is well. 1: something is not.

    ```
    tovholder doctor
    ```
    """
    from deployments.diagnosis import Health, signs
    from models.settings import settings

    wrong = 0
    for sign in signs(settings()):
        wrong += sign.health is Health.WRONG
        say(f"{_MARKS[sign.health.value]} {sign.says}" + (f"\n    → {sign.cure}" if sign.cure else ""))
    if wrong:
        complain(f"{wrong} thing(s) are wrong.")
        raise typer.Exit(1)


_MARKS = {"well": "✓", "waits": "·", "wrong": "✗"}


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
