"""Letters: look at them, hold them, let them go."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from cli.arguments import LARGEST_NUMBER, By, Json, Reason
from cli.printing import as_json, say, table
from models.states import LetterStatus

if TYPE_CHECKING:
    from models.letters import Letter

app = typer.Typer(
    help="Letters: look at them, hold, edit and release them, settle doubtful ones.", no_args_is_help=True
)

Number = Annotated[
    int, typer.Argument(metavar="NUMBER", min=1, max=LARGEST_NUMBER, help="See `tovholder letters list`.")
]
READ = "read and released"


@app.command("list")
def list_(
    status: Annotated[LetterStatus | None, typer.Option(help="Only letters in this state.")] = None,
    programme: Annotated[
        str | None, typer.Option(metavar="KEY", help="Only letters of this programme.")
    ] = None,
    municipality: Annotated[
        str | None, typer.Option(metavar="NAME", help="Only this municipality's; needs --programme.")
    ] = None,
    to: Annotated[str, typer.Option(metavar="TEXT", help="Part of the recipient's name or address.")] = "",
    limit: Annotated[int, typer.Option(min=1, max=100_000, help="At most so many, the newest.")] = 200,
    json: Json = False,
) -> None:
    """List letters, newest first, without their text.

    tovholder letters list --status held
    tovholder letters list --status doubtful --json
    """
    from actions.letters import handling
    from actions.office import lookup
    from deployments.database.transactions import acting

    if municipality and not programme:
        raise typer.BadParameter("name the programme too", param_hint="--municipality")
    with acting() as (session, _):
        versions = [one.id for one in lookup.versions(session, programme)] if programme else [None]
        enrolment = (
            lookup.enrolment(session, programme, municipality).id if programme and municipality else None
        )
        found = [
            letter
            for version in ([None] if enrolment else versions)
            for letter in handling.listed(
                session, status=status, programme_id=version, enrolment_id=enrolment, to=to, limit=limit
            )
        ][:limit]
    if json:
        as_json([_as_json(letter) for letter in found])
        return
    rows = [
        (
            str(one.id),
            f"{one.written_at:%Y-%m-%d %H:%M}",
            one.status.value,
            one.name,
            one.to_email,
            one.subject,
            one.note,
        )
        for one in found
    ]
    table(("letter", "written (UTC)", "state", "name", "to", "subject", "note"), rows)


@app.command()
def show(
    number: Number,
    eml: Annotated[bool, typer.Option("--eml", help="The whole e-mail, as it is sent.")] = False,
) -> None:
    """Show one letter as its recipient reads it; with --eml the file a mail program opens.

    tovholder letters show 17
    tovholder letters show 17 --eml > letter.eml
    """
    from actions.letters import handling
    from deployments.database.transactions import acting

    with acting() as (session, _):
        letter = handling.show(session, number)
        whole = handling.eml(session, letter) if eml else b""
    if eml:
        typer.get_binary_stream("stdout").write(whole)
        return
    say(
        f"Letter {letter.id}, {letter.name}: {letter.status.value}"
        + (f" ({letter.note})" if letter.note else "")
    )
    say(f"From: {letter.from_name} <{letter.from_email}>")
    say(f"To: {letter.to_name} <{letter.to_email}>")
    say(f"Subject: {letter.subject}")
    if letter.calendar_method:
        say(f"Calendar: {letter.calendar_method}")
    say(f"\n{letter.text}")


@app.command()
def hold(number: Number, by: By, reason: Reason) -> None:
    """Keep a queued letter back until it is released.

    tovholder letters hold 17 --by "Anne Kontor" --reason "The place is not confirmed yet."
    """
    from actions.letters import handling
    from deployments.database.transactions import acting

    with acting() as (session, now):
        letter = handling.hold(session, number, actor=by, reason=reason, now=now)
    _told(letter)


@app.command()
def release(
    by: By,
    number: Annotated[
        int | None, typer.Argument(metavar="NUMBER", min=1, max=LARGEST_NUMBER, help="The letter; or --all.")
    ] = None,
    every: Annotated[bool, typer.Option("--all", help="Every letter that is held.")] = False,
    reason: Annotated[str, typer.Option(metavar="WHY", help="What the journal says about it.")] = READ,
) -> None:
    """Let held letters go; they are sent at once when the postman runs.

    tovholder letters release 17 --by "Anne Kontor"
    tovholder letters release --all --by "Anne Kontor"
    """
    from actions.letters import handling
    from deployments.database.transactions import acting

    if (number is None) != every:
        raise typer.BadParameter("name one letter, or --all")
    with acting() as (session, now):
        held = handling.listed(session, status=LetterStatus.HELD, limit=100_000) if every else ()
        numbers = [number] if number else sorted(letter.id for letter in held)
        for one in numbers:
            handling.release(session, one, actor=by, reason=reason, now=now)
    say(f"{len(numbers)} letter(s) released.")


@app.command()
def edit(
    number: Number,
    by: By,
    reason: Reason,
    subject: Annotated[str | None, typer.Option(help="The new subject.")] = None,
    text_file: Annotated[
        Path | None, typer.Option(exists=True, dir_okay=False, help="The new text, as a UTF-8 file.")
    ] = None,
) -> None:
    """Change a letter that is held or queued. Begin with the text that `tovholder letters show` prints.

    tovholder letters edit 17 --text-file letter.txt --by "Anne Kontor" --reason "Another meeting room"
    """
    from actions.letters import handling
    from deployments.database.transactions import acting

    if not subject and text_file is None:
        raise typer.BadParameter("give --subject, --text-file or both")
    text = _text(text_file) if text_file else None
    with acting() as (session, now):
        letter = handling.edit(session, number, actor=by, reason=reason, now=now, subject=subject, text=text)
    say(f"Letter {letter.id} is changed.")


@app.command()
def discard(number: Number, by: By, reason: Reason) -> None:
    """Throw a letter away that has not left; it is not written again.

    tovholder letters discard 17 --by "Anne Kontor" --reason "Told by telephone"
    """
    from actions.letters import handling
    from deployments.database.transactions import acting

    with acting() as (session, now):
        letter = handling.discard(session, number, actor=by, reason=reason, now=now)
    _told(letter)


@app.command()
def resend(number: Number, by: By, reason: Reason) -> None:
    """Send a doubtful or refused letter again, as the same letter.

    tovholder letters resend 17 --by "Anne Kontor" --reason "Tove has not got it."
    """
    from actions.letters import handling
    from deployments.database.transactions import acting

    with acting() as (session, now):
        letter = handling.resend(session, number, actor=by, reason=reason, now=now)
    _told(letter)


@app.command("mark-sent")
def mark_sent(number: Number, by: By, reason: Reason) -> None:
    """Settle a doubtful letter that did arrive.

    tovholder letters mark-sent 17 --by "Anne Kontor" --reason "Tove has read it."
    """
    from actions.letters import handling
    from deployments.database.transactions import acting

    with acting() as (session, now):
        letter = handling.mark_sent(session, number, actor=by, reason=reason, now=now)
    _told(letter)


def _told(letter: Letter) -> None:
    say(f"Letter {letter.id} is {letter.status.value}.")


def _text(path: Path) -> str:
    try:
        text = path.read_text(encoding="utf-8-sig")
    except UnicodeDecodeError:
        raise typer.BadParameter(f"{path}: save the file as UTF-8", param_hint="--text-file") from None
    if not text.strip():
        raise typer.BadParameter(f"{path} is empty", param_hint="--text-file")
    return text


def _as_json(letter: Letter) -> dict[str, Any]:
    words = ("id", "name", "language", "step", "to_name", "to_email", "subject", "attempts", "note")
    return {
        **{word: getattr(letter, word) for word in words},
        "enrolment": letter.enrolment_id,
        "status": letter.status.value,
        "written_at": letter.written_at.isoformat(),
        "sent_at": letter.sent_at.isoformat() if letter.sent_at else None,
    }
