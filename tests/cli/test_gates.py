"""Approve, return, extend, waive, go on: each with a name and a reason, or not at all."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from actions import database
from actions.gates import decisions
from models.journal import What
from models.letters import Letter
from models.people import Enrolment
from models.states import RequirementStatus
from tests.support.acts.commanding import PROGRAMME, Command, happened, state, status
from tests.support.worlds import small_programme

ANNE = ("--by", "Anne Kontor")
WHY = (*ANNE, "--reason", "Aftalt i telefonen")


@pytest.mark.parametrize("where", ["presentation", "workshop/", "/presentation", "workshop/a/b"])
def test_a_requirement_is_named_with_its_step(misunderstood: Callable[..., str], where: str) -> None:
    assert "is not of the form STEP/KEY" in misunderstood("approve", PROGRAMME, "Vejle", where, *ANNE)


@pytest.mark.parametrize(
    ("where", "told"),
    [
        (
            "workshop/nothing",
            'No requirement "workshop/nothing" has been asked of Vejle. See `tovholder status`.',
        ),
        ("nowhere/consent", f'The programme "{PROGRAMME}" has no step "nowhere".'),
    ],
)
def test_what_was_not_asked_cannot_be_decided(
    refused: Callable[..., str], small_vejle_asked: Enrolment, where: str, told: str
) -> None:
    for name in ("waive", "return"):
        assert refused(name, PROGRAMME, "Vejle", where, *WHY) == told
    assert refused("approve", PROGRAMME, "Vejle", where, *ANNE) == told
    assert refused("extend", PROGRAMME, "Vejle", where, "--until", "2022-09-30", *WHY) == told


def test_an_approval_is_given(command: Command, small_vejle_asked: Enrolment) -> None:
    result = command("approve", PROGRAMME, "Vejle", "workshop/consent", *ANNE)

    assert result.stdout == "Vejle: workshop/consent is fulfilled.\n"
    assert status(small_vejle_asked, "consent") is RequirementStatus.FULFILLED


def test_what_was_not_delivered_cannot_be_approved(
    refused: Callable[..., str], small_vejle_asked: Enrolment
) -> None:
    assert refused("approve", PROGRAMME, "Vejle", "workshop/agreement", *ANNE) == (
        'agreement is "asked" and cannot become "approved".'
    )


def test_a_delivery_is_returned_and_delivered_again(
    command: Command, small_vejle_asked: Enrolment, pdf: Path
) -> None:
    delivery = ("submit", PROGRAMME, "Vejle", "workshop/agreement", "--file", pdf, *ANNE)
    delivered = command(*delivery)

    returned = command("return", PROGRAMME, "Vejle", "workshop/agreement", *WHY)

    assert delivered.stdout.startswith("Vejle: workshop/agreement is delivered")
    assert returned.stdout == "Vejle: workshop/agreement is returned.\n"
    with database.transaction() as session:
        letter = session.query(Letter).filter_by(name="returned").one()
    assert "Aftalt i telefonen" in letter.text


def test_nothing_delivered_is_nothing_to_return(
    refused: Callable[..., str], small_vejle_asked: Enrolment
) -> None:
    said = refused("return", PROGRAMME, "Vejle", "workshop/agreement", *WHY)

    assert said == 'agreement is "asked" and cannot become "returned".'


@pytest.mark.parametrize("until", ["2022-09-30", "30.9.2022"])
def test_a_deadline_is_extended_to_the_end_of_the_day(
    command: Command, small_vejle_asked: Enrolment, until: str
) -> None:
    result = command("extend", PROGRAMME, "Vejle", "workshop/staff_data", "--until", until, *WHY)

    assert result.stdout == "Vejle: workshop/staff_data is due Fri 2022-09-30 23:59.\n"
    assert state(small_vejle_asked, "staff_data").due_at.isoformat() == "2022-09-30T21:59:00+00:00"
    with database.transaction() as session:
        assert [one.reason for one in decisions.of_step(session, small_vejle_asked.id, "workshop")] == [
            "Aftalt i telefonen"
        ]


@pytest.mark.parametrize(
    ("until", "told"),
    [
        ("soon", '"soon" is not a date. Write it as 2022-09-30.'),
        ("2022-02-30", '"2022-02-30" is not a date. Write it as 2022-09-30.'),
        ("2022-08-31", "2022-08-31 has passed: the new deadline must lie in the future."),
        ("2022-11-03", "2022-11-03 lies after Værkstedet, which the requirement serves."),
    ],
)
def test_a_deadline_moves_only_to_a_day_ahead_and_before_its_event(
    refused: Callable[..., str], small_vejle_asked: Enrolment, until: str, told: str
) -> None:
    said = refused("extend", PROGRAMME, "Vejle", "workshop/staff_data", "--until", until, *WHY)

    assert said == told
    assert state(small_vejle_asked, "staff_data").due_at.isoformat() == "2022-09-16T21:59:00+00:00"


def test_a_requirement_is_waived_once(
    command: Command, refused: Callable[..., str], small_vejle_asked: Enrolment
) -> None:
    waiver = ("waive", PROGRAMME, "Vejle", "workshop/staff_data", *WHY)

    assert command(*waiver).stdout == "Vejle: workshop/staff_data is waived.\n"
    assert refused(*waiver) == 'staff_data is "waived" and cannot become "waived".'


@pytest.mark.parametrize("reason", [(), ("--reason", " ")])
@pytest.mark.parametrize("decision", ["waive", "return"])
def test_a_decision_needs_a_reason(
    misunderstood: Callable[..., str],
    small_vejle_asked: Enrolment,
    decision: str,
    reason: tuple[str, ...],
) -> None:
    assert "--reason" in misunderstood(decision, PROGRAMME, "Vejle", "workshop/consent", *ANNE, *reason)


def test_a_gate_the_programme_does_not_have_cannot_be_passed(
    refused: Callable[..., str], small_vejle_asked: Enrolment
) -> None:
    said = refused("go-on", PROGRAMME, "Vejle", "workshop/heaven", *WHY)

    assert said == 'Step "workshop" has no gate "heaven". Its gates: none.'


def test_a_gate_is_passed_at_the_offices_responsibility(command: Command, database_url: str) -> None:
    step = small_programme.programme().model_dump(mode="json", by_alias=True, exclude_defaults=True)["steps"][
        0
    ]
    gate = {"key": "agreed", "title": "Aftalen er der", "needs": ["agreement"]}
    with database.transaction() as session:
        version = small_programme.published(session, steps=[{**step, "gates": [gate]}])
        enrolment = small_programme.enrolled(session, version)

    result = command("go-on", PROGRAMME, "Vejle", "workshop/agreed", *WHY)

    assert result.stdout == "Vejle: workshop/agreed may be passed.\n"
    assert happened(enrolment)[-1] is What.GATE_OVERRIDDEN
