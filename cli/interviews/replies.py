"""What comes from outside and needs a person: mails no rule could judge, and calendars that cannot be read or written."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

from cli.arguments import LARGEST_NUMBER, By, Json, Reason
from cli.interviews.wording import agreed
from cli.printing import as_json, say, table

if TYPE_CHECKING:
    from collections.abc import Mapping

    from actions.office.interviews import Asking


def add_to(app: typer.Typer) -> None:
    """Put the commands into the app."""
    app.command()(asks)
    app.command()(settle)
    app.command()(calendars)


def asks(json: Json = False) -> None:
    """List the mails that ask somebody in the office, with what they are about and why no rule could answer.

    Answer each by hand (`interviews answer`, `interviews move`, `tovholder answer`), and settle it then.

    tovholder interviews asks
    """
    from actions.office import interviews
    from deployments.database.transactions import acting

    with acting() as (session, _):
        open_ = interviews.asking(session)
        told = [_told(one) for one in open_]
    if json:
        as_json(told)
        return
    keys = ("about", "from", "why", "words")
    rows = [
        (str(one.mail.id), f"{one.came:%a %Y-%m-%d %H:%M}", *(str(words[key]) for key in keys))
        for one, words in zip(open_, told, strict=True)
    ]
    table(("mail", "came", *keys), rows)


def _told(one: Asking) -> Mapping[str, str | int | None]:
    about = f"event {one.event}" if one.event else "–"
    if one.about:
        about = f"{one.about.municipality}: {agreed(one.about)}"
    return {
        "mail": one.mail.id,
        "at": one.came.isoformat(),
        "interview": one.mail.interview_id,
        "about": about,
        "from": one.mail.sender,
        "why": one.why,
        "words": one.mail.words,
    }


def settle(
    number: Annotated[
        int,
        typer.Argument(metavar="NUMBER", min=1, max=LARGEST_NUMBER, help="See `tovholder interviews asks`."),
    ],
    by: By,
    reason: Reason,
) -> None:
    """Note that a mail has been read and done with; what it called for is not done by this.

    tovholder interviews settle 2 --by "Anne Kontor" --reason "Rang; Thursday at ten suits her."
    """
    from actions.replies import answers
    from deployments.database.transactions import acting

    with acting() as (session, now):
        answers.settle(session, number, actor=by, now=now, why=reason)
    say(f"Mail {number} is settled.")


def calendars(json: Json = False) -> None:
    """List the interviewers whose own calendar cannot be read or written as it should, with the reason.

    Nobody whose calendar has not been read for a day gets new interviews.

    tovholder interviews calendars
    """
    from actions.overview import interview_troubles
    from deployments.database.transactions import acting

    with acting() as (session, _):
        troubled = interview_troubles.calendars(session)
    if json:
        as_json([{"person": person, "trouble": trouble} for person, trouble in troubled])
        return
    table(("whose", "what is wrong"), troubled)
