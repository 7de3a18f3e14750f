"""Interviews booked by a running step: proposed, declined, booked anew, missed, held, and the gate that opens with the third."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import Any

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from actions.database import transaction
from actions.deliveries import submissions
from actions.interviews import appointments, arrangements
from actions.programmes import publishing
from actions.progress import enrolments, requirements
from actions.progress.enrolments import NewContact
from models.accounts.actors import administrator
from models.interviews.rows import Interview
from models.journal import What
from models.letters import Letter
from models.programmes.office import Role
from models.states import Answer, InterviewStatus
from rehearsal.stage import Stage, prefect
from tests.support.acts.playing import Played
from tests.support.acts.waiting_for_the_engine import eventually
from tests.support.worlds import interview_programme

pytestmark = pytest.mark.engine

HOME = "Vejle"


@pytest.fixture(scope="module")
def interview_vejle_played(installation: Stage) -> Played:
    """Vejle in a programme of its own, asked for people to interview."""

    def enrol(session: Session, now: datetime) -> None:
        version = publishing.publish(
            session, interview_programme.programme(), actor=administrator("Kontoret"), now=now
        )
        people = [NewContact(Role.COORDINATOR, "Tove Vejle", "tove.interview@example.org")]
        enrolments.enrol(session, version, HOME, people, actor=administrator("Kontoret"), now=now)

    installation.act(enrol)
    with transaction() as session:
        version = publishing.latest(session, "interviewforloeb")
        return Played(installation, enrolments.find(session, version, HOME).id)


def act(vejle: Played, do: Callable[[Session, datetime], Any]) -> None:
    vejle.stage.act(do)


def all_of(vejle: Played) -> list[Interview]:
    with transaction() as session:
        state = requirements.state_of(session, vejle.enrolment_id, "preparation", "talks")
        ours = select(Interview).where(Interview.requirement_state_id == state.id)
        return list(session.scalars(ours.order_by(Interview.id)))


def statuses(vejle: Played) -> list[InterviewStatus]:
    return [one.status for one in all_of(vejle)]


def say_yes(vejle: Played, one: Interview) -> None:
    act(
        vejle,
        lambda session, now: arrangements.answer(
            session, one.id, Answer.YES, actor=administrator("J"), now=now
        ),
    )


def hold(vejle: Played, one: Interview) -> None:
    notes = "Talt om oplæring."
    act(
        vejle,
        lambda session, now: arrangements.hold(
            session, one.id, actor=administrator("F"), notes=notes, now=now
        ),
    )


def test_people_who_are_named_are_proposed_times_by_the_step(interview_vejle_played: Played) -> None:
    def name(session: Session, now: datetime) -> None:
        state = requirements.state_of(session, interview_vejle_played.enrolment_id, "preparation", "named")
        submissions.submit(
            session, state, actor=administrator("Tove Vejle"), form=interview_programme.form(HOME), now=now
        )

    act(interview_vejle_played, name)

    assert statuses(interview_vejle_played) == [InterviewStatus.PROPOSED] * 5
    with transaction() as session:
        sent = select(Letter.name).where(
            Letter.enrolment_id == interview_vejle_played.enrolment_id, Letter.sent_at.is_not(None)
        )
        assert sorted(session.scalars(sent)).count("interview_invitation") == 5


def test_somebody_who_declines_has_another_time_at_once(interview_vejle_played: Played) -> None:
    first, *others = all_of(interview_vejle_played)

    act(
        interview_vejle_played,
        lambda session, now: arrangements.answer(
            session, first.id, Answer.NO, actor=administrator("Leder"), now=now
        ),
    )

    again, *rest = all_of(interview_vejle_played)
    assert (again.status, again.attempts, again.sequence) == (InterviewStatus.PROPOSED, 1, 1)
    assert again.starts_at != first.starts_at
    assert [one.starts_at for one in rest] == [one.starts_at for one in others]


def test_a_proposal_nobody_answers_lapses_when_the_scheduled_run_comes(
    interview_vejle_played: Played,
) -> None:
    for one in all_of(interview_vejle_played)[:4]:
        say_yes(interview_vejle_played, one)
    silent = all_of(interview_vejle_played)[4]
    assert silent.lapses_at is not None

    interview_vejle_played.stage.move_to(silent.lapses_at)
    interview_vejle_played.stage.sweep("interviews")

    again = all_of(interview_vejle_played)[4]
    assert (again.status, again.attempts) == (InterviewStatus.PROPOSED, 1)
    assert again.starts_at != silent.starts_at


def test_a_no_show_gets_another_interview(interview_vejle_played: Played) -> None:
    missed = min(
        (one for one in all_of(interview_vejle_played) if one.status is InterviewStatus.BOOKED),
        key=lambda one: one.starts_at or one.changed_at,
    )
    assert missed.ends_at is not None
    interview_vejle_played.stage.move_to(missed.ends_at)

    act(
        interview_vejle_played,
        lambda session, now: arrangements.no_show(session, missed.id, actor=administrator("Frank"), now=now),
    )

    after = all_of(interview_vejle_played)
    assert sorted(statuses(interview_vejle_played)).count(InterviewStatus.NO_SHOW) == 1
    assert after[-1].interviewee_id == missed.interviewee_id
    assert after[-1].status is InterviewStatus.PROPOSED


def test_the_gate_opens_with_as_many_as_were_asked_for(interview_vejle_played: Played) -> None:
    ahead = sorted(
        (one for one in all_of(interview_vejle_played) if one.status is InterviewStatus.BOOKED),
        key=lambda one: one.starts_at or one.changed_at,
    )
    for number, one in enumerate(ahead[:3], start=1):
        assert one.ends_at is not None
        assert interview_vejle_played.journal(What.GATE_OPENED) == []
        interview_vejle_played.stage.move_to(one.ends_at)
        hold(interview_vejle_played, one)
        assert (number, len(interview_vejle_played.journal(What.INTERVIEW_HELD))) == (number, number)

    assert [line.key for line in interview_vejle_played.journal(What.GATE_OPENED)] == [
        "collected",
        "pre_analysis",
    ]


def test_prefect_shows_the_week_plan_without_anybodys_name(interview_vejle_played: Played) -> None:
    def plans() -> str:
        with prefect() as client:
            return "".join(str(one.data) for one in client.read_artifacts() if one.key == "ugeplaner")

    eventually(lambda: "Vejle" in plans())

    with transaction() as session:
        people = {
            word
            for one in all_of(interview_vejle_played)
            for about in [appointments.of(session, one)]
            for word in (
                about.contact.email if about.contact else "",
                about.person.name if about.person else "",
            )
        }
    assert "frank" in plans() or "karen" in plans()
    assert [word for word in people if word and word in plans()] == []
