"""A shut gate suspends the run with a form, and holds against whatever people press."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor

import pytest

from models.journal import What
from models.states import RequirementStatus
from tests.support.acts.playing import Played

pytestmark = pytest.mark.engine


def test_a_run_waits_under_a_readable_name_with_what_is_missing_and_since_when(gate_vejle: Played) -> None:
    run = gate_vejle.run()

    assert gate_vejle.waits()
    assert run.name.endswith("· 1 Forberedelse")
    assert run.state is not None
    assert run.state.message == (
        "Venter på: Notat (frist 19. september 2022); Ledelsens brev (frist 19. september 2022)"
        " – siden 5. september 2022."
    )


def test_deliveries_let_the_run_go_on_by_itself(gate_vejle: Played) -> None:
    gate_vejle.deliver("note")
    assert gate_vejle.waits()

    gate_vejle.deliver("letter")

    assert [line.key for line in gate_vejle.journal(What.GATE_OPENED)] == ["collected"]
    assert [line.key for line in gate_vejle.journal(What.GATE_SHUT)] == ["collected", "pre_analysis"]


def test_an_early_resume_does_not_pass_the_gate(gate_vejle: Played) -> None:
    before = gate_vejle.run()

    said = gate_vejle.answer(decision="kontrollér igen", name="Anna")

    assert said == "ACCEPT"
    assert gate_vejle.waits()
    assert gate_vejle.run().id == before.id
    assert gate_vejle.journal(What.GATE_OPENED) == []


def test_of_eight_people_who_resume_at_once_one_is_heard(gate_vejle: Played) -> None:
    form = {"decision": "fritag kommunen", "requirement": "Notat", "name": "Anna", "reason": "Aftalt."}

    with ThreadPoolExecutor(8) as people:
        said = sorted(people.map(lambda _: _quietly(gate_vejle, form), range(8)))
    gate_vejle.stirred()

    assert said.count("ACCEPT") == 1
    assert [line.key for line in gate_vejle.journal(What.REQUIREMENT_WAIVED)] == ["note"]


def _quietly(played: Played, form: dict[str, str]) -> str:
    from rehearsal.stage import prefect

    with prefect() as client:
        try:
            return client.resume_flow_run(played.run_id, form).status.value
        except Exception as refused:
            return type(refused).__name__


def test_an_empty_form_is_rejected_before_anything_happens(gate_vejle: Played) -> None:
    said = [gate_vejle.answer(), gate_vejle.answer(decision="fritag kommunen", name="")]

    assert said == ["REJECT", "REJECT"]
    assert gate_vejle.waits()
    assert gate_vejle.journal(What.DECISION_REJECTED) == []


@pytest.mark.parametrize(
    ("form", "told"),
    [
        (
            {"decision": "forlæng fristen", "until": "2020-01-01", "reason": "x"},
            "Datoen er passeret: onsdag den 1. januar 2020.",
        ),
        (
            {"decision": "forlæng fristen", "until": "snart", "reason": "x"},
            "»snart« er ikke en dato",
        ),
        ({"decision": "forlæng fristen", "reason": "x"}, "»« er ikke en dato"),
        ({"decision": "fritag kommunen", "reason": "  "}, "Skriv en begrundelse"),
        ({"decision": "gå videre uden", "name": "   ", "reason": "x"}, "Skriv dit navn"),
    ],
)
def test_an_answer_that_cannot_be_followed_is_asked_for_again(
    gate_vejle: Played, form: dict[str, str], told: str
) -> None:
    said = gate_vejle.answer(**{"name": "Anna", **form})

    assert said == "ACCEPT"
    assert gate_vejle.waits()
    assert told in gate_vejle.description()
    assert len(gate_vejle.journal(What.DECISION_REJECTED)) == 1


def test_extending_one_requirement_moves_its_deadline_and_keeps_name_and_reason(gate_vejle: Played) -> None:
    gate_vejle.answer(
        decision="forlæng fristen",
        requirement="Notat",
        until="23.9.2022",
        name="Anna Andersen",
        reason="Ferie.",
    )

    line = gate_vejle.journal(What.DEADLINE_EXTENDED)[0]
    assert (line.by, line.why, line.key) == ("Anna Andersen", "Ferie.", "note")
    state = gate_vejle.run().state
    assert state is not None
    assert state.message is not None
    assert "Notat (frist 23. september 2022)" in state.message
    assert "Ledelsens brev (frist 19. september 2022)" in state.message


def test_waiving_everything_lets_the_run_go_on(gate_vejle: Played) -> None:
    gate_vejle.answer(decision="fritag kommunen", name="Anna", reason="Aftalt med direktionen.")

    assert [line.key for line in gate_vejle.journal(What.REQUIREMENT_WAIVED)] == ["note", "letter"]
    assert [line.key for line in gate_vejle.journal(What.GATE_OPENED)] == ["collected"]


def test_going_on_without_leaves_what_is_missing_owed(gate_vejle: Played) -> None:
    gate_vejle.answer(decision="gå videre uden", name="Anna", reason="Vi når det ikke.")

    assert [line.key for line in gate_vejle.journal(What.GATE_OPENED)] == ["collected"]
    assert gate_vejle.status("note") is RequirementStatus.ASKED


def test_a_norwegian_run_speaks_norwegian_in_its_reason_its_form_and_its_tasks(gate_moss: Played) -> None:
    state = gate_moss.run().state
    assert state is not None
    assert state.message is not None
    assert state.message.startswith("Venter på: Notat (frist 19. september 2022)")
    assert "ledelsens brev".casefold() in state.message.casefold()

    form = gate_moss.form()
    assert form["properties"]["decision"]["enum"][1:3] == ["forleng fristen", "gi kommunen fritak"]
    assert gate_moss.tasks() == {"Begynn trinnet", "Skriv brev", "Be om det som trengs"}

    assert gate_moss.answer(decision="gi kommunen fritak", name="Anna", reason="Avtalt.") == "ACCEPT"
    assert [line.key for line in gate_moss.journal(What.GATE_OPENED)] == ["collected"]


def test_a_danish_runs_tasks_are_called_in_danish(gate_vejle: Played) -> None:
    assert gate_vejle.tasks() == {"Begynd trinnet", "Skriv brev", "Bed om det, der skal bruges"}
