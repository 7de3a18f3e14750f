"""What the conductor is told to do, and what it reports."""

from __future__ import annotations

from datetime import timedelta
from uuid import UUID, uuid4

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from actions.gates import decisions, gates, withdrawal
from actions.gates.decisions import OfficeDecision
from actions.progress import rounds, steps
from models.accounts.actors import administrator
from models.clock import Pulse
from models.journal import What
from models.people import Enrolment
from models.states import DecisionKind
from tests.support.worlds import two_steps
from tests.support.worlds.small_programme import NOW
from tests.support.worlds.two_steps import preparation


def look(session: Session) -> rounds.Work:
    """What should be done at NOW."""
    return rounds.look(session, now=NOW, real_now=NOW)


def replace(session: Session, run: UUID, *, failed: bool) -> None:
    """The run ended before its step was done."""
    rounds.replace(session, run, why="crashed", failed=failed, now=NOW, real_now=NOW)


def test_a_step_whose_time_has_come_is_to_be_started(session: Session, two_step_vejle: Enrolment) -> None:
    work = look(session)

    assert ([one.step for one in work.starts], list(work.free), list(work.withdrawn)) == (
        ["preparation"],
        [],
        [],
    )
    assert work


def test_there_is_nothing_to_do_while_the_run_waits(session: Session, two_step_vejle: Enrolment) -> None:
    two_steps.opened(session, two_step_vejle)
    gates.arrive(session, two_step_vejle.id, "preparation", "collected", now=NOW)

    assert not look(session)


def test_an_open_gate_frees_its_run(session: Session, two_step_vejle: Enrolment) -> None:
    run = two_steps.opened(session, two_step_vejle)
    gates.arrive(session, two_step_vejle.id, "preparation", "collected", now=NOW)
    decisions.go_on(
        session,
        OfficeDecision(DecisionKind.GO_ON, administrator("Anne"), "Haster", "x"),
        two_step_vejle,
        "preparation",
        "collected",
        now=NOW,
    )

    assert [one.run_id for one in look(session).free] == [run]


def test_the_waiting_run_of_a_municipality_that_left_is_to_be_ended_once(
    session: Session, two_step_vejle: Enrolment
) -> None:
    run = two_steps.opened(session, two_step_vejle)
    gates.arrive(session, two_step_vejle.id, "preparation", "collected", now=NOW)
    withdrawal.withdraw(session, two_step_vejle, actor=administrator("Anne"), reason="Ny ledelse", now=NOW)
    before = list(look(session).withdrawn)

    rounds.forget_waiting(session, run)

    assert (before, list(look(session).withdrawn)) == ([run], [])


def test_the_runs_of_steps_that_are_over_are_not_watched(session: Session, two_step_vejle: Enrolment) -> None:
    run = two_steps.opened(session, two_step_vejle)
    watched = rounds.played_runs(session)

    steps.finish(session, two_step_vejle.id, "preparation", now=NOW)
    session.flush()

    assert (watched, rounds.played_runs(session)) == ([run], [])


def test_a_vanished_run_is_replaced_at_once_and_a_failed_one_after_a_pause(
    session: Session, two_step_vejle: Enrolment
) -> None:
    state = preparation(session, two_step_vejle)
    pauses = []
    for failed in (False, True, True):
        run = two_steps.opened(session, two_step_vejle)
        replace(session, run, failed=failed)
        pauses.append(state.not_before - NOW if state.not_before else None)

    assert pauses == [None, timedelta(seconds=2), timedelta(seconds=4)]
    assert state.generation == 3
    assert len(two_steps.happened(session, What.RUN_REPLACED)) == 3


@pytest.mark.parametrize("generation", [10, 46, 47, 64, 5000])
def test_however_often_a_run_has_failed_it_is_tried_again_after_a_quarter_of_an_hour(
    session: Session, two_step_vejle: Enrolment, generation: int
) -> None:
    run = two_steps.opened(session, two_step_vejle)
    preparation(session, two_step_vejle).generation = generation

    replace(session, run, failed=True)

    assert preparation(session, two_step_vejle).not_before == NOW + steps.LONGEST_PAUSE


def test_a_run_nobody_knows_is_not_replaced(session: Session, two_step_vejle: Enrolment) -> None:
    run = two_steps.opened(session, two_step_vejle)
    steps.finish(session, two_step_vejle.id, "preparation", now=NOW)
    session.flush()

    for gone in (uuid4(), run):
        replace(session, gone, failed=True)

    assert two_steps.happened(session, What.RUN_REPLACED) == []


def test_the_engine_says_how_far_it_has_come(session: Session) -> None:
    rounds.settle(session, 7, real_now=NOW)
    rounds.settle(session, 9, real_now=NOW)

    pulses = session.execute(select(Pulse.part, Pulse.settled_revision)).all()
    assert [tuple(row) for row in pulses] == [(rounds.PART, 9)]
