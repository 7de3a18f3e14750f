"""What comes with time: proposals lapse, reminders carry the time that holds, the office hears of what it must judge."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest
from sqlalchemy.orm import Session

from actions.interviews import arrangements
from actions.letters import sending
from actions.sweeps import interviews
from mails.sending.outcomes import Result, SendingOutcome
from models.accounts.actors import administrator
from models.interviews.rows import Interview, MailAnswer
from models.people import Enrolment
from models.states import Answer, InterviewStatus, LetterStatus
from tests.support.worlds import interview_programme
from tests.support.worlds.interview_programme import NOW, letters

MINUTE = timedelta(minutes=1)


@pytest.fixture
def leader(session: Session, interview_vejle_proposed: Enrolment) -> Interview:
    return interview_programme.interview(session, interview_vejle_proposed)


def agreed(session: Session, vejle: Enrolment) -> None:
    """Everybody says yes."""
    for title in interview_programme.ROLES:
        number = interview_programme.interview(session, vejle, title).id
        arrangements.answer(session, number, Answer.YES, actor=administrator(title), now=NOW)


def test_nothing_lapses_before_its_instant(session: Session, leader: Interview) -> None:
    assert leader.lapses_at

    swept = interviews.sweep(session, now=leader.lapses_at - MINUTE)

    assert (swept.lapsed, leader.status) == (0, InterviewStatus.PROPOSED)


def test_what_nobody_answered_lapses_and_is_proposed_at_another_time(
    session: Session, leader: Interview
) -> None:
    before = leader.starts_at
    assert leader.lapses_at

    swept = interviews.sweep(session, now=leader.lapses_at)

    assert swept.lapsed >= 1
    assert (leader.status, leader.attempts) == (InterviewStatus.PROPOSED, 1)
    assert leader.starts_at != before


def test_a_yes_never_lapses(session: Session, interview_vejle_proposed: Enrolment, leader: Interview) -> None:
    lapses = leader.lapses_at
    agreed(session, interview_vejle_proposed)
    assert lapses

    assert interviews.sweep(session, now=lapses + MINUTE).lapsed == 0


def test_who_has_not_answered_is_reminded_once_before_it_lapses(
    session: Session, interview_vejle_proposed: Enrolment
) -> None:
    last = max(
        (
            interview_programme.interview(session, interview_vejle_proposed, title)
            for title in interview_programme.ROLES
        ),
        key=lambda one: one.lapses_at or NOW,
    )
    assert last.lapses_at

    for _ in range(2):
        interviews.sweep(session, now=last.lapses_at - MINUTE)

    ours = [one for one in letters(session, "interview_answer_reminder") if one.interview_id == last.id]
    assert len(ours) == 1


def test_a_reminder_carries_the_time_that_holds_now(
    session: Session, interview_vejle_proposed: Enrolment, leader: Interview
) -> None:
    agreed(session, interview_vejle_proposed)
    monday = datetime.fromisoformat("2022-09-26T13:00+02:00")
    arrangements.move(
        session, leader.id, starts_at=monday, actor=administrator("Frank"), why="Aftalt", now=NOW
    )

    interviews.sweep(session, now=monday - timedelta(days=1))

    (letter,) = [one for one in letters(session, "interview_reminder") if one.interview_id == leader.id]
    assert "mandag den 26. september 2022 kl. 13.00" in letter.text
    assert letter.calendar is None


def test_a_reminder_that_has_not_gone_is_thrown_away_when_the_time_changes(
    session: Session, interview_vejle_proposed: Enrolment, leader: Interview
) -> None:
    agreed(session, interview_vejle_proposed)
    assert leader.starts_at
    eve = leader.starts_at - timedelta(hours=20)
    interviews.sweep(session, now=eve)
    (stale,) = [one for one in letters(session, "interview_reminder") if one.interview_id == leader.id]

    arrangements.move(
        session,
        leader.id,
        starts_at=leader.starts_at + timedelta(days=9),
        actor=administrator("Frank"),
        now=eve,
    )

    assert stale.status == "discarded"


def test_what_was_told_after_the_moment_of_its_reminder_has_none(session: Session, leader: Interview) -> None:
    assert leader.starts_at
    eve = leader.starts_at - timedelta(hours=2)
    arrangements.move(
        session, leader.id, starts_at=leader.starts_at + MINUTE * 15, actor=administrator("Frank"), now=eve
    )

    interviews.sweep(session, now=eve + MINUTE)

    assert [one for one in letters(session, "interview_reminder") if one.interview_id == leader.id] == []


def test_the_next_moment_is_when_something_is_due(session: Session, leader: Interview) -> None:
    at = interviews.next_moment(session, now=NOW)
    assert at

    assert not interviews.is_due(session, now=at - MINUTE)
    assert interviews.is_due(session, now=at)


def test_after_a_sweep_nothing_is_due(session: Session, leader: Interview) -> None:
    at = interviews.next_moment(session, now=NOW)
    assert at

    interviews.sweep(session, now=at)

    assert not interviews.is_due(session, now=at)


def test_the_office_hears_once_of_each_answer_it_must_judge(session: Session, leader: Interview) -> None:
    told = {"asks": True, "verdict": "ask", "why": "hr@example.org foreslår en anden tid.", "words": ""}
    mail = MailAnswer(
        mailbox_uid="1.1",
        message_id="<1@example.org>",
        at=NOW,
        sender="x@example.org",
        interview_id=leader.id,
        **told,
    )
    session.add(mail)
    session.flush()

    for _ in range(2):
        interviews.sweep(session, now=NOW)

    (letter,) = letters(session, "interview_asks")
    assert letter.to_email == "anne@example.org"
    assert f"Svar {mail.id}: hr@example.org foreslår en anden tid." in letter.text


def test_a_letter_that_was_overtaken_on_its_way_is_not_tried_again(
    session: Session, leader: Interview
) -> None:
    (letter,) = [one for one in letters(session, "interview_invitation") if one.interview_id == leader.id]
    letter.status, letter.owner, letter.attempts = LetterStatus.SENDING, "postman", 1
    session.flush()
    arrangements.move(
        session,
        leader.id,
        starts_at=datetime.fromisoformat("2022-09-26T13:00+02:00"),
        actor=administrator("F"),
        now=NOW,
    )

    outcome = SendingOutcome(Result.LATER, "try again later")
    settled = sending.settle(session, letter.id, outcome, owner="postman", now=NOW, real_now=NOW)

    assert settled is LetterStatus.DISCARDED
