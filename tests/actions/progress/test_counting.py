"""How far requirements that are counted have come."""

from __future__ import annotations

from sqlalchemy.orm import Session

from actions.interviews import arrangements
from actions.progress import counting, requirements
from actions.progress.counting import Counted
from models.accounts.actors import administrator
from models.people import Enrolment
from models.programmes.programme import Requirement
from models.progress import RequirementState
from tests.support.worlds import small_programme
from tests.support.worlds.small_programme import NOW
from tests.support.worlds.two_steps import asked


def progress(session: Session, state: RequirementState) -> str:
    """Of one; empty when it is not counted."""
    one = Counted(state.id, state.enrolment_id, requirements.definition_of(session, state))
    return counting.progress(session, [one]).get(state.id, "")


def test_what_is_counted_says_how_far_it_is(session: Session) -> None:
    vejle = small_programme.enrolled(session)
    talks = small_programme.asked(session, vejle, "talks")
    before = progress(session, talks)
    held = arrangements.book(
        session, talks, interviewee="Leder", starts_at=NOW, actor=administrator("Frank"), now=NOW
    )

    arrangements.hold(session, held.id, actor=administrator("Frank"), now=NOW)

    assert (before, progress(session, talks)) == ("0/2", "1/2")


def test_answers_are_counted_by_those_who_are_invited(session: Session) -> None:
    vejle = small_programme.enrolled(session)
    people = [
        small_programme.participant(session, vejle, name) for name in ("Lea Leder", "Mads Holm", "Ida Bo")
    ]
    invited = small_programme.invited(session, vejle, *people)
    state = small_programme.asked(session, vejle, "answers")
    invited[0].answer = type(invited[0].answer).YES
    session.flush()

    assert progress(session, state) == "1/3"


def test_what_is_delivered_whole_has_no_progress(session: Session, two_step_vejle_opened: Enrolment) -> None:
    state = asked(session, two_step_vejle_opened, "overview")
    definition: Requirement = requirements.definition_of(session, state)

    assert (definition.count, progress(session, state)) == (None, "")
