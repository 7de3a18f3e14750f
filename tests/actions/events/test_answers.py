"""Answers to invitations: first ones, changed ones, and everybody's."""

from __future__ import annotations

import threading
from datetime import timedelta

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from actions import database
from actions.events import answers
from actions.gates import withdrawal
from actions.programmes import publishing
from models.accounts.actors import administrator
from models.errors.interviews import UnknownInvitation
from models.errors.people import NotEnrolled
from models.events import Invitation
from models.journal import JournalEntry, What
from models.people import Enrolment
from models.progress import RequirementState
from models.states import Answer, EventStatus, RequirementStatus
from tests.support.worlds import small_programme
from tests.support.worlds.small_programme import NOW


@pytest.fixture
def two(session: Session, small_vejle: Enrolment) -> list[Invitation]:
    """Two people invited."""
    people = [small_programme.participant(session, small_vejle, name) for name in ("Lea Leder", "Mads Holm")]
    return small_programme.invited(session, small_vejle, *people)


def told(session: Session) -> list[tuple[str, bool]]:
    """What the journal says of answers."""
    lines = session.scalars(
        select(JournalEntry).where(JournalEntry.what == What.ANSWERED).order_by(JournalEntry.id)
    )
    return [(line.facts["answer"], line.facts["changed"]) for line in lines]


def test_an_answer_is_kept_with_its_remark(session: Session, two: list[Invitation]) -> None:
    answers.answer(
        session,
        two[0].id,
        Answer.YES,
        actor=administrator("Lea Leder"),
        now=NOW,
        remark=" Kommer kl. 10. CPR 010190-1234 ",
    )

    session.refresh(two[0])
    assert (two[0].answer, two[0].answered_at) == (Answer.YES, NOW)
    assert two[0].remark == "Kommer kl. 10. CPR ••••••-••••"


def test_a_changed_mind_is_kept_and_journalled(session: Session, two: list[Invitation]) -> None:
    answers.answer(session, two[0].id, Answer.YES, actor=administrator("Lea Leder"), now=NOW)

    answers.answer(
        session, two[0].id, Answer.NO, actor=administrator("Lea Leder"), now=NOW + timedelta(days=1)
    )

    assert two[0].answer is Answer.NO
    assert told(session) == [("yes", False), ("no", True)]


def test_the_same_answer_again_changes_nothing(session: Session, two: list[Invitation]) -> None:
    answers.answer(session, two[0].id, Answer.YES, actor=administrator("Lea Leder"), now=NOW)

    answers.answer(
        session, two[0].id, Answer.YES, actor=administrator("Lea Leder"), now=NOW + timedelta(days=1)
    )

    assert two[0].answered_at == NOW
    assert told(session) == [("yes", False)]


def test_the_requirement_waits_for_the_last_answer(
    session: Session, small_vejle: Enrolment, two: list[Invitation]
) -> None:
    state = small_programme.asked(session, small_vejle, "answers")

    answers.answer(session, two[0].id, Answer.YES, actor=administrator("Lea Leder"), now=NOW)
    after_one = state.status
    answers.answer(session, two[1].id, Answer.NO, actor=administrator("Mads Holm"), now=NOW)

    assert (after_one, state.status) == (RequirementStatus.ASKED, RequirementStatus.FULFILLED)


def test_somebody_who_has_left_is_not_waited_for(
    session: Session, small_vejle: Enrolment, two: list[Invitation]
) -> None:
    state = small_programme.asked(session, small_vejle, "answers")
    small_programme.participant(session, small_vejle, "Mads Holm").ended_at = NOW

    answers.answer(session, two[0].id, Answer.YES, actor=administrator("Lea Leder"), now=NOW)

    assert state.status is RequirementStatus.FULFILLED


def test_the_other_municipalities_are_not_waited_for(
    session: Session, small_vejle: Enrolment, two: list[Invitation]
) -> None:
    version_id = small_vejle.programme_id
    odense = small_programme.enrolled(session, publishing.published(session)[0], "Odense")
    assert odense.programme_id == version_id
    olga = small_programme.invited(
        session, odense, small_programme.participant(session, odense, "Olga Odense")
    )[0]
    state = small_programme.asked(session, odense, "answers")

    answers.answer(session, olga.id, Answer.YES, actor=administrator("Olga Odense"), now=NOW)

    assert state.status is RequirementStatus.FULFILLED
    assert two[0].answer is Answer.NONE


def test_an_invitation_that_is_not_there_cannot_be_answered(session: Session, small_vejle: Enrolment) -> None:
    with pytest.raises(UnknownInvitation):
        answers.answer(session, 4711, Answer.YES, actor=administrator("Lea Leder"), now=NOW)


def test_a_cancelled_event_cannot_be_answered(
    session: Session, small_vejle: Enrolment, two: list[Invitation]
) -> None:
    small_programme.event(session, small_vejle).status = EventStatus.CANCELLED

    with pytest.raises(UnknownInvitation):
        answers.answer(session, two[0].id, Answer.YES, actor=administrator("Lea Leder"), now=NOW)


def test_a_municipality_that_has_left_answers_no_more(
    session: Session, small_vejle: Enrolment, two: list[Invitation]
) -> None:
    withdrawal.withdraw(
        session, small_vejle, actor=administrator("Anne Kontor"), reason="Ny ledelse", now=NOW
    )

    with pytest.raises(NotEnrolled):
        answers.answer(session, two[0].id, Answer.YES, actor=administrator("Lea Leder"), now=NOW)


def test_the_last_two_answering_at_once_fulfil_the_requirement(
    session: Session, small_vejle: Enrolment, two: list[Invitation]
) -> None:
    state = small_programme.asked(session, small_vejle, "answers")
    session.commit()
    start = threading.Barrier(2)

    def act(invitation_id: int) -> None:
        start.wait()
        with database.transaction() as own:
            answers.answer(own, invitation_id, Answer.YES, actor=administrator("Lea Leder"), now=NOW)

    threads = [threading.Thread(target=act, args=(one.id,)) for one in two]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(30)

    with database.transaction() as own:
        assert own.get_one(RequirementState, state.id).status is RequirementStatus.FULFILLED
