"""Meeting each other: answers to invitations, attendance, interviews, events that move."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from typing import TYPE_CHECKING, Annotated, Literal
from zoneinfo import ZoneInfo

import typer

from cli.arguments import (
    ACTS,
    By,
    Event,
    Municipality,
    PersonDay,
    Programme,
    Reason,
    address,
    instant,
    local,
    person_day,
)
from cli.interviews import single
from cli.printing import moment, say

if TYPE_CHECKING:
    from models.events import Invitation
    from models.people import Contact

event = typer.Typer(help="Events of a programme.", no_args_is_help=True)


def add_to(app: typer.Typer) -> None:
    """Put the commands into the app."""
    app.command(rich_help_panel=ACTS)(answer)
    app.command(rich_help_panel=ACTS)(attend)
    app.add_typer(single.app, name="interviews", rich_help_panel=ACTS)
    app.add_typer(event, name="event", rich_help_panel=ACTS)


def answer(
    programme: Programme,
    municipality: Municipality,
    to: Event,
    who: Annotated[
        str, typer.Argument(metavar="ADDRESS", parser=address, help="The invited person's address.")
    ],
    reply: Annotated[Literal["yes", "no"], typer.Argument(metavar="yes|no", help="Will the person come?")],
    by: By,
    remark: Annotated[str, typer.Option(metavar="TEXT", help="What the person said about it.")] = "",
) -> None:
    """Note what an invited person has answered, when the answer came by telephone or e-mail.

    tovholder answer rekrutteringsvaerksted-2022 Vejle kickoff tove@example.org yes --by "Anne Kontor"
    """
    from actions.events import answers
    from actions.office import lookup
    from deployments.database.transactions import acting
    from models.states import Answer

    with acting() as (session, now):
        enrolment = lookup.enrolment(session, programme, municipality)
        state = lookup.event(session, enrolment.programme_id, to)
        invitation = lookup.invitation(session, state, enrolment, who)
        answers.answer(session, invitation.id, Answer(reply), actor=by, now=now, remark=remark)
    say(f"{who}: {reply} to {to}.")


def attend(
    programme: Programme,
    municipality: Municipality,
    at: Event,
    by: By,
    all_present: Annotated[
        bool, typer.Option("--all-present", help="Everybody was there, but those who had answered no.")
    ] = False,
    absent: Annotated[
        list[PersonDay] | None,
        typer.Option(parser=person_day, metavar="ADDRESS[:DAY]", help="Was not there; may be repeated."),
    ] = None,
    present: Annotated[
        list[PersonDay] | None,
        typer.Option(
            parser=person_day, metavar="ADDRESS[:DAY]", help="Was there after all; may be repeated."
        ),
    ] = None,
) -> None:
    """Note who of a municipality was there, per person and day.

    Whoever is not named counts as present, unless the invitation was answered with no. Noting it again corrects it.

    ```
    tovholder attend rekrutteringsvaerksted-2022 Vejle workshop --all-present --by "Anne Kontor"
    tovholder attend rekrutteringsvaerksted-2022 Vejle workshop --absent lea@example.org:2022-11-04 --by "Anne Kontor"
    ```
    """
    from actions.events import attendance
    from actions.office import lookup
    from actions.programmes import publishing
    from deployments.database.transactions import acting

    if not (all_present or absent or present):
        raise typer.BadParameter("say who was there: --all-present, or --absent for each who was not")
    with acting() as (session, now):
        enrolment = lookup.enrolment(session, programme, municipality)
        state = lookup.event(session, enrolment.programme_id, at)
        days = attendance.days_of(state, publishing.zone(session, enrolment.programme_id))
        invited = lookup.invited(session, state, enrolment)
        for one in (*(absent or ()), *(present or ())):
            lookup.invitation(session, state, enrolment, one.email)
        there = _there(invited, days, absent or [], present or [])
        attendance.register(session, enrolment, at, there, actor=by, now=now)
    say(f"{municipality} at {at}: {sum(there.values())} of {len(there)} (people times days) present.")


def _there(
    invited: tuple[tuple[Contact, Invitation], ...],
    days: tuple[date, ...],
    absent: list[PersonDay],
    present: list[PersonDay],
) -> dict[tuple[int, date], bool]:
    """Yes or no per contact and day. A day the event does not have is passed on, to be refused."""
    there = {
        (contact.id, day): invitation.answer.value != "no" for contact, invitation in invited for day in days
    }
    numbers = {contact.email.lower(): contact.id for contact, _ in invited}
    for said, value in ((absent, False), (present, True)):
        for one in said:
            for day in (one.day,) if one.day else days:
                there[numbers[one.email.lower()], day] = value
    return there


@event.callback()
def _events() -> None:
    """Events of a programme: move one to another time."""


def _span(
    starts: datetime, ends: datetime | None, length: timedelta, zone: ZoneInfo
) -> tuple[datetime, datetime]:
    begins = local(starts, zone)
    over = local(ends, zone) if ends else (begins.astimezone(UTC) + length).astimezone(zone)
    if over <= begins:
        raise typer.BadParameter("the event would end before it begins", param_hint="--ends")
    return begins, over


@event.command()
def move(
    programme: Programme,
    key: Event,
    starts: Annotated[
        datetime,
        typer.Option(
            parser=instant, metavar="INSTANT", help="2022-11-10T09:00, in the programme's time zone."
        ),
    ],
    by: By,
    reason: Reason,
    ends: Annotated[
        datetime | None,
        typer.Option(parser=instant, metavar="INSTANT", help="Not given: it lasts as long as before."),
    ] = None,
) -> None:
    """Move an event: everybody invited gets an update for the calendar, and deadlines counted from it move along.

    ```
    tovholder event move rekrutteringsvaerksted-2022 workshop --starts 2022-11-10T09:00 \\
        --by "Anne Kontor" --reason "The house in Vejle is flooded."
    ```
    """
    from actions.events import invitations
    from actions.office import lookup
    from actions.programmes import publishing
    from deployments.database.transactions import acting

    with acting() as (session, now):
        version = lookup.versions(session, programme)[0]
        state = lookup.event(session, version.id, key)
        zone = publishing.zone(session, version.id)
        begins, over = _span(starts, ends, state.ends_at - state.starts_at, zone)
        invitations.move(session, state, starts=begins, ends=over, actor=by, why=reason, now=now)
    say(f"{key} is now {moment(begins, zone)} to {moment(over, zone)}.")
