"""Rounds of a gate's form, waits for an instant, and the sentence in both languages."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest
from sqlalchemy.orm import Session

from actions.gates import decisions, gates
from actions.gates.gates import FormAnswer, Standing
from models.journal import What
from models.people import Enrolment
from models.progress import WaitingRun
from models.states import RequirementStatus
from tests.support.acts.deciding import EXTEND, decide
from tests.support.worlds import small_programme, two_steps
from tests.support.worlds.small_programme import NOW
from tests.support.worlds.two_steps import asked, day, preparation

ENDS = day("2022-09-30", 15)
WAIVE = FormAnswer("waive", "", "Anne", "Fusion", "Oversigt")


def wait(
    session: Session, enrolment: Enrolment, now: datetime, answer: FormAnswer | None = None
) -> Standing | None:
    """The run waits for the end of September."""
    return gates.arrive(session, enrolment.id, "preparation", "event", until=ENDS, answer=answer, now=now)


def test_a_round_number_never_comes_back(session: Session, two_step_vejle_opened: Enrolment) -> None:
    rounds: list[int] = []
    for gate, until in [
        ("collected", None),
        ("event", ENDS),
        ("collected", None),
        ("asking", ENDS),
        ("event", ENDS),
    ]:
        standing = gates.arrive(session, two_step_vejle_opened.id, "preparation", gate, until=until, now=NOW)
        assert standing is not None
        rounds.append(standing.round)
    steps_passed = gates.arrive(
        session, two_step_vejle_opened.id, "preparation", "event", until=ENDS, now=ENDS
    )
    after = gates.arrive(session, two_step_vejle_opened.id, "preparation", "collected", now=ENDS)

    assert (steps_passed, after.round if after else None) == (None, 6)
    assert rounds == [1, 2, 3, 4, 5]


def test_the_waiting_round_is_that_of_the_gate_one_stands_before(
    session: Session, two_step_vejle_opened: Enrolment
) -> None:
    gates.arrive(session, two_step_vejle_opened.id, "preparation", "collected", now=NOW)

    assert gates.waiting_round(session, two_step_vejle_opened.id, "preparation", "collected") == 1
    assert gates.waiting_round(session, two_step_vejle_opened.id, "preparation", "event") is None


def test_a_form_acts_once_although_two_legs_have_read_it(
    session: Session, two_step_vejle_opened: Enrolment
) -> None:
    gates.arrive(session, two_step_vejle_opened.id, "preparation", "collected", now=NOW)
    session.commit()

    def follow(own: Session) -> object:
        return gates.arrive(own, two_step_vejle_opened.id, "preparation", "collected", answer=WAIVE, now=NOW)

    outcomes = two_steps.at_once(follow, follow)

    standings = [one for one in outcomes if isinstance(one, Standing)]
    assert sorted(one.round for one in standings) == [2, 3]
    assert len(two_steps.happened(session, What.REQUIREMENT_WAIVED)) == 1
    assert len(two_steps.written(session, "waived")) == 1


def test_one_form_that_goes_wrong_for_one_thing_is_followed_for_none(
    session: Session, two_step_vejle_opened: Enrolment
) -> None:
    gates.arrive(session, two_step_vejle_opened.id, "preparation", "collected", now=NOW)
    second = asked(session, two_step_vejle_opened, "overview")
    decide(session, second, EXTEND, reason="Ferie", occasion="form/1/9/x", until="2022-10-01", now=NOW)
    occasion = FormAnswer("extend", "2022-13-40", "Anne", "Ferie")

    standing = gates.arrive(
        session, two_step_vejle_opened.id, "preparation", "collected", answer=occasion, now=NOW
    )

    assert standing is not None
    assert [one.occasion for one in decisions.of_step(session, two_step_vejle_opened.id, "preparation")] == [
        "form/1/9/x"
    ]


def test_a_wait_is_over_at_its_instant_and_not_a_second_before(
    session: Session, two_step_vejle_opened: Enrolment
) -> None:
    early = wait(session, two_step_vejle_opened, ENDS - timedelta(seconds=1))

    assert early is not None
    assert (early.message, early.lacking, early.until) == (
        "Venter til 30. september 2022 kl. 15.00.",
        (),
        ENDS,
    )
    assert wait(session, two_step_vejle_opened, ENDS) is None
    assert session.get(WaitingRun, preparation(session, two_step_vejle_opened).id) is None


def test_a_wait_shuts_no_gate_and_opens_none(session: Session, two_step_vejle_opened: Enrolment) -> None:
    wait(session, two_step_vejle_opened, NOW)
    wait(session, two_step_vejle_opened, ENDS)

    assert two_steps.happened(session, What.GATE_SHUT) + two_steps.happened(session, What.GATE_OPENED) == []


def test_a_wait_can_be_cut_short_by_name_and_reason(
    session: Session, two_step_vejle_opened: Enrolment
) -> None:
    wait(session, two_step_vejle_opened, NOW)

    passed = wait(session, two_step_vejle_opened, NOW, FormAnswer("go_on", "", "Anne", "Mødet er holdt"))

    assert passed is None
    assert [(line.key, line.by, line.why) for line in two_steps.happened(session, What.GATE_OVERRIDDEN)] == [
        ("event", "Anne", "Mødet er holdt")
    ]


@pytest.mark.parametrize("decision", ["extend", "waive"])
def test_there_is_nothing_to_extend_or_waive_in_a_wait(
    session: Session, two_step_vejle_opened: Enrolment, decision: str
) -> None:
    wait(session, two_step_vejle_opened, NOW)

    standing = wait(session, two_step_vejle_opened, NOW, FormAnswer(decision, "2022-10-30", "Anne", "Ferie"))

    assert standing is not None
    assert standing.note == "Der mangler ikke længere noget, så der er intet at forlænge eller fritage for."


def test_the_sentence_is_norwegian_in_a_norwegian_programme(session: Session) -> None:
    version = two_steps.published(session, country="NO", language="nb", zone="Europe/Oslo")
    moss = small_programme.enrolled(session, version, "Moss")
    two_steps.opened(session, moss)
    asked(session, moss, "agreement").status = RequirementStatus.DELIVERED
    session.flush()

    standing = gates.arrive(session, moss.id, "preparation", "collected", now=NOW)

    assert standing is not None
    assert standing.message == (
        "Venter på: Samarbejdsaftale (levert, mangler godkjenning); Oversigt (frist 23. september 2022)"
        " – siden 1. september 2022."
    )
