"""Questions about delivered figures, seen and answered by the office on a municipality's behalf."""

from __future__ import annotations

from typing import Annotated

import typer

from cli.arguments import By, Municipality, Programme, Requirement, said
from cli.printing import say


def add_to(app: typer.Typer) -> None:
    """Put the commands into the group `dataset`."""
    app.command("questions")(questions)
    app.command("explain")(explain)


def questions(programme: Programme, municipality: Municipality, requirement: Requirement) -> None:
    """List what is still to be explained about the newest delivery of a dataset.

    tovholder dataset questions rekrutteringsvaerksted-2022 Vejle preparation/staff_data
    """
    from actions.deliveries import explaining
    from actions.office import lookup
    from actions.progress import enrolments
    from deployments.database.transactions import acting
    from languages.findings import finding_place, finding_text

    with acting() as (session, _):
        enrolment, state = lookup.requirement(
            session, programme, municipality, requirement.step, requirement.key
        )
        asked = explaining.all_questions(session, state)
        language = enrolments.language(session, enrolment)
    for one in asked:
        told = "answered" if one.answered else finding_text(one.finding, language)
        say(f"{one.number}. {one.finding.rule} {finding_place(one.finding, language)}: {told}")
    if not asked:
        say(f"{municipality}: no question is open.")


def explain(
    programme: Programme,
    municipality: Municipality,
    requirement: Requirement,
    number: Annotated[int, typer.Argument(min=1, help="See `tovholder dataset questions`.")],
    text: Annotated[
        str, typer.Option(metavar="TEXT", callback=said, help="The explanation, in the municipality's words.")
    ],
    by: By,
    on_behalf: Annotated[str, typer.Option(metavar="NAME", help="Who in the municipality said so.")] = "",
) -> None:
    """Answer a question about a figure on the municipality's behalf; with the last one the delivery counts.

    ```
    tovholder dataset explain rekrutteringsvaerksted-2022 Vejle preparation/staff_data 1 \\
        --text "Two homes were merged in June." --by "Anne Kontor" --on-behalf "Tove Vejle"
    ```
    """
    from actions.deliveries import explaining
    from actions.deliveries.explaining import Said
    from actions.office import lookup
    from actions.progress import enrolments
    from deployments.database.transactions import acting
    from languages.findings import finding_text
    from models.datasets.delivered import Reason
    from models.errors.deliveries import UnknownQuestion

    with acting() as (session, now):
        enrolment, state = lookup.requirement(
            session, programme, municipality, requirement.step, requirement.key
        )
        asked = explaining.all_questions(session, state)
        if number > len(asked):
            raise UnknownQuestion(number=number, requirement=requirement.key)
        answers = {asked[number - 1].finding.about: Said(Reason.EXPLAINED, text)}
        outcome = explaining.explain(session, state, answers, actor=by.standing_in_for(on_behalf), now=now)
        language = enrolments.language(session, enrolment)
    if outcome.findings:
        raise typer.BadParameter(finding_text(outcome.findings[0], language))
    say(f"{municipality}: explained. {outcome.left} question(s) left.")
