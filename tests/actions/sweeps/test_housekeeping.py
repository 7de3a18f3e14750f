"""What is tidied away at night, and the office's letter about letters that got stuck."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from actions.people import links
from actions.sweeps import housekeeping
from models.journal import What
from models.letters import Letter
from models.people import Enrolment, Link
from models.settings import settings
from models.states import LetterStatus
from tests.support.worlds import two_steps
from tests.support.worlds.small_programme import NOW

DAY = timedelta(days=1)


def tidy(session: Session, days: int = 0) -> int:
    """A night's work, so many days later."""
    gone = housekeeping.tidy(session, now=NOW + days * DAY)
    session.flush()
    return gone


def spoil(session: Session, letter: Letter, status: LetterStatus, attempts: int) -> None:
    """The letter got stuck after so many tries."""
    letter.status, letter.attempts, letter.note = status, attempts, "550 no such person"
    session.flush()


def test_a_link_is_remembered_for_a_month_after_it_has_expired(
    session: Session, two_step_vejle_opened: Enrolment
) -> None:
    expires = settings().link_days
    known = session.scalar(select(func.count()).select_from(Link))

    gone = [tidy(session, expires), tidy(session, expires + 30), tidy(session, expires + 31)]

    assert (known, gone) == (1, [0, 0, 1])
    assert [line.facts["links"] for line in two_steps.happened(session, What.HOUSEKEEPING_DONE)] == gone


def test_a_link_that_is_still_valid_stays(session: Session, two_step_vejle_opened: Enrolment) -> None:
    token = links.make(session, two_steps.contact(session, "lea@example.org"), NOW)

    tidy(session, settings().link_days - 1)

    assert links.follow(session, token, NOW).name == "Lea Leder"


@pytest.mark.parametrize("status", [LetterStatus.REFUSED, LetterStatus.DOUBTFUL])
def test_the_office_is_told_once_of_a_letter_in_trouble(
    session: Session, two_step_vejle_opened: Enrolment, status: LetterStatus
) -> None:
    (letter,) = two_steps.written(session, "data_request")
    spoil(session, letter, status, 1)

    for night in range(3):
        tidy(session, night)

    (told,) = two_steps.written(session, "letter_trouble")
    assert (told.to_email, told.enrolment_id) == ("anne@example.org", None)
    assert "550 no such person" in told.text


def test_no_trouble_no_letter(session: Session, two_step_vejle_opened: Enrolment) -> None:
    tidy(session)

    assert two_steps.written(session, "letter_trouble") == []


def test_what_goes_wrong_again_is_told_again(session: Session, two_step_vejle_opened: Enrolment) -> None:
    (letter,) = two_steps.written(session, "data_request")
    spoil(session, letter, LetterStatus.REFUSED, 1)
    tidy(session)

    spoil(session, letter, LetterStatus.REFUSED, 2)
    tidy(session, 1)

    assert len(two_steps.written(session, "letter_trouble")) == 2


def test_a_letter_that_was_put_right_is_no_news_about_the_others(
    session: Session, two_step_vejle_opened: Enrolment
) -> None:
    two_steps.workshop_opened(session, two_step_vejle_opened)
    first, second = two_steps.written(session, "workshop_invitation")
    for letter in (first, second):
        spoil(session, letter, LetterStatus.REFUSED, 1)
    tidy(session)

    spoil(session, first, LetterStatus.SENT, 2)
    tidy(session, 1)

    assert len(two_steps.written(session, "letter_trouble")) == 1
