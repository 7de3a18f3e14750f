"""What a fresh pair of eyes found: letters that repeat, words that vanish, people left waiting for nothing."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from actions.interviews import appointments, arrangements, planning
from actions.our_page import interviews
from actions.overview import interview_troubles
from actions.people import links
from actions.replies import answers
from actions.sweeps import interviews as interview_sweep
from models.accounts.actors import administrator
from models.interviews.rows import Interview
from models.journal import JournalEntry, What
from models.people import Enrolment
from models.programmes.versions import ProgrammeVersion
from models.states import Answer, InterviewStatus
from tests.support.acts.deciding import WAIVE, decide
from tests.support.worlds import interview_programme, two_steps
from tests.support.worlds.interview_programme import NOW, letters

TEN_MINUTES = timedelta(minutes=10)
NARROW = [interview_programme.interviewer("frank", hours={"monday": [{"from": "09:00", "to": "10:00"}]})]


@pytest.fixture
def leader(session: Session, interview_vejle_proposed: Enrolment) -> Interview:
    return interview_programme.interview(session, interview_vejle_proposed)


def lines(session: Session, what: What) -> int:
    return len(session.scalars(select(JournalEntry).where(JournalEntry.what == what)).all())


def test_nobody_hears_every_ten_minutes_that_somebody_has_no_time(session: Session) -> None:
    version = interview_programme.published(session, interviewers=NARROW)
    interview_programme.named(session, interview_programme.enrolled(session, version))

    for number in range(13):
        interview_sweep.sweep(session, now=NOW + number * TEN_MINUTES)

    missing = interview_troubles.unplaced(session, version.id)
    assert missing > 0
    assert len(letters(session, "interviews_unplaced")) == 1
    assert lines(session, What.INTERVIEW_UNPLACED) == missing


def test_somebody_new_without_a_time_is_told_of_alone(session: Session) -> None:
    version = interview_programme.published(session, interviewers=NARROW)
    interview_programme.named(session, interview_programme.enrolled(session, version))
    interview_sweep.sweep(session, now=NOW)
    interview_programme.named(session, interview_programme.enrolled(session, version, "Odense"))

    interview_sweep.sweep(session, now=NOW + TEN_MINUTES)

    _, second = letters(session, "interviews_unplaced")
    assert ("Odense" in second.text, "Vejle" in second.text) == (True, False)


def say(
    session: Session,
    leader: Interview,
    answer: Answer,
    remark: str = "",
    wished: tuple[list[str], ...] = (),
) -> None:
    """The person answers on the page, with words and times."""
    about = appointments.of(session, leader)
    assert about.contact
    time = interviews.shown(about, about.contact, now=NOW).time
    times = interviews.Times(wished=wished)
    actor = links.actor_of(about.contact)
    interviews.say(
        session, about.contact, about, answer, actor=actor, time=time, remark=remark, times=times, now=NOW
    )


def test_words_with_a_no_outlive_the_next_proposal_and_somebody_is_asked_to_read_them(
    session: Session,
    interview_version: ProgrammeVersion,
    interview_vejle_proposed: Enrolment,
    leader: Interview,
) -> None:
    say(session, leader, Answer.NO, "Kun efter kl. 13 om torsdagen")

    planning.plan(session, interview_version.id, now=NOW)

    (asked,) = answers.open_(session)
    assert (asked.words, asked.interview_id) == ("Kun efter kl. 13 om torsdagen", leader.id)
    assert (leader.status, leader.remark) == (InterviewStatus.PROPOSED, "Kun efter kl. 13 om torsdagen")


def test_words_with_a_yes_are_read_by_somebody_too(
    session: Session, interview_vejle_proposed: Enrolment, leader: Interview
) -> None:
    say(session, leader, Answer.YES, "Jeg skal gå kl. 11")

    assert [one.words for one in answers.open_(session)] == ["Jeg skal gå kl. 11"]


def test_without_words_nobody_is_asked(
    session: Session, interview_vejle_proposed: Enrolment, leader: Interview
) -> None:
    say(session, leader, Answer.YES)

    assert answers.open_(session) == []


def test_times_that_suit_are_worth_one_more_try_after_all_were_in_vain(
    session: Session,
    interview_version: ProgrammeVersion,
    interview_vejle_proposed: Enrolment,
    leader: Interview,
) -> None:
    for _ in range(3):
        arrangements.answer(session, leader.id, Answer.NO, actor=administrator("Leder"), now=NOW)
        planning.plan(session, interview_version.id, now=NOW)
    assert (leader.status, bool(leader.reasons)) == (InterviewStatus.WAITING, True)

    suits = ["2022-09-14T07:00:00+00:00", "2022-09-14T13:00:00+00:00"]
    say(session, leader, Answer.NONE, wished=(suits,))
    planning.plan(session, interview_version.id, now=NOW)

    assert leader.status is InterviewStatus.PROPOSED
    assert leader.starts_at
    assert leader.starts_at.date().isoformat() == "2022-09-14"


def test_when_the_office_waives_the_interviews_nobody_is_left_waiting(
    session: Session, interview_vejle_proposed: Enrolment, leader: Interview
) -> None:
    arrangements.answer(session, leader.id, Answer.YES, actor=administrator("Leder"), now=NOW)

    decide(
        session,
        interview_programme.talks(session, interview_vejle_proposed),
        WAIVE,
        reason="For sent",
        occasion="waived",
        now=NOW,
    )

    kinds = [
        interview_programme.interview(session, interview_vejle_proposed, title).status
        for title in interview_programme.ROLES
    ]
    assert kinds == [InterviewStatus.BOOKED, *[InterviewStatus.CANCELLED] * 4]


def test_who_declines_when_enough_are_held_is_not_looked_for(
    session: Session,
    interview_version: ProgrammeVersion,
    interview_vejle_proposed: Enrolment,
    leader: Interview,
) -> None:
    after = datetime.fromisoformat("2022-09-20T12:00+02:00")
    talks, frank = interview_programme.talks(session, interview_vejle_proposed), administrator("Frank")
    for title in interview_programme.ROLES[1:4]:
        was = NOW - timedelta(days=len(title))
        talk = arrangements.book(session, talks, interviewee=title, starts_at=was, actor=frank, now=NOW)
        arrangements.hold(session, talk.id, actor=frank, notes="Talt.", now=NOW)

    arrangements.answer(session, leader.id, Answer.NO, actor=administrator("Leder"), now=NOW)

    assert leader.status is InterviewStatus.CANCELLED
    assert planning.plan(session, interview_version.id, now=after) == planning.PlanningOutcome()


def test_lists_that_come_at_once_wait_for_each_other(
    session: Session, interview_version: ProgrammeVersion
) -> None:
    homes = [interview_programme.enrolled(session, interview_version, home) for home in ("Vejle", "Odense")]
    for home in homes:
        interview_programme.named(session, home)
    planning.plan(session, interview_version.id, now=NOW)
    session.commit()

    def deliver(number: int, turn: int) -> Callable[[Session], object]:
        def act(own: Session) -> object:
            enrolment = own.get_one(Enrolment, homes[number].id)
            form = interview_programme.form(f"{enrolment.id}-{turn}")
            return interview_programme.named(own, enrolment, form).accepted

        return act

    outcomes = [two_steps.at_once(deliver(0, turn), deliver(1, turn)) for turn in range(6)]

    assert outcomes == [[True, True]] * 6
