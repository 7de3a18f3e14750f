"""A municipality leaves: everything ends, and only the farewell is written."""

from __future__ import annotations

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from actions.events import invitations
from actions.gates import asking, withdrawal
from actions.sweeps import reminders, statements
from models.accounts.actors import administrator
from models.errors.decisions import IllegalTransition, NameMissing, ReasonMissing
from models.errors.error import TovholderError
from models.errors.people import NotEnrolled
from models.journal import What
from models.letters import Letter
from models.people import Enrolment
from models.progress import RequirementState, StepState
from models.states import EnrolmentStatus, LetterStatus, StepStatus
from tests.support.worlds import two_steps
from tests.support.worlds.two_steps import day

LEFT = day("2022-10-05")


def leave(session: Session, enrolment: Enrolment, by: str = "Anne", reason: str = "Ny ledelse") -> None:
    """It withdraws on 5 October."""
    withdrawal.withdraw(session, enrolment, actor=administrator(by), reason=reason, now=LEFT)
    session.flush()


def test_leaving_ends_what_is_not_done_and_keeps_what_is(
    session: Session, two_step_vejle_half_way: Enrolment
) -> None:
    leave(session, two_step_vejle_half_way)

    steps = session.scalars(select(StepState.status).order_by(StepState.id)).all()
    requirements = session.execute(select(RequirementState.key, RequirementState.status)).all()
    assert (two_step_vejle_half_way.status, two_step_vejle_half_way.ended_at) == (
        EnrolmentStatus.WITHDRAWN,
        LEFT,
    )
    assert steps == [StepStatus.DONE, StepStatus.WITHDRAWN]
    assert {key: status.value for key, status in requirements} == {
        "agreement": "waived",
        "overview": "withdrawn",
        "answers": "withdrawn",
        "presentation": "withdrawn",
    }
    (line,) = two_steps.happened(session, What.WITHDRAWN)
    assert (line.by, line.why, line.enrolment_id) == ("Anne", "Ny ledelse", two_step_vejle_half_way.id)


def test_what_waits_in_the_outbox_is_thrown_away_and_the_farewell_is_written(
    session: Session, two_step_vejle_half_way: Enrolment
) -> None:
    leave(session, two_step_vejle_half_way)

    letters = session.scalars(select(Letter).order_by(Letter.id)).all()
    assert {letter.name for letter in letters if letter.status is LetterStatus.QUEUED} == {
        "event_cancelled",
        "withdrawn_confirmation",
    }
    assert [letter.to_email for letter in letters if letter.status is LetterStatus.QUEUED] == [
        "lea@example.org",
        "mads@example.org",
        "tove@example.org",
    ]
    assert {letter.status for letter in letters} == {LetterStatus.QUEUED, LetterStatus.DISCARDED}


def test_nothing_is_written_or_asked_after_that(session: Session, two_step_vejle_half_way: Enrolment) -> None:
    leave(session, two_step_vejle_half_way)
    letters = select(Letter.id)
    before = len(session.scalars(letters).all())

    reminders.sweep(session, now=day("2022-11-01"))
    workshop = invitations.state_of(session, two_step_vejle_half_way.programme_id, "workshop")
    invitations.move(
        session,
        workshop,
        starts=day("2022-11-10"),
        ends=day("2022-11-11"),
        actor=administrator("Anne"),
        why="Storm",
        now=LEFT,
    )
    with pytest.raises(NotEnrolled):
        asking.ask(session, two_step_vejle_half_way.id, "workshop", before_event=False, now=day("2022-11-01"))

    assert statements.state(session, now=day("2022-11-01")) == 0
    assert len(session.scalars(letters).all()) == before


def test_leaving_twice_is_refused(session: Session, two_step_vejle_half_way: Enrolment) -> None:
    leave(session, two_step_vejle_half_way)

    with pytest.raises(NotEnrolled):
        leave(session, two_step_vejle_half_way)

    assert len(two_steps.happened(session, What.WITHDRAWN)) == 1


def test_two_who_withdraw_it_at_once_do_it_once(session: Session, two_step_vejle_half_way: Enrolment) -> None:
    session.commit()

    def withdraw(own: Session) -> None:
        withdrawal.withdraw(
            own,
            own.get_one(Enrolment, two_step_vejle_half_way.id),
            actor=administrator("Anne"),
            reason="Ny ledelse",
            now=LEFT,
        )

    outcomes = two_steps.at_once(withdraw, withdraw)

    assert sorted(type(one).__name__ for one in outcomes) == ["NoneType", "NotEnrolled"]
    assert len(two_steps.happened(session, What.WITHDRAWN)) == 1


def test_a_sweep_at_the_same_moment_leaves_no_reminder_in_the_outbox(
    session: Session, two_step_vejle_half_way: Enrolment
) -> None:
    session.commit()

    two_steps.at_once(
        lambda own: reminders.sweep(own, now=LEFT),
        lambda own: withdrawal.withdraw(
            own,
            own.get_one(Enrolment, two_step_vejle_half_way.id),
            actor=administrator("Anne"),
            reason="Ny ledelse",
            now=LEFT,
        ),
    )

    session.expire_all()
    statuses = [one.status for name in ("reminder", "escalation") for one in two_steps.written(session, name)]
    assert session.get_one(Enrolment, two_step_vejle_half_way.id).status is EnrolmentStatus.WITHDRAWN
    assert set(statuses) <= {LetterStatus.DISCARDED}


def test_who_has_completed_the_programme_cannot_leave_it(
    session: Session, two_step_vejle_half_way: Enrolment
) -> None:
    two_step_vejle_half_way.status = EnrolmentStatus.COMPLETED
    session.flush()

    with pytest.raises(IllegalTransition):
        leave(session, two_step_vejle_half_way)


@pytest.mark.parametrize(
    ("by", "reason", "error"), [("", "Ny ledelse", NameMissing), ("Anne", " ", ReasonMissing)]
)
def test_leaving_needs_a_name_and_a_reason(
    session: Session, two_step_vejle_half_way: Enrolment, by: str, reason: str, error: type[TovholderError]
) -> None:
    with pytest.raises(error):
        leave(session, two_step_vejle_half_way, by, reason)

    assert two_step_vejle_half_way.status is EnrolmentStatus.ENROLLED
