"""Who takes part: a municipality is enrolled, taken out, and handed a link."""

from __future__ import annotations

from typing import Annotated

import typer

from cli.arguments import ACTS, By, Municipality, NamedPerson, Programme, Reason, address, person
from cli.printing import moment, say


def add_to(app: typer.Typer) -> None:
    """Put the commands into the app."""
    for name, command in (
        ("enrol", enrol),
        ("withdraw", withdraw),
        ("link", link),
    ):
        app.command(name, rich_help_panel=ACTS)(command)


_PERSON = typer.Option(parser=person, metavar='"NAME <ADDRESS>"')


def enrol(
    programme: Programme,
    municipality: Municipality,
    coordinator: Annotated[NamedPerson, _PERSON],
    by: By,
    phone: Annotated[str, typer.Option(help="The coordinator's phone.")] = "",
    directorate: Annotated[list[NamedPerson] | None, _PERSON] = None,
    contact_person: Annotated[list[NamedPerson] | None, _PERSON] = None,
    management_sponsor: Annotated[list[NamedPerson] | None, _PERSON] = None,
) -> None:
    """Take a municipality into the programme's cohort; its steps open by themselves when their time comes.

    The coordinator gets every letter that is not for somebody else. The other roles may be given several times.

    ```
    tovholder enrol rekrutteringsvaerksted-2022 Vejle --coordinator "Tove Lind <tove@example.org>" --by "Anne Kontor"
    ```
    """
    from actions.office import lookup
    from actions.programmes import publishing
    from actions.progress import enrolments
    from deployments.database.transactions import acting
    from models.programmes.office import Role

    others = {
        Role.DIRECTORATE: directorate,
        Role.CONTACT_PERSON: contact_person,
        Role.MANAGEMENT_SPONSOR: management_sponsor,
    }
    people = [enrolments.NewContact(Role.COORDINATOR, coordinator.name, coordinator.email, phone)]
    people += [
        enrolments.NewContact(role, one.name, one.email)
        for role, given in others.items()
        for one in given or ()
    ]
    with acting() as (session, now):
        version = lookup.versions(session, programme)[0]
        enrolment = enrolments.enrol(session, version, municipality, people, actor=by, now=now)
        home = enrolments.municipality(session, enrolment).name
        steps, dates = publishing.definition(session, version.id).steps, publishing.dates(session, version.id)
        first = min(steps, key=lambda step: dates.opening(step.key))
        opens = moment(dates.opening(first.key), publishing.zone(session, version.id))
    say(f"{home} takes part in {version.key} (enrolment {enrolment.id}). {first.title!r} opens {opens}.")


def withdraw(programme: Programme, municipality: Municipality, by: By, reason: Reason) -> None:
    """Take a municipality out of the programme for good: nothing more is asked of it or sent to it.

    Its letters that have not left are discarded, its invitations called off; it gets a confirmation.

    ```
    tovholder withdraw rekrutteringsvaerksted-2022 Vejle --by "Anne Kontor" --reason "The council said no."
    ```
    """
    from actions.gates import withdrawal
    from actions.office import lookup
    from deployments.database.transactions import acting

    with acting() as (session, now):
        enrolment = lookup.enrolment(session, programme, municipality)
        withdrawal.withdraw(session, enrolment, actor=by, reason=reason, now=now)
    say(f"{municipality} has left {programme}.")


def link(
    programme: Programme,
    municipality: Municipality,
    by: By,
    to: Annotated[
        str | None,
        typer.Option(parser=address, metavar="ADDRESS", help="Which coordinator, when there are several."),
    ] = None,
    only: Annotated[
        bool, typer.Option("--only", help="End every earlier link of theirs: a letter has gone astray.")
    ] = False,
) -> None:
    """Make a fresh link to the municipality's own page, for a coordinator who has lost the letters.

    Whoever has the link can act for the coordinator: send it to nobody else.

    ```
    tovholder link rekrutteringsvaerksted-2022 Vejle --by "Anne Kontor"
    ```
    """
    from actions.office import lookup
    from actions.people import links
    from actions.progress import enrolments
    from deployments.database.transactions import acting
    from models.programmes.office import Role

    with acting() as (session, now):
        enrolment = enrolments.active(session, lookup.enrolment(session, programme, municipality).id)
        contact = lookup.contact(session, enrolment, Role.COORDINATOR, to or "")
        url = links.hand_out(session, contact, actor=by, now=now, only=only)
    say(url)
