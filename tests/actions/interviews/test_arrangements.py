"""Interviews registered by hand."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from actions.interviews import arrangements
from models.accounts.actors import administrator
from models.errors.decisions import IllegalTransition
from models.errors.deliveries import WrongKind
from models.errors.interviews import UnknownInterview
from models.interviews.rows import Interview
from models.programmes.kinds import Kind
from models.progress import RequirementState
from models.states import InterviewStatus, RequirementStatus
from tests.support.worlds import small_programme
from tests.support.worlds.small_programme import NOW

THEN = NOW + timedelta(days=7)


@pytest.fixture
def talks(session: Session) -> RequirementState:
    """Two interviews are asked for."""
    return small_programme.asked(session, small_programme.enrolled(session), "talks")


def book(session: Session, talks: RequirementState, interviewee: str) -> Interview:
    """Agree on an interview in a week."""
    return arrangements.book(
        session,
        talks,
        interviewee=interviewee,
        starts_at=THEN,
        actor=administrator("Frank Facilitator"),
        now=NOW,
    )


def test_enough_held_interviews_fulfil(session: Session, talks: RequirementState) -> None:
    booked = [book(session, talks, role) for role in ("Leder", "Medarbejder")]

    arrangements.hold(session, booked[0].id, actor=administrator("Frank Facilitator"), now=THEN)
    after_one = talks.status
    arrangements.hold(session, booked[1].id, actor=administrator("Frank Facilitator"), now=THEN)

    assert (after_one, talks.status) == (RequirementStatus.ASKED, RequirementStatus.FULFILLED)


def test_holding_the_same_interview_twice_counts_once(session: Session, talks: RequirementState) -> None:
    booked = book(session, talks, "Leder")

    for _ in range(2):
        arrangements.hold(session, booked.id, actor=administrator("Frank Facilitator"), now=THEN)

    assert arrangements.held_count(session, talks) == 1
    assert talks.status is RequirementStatus.ASKED


def test_booking_again_moves_the_interview(session: Session, talks: RequirementState) -> None:
    book(session, talks, "Leder")

    moved = arrangements.book(
        session,
        talks,
        interviewee="Leder",
        starts_at=THEN + timedelta(days=1),
        actor=administrator("Frank Facilitator"),
        now=NOW,
    )

    assert moved.starts_at == THEN + timedelta(days=1)
    assert session.scalar(select(func.count()).select_from(Interview)) == 1


def test_a_cancelled_interview_can_be_booked_again(session: Session, talks: RequirementState) -> None:
    booked = book(session, talks, "Leder")
    arrangements.cancel(session, booked.id, actor=administrator("Frank Facilitator"), now=NOW, why="Sygdom")

    again = book(session, talks, "Leder")

    assert (again.id, again.status) == (booked.id, InterviewStatus.BOOKED)


def test_a_held_interview_cannot_be_cancelled(session: Session, talks: RequirementState) -> None:
    booked = book(session, talks, "Leder")
    arrangements.hold(session, booked.id, actor=administrator("Frank Facilitator"), now=THEN)

    with pytest.raises(IllegalTransition):
        arrangements.cancel(session, booked.id, actor=administrator("Frank Facilitator"), now=THEN)


def test_interviews_belong_to_a_requirement_that_asks_for_them(
    session: Session, talks: RequirementState
) -> None:
    presentation = RequirementState(id=talks.id, kind=Kind.DOCUMENT, key="presentation")

    with pytest.raises(WrongKind):
        book(session, presentation, "Leder")


def test_an_interview_that_is_not_there_is_refused(session: Session, talks: RequirementState) -> None:
    with pytest.raises(UnknownInterview):
        arrangements.hold(session, 4711, actor=administrator("Frank Facilitator"), now=NOW)
