"""A shut gate suspends the run with a Danish form, and holds against whatever people press."""

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

    said = gate_vejle.answer(beslutning="kontrollér igen", navn="Anna")

    assert said == "ACCEPT"
    assert gate_vejle.waits()
    assert gate_vejle.run().id == before.id
    assert gate_vejle.journal(What.GATE_OPENED) == []


def test_of_eight_people_who_resume_at_once_one_is_heard(gate_vejle: Played) -> None:
    form = {"beslutning": "dispensér", "leverance": "Notat", "navn": "Anna", "begrundelse": "Aftalt."}

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
    said = [gate_vejle.answer(), gate_vejle.answer(beslutning="dispensér", navn="")]

    assert said == ["REJECT", "REJECT"]
    assert gate_vejle.waits()
    assert gate_vejle.journal(What.DECISION_REJECTED) == []


@pytest.mark.parametrize(
    ("form", "told"),
    [
        (
            {"beslutning": "forlæng fristen", "ny_frist": "2020-01-01", "begrundelse": "x"},
            "2020-01-01 er passeret",
        ),
        (
            {"beslutning": "forlæng fristen", "ny_frist": "snart", "begrundelse": "x"},
            "»snart« er ikke en dato",
        ),
        ({"beslutning": "forlæng fristen", "begrundelse": "x"}, "»« er ikke en dato"),
        ({"beslutning": "dispensér", "begrundelse": "  "}, "Skriv en begrundelse"),
        ({"beslutning": "gå videre uden", "navn": "   ", "begrundelse": "x"}, "Skriv dit navn"),
    ],
)
def test_an_answer_that_cannot_be_followed_is_asked_for_again(
    gate_vejle: Played, form: dict[str, str], told: str
) -> None:
    said = gate_vejle.answer(**{"navn": "Anna", **form})

    assert said == "ACCEPT"
    assert gate_vejle.waits()
    assert told in gate_vejle.description()
    assert len(gate_vejle.journal(What.DECISION_REJECTED)) == 1


def test_extending_one_requirement_moves_its_deadline_and_keeps_name_and_reason(gate_vejle: Played) -> None:
    gate_vejle.answer(
        beslutning="forlæng fristen",
        leverance="Notat",
        ny_frist="23.9.2022",
        navn="Anna Andersen",
        begrundelse="Ferie.",
    )

    line = gate_vejle.journal(What.DEADLINE_EXTENDED)[0]
    assert (line.by, line.why, line.key) == ("Anna Andersen", "Ferie.", "note")
    state = gate_vejle.run().state
    assert state is not None
    assert state.message is not None
    assert "Notat (frist 23. september 2022)" in state.message
    assert "Ledelsens brev (frist 19. september 2022)" in state.message


def test_waiving_everything_lets_the_run_go_on(gate_vejle: Played) -> None:
    gate_vejle.answer(beslutning="dispensér", navn="Anna", begrundelse="Aftalt med direktionen.")

    assert [line.key for line in gate_vejle.journal(What.REQUIREMENT_WAIVED)] == ["note", "letter"]
    assert [line.key for line in gate_vejle.journal(What.GATE_OPENED)] == ["collected"]


def test_going_on_without_leaves_what_is_missing_owed(gate_vejle: Played) -> None:
    gate_vejle.answer(beslutning="gå videre uden", navn="Anna", begrundelse="Vi når det ikke.")

    assert [line.key for line in gate_vejle.journal(What.GATE_OPENED)] == ["collected"]
    assert gate_vejle.status("note") is RequirementStatus.ASKED
