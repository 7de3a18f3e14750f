"""What the office decides about one municipality's requirements and gates, each with a name and a reason."""

from __future__ import annotations

from typing import Annotated, NamedTuple
from uuid import uuid4

import typer

from cli.arguments import ACTS, By, Municipality, Programme, Reason, Requirement, StepPart, place
from cli.printing import moment, say
from models.accounts.actors import Actor


def add_to(app: typer.Typer) -> None:
    """Put the commands into the app."""
    for name, command in (
        ("approve", approve),
        ("return", send_back),
        ("extend", extend),
        ("waive", waive),
        ("go-on", go_on),
    ):
        app.command(name, rich_help_panel=ACTS)(command)


def approve(
    programme: Programme,
    municipality: Municipality,
    requirement: Requirement,
    by: By,
    reason: Annotated[str, typer.Option(metavar="WHY", help="If there is something to say about it.")] = "",
) -> None:
    """Accept a delivery that needs the office's approval, or vouch for what needs no delivery.

    tovholder approve rekrutteringsvaerksted-2022 Vejle preparation/pre_analysis --by "Anne Kontor"
    """
    taken = _take(programme, municipality, requirement, "approve", by, reason)
    _decided(municipality, requirement, taken.status)


def send_back(
    programme: Programme, municipality: Municipality, requirement: Requirement, by: By, reason: Reason
) -> None:
    """Return a delivery with a comment, which goes to the municipality; it is owed again.

    ```
    tovholder return rekrutteringsvaerksted-2022 Vejle preparation/participants --by "Anne Kontor" \\
        --reason "There is no leader on the list."
    ```
    """
    taken = _take(programme, municipality, requirement, "return", by, reason)
    _decided(municipality, requirement, taken.status)


def extend(
    programme: Programme,
    municipality: Municipality,
    requirement: Requirement,
    until: Annotated[
        str, typer.Option(metavar="DATE", help="The new deadline's day, 2022-09-30 or 30.9.2022.")
    ],
    by: By,
    reason: Reason,
) -> None:
    """Give one municipality a later deadline; it is told by letter, and its reminders start anew.

    ```
    tovholder extend rekrutteringsvaerksted-2022 Vejle preparation/staff_data --until 2022-09-30 \\
        --by "Anne Kontor" --reason "The payroll system is being replaced."
    ```
    """
    taken = _take(programme, municipality, requirement, "extend", by, reason, until)
    _decided(municipality, requirement, f"due {taken.due}")


def waive(
    programme: Programme, municipality: Municipality, requirement: Requirement, by: By, reason: Reason
) -> None:
    """Do without a requirement: its gate no longer waits for it, and the reason stays visible.

    ```
    tovholder waive rekrutteringsvaerksted-2022 Vejle preparation/staff_data --by "Anne Kontor" \\
        --reason "Merged in July; there are no figures for the year before."
    ```
    """
    taken = _take(programme, municipality, requirement, "waive", by, reason)
    _decided(municipality, requirement, taken.status)


def go_on(
    programme: Programme,
    municipality: Municipality,
    gate: Annotated[
        StepPart, typer.Argument(metavar="STEP/GATE", parser=place, help="Such as preparation/collected.")
    ],
    by: By,
    reason: Reason,
) -> None:
    """Let a municipality pass a gate although something is missing; what is missing stays owed.

    ```
    tovholder go-on rekrutteringsvaerksted-2022 Vejle preparation/collected --by "Anne Kontor" \\
        --reason "The last interview is held on the day of the kickoff."
    ```
    """
    from actions.gates import decisions
    from actions.office import lookup
    from actions.progress import enrolments
    from deployments.database.transactions import acting
    from models.states import DecisionKind

    with acting() as (session, now):
        enrolment = enrolments.active(session, lookup.enrolment(session, programme, municipality).id)
        key = lookup.gate(session, enrolment, gate.step, gate.key)
        decision = decisions.OfficeDecision(DecisionKind.GO_ON, by, reason, _occasion())
        decisions.go_on(session, decision, enrolment, gate.step, key, now=now)
    say(f"{municipality}: {gate.step}/{gate.key} may be passed.")


class _Taken(NamedTuple):
    """How the requirement stands after a decision; `due` in the programme's time."""

    status: str
    due: str


def _take(
    programme: str,
    municipality: str,
    requirement: StepPart,
    kind: str,
    by: Actor,
    reason: str,
    until: str = "",
) -> _Taken:
    from actions.gates import decisions
    from actions.office import lookup
    from actions.programmes import publishing
    from deployments.database.transactions import acting
    from models.states import DecisionKind

    with acting() as (session, now):
        enrolment, state = lookup.requirement(
            session, programme, municipality, requirement.step, requirement.key
        )
        decision = decisions.OfficeDecision(DecisionKind(kind), by, reason, _occasion(), until)
        decisions.take(session, decision, state, now=now)
        due = moment(state.due_at, publishing.zone(session, enrolment.programme_id))
    return _Taken(state.status.value, due)


def _occasion() -> str:
    """Every command is a decision of its own."""
    return f"command/{uuid4().hex}"


def _decided(municipality: str, requirement: StepPart, outcome: str) -> None:
    say(f"{municipality}: {requirement.step}/{requirement.key} is {outcome}.")
