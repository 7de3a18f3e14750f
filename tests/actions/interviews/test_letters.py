"""What people hear of an interview depends on what has reached them, on what is still owed, and on what lies behind."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from actions.interviews import arrangements, letters, planning
from models.accounts.actors import administrator
from models.interviews.rows import Interview
from models.letters import Letter
from models.people import Enrolment
from models.settings import settings
from models.states import Answer, InterviewStatus, LetterStatus, RequirementStatus
from tests.support.worlds import arranged_interviews, interview_programme
from tests.support.worlds.arranged_interviews import FRANK, KAREN, THEN
from tests.support.worlds.interview_programme import NOW

TOVE = "tove@example.org"
LEFT = (LetterStatus.SENT, LetterStatus.SENDING, LetterStatus.DOUBTFUL)
NOT_LEFT = (LetterStatus.HELD, LetterStatus.QUEUED, LetterStatus.CLAIMED, LetterStatus.REFUSED)


@pytest.fixture
def talk(session: Session, interview_vejle: Enrolment) -> Interview:
    """Proposed; the letters about it wait."""
    return arranged_interviews.talk(session, interview_vejle)


def become(session: Session, status: LetterStatus) -> None:
    """What has happened to every letter there is."""
    for letter in session.scalars(select(Letter)):
        letter.status = status
    session.flush()


def kept(session: Session, *, since: int = 0) -> list[tuple[str, str]]:
    """Whom letters that have not been thrown away are to, and which they are."""
    standing = select(Letter).where(Letter.status != LetterStatus.DISCARDED, Letter.id > since)
    return sorted((one.to_email, one.name) for one in session.scalars(standing))


def last(session: Session, address: str = TOVE) -> Letter:
    of_address = select(Letter).where(Letter.to_email == address).order_by(Letter.id.desc())
    return session.scalars(of_address).first() or pytest.fail(f"nothing was written to {address}")


def so_far(session: Session) -> int:
    return max(session.scalars(select(Letter.id)))


def cancel(session: Session, talk: Interview) -> None:
    arrangements.cancel(session, talk.id, actor=administrator("Anne"), now=NOW)


@pytest.mark.parametrize("status", NOT_LEFT)
def test_whom_nothing_has_reached_is_invited_and_not_moved(
    session: Session, talk: Interview, status: LetterStatus
) -> None:
    become(session, status)
    before = so_far(session)

    arranged_interviews.move(session, talk)

    assert kept(session, since=before) == [(FRANK, "interviewer_notice"), (TOVE, "interview_invitation")]
    assert "Du skal holde et interview" in last(session, FRANK).text
    assert (last(session).calendar_method, b"SEQUENCE:1" in (last(session).calendar or b"")) == (
        "REQUEST",
        True,
    )


@pytest.mark.parametrize("status", LEFT)
def test_whom_something_may_have_reached_is_told_of_the_move(
    session: Session, talk: Interview, status: LetterStatus
) -> None:
    become(session, status)
    before = so_far(session)

    arranged_interviews.move(session, talk)

    assert kept(session, since=before) == [(FRANK, "interviewer_notice"), (TOVE, "interview_moved")]
    assert "som lå torsdag den 8. september 2022 kl. 10.00" in last(session).text
    assert "Et af dine interview er ændret" in last(session, FRANK).text


def test_what_nobody_got_is_called_off_without_a_letter(session: Session, talk: Interview) -> None:
    cancel(session, talk)

    assert kept(session) == []
    assert talk.told is None


def test_what_has_left_is_called_off(session: Session, talk: Interview) -> None:
    interview_programme.sent(session)
    before = so_far(session)

    cancel(session, talk)

    assert kept(session, since=before) == [(FRANK, "interviewer_notice"), (TOVE, "interview_cancelled")]


def test_each_person_counts_alone(session: Session, talk: Interview) -> None:
    """The letter to the interviewee has left; the one to Frank has not, and Karen holds it now."""
    last(session).status = LetterStatus.SENT
    session.flush()

    arranged_interviews.move(session, talk, interviewer="karen")

    assert kept(session) == [
        (KAREN, "interviewer_notice"),
        (TOVE, "interview_invitation"),
        (TOVE, "interview_moved"),
    ]
    assert "Du skal holde et interview" in last(session, KAREN).text


def test_whoever_has_got_the_cancellation_is_invited_anew_and_not_called_off_twice(
    session: Session, interview_vejle: Enrolment, talk: Interview
) -> None:
    interview_programme.sent(session)
    cancel(session, talk)
    interview_programme.sent(session)
    before = so_far(session)
    state = interview_programme.talks(session, interview_vejle)
    arrangements.book(
        session, state, interviewee="Tove", starts_at=THEN, actor=administrator("Anne"), now=NOW
    )
    assert kept(session, since=before) == [(FRANK, "interviewer_notice"), (TOVE, "interview_invitation")]

    cancel(session, talk)

    assert kept(session, since=before) == []


def test_a_letter_without_a_calendar_part_is_no_invitation(session: Session, talk: Interview) -> None:
    for letter in session.scalars(select(Letter)):
        letter.status, letter.calendar = LetterStatus.SENT, None
    before = so_far(session)

    cancel(session, talk)

    assert kept(session, since=before) == []


@pytest.mark.parametrize(
    ("attempts", "status", "again"),
    [
        (0, RequirementStatus.ASKED, True),
        (2, RequirementStatus.ASKED, False),
        (0, RequirementStatus.FULFILLED, False),
    ],
)
def test_another_time_is_promised_only_where_one_will_be_looked_for(
    session: Session,
    interview_vejle: Enrolment,
    talk: Interview,
    attempts: int,
    status: RequirementStatus,
    again: bool,
) -> None:
    interview_programme.sent(session)
    talk.attempts = attempts
    arrangements.answer(session, talk.id, Answer.NO, actor=administrator("Tove"), now=NOW)
    assert talk.status is InterviewStatus.WAITING
    interview_programme.talks(session, interview_vejle).status = status

    letters.tell(session, talk, now=NOW)

    assert last(session).name == "interview_cancelled"
    assert ("Vi ser nu efter en anden tid" in last(session).text) == again


def book_at(session: Session, vejle: Enrolment, starts_at: datetime) -> None:
    state = interview_programme.talks(session, vejle)
    arrangements.book(
        session, state, interviewee="Tove", starts_at=starts_at, actor=administrator("Anne"), now=NOW
    )


def test_a_calendar_that_shows_a_time_ahead_is_corrected_to_one_that_has_passed(
    session: Session, interview_vejle: Enrolment, talk: Interview
) -> None:
    interview_programme.sent(session)
    before = so_far(session)

    book_at(session, interview_vejle, NOW - timedelta(days=1))

    assert kept(session, since=before) == [(FRANK, "interviewer_notice"), (TOVE, "interview_moved")]
    assert "er noteret som onsdag den 31. august 2022 kl. 10.00" in last(session).text
    assert "passer" not in last(session).text
    assert "noteret som gået" in last(session, FRANK).text


def test_nobody_hears_of_a_time_that_has_passed_whose_calendar_shows_none_ahead(
    session: Session, interview_vejle: Enrolment, talk: Interview
) -> None:
    book_at(session, interview_vejle, NOW - timedelta(days=1))
    assert kept(session) == []

    book_at(session, interview_vejle, NOW - timedelta(days=2))

    assert kept(session) == []


def test_a_cancellation_that_waits_still_goes_when_a_time_is_noted_that_has_passed(
    session: Session, interview_vejle: Enrolment, talk: Interview
) -> None:
    interview_programme.sent(session)
    before = so_far(session)
    cancel(session, talk)

    book_at(session, interview_vejle, NOW - timedelta(days=1))

    assert kept(session, since=before) == [(FRANK, "interviewer_notice"), (TOVE, "interview_cancelled")]


@pytest.mark.parametrize(
    ("host", "said"), [("", "kan ikke bruges her"), ("imap.example.org", "eller med knapperne i kalender")]
)
def test_the_calendars_buttons_are_offered_where_a_mailbox_is_read(
    session: Session, monkeypatch: pytest.MonkeyPatch, host: str, said: str
) -> None:
    monkeypatch.setenv("TOVHOLDER_IMAP_HOST", host)
    settings.cache_clear()

    version = interview_programme.published(session)
    interview_programme.named(session, interview_programme.enrolled(session, version))
    planning.plan(session, version.id, now=NOW)

    invited = session.scalars(select(Letter).where(Letter.name == "interview_invitation")).all()
    assert len(invited) == 5
    assert all(said in one.text for one in invited)


def test_the_office_can_copy_the_command_that_shows_the_plan(session: Session) -> None:
    version = interview_programme.published(session)
    closed = [{"day": f"2022-09-{day:02}"} for day in range(1, 24)]
    interview_programme.named(
        session, interview_programme.enrolled(session, version), interview_programme.form(closed=closed)
    )

    planning.plan(session, version.id, now=NOW)

    (letter,) = session.scalars(select(Letter).where(Letter.name == "interviews_unplaced"))
    assert "»tovholder interviews show interviewforloeb«" in letter.text
