"""Programmes as files and as published: check, plan, publish, list, schema."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import typer

from cli.arguments import By, Json, ProgrammeFile
from cli.files import found
from cli.printing import as_json, complain, say, table

if TYPE_CHECKING:
    from programmes.loader import Examination

app = typer.Typer(help="Programmes: check a file, see its plan, publish it.", no_args_is_help=True)


@app.command()
def check(file: ProgrammeFile) -> None:
    """Name every fault of a programme file, with line, column and what to do about it.

    Exit code 0: it may be published, though there may be warnings. 1: it has errors.

    ```
    tovholder programme check programmes/my-programme.yaml
    ```
    """
    examination = _examined(file)
    programme = examination.programme
    _show_faults(file, examination)
    if programme is None:
        raise typer.Exit(1)
    asked = sum(len(step.requirements) for step in programme.steps)
    warnings = f"{len(examination.faults)} warning(s)" if examination.faults else "no faults"
    say(
        f"{file}: {warnings}. {len(programme.steps)} steps, {asked} requirements, {len(programme.events)} events."
    )


@app.command()
def plan(file: ProgrammeFile, json: Json = False) -> None:
    """Show everything a programme will do, in order: openings, deadlines, reminders, letters, events.

    Times are the programme's own. "~" marks a day that is provisional, because only the month is known; "≤" what
    may come sooner. With --json: an array of objects, instants as ISO 8601 with offset.

    ```
    tovholder programme plan rekrutteringsvaerksted-2022
    tovholder programme plan programmes/my-programme.yaml --json
    ```
    """
    from actions.programmes import examining

    examination = _examined(file)
    if examination.programme is None:
        _show_faults(file, examination)
        raise typer.Exit(1)
    lines = examining.plan_of(examination.programme)
    if json:
        as_json([line.as_json() for line in lines])
        return
    rows = [
        (
            f"{'≤' if line.latest else '~' if line.precision == 'month' else ''}{line.at:%Y-%m-%d %H:%M}",
            line.weekday.value[:3],
            str(line.week),
            line.kind.value,
            line.step,
            line.key,
            line.title,
            line.own_choice,
        )
        for line in lines
    ]
    heads = ("when", "day", "week", "what", "step", "key", "title", "our own choice")
    table(heads, rows, title=f"{examination.programme.title} ({examination.programme.zone})")


@app.command()
def publish(file: ProgrammeFile, by: By) -> None:
    """Freeze a programme file as the next version of its programme; municipalities can be enrolled from then on.

    A file with errors is refused. The same definition again makes no new version.

    ```
    tovholder programme publish rekrutteringsvaerksted-2022 --by "Anne Kontor"
    ```
    """
    from actions.programmes import publishing
    from deployments.database.transactions import acting

    examination = _examined(file)
    _show_faults(file, examination)
    if examination.programme is None:
        complain("Nothing was published.")
        raise typer.Exit(1)
    with acting() as (session, now):
        before = {version.id for version in publishing.published(session)}
        version = publishing.publish(session, examination.programme, actor=by, now=now)
    if version.id in before:
        say(f"{version.key} is published already as version {version.version}; nothing has changed.")
    else:
        say(f"Published {version.key} as version {version.version}.")


@app.command("list")
def list_() -> None:
    """List the published programmes, and those that ship with Tovholder and can be published.

    tovholder programme list
    """
    from actions.programmes import publishing
    from deployments.database.transactions import acting
    from programmes.loader import shipped

    with acting() as (session, _):
        rows = [
            (
                one.key,
                str(one.version),
                f"{one.published_at:%Y-%m-%d} by {one.published_by}",
                publishing.definition(session, one.id).title,
            )
            for one in publishing.published(session)
        ]
    published = {row[0] for row in rows}
    rows += [
        (key, "–", "ships with Tovholder, not published", "") for key in shipped() if key not in published
    ]
    table(("programme", "version", "published", "title"), rows)


@app.command()
def schema() -> None:
    """Print the JSON Schema of a programme file, which lets an editor help with writing one.

    tovholder programme schema > programme.schema.json
    """
    from programmes.loader import json_schema

    as_json(json_schema())


def _examined(file: Path) -> Examination:
    from actions.programmes import examining

    return examining.examine(found(file))


def _show_faults(file: Path, examination: Examination) -> None:
    """As compilers do, so that editors can jump to the place: FILE:line:column: error: message. cure."""
    for one in examination.faults:
        say(f"{file}:{one.line}:{one.column}: {one.level.value}: {one.message}. {one.cure}")
