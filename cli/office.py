"""What the office does for one municipality: enrol it, deliver for it, take it out, hand out a link."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from cli.printing import complain, findings, moment, say
from cli.words import (
    ACTS,
    By,
    Municipality,
    Person,
    Programme,
    Reason,
    Requirement,
    address,
    person,
)


def add_to(app: typer.Typer) -> None:
    """Put the commands into the app."""
    for name, command in (
        ("enrol", enrol),
        ("submit", submit),
        ("withdraw", withdraw),
        ("link", link),
    ):
        app.command(name, rich_help_panel=ACTS)(command)


_PERSON = typer.Option(parser=person, metavar='"NAME <ADDRESS>"')


def enrol(
    programme: Programme,
    municipality: Municipality,
    coordinator: Annotated[Person, _PERSON],
    by: By,
    phone: Annotated[str, typer.Option(help="The coordinator's phone.")] = "",
    directorate: Annotated[list[Person] | None, _PERSON] = None,
    contact_person: Annotated[list[Person] | None, _PERSON] = None,
    management_sponsor: Annotated[list[Person] | None, _PERSON] = None,
) -> None:
    """Take a municipality into the programme's cohort; its steps open by themselves when their time comes.

    The coordinator gets every letter that is not for somebody else. The other roles may be given several times.

    ```
    tovholder enrol rekrutteringsvaerksted-2022 Vejle --coordinator "Tove Lind <tove@example.org>" --by "Anne Kontor"
    ```
    """
    from actions.office import finding
    from actions.programmes import programmes
    from actions.progress import enrolments
    from deployments.database.desk import acting
    from models.programmes.programme import Role

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
        version = finding.versions(session, programme)[0]
        enrolment = enrolments.enrol(session, version, municipality, people, by=by, now=now)
        home = enrolments.municipality(session, enrolment).name
        steps, dates = programmes.definition(session, version.id).steps, programmes.dates(session, version.id)
        first = min(steps, key=lambda step: dates.opening(step.key))
        opens = moment(dates.opening(first.key), programmes.zone(session, version.id))
    say(f"{home} takes part in {version.key} (enrolment {enrolment.id}). {first.title!r} opens {opens}.")


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
    from actions.office import finding
    from actions.progress import enrolments
    from cli.forms import read_form
    from deployments.database.desk import acting

    if (file is None) == (form is None):
        raise typer.BadParameter("give either --file or --form")
    content, answers = file.read_bytes() if file else None, read_form(form) if form else None
    filename = file.name if file else ""
    with acting() as (session, now):
        enrolment, state = finding.requirement(
            session, programme, municipality, requirement.step, requirement.key
        )
        delivered = submissions.submit(
            session,
            state,
            by=by,
            on_behalf=on_behalf,
            now=now,
            filename=filename,
            content=content,
            form=answers,
        )
        home, status = enrolments.municipality(session, enrolment).name, state.status.value
    what = f"{home}: {requirement.step}/{requirement.key}"
    if delivered.repeated:
        say(f"{what} was delivered exactly like this before; nothing has changed.")
    if delivered.questions:
        findings(delivered.questions)
        say(f"{what} is kept; {len(delivered.questions)} question(s) are to be explained before it counts.")
        return
    if not delivered.accepted:
        findings(delivered.findings)
        complain(f"{what} does not count as delivered: {len(delivered.findings)} finding(s).")
        raise typer.Exit(1)
    say(f"{what} is {status} (submission {delivered.submission_id}).")


def withdraw(programme: Programme, municipality: Municipality, by: By, reason: Reason) -> None:
    """Take a municipality out of the programme for good: nothing more is asked of it or sent to it.

    Its letters that have not left are discarded, its invitations called off; it gets a confirmation.

    ```
    tovholder withdraw rekrutteringsvaerksted-2022 Vejle --by "Anne Kontor" --reason "The council said no."
    ```
    """
    from actions.gates import withdrawal
    from actions.office import finding
    from deployments.database.desk import acting

    with acting() as (session, now):
        enrolment = finding.enrolment(session, programme, municipality)
        withdrawal.withdraw(session, enrolment, by=by, reason=reason, now=now)
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
    from actions.office import finding
    from actions.people import links
    from actions.progress import enrolments
    from deployments.database.desk import acting
    from models.programmes.programme import Role

    with acting() as (session, now):
        enrolment = enrolments.active(session, finding.enrolment(session, programme, municipality).id)
        contact = finding.contact(session, enrolment, Role.COORDINATOR, to or "")
        url = links.hand_out(session, contact, by=by, now=now, only=only)
    say(url)
