"""Week plans that are read and subscribed to: secret addresses given out and taken back."""

from __future__ import annotations

import typer

from cli.arguments import By, OneMunicipality, Programme
from cli.interviews.wording import OneInterviewer
from cli.printing import say


def add_to(app: typer.Typer) -> None:
    """Put the commands into the app."""
    for command in (feed, unfeed):
        app.command()(command)


def feed(
    programme: Programme, by: By, interviewer: OneInterviewer = None, municipality: OneMunicipality = None
) -> None:
    """Give out the secret address of a week plan: a page, a calendar to subscribe to, and a PDF.

    It is shown now and never again; whoever has it can read the plan. A municipality's has no names of those interviewed.

    tovholder interviews feed rekrutteringsvaerksted-2022 --interviewer konsulent --by "Anne Kontor"
    """
    from actions.office import interviews
    from deployments.database.transactions import acting

    whose = _whose(interviewer, municipality)
    with acting() as (session, now):
        addresses = interviews.give_out(session, programme, **whose, actor=by, now=now)
    for address in addresses:
        say(f"page      {address}\ncalendar  {address}.ics\nPDF       {address}.pdf")


def unfeed(
    programme: Programme, by: By, interviewer: OneInterviewer = None, municipality: OneMunicipality = None
) -> None:
    """Take back every address of an interviewer's or a municipality's week plan, when one has gone astray.

    tovholder interviews unfeed rekrutteringsvaerksted-2022 --municipality Vejle --by "Anne Kontor"
    """
    from actions.office import interviews
    from deployments.database.transactions import acting

    whose = _whose(interviewer, municipality)
    with acting() as (session, now):
        ended = interviews.take_back(session, programme, **whose, actor=by, now=now)
    say(f"Week plan of {interviewer or municipality}: addresses taken back: {ended}.")


def _whose(interviewer: str | None, municipality: str | None) -> dict[str, str]:
    if (interviewer is None) == (municipality is None):
        raise typer.BadParameter("say whose week plan: --interviewer or --municipality")
    return {"interviewer": interviewer or "", "municipality": municipality or ""}
