"""Steps: when they start, which run plays them, when they are done."""

from __future__ import annotations

from datetime import datetime, timedelta
from uuid import uuid4

import pytest
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from actions.gates import gates, withdrawal
from actions.progress import steps
from models.accounts.actors import administrator
from models.errors.people import NotEnrolled, UnknownEnrolment
from models.errors.programmes import UnknownStep
from models.errors.running import DuplicateRun, StepNotOpen
from models.journal import What
from models.people import Enrolment
from models.progress import WaitingRun
from models.states import EnrolmentStatus, StepStatus
from tests.support.worlds import two_steps
from tests.support.worlds.small_programme import NOW
from tests.support.worlds.two_steps import day, preparation

OPENING = day("2022-09-01", 8)
SECOND = day("2022-10-03", 8)


def due(session: Session, now: datetime = NOW, real_now: datetime = NOW) -> list[str]:
    """The steps that should start."""
    return [one.step for one in steps.due_to_start(session, now=now, real_now=real_now)]


def test_a_step_starts_at_its_instant_and_not_a_second_before(
    session: Session, two_step_vejle: Enrolment
) -> None:
    assert due(session, OPENING - timedelta(seconds=1)) == []
    assert due(session, OPENING) == ["preparation"]


def test_a_start_carries_ids_and_readable_words(session: Session, two_step_vejle: Enrolment) -> None:
    (start,) = steps.due_to_start(session, now=NOW, real_now=NOW)

    assert start == steps.Start(
        step_state_id=preparation(session, two_step_vejle).id,
        enrolment_id=two_step_vejle.id,
        step="preparation",
        flow="preparation",
        generation=0,
        name="Vejle · 1 Forberedelse",
        tags=("programme:lille-forloeb", "kommune:Vejle", "trin:1"),
    )


def test_a_step_waits_for_those_it_builds_on(session: Session, two_step_vejle: Enrolment) -> None:
    two_steps.opened(session, two_step_vejle)
    before = due(session, SECOND)

    steps.finish(session, two_step_vejle.id, "preparation", now=SECOND)

    assert (before, due(session, SECOND)) == ([], ["workshop"])


def test_a_step_that_a_run_plays_does_not_start_again(session: Session, two_step_vejle: Enrolment) -> None:
    steps.started(session, preparation(session, two_step_vejle).id, uuid4())

    assert due(session) == []


def test_a_municipality_that_left_starts_nothing(session: Session, two_step_vejle: Enrolment) -> None:
    withdrawal.withdraw(session, two_step_vejle, actor=administrator("Anne"), reason="Ny ledelse", now=NOW)

    assert due(session, SECOND) == []


def test_a_replacement_waits_in_real_time(session: Session, two_step_vejle: Enrolment) -> None:
    two_steps.opened(session, two_step_vejle)
    state = preparation(session, two_step_vejle)

    steps.replace_run(session, state, why="crashed", now=NOW, not_before=NOW + timedelta(minutes=1))

    assert (state.run_id, state.generation) == (None, 1)
    assert due(session, SECOND, NOW) == []
    assert due(session, NOW, NOW + timedelta(minutes=1)) == ["preparation"]
    line = two_steps.happened(session, What.RUN_REPLACED)[0]
    assert (line.why, line.step, line.facts) == ("crashed", "preparation", {"generation": 0})


def test_taking_a_step_up_opens_it_once(session: Session, two_step_vejle: Enrolment) -> None:
    run = uuid4()

    legs = [steps.take_up(session, two_step_vejle.id, "preparation", run, now=NOW) for _ in range(3)]

    state = preparation(session, two_step_vejle)
    assert (legs, state.status, state.opened_at, state.run_id) == ([True] * 3, StepStatus.OPEN, NOW, run)
    assert len(two_steps.happened(session, What.STEP_OPENED)) == 1


def test_a_second_run_is_turned_away_and_told_which_plays_it(
    session: Session, two_step_vejle: Enrolment
) -> None:
    run = two_steps.opened(session, two_step_vejle)

    with pytest.raises(DuplicateRun) as duplicate:
        steps.take_up(session, two_step_vejle.id, "preparation", uuid4(), now=NOW)

    assert duplicate.value.facts["run"] == run


