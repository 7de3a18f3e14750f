"""Which suspended runs look again."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy.orm import Session

from actions.gates import decisions, gates, withdrawal
from actions.gates.decisions import OfficeDecision
from actions.progress import waiting
from models.accounts.actors import administrator
from models.people import Enrolment
from models.states import DecisionKind, RequirementStatus
from tests.support.worlds.small_programme import NOW
from tests.support.worlds.two_steps import asked, day, deliver, preparation

ENDS = day("2022-09-30", 15)


def free(session: Session, now: datetime = NOW) -> list[int]:
    """Rounds of the runs that should look again."""
    session.flush()
    session.expire_all()
    return [one.round for one in waiting.free_to_go(session, now=now)]


def test_a_run_before_a_shut_gate_stays_where_it_is(
    session: Session, two_step_vejle_waiting: Enrolment
) -> None:
    assert free(session) == []
    assert free(session, day("2023-09-01")) == []


def test_a_run_goes_on_when_nothing_is_missing(session: Session, two_step_vejle_waiting: Enrolment) -> None:
    for key in ("agreement", "overview"):
        asked(session, two_step_vejle_waiting, key).status = RequirementStatus.FULFILLED

    (one,) = waiting.free_to_go(session, now=NOW)

    state = preparation(session, two_step_vejle_waiting)
    assert (one.run_id, one.step_state_id, one.round) == (state.run_id, state.id, 1)


def test_a_run_goes_on_when_somebody_has_said_so(session: Session, two_step_vejle_waiting: Enrolment) -> None:
    decisions.go_on(
        session,
        OfficeDecision(DecisionKind.GO_ON, administrator("Anne"), "Haster", "x"),
        two_step_vejle_waiting,
        "preparation",
        "collected",
        now=NOW,
    )

    assert free(session) == [1]


def test_going_on_at_another_gate_frees_nobody_here(
    session: Session, two_step_vejle_waiting: Enrolment
) -> None:
    decisions.go_on(
        session,
        OfficeDecision(DecisionKind.GO_ON, administrator("Anne"), "Haster", "x"),
        two_step_vejle_waiting,
        "workshop",
        "ready",
        now=NOW,
    )

    assert free(session) == []


def test_a_run_looks_again_once_when_its_sentence_is_no_longer_true(
    session: Session, two_step_vejle_waiting: Enrolment
) -> None:
    deliver(session, asked(session, two_step_vejle_waiting, "agreement"))
    before = free(session)

    gates.arrive(session, two_step_vejle_waiting.id, "preparation", "collected", now=NOW)

    assert (before, free(session)) == ([1], [])


def test_an_extension_in_the_form_does_not_make_the_run_look_again(
    session: Session, two_step_vejle_waiting: Enrolment
) -> None:
    form = gates.FormAnswer("extend", "2022-10-14", "Anne", "Ferie")

    gates.arrive(session, two_step_vejle_waiting.id, "preparation", "collected", answer=form, now=NOW)

    assert free(session) == []


def test_a_wait_is_over_at_its_instant(session: Session, two_step_vejle_waiting: Enrolment) -> None:
    gates.arrive(session, two_step_vejle_waiting.id, "preparation", "event", until=ENDS, now=NOW)

    assert (free(session, day("2022-09-30", 14)), free(session, ENDS)) == ([], [2])


def test_a_step_without_a_run_has_nobody_to_resume(
    session: Session, two_step_vejle_waiting: Enrolment
) -> None:
    decisions.go_on(
        session,
        OfficeDecision(DecisionKind.GO_ON, administrator("Anne"), "Haster", "x"),
        two_step_vejle_waiting,
        "preparation",
        "collected",
        now=NOW,
    )
    preparation(session, two_step_vejle_waiting).run_id = None

    assert free(session) == []


def test_who_has_left_is_not_resumed(session: Session, two_step_vejle_waiting: Enrolment) -> None:
    decisions.go_on(
        session,
        OfficeDecision(DecisionKind.GO_ON, administrator("Anne"), "Haster", "x"),
        two_step_vejle_waiting,
        "preparation",
        "collected",
        now=NOW,
    )
    withdrawal.withdraw(
        session, two_step_vejle_waiting, actor=administrator("Anne"), reason="Ny ledelse", now=NOW
    )

    assert free(session) == []
