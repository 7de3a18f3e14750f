"""Delivering for a municipality, as if it had done so itself."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from cli.arguments import ACTS, By, Municipality, Programme, Requirement
from cli.printing import complain, findings, say

if TYPE_CHECKING:
    from actions.deliveries.submissions import Delivered
    from models.language import Language


def add_to(app: typer.Typer) -> None:
    """Put the command into the app."""
    app.command("submit", rich_help_panel=ACTS)(submit)


def submit(
    programme: Programme,
    municipality: Municipality,
    requirement: Requirement,
    by: By,
    file: Annotated[
        Path | None,
        typer.Option(exists=True, dir_okay=False, readable=True, help="A document or a spreadsheet."),
    ] = None,
    form: Annotated[
        Path | None,
        typer.Option(exists=True, dir_okay=False, readable=True, help="Answers to a form, as YAML or JSON."),
    ] = None,
    on_behalf: Annotated[
        str, typer.Option(metavar="WHOM", help="On whose behalf, when it came by e-mail.")
    ] = "",
) -> None:
    """Deliver a file or a form for a municipality, as if it had done so itself; it gets the receipt.

    What is wrong with it is listed with sheet, row and column, and the exit code is 1: then it is kept, but does not
    count as delivered. A list of participants is a form: {participants: [{name, email, group, organisation}]}.

    ```
    tovholder submit rekrutteringsvaerksted-2022 Vejle preparation/staff_data --file vejle.xlsx --by "Anne Kontor"
    ```
    """
    from actions.deliveries import submissions
    from actions.office import lookup
    from actions.progress import enrolments
    from cli.answers_file import read_form
    from deployments.database.transactions import acting

    if (file is None) == (form is None):
        raise typer.BadParameter("give either --file or --form")
    content, answers = file.read_bytes() if file else None, read_form(form) if form else None
    filename = file.name if file else ""
    with acting() as (session, now):
        enrolment, state = lookup.requirement(
            session, programme, municipality, requirement.step, requirement.key
        )
        delivered = submissions.submit(
            session,
            state,
            actor=by.standing_in_for(on_behalf),
            now=now,
            filename=filename,
            content=content,
            form=answers,
        )
        home, status = enrolments.municipality(session, enrolment).name, state.status.value
        language = enrolments.language(session, enrolment)
    _tell(f"{home}: {requirement.step}/{requirement.key}", delivered, status, language)


def _tell(what: str, delivered: Delivered, status: str, language: Language) -> None:
    """What became of it.

    Raises:
        Exit: when it does not count as delivered.
    """
    if delivered.repeated:
        say(f"{what} was delivered exactly like this before; nothing has changed.")
    if delivered.questions:
        findings(delivered.questions, language)
        say(f"{what} is kept; {len(delivered.questions)} question(s) are to be explained before it counts.")
        return
    if not delivered.accepted:
        findings(delivered.findings, language)
        complain(f"{what} does not count as delivered: {len(delivered.findings)} finding(s).")
        raise typer.Exit(1)
    say(f"{what} is {status} (submission {delivered.submission_id}).")