def test_only_one_of_two_runs_takes_a_step_up(session: Session, two_step_vejle: Enrolment) -> None:
    session.commit()

    def take_up(own: Session) -> bool:
        return steps.take_up(own, two_step_vejle.id, "preparation", uuid4(), now=NOW)

    outcomes = two_steps.at_once(take_up, take_up)

    assert sorted(type(one).__name__ for one in outcomes) == ["DuplicateRun", "bool"]
    assert len(two_steps.happened(session, What.STEP_OPENED)) == 1


def test_a_step_is_not_taken_up_before_its_time(session: Session, two_step_vejle: Enrolment) -> None:
    with pytest.raises(StepNotOpen):
        steps.take_up(session, two_step_vejle.id, "preparation", uuid4(), now=OPENING - timedelta(seconds=1))

    assert preparation(session, two_step_vejle).run_id is None


def test_a_step_is_not_taken_up_before_those_it_builds_on(
    session: Session, two_step_vejle: Enrolment
) -> None:
    with pytest.raises(StepNotOpen):
        steps.take_up(session, two_step_vejle.id, "workshop", uuid4(), now=day("2022-12-01"))


def test_there_is_nothing_left_to_play_of_a_step_that_is_done(
    session: Session, two_step_vejle: Enrolment
) -> None:
    run = two_steps.opened(session, two_step_vejle)
    steps.finish(session, two_step_vejle.id, "preparation", now=NOW)

    assert steps.take_up(session, two_step_vejle.id, "preparation", run, now=NOW) is False


def test_wrong_ids_are_named(session: Session, two_step_vejle: Enrolment) -> None:
    with pytest.raises(UnknownEnrolment):
        steps.take_up(session, 4711, "preparation", uuid4(), now=NOW)
    with pytest.raises(UnknownStep):
        steps.take_up(session, two_step_vejle.id, "afslutning", uuid4(), now=NOW)


def test_a_run_of_a_municipality_that_left_is_turned_away(
    session: Session, two_step_vejle: Enrolment
) -> None:
    run = two_steps.opened(session, two_step_vejle)
    withdrawal.withdraw(session, two_step_vejle, actor=administrator("Anne"), reason="Ny ledelse", now=NOW)

    with pytest.raises(NotEnrolled):
        steps.take_up(session, two_step_vejle.id, "preparation", run, now=NOW)


@pytest.mark.parametrize(("enrolled", "step"), [(True, "x" * 200), (False, "preparation")])
def test_turning_a_run_away_is_journalled_whatever_its_ids(
    session: Session, two_step_vejle: Enrolment, enrolled: bool, step: str
) -> None:
    number = two_step_vejle.id if enrolled else 4711

    steps.refuse(session, number, step, why="no business here", now=NOW)
    session.flush()

    line = two_steps.happened(session, What.RUN_REFUSED)[0]
    assert (line.enrolment_id, line.step, line.why) == (
        two_step_vejle.id if enrolled else None,
        step[:40],
        "no business here",
    )
    assert line.facts == {"enrolment_asked": number}


def test_finishing_the_last_step_completes_the_enrolment_once(
    session: Session, two_step_vejle: Enrolment
) -> None:
    two_steps.opened(session, two_step_vejle)
    steps.finish(session, two_step_vejle.id, "preparation", now=SECOND)
    after_one = two_step_vejle.status
    two_steps.opened(session, two_step_vejle, "workshop", now=SECOND)

    for _ in range(2):
        steps.finish(session, two_step_vejle.id, "workshop", now=SECOND)

    assert (after_one, two_step_vejle.status, two_step_vejle.ended_at) == (
        EnrolmentStatus.ENROLLED,
        EnrolmentStatus.COMPLETED,
        SECOND,
    )
    assert [line.step for line in two_steps.happened(session, What.STEP_DONE)] == ["preparation", "workshop"]
    assert len(two_steps.happened(session, What.COMPLETED)) == 1


def test_a_step_that_never_opened_cannot_finish(session: Session, two_step_vejle: Enrolment) -> None:
    steps.finish(session, two_step_vejle.id, "preparation", now=NOW)

    assert preparation(session, two_step_vejle).status is StepStatus.PLANNED
    assert two_steps.happened(session, What.STEP_DONE) == []


def test_a_finished_step_waits_for_nothing(session: Session, two_step_vejle: Enrolment) -> None:
    two_steps.opened(session, two_step_vejle)
    gates.arrive(session, two_step_vejle.id, "preparation", "collected", now=NOW)

    steps.finish(session, two_step_vejle.id, "preparation", now=NOW)

    assert session.scalar(select(func.count()).select_from(WaitingRun)) == 0
