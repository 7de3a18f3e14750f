"""Asking once, with a ladder of reminders for the deadline that holds."""

from __future__ import annotations

from datetime import datetime

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from actions.gates import asking
from actions.programmes import publishing
from actions.progress import requirements
from models.accounts.actors import administrator
from models.errors.deliveries import UnknownRequirement
from models.errors.programmes import UnknownStep
from models.journal import What
from models.people import Enrolment
from models.progress import RequirementState, Rung
from models.states import RequirementStatus
from tests.support.worlds import two_steps
from tests.support.worlds.small_programme import NOW
from tests.support.worlds.two_steps import day


def ask(session: Session, enrolment: Enrolment, key: str, now: datetime = NOW) -> RequirementState | None:
    """Ask for it in the first step."""
    definition = publishing.definition(session, enrolment.programme_id).step("preparation").requirement(key)
    return requirements.ask(session, enrolment, "preparation", definition, now=now)


def rungs(session: Session, state: RequirementState) -> list[tuple[int, bool, datetime]]:
    """The ladder of the deadline that holds."""
    of_state = select(Rung).where(Rung.requirement_state_id == state.id, Rung.due_at == state.due_at)
    return [(one.working_days, one.escalates, one.at) for one in session.scalars(of_state.order_by(Rung.at))]


LADDER = [
    (-7, False, day("2022-09-07", 8)),
    (-2, False, day("2022-09-14", 8)),
    (0, False, day("2022-09-16", 8)),
    (1, False, day("2022-09-19", 8)),
    (3, False, day("2022-09-21", 8)),
    (5, True, day("2022-09-23", 8)),
]


def test_what_is_asked_has_its_deadline_and_its_ladder(session: Session, two_step_vejle: Enrolment) -> None:
    state = ask(session, two_step_vejle, "agreement")

    assert state is not None
    assert (state.status, state.asked_at) == (RequirementStatus.ASKED, NOW)
    assert state.due_at == day("2022-09-16", 23).replace(minute=59)
    assert rungs(session, state) == LADDER


def test_it_is_asked_once(session: Session, two_step_vejle: Enrolment) -> None:
    ask(session, two_step_vejle, "agreement")

    assert ask(session, two_step_vejle, "agreement") is None
    assert len(two_steps.happened(session, What.REQUIREMENT_ASKED)) == 1
    assert len(requirements.states(session, two_step_vejle.id)) == 1


def test_two_runs_asking_at_once_ask_once(session: Session, two_step_vejle: Enrolment) -> None:
    session.commit()

    def ask_too(own: Session) -> object:
        return asking.ask(own, two_step_vejle.id, "preparation", before_event=False, now=NOW)

    assert two_steps.at_once(ask_too, ask_too) == [None, None]
    assert len(two_steps.happened(session, What.REQUIREMENT_ASKED)) == 2
    assert len(two_steps.written(session, "data_request")) == 1


def test_what_is_asked_after_its_ladder_is_still_reminded_of_and_escalated(
    session: Session, two_step_vejle: Enrolment
) -> None:
    state = ask(session, two_step_vejle, "agreement", now=day("2022-09-30", 12))

    assert state is not None
    assert [(escalates, at) for _, escalates, at in rungs(session, state)] == [
        (False, day("2022-10-03", 8)),
        (True, day("2022-10-05", 8)),
    ]


@pytest.mark.parametrize("rung", range(len(LADDER) - 1))
def test_no_rung_is_planted_in_the_past(session: Session, two_step_vejle: Enrolment, rung: int) -> None:
    state = ask(session, two_step_vejle, "agreement", now=LADDER[rung][2])

    assert state is not None
    assert rungs(session, state) == LADDER[rung + 1 :]


def test_another_deadline_has_a_ladder_of_its_own(session: Session, two_step_vejle: Enrolment) -> None:
    state = ask(session, two_step_vejle, "overview")
    assert state is not None

    requirements.move_deadline(session, state, day("2022-10-07", 12), now=NOW)

    assert rungs(session, state) == [(-2, False, day("2022-10-05", 8)), (2, True, day("2022-10-11", 8))]


def test_a_deadline_that_moves_there_and_back_keeps_what_was_used(
    session: Session, two_step_vejle: Enrolment
) -> None:
    state = ask(session, two_step_vejle, "overview")
    assert state is not None
    first = state.due_at
    used = session.scalars(select(Rung).where(Rung.working_days == -2)).one()
    used.used_at = NOW
    requirements.move_deadline(session, state, day("2022-10-07", 12), now=NOW)

    requirements.move_deadline(session, state, first, now=NOW)

    session.refresh(used)
    assert used.used_at == NOW
    assert len(rungs(session, state)) == 2


def test_what_is_fulfilled_stays_fulfilled_by_whoever_came_first(
    session: Session, two_step_vejle: Enrolment
) -> None:
    state = ask(session, two_step_vejle, "overview")
    assert state is not None
    requirements.fulfil(session, state, actor=administrator("Tove"), now=NOW)

    requirements.fulfil(session, state, actor=administrator("Anne"), now=day("2022-09-20"))

    assert [line.by for line in two_steps.happened(session, What.REQUIREMENT_FULFILLED)] == ["Tove"]


def test_what_was_not_asked_is_named(session: Session, two_step_vejle: Enrolment) -> None:
    with pytest.raises(UnknownRequirement) as unknown:
        requirements.state_of(session, two_step_vejle.id, "preparation", "agreement")

    assert unknown.value.facts == {"requirement": "preparation/agreement", "municipality": "Vejle"}


def test_an_unknown_step_is_named(session: Session, two_step_vejle: Enrolment) -> None:
    with pytest.raises(UnknownStep) as unknown:
        requirements.step_of(session, two_step_vejle, "afslutning")

    assert unknown.value.facts == {"programme": "lille-forloeb", "step": "afslutning"}
