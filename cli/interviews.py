"""Interviews of the pre-analysis: booked, held, cancelled, listed."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated

import typer

from cli import solving
from cli.printing import moment, say
from cli.watching import draw_interviews
from cli.words import LARGEST_NUMBER, By, Municipality, Programme, Requirement, instant, local, said

app = typer.Typer(help="Interviews of the pre-analysis, registered by hand.", no_args_is_help=True)
solving.add_to(app)

Number = Annotated[
    int, typer.Argument(metavar="NUMBER", min=1, max=LARGEST_NUMBER, help="See `tovholder interviews list`.")
]


@app.command()
def book(
    programme: Programme,
    municipality: Municipality,
    requirement: Requirement,
    interviewee: Annotated[
        str, typer.Option("--with", metavar="ROLE", callback=said, help="Whom: a role rather than a name.")
    ],
    at: Annotated[
        datetime,
        typer.Option(
            parser=instant, metavar="INSTANT", help="2022-09-12T10:00, in the programme's time zone."
        ),
    ],
    by: By,
) -> None:
    """Note that an interview is agreed; the same interviewee at another time moves it.

    ```
    tovholder interviews book rekrutteringsvaerksted-2022 Vejle preparation/interviews \\
        --with "Leader of home care" --at 2022-09-12T10:00 --by "Frank Facilitator"
    ```
    """
    from actions import finding, interviews, programmes
    from deployments.desk import acting

    with acting() as (session, now):
        enrolment, state = finding.requirement(
            session, programme, municipality, requirement.step, requirement.key
        )
        zone = programmes.zone(session, enrolment.programme_id)
        starts = local(at, zone)
        booked = interviews.book(session, state, interviewee=interviewee, starts_at=starts, by=by, now=now)
    say(f"Interview {booked.id} with {interviewee}: {moment(starts, zone)}.")


@app.command()
def held(number: Number, by: By) -> None:
    """Note that an interview took place; when as many are held as were asked for, the requirement is fulfilled.

    tovholder interviews held 3 --by "Frank Facilitator"
    """
    from actions import interviews
    from deployments.desk import acting

    with acting() as (session, now):
        interviews.hold(session, number, by=by, now=now)
    say(f"Interview {number} is held.")


@app.command()
def cancel(
    number: Number, by: By, reason: Annotated[str, typer.Option(metavar="WHY", help="If it is known.")] = ""
) -> None:
    """Note that an interview will not take place; booking the same interviewee again takes it up.

    tovholder interviews cancel 3 --by "Frank Facilitator" --reason "Illness"
    """
    from actions import interviews
    from deployments.desk import acting

    with acting() as (session, now):
        interviews.cancel(session, number, by=by, now=now, why=reason)
    say(f"Interview {number} is cancelled.")


@app.command("list")
def list_(programme: Programme, municipality: Municipality) -> None:
    """List a municipality's interviews with their numbers.

    tovholder interviews list rekrutteringsvaerksted-2022 Vejle
    """
    from actions import finding, overview, programmes
    from deployments.desk import acting

    with acting() as (session, _):
        enrolment = finding.enrolment(session, programme, municipality)
        agreed = overview.interviews(session, enrolment)
        zone = programmes.zone(session, enrolment.programme_id)
    draw_interviews(agreed, zone)
