"""Looking: how far every municipality is, and what has happened."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import TYPE_CHECKING, Annotated
from zoneinfo import ZoneInfo

import typer

from cli import json_shapes
from cli.arguments import WATCHES, Json, OneMunicipality, Programme
from cli.printing import as_json, moment, say, table

if TYPE_CHECKING:
    from actions.interviews.appointments import Appointment
    from actions.overview.board import Board
    from actions.overview.one_municipality import AskedOfMunicipality, InvitedPerson


def add_to(app: typer.Typer) -> None:
    """Put the commands into the app."""
    app.command(rich_help_panel=WATCHES)(status)
    app.command(rich_help_panel=WATCHES)(journal)


def status(
    programme: Annotated[
        str | None,
        typer.Argument(metavar="[PROGRAMME]", help="Only this one; without it all that are published."),
    ] = None,
    municipality: OneMunicipality = None,
    json: Json = False,
) -> None:
    """Show how far every municipality is with every step, and what was decided on the way.

    With --municipality: everything asked of it, with deadlines; who is invited and has answered; interviews.
    The last line says how long ago the engine found nothing left to do.
    With --json: an array of programmes, each with its municipalities, their steps and what is missing there.

    ```
    tovholder status
    tovholder status rekrutteringsvaerksted-2022 --municipality Vejle
    tovholder status --json
    ```
    """
    if municipality is not None:
        if programme is None:
            raise typer.BadParameter("name the programme too: tovholder status PROGRAMME --municipality NAME")
        _one_municipality(programme, municipality, json=json)
    else:
        _cohorts(programme, json=json)


def journal(programme: Programme, municipality: OneMunicipality = None, json: Json = False) -> None:
    """Show what has happened, oldest first: when, what, to whom, by whom and why.

    tovholder journal rekrutteringsvaerksted-2022 --municipality Vejle
    """
    from actions.office import lookup
    from actions.overview import chronicle
    from actions.programmes import publishing
    from deployments.database.transactions import acting

    with acting() as (session, _):
        versions = lookup.versions(session, programme)
        enrolment_id = lookup.enrolment(session, programme, municipality).id if municipality else None
        zone = publishing.zone(session, versions[0].id)
        lines = chronicle.chronicle(session, [one.id for one in versions], enrolment_id=enrolment_id)
    if json:
        as_json([line.as_json() for line in lines])
        return
    rows = [
        (
            moment(line.at, zone),
            line.what.value,
            line.municipality,
            "/".join(filter(None, (line.step, line.key))),
            f"{line.by} for {line.on_behalf}" if line.on_behalf else line.by,
            line.why,
        )
        for line in lines
    ]
    table(("when", "what", "municipality", "about", "by", "why"), rows)


def _settled(at: datetime | None, now: datetime) -> str:
    """How fresh all of it is: what the engine has not looked at yet is not done yet."""
    if at is None:
        return "The engine has never settled: `tovholder up`."
    seconds = max(0, round((now - at).total_seconds()))
    if seconds < 2 * 60:
        return f"The engine settled {seconds} s ago."
    return f"The engine last settled {at:%Y-%m-%d %H:%M} UTC, {seconds // 60} minutes ago: `tovholder doctor` says why."


def _draw(name: str, shown: Board) -> None:
    steps = shown.programme.steps
    title = f"{shown.programme.title} ({name})" + (" – REHEARSAL" if shown.rehearsal else "")
    heads = ["municipality", *(f"{step.number} {step.title}" for step in steps)]
    table(
        heads, [[row.municipality, *(cell.phrase for cell in row.cells)] for row in shown.rows], title=title
    )
    titles = {step.key: step.title for step in steps}
    for note in shown.notes:
        say(f"  {note.municipality}, {titles[note.step]}: {note.text}")


def _cohorts(programme: str | None, *, json: bool) -> None:
    """How far everybody is, in one programme or in all that are published."""
    from actions import clock
    from actions.office import lookup
    from actions.overview import board, one_municipality
    from actions.programmes import publishing
    from actions.progress import enrolments
    from deployments.database.transactions import acting

    with acting() as (session, now):
        versions = lookup.versions(session, programme) if programme else publishing.published(session)
        boards = [(version, board.board(session, version, now=now)) for version in versions]
        shown = [(version, one) for version, one in boards if one.rows or len(boards) == 1]
        asked = {
            row.enrolment_id: one_municipality.asked(
                session, enrolments.get(session, row.enrolment_id), now=now
            )
            for _, one in shown
            for row in one.rows
        }
        settled = one_municipality.settled(session)
    if json:
        cohorts = [
            [json_shapes.row(one, row, asked[row.enrolment_id]) for row in one.rows] for _, one in shown
        ]
        as_json(
            [json_shapes.programme(*pair, rows, settled) for pair, rows in zip(shown, cohorts, strict=True)]
        )
        return
    if not shown:
        say("No municipality is enrolled yet. See `tovholder enrol --help`.")
        return
    for version, one in shown:
        _draw(f"{version.key} {version.version}", one)
    say(_settled(settled, clock.real_now()))


def _one_municipality(programme: str, municipality: str, *, json: bool) -> None:
    from actions.office import lookup
    from actions.overview import board, one_municipality
    from actions.programmes import publishing
    from deployments.database.transactions import acting
    from models.programmes.versions import ProgrammeVersion

    with acting() as (session, now):
        enrolment = lookup.enrolment(session, programme, municipality)
        version = session.get_one(ProgrammeVersion, enrolment.programme_id)
        shown = board.board(session, version, now=now)
        row = next(one for one in shown.rows if one.enrolment_id == enrolment.id)
        asked = one_municipality.asked(session, enrolment, now=now)
        invited, interviews = (
            one_municipality.invited(session, enrolment),
            one_municipality.interviews(session, enrolment),
        )
        zone, settled = publishing.zone(session, version.id), one_municipality.settled(session)
    if json:
        one_row = json_shapes.row(shown, row, asked) | json_shapes.details(invited, interviews)
        as_json([json_shapes.programme(version, shown, [one_row], settled)])
        return
    say(f"{row.municipality}: {row.status.value}, as of {moment(now, zone)}")
    for cell, step in zip(row.cells, shown.programme.steps, strict=True):
        say(f"  {step.number} {step.title}: {cell.phrase}")
    for note in shown.notes:
        if note.municipality == row.municipality:
            say(f"  {note.text}")
    _draw_details(asked, invited, zone)
    if interviews:
        draw_interviews(interviews, zone)


def _draw_details(
    asked: Sequence[AskedOfMunicipality], invited: Sequence[InvitedPerson], zone: ZoneInfo
) -> None:
    rows = [
        (
            f"{one.step}/{one.key}",
            one.title,
            one.role.value,
            moment(one.due, zone) + (" (overdue)" if one.overdue else ""),
            f"{one.status.value} {one.progress}".strip(),
        )
        for one in asked
    ]
    table(("requirement", "title", "asked of", "due", "status"), rows)
    if invited:
        people = [(one.event, one.name, one.email, one.answer.value) for one in invited]
        table(("invited to", "name", "address", "answer"), people)


def draw_interviews(interviews: Sequence[Appointment], zone: ZoneInfo) -> None:
    """Interviews with the numbers their commands want; without a time there is none to show, whatever it was before."""

    def row(one: Appointment) -> tuple[str, ...]:
        interview = one.interview
        return (
            str(interview.id),
            f"{one.state.step}/{one.state.key}",
            one.interviewee.title,
            moment(one.local_start, zone) if one.local_start else "–",
            interview.interviewer or "–",
            interview.status.value,
            interview.answer.value if interview.answer.value != "none" else "–",
        )

    rows = [row(one) for one in interviews]
    table(("interview", "requirement", "with", "when", "by", "status", "answer"), rows)
