"""Interviews one at a time: booked, moved, answered, held, missed, cancelled, listed."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path
from typing import Annotated, Literal

import typer

from cli import booking, json_shapes
from cli.arguments import By, Json, Municipality, Programme, Requirement, instant, local, said
from cli.files import words_of
from cli.interviews import feeds, plans, replies
from cli.interviews.wording import Holder, Number, Told, agreed, say_booked, strange
from cli.overview import draw_interviews
from cli.printing import as_json, say

app = typer.Typer(
    help="Interviews of the pre-analysis, booked by themselves or by hand.", no_args_is_help=True
)
plans.add_to(app)
feeds.add_to(app)
replies.add_to(app)
booking.add_to(app)

At = Annotated[
    datetime,
    typer.Option(parser=instant, metavar="INSTANT", help="2022-09-12T10:00, in the programme's time zone."),
]


@app.command()
def book(
    programme: Programme,
    municipality: Municipality,
    requirement: Requirement,
    interviewee: Annotated[
        str,
        typer.Option(
            "--with", metavar="ROLE", callback=said, help="Whom: a role, in words or by its key, not a name."
        ),
    ],
    at: At,
    by: By,
    interviewer: Holder = None,
) -> None:
    """Note that an interview is agreed; the same interviewee at another time moves it. Nobody has to answer.

    Everybody in it gets an invitation, unless the time has passed. A time at which one of them is taken is refused; one
    outside the interviewer's hours, on a holiday or a closed day is booked, and stderr says so.

    ```
    tovholder interviews book rekrutteringsvaerksted-2022 Vejle preparation/interviews \\
        --with hr --at 2022-09-13T10:00 --interviewer konsulent --by "Anne Kontor"
    ```
    """
    from actions.interviews import arrangements
    from actions.office import interviews, lookup
    from actions.programmes import publishing
    from deployments.database.transactions import acting

    with acting() as (session, now):
        enrolment, state = lookup.requirement(
            session, programme, municipality, requirement.step, requirement.key
        )
        starts = local(at, publishing.zone(session, enrolment.programme_id))
        booked = arrangements.book(
            session,
            state,
            interviewee=interviewee,
            starts_at=starts,
            actor=by,
            now=now,
            interviewer=interviewer or "",
        )
        about = interviews.found(session, booked.id)
        line, unusual = agreed(about), strange(about, interviews.unusual(session, about))
    say_booked(line, unusual)


@app.command()
def move(number: Number, at: At, by: By, interviewer: Holder = None, reason: Told = "") -> None:
    """Give an interview another time, or another interviewer; everybody in it is told, and nobody has to answer.

    tovholder interviews move 3 --at 2022-09-14T10:00 --by "Anne Kontor" --reason "The road is closed."
    """
    from actions.interviews import arrangements
    from actions.office import interviews
    from deployments.database.transactions import acting

    with acting() as (session, now):
        starts = local(at, interviews.found(session, number).zone)
        arrangements.move(
            session,
            number,
            starts_at=starts,
            actor=by,
            why=reason,
            now=now,
            interviewer=interviewer or "",
        )
        about = interviews.found(session, number)
        line, unusual = agreed(about), strange(about, interviews.unusual(session, about))
    say_booked(line, unusual)


@app.command()
def answer(
    number: Number,
    reply: Annotated[Literal["yes", "no"], typer.Argument(metavar="yes|no", help="Does the time suit?")],
    by: By,
    remark: Annotated[str, typer.Option(metavar="TEXT", help="What the person said about it.")] = "",
) -> None:
    """Note what the interviewee has said to the time, when the answer came by telephone.

    Yes makes a proposal an agreement. No frees the time: it is not proposed again, and another one is looked for.

    tovholder interviews answer 3 no --by "Anne Kontor" --remark "On leave that week"
    """
    from actions.interviews import arrangements
    from actions.office import interviews
    from deployments.database.transactions import acting
    from models.states import Answer

    with acting() as (session, now):
        about = interviews.found(session, number)
        whom = about.contact.name if about.contact else about.interviewee.title
        actor = by.standing_in_for(whom)
        arrangements.answer(session, number, Answer(reply), actor=actor, remark=remark, now=now)
        line = agreed(about)
    say(f"Yes. {line}" if reply == "yes" else f"No. Interview {number} waits for another time.")


@app.command()
def held(
    number: Number,
    by: By,
    notes: Annotated[str, typer.Option(metavar="TEXT", help="What was said; without personal numbers.")] = "",
    notes_file: Annotated[
        Path | None,
        typer.Option(metavar="FILE", exists=True, dir_okay=False, help="The same, from a text file."),
    ] = None,
) -> None:
    """Note that an interview took place, and what was said; with as many as were asked for, the requirement is fulfilled.

    Where interviews are booked by themselves, one counts when it has notes. Typed again with notes, it adds them.

    tovholder interviews held 3 --by "Frank Facilitator" --notes-file leader.txt
    """
    from actions.interviews import arrangements
    from actions.office import interviews
    from deployments.database.transactions import acting

    if notes and notes_file:
        raise typer.BadParameter("give --notes or --notes-file, not both")
    written = words_of(notes_file) if notes_file else notes
    with acting() as (session, now):
        kept = arrangements.hold(session, number, actor=by, now=now, notes=written)
        counts = bool(kept.notes) or interviews.found(session, number).booking is None
    more = "" if counts else " It counts when its notes are there: --notes or --notes-file."
    say(f"Interview {number} is held.{more}")


@app.command("no-show")
def no_show(number: Number, by: By, reason: Told = "") -> None:
    """Note that an interview did not take place though it was agreed; a new one with the same person waits for a time.

    tovholder interviews no-show 3 --by "Frank Facilitator" --reason "Nobody came to the meeting."
    """
    from actions.interviews import arrangements
    from actions.office import interviews
    from deployments.database.transactions import acting

    with acting() as (session, now):
        arrangements.no_show(session, number, actor=by, now=now, why=reason)
        again = interviews.found(session, number)
    say(f"Interview {number} was missed. A new one with {again.interviewee.title} waits for a time.")


@app.command()
def cancel(number: Number, by: By, reason: Told = "") -> None:
    """Note that an interview will not take place; booking the same interviewee again takes it up.

    tovholder interviews cancel 3 --by "Frank Facilitator" --reason "Illness"
    """
    from actions.interviews import arrangements
    from deployments.database.transactions import acting

    with acting() as (session, now):
        arrangements.cancel(session, number, actor=by, now=now, why=reason)
    say(f"Interview {number} is cancelled.")


@app.command("list")
def list_(programme: Programme, municipality: Municipality, json: Json = False) -> None:
    """List a municipality's interviews with their numbers, who holds them, and what the interviewees have answered.

    Below the table stands what they wrote with their answers. With --json: an array of interviews.

    tovholder interviews list rekrutteringsvaerksted-2022 Vejle
    """
    from actions.office import lookup
    from actions.overview import one_municipality
    from actions.programmes import publishing
    from deployments.database.transactions import acting

    with acting() as (session, _):
        enrolment = lookup.enrolment(session, programme, municipality)
        listed = one_municipality.interviews(session, enrolment)
        zone = publishing.zone(session, enrolment.programme_id)
    if json:
        as_json(json_shapes.agreed(listed))
        return
    draw_interviews(listed, zone)
    for one in listed:
        if one.interview.remark:
            say(f"{one.interview.id}, {one.interviewee.title}: {' '.join(one.interview.remark.split())}")
