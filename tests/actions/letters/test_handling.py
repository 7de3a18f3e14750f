from __future__ import annotations

import email
from collections.abc import Callable
from datetime import timedelta
from email.policy import default

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from actions.letters import handling
from actions.people import recipients
from models.accounts.actors import administrator
from models.clock import Clock
from models.errors.decisions import IllegalTransition, NameMissing, ReasonMissing
from models.errors.error import TovholderError
from models.errors.mail import UnknownLetter
from models.journal import JournalEntry, What
from models.letters import Letter
from models.people import Enrolment
from models.states import LetterStatus
from tests.support.acts.writing_letters import write
from tests.support.worlds.small_programme import NOW, coordinator, enrolled

LATER = NOW + timedelta(hours=1)
Act = Callable[..., Letter]


@pytest.fixture
def letter(session: Session, small_vejle: Enrolment) -> Letter:
    return wrote(session, small_vejle, "welcome")


def wrote(session: Session, enrolment: Enrolment, name: str) -> Letter:
    written = write(
        session,
        letter=name,
        enrolment=enrolment,
        step="workshop",
        to=recipients.of_contact(coordinator(session, enrolment)),
        occasion="x",
        now=NOW,
    )
    return session.get_one(Letter, written)


def act(session: Session, doing: Act, letter: Letter, **more: str) -> Letter:
    return doing(
        session, letter.id, actor=administrator("Anne Kontor"), reason="Aftalt med Tove", now=LATER, **more
    )


def standing(session: Session, letter: Letter, status: LetterStatus) -> Letter:
    letter.status, letter.owner, letter.attempts, letter.note = status, "per", 3, "connection lost"
    session.flush()
    return letter


def last_line(session: Session) -> JournalEntry:
    session.flush()
    return session.scalars(select(JournalEntry).order_by(JournalEntry.id.desc()).limit(1)).one()


def test_a_held_letter_waits_until_it_is_released(session: Session, letter: Letter) -> None:
    held = act(session, handling.hold, letter).status
    released = act(session, handling.release, letter)

    assert held is LetterStatus.HELD
    assert (released.status, released.not_before) == (LetterStatus.QUEUED, LATER)


@pytest.mark.parametrize(
    ("doing", "status", "what"),
    [
        (handling.hold, LetterStatus.QUEUED, What.LETTER_HELD),
        (handling.release, LetterStatus.HELD, What.LETTER_RELEASED),
        (handling.discard, LetterStatus.DOUBTFUL, What.LETTER_DISCARDED),
        (handling.resend, LetterStatus.REFUSED, What.LETTER_RELEASED),
        (handling.mark_sent, LetterStatus.DOUBTFUL, What.LETTER_SENT),
        (handling.edit, LetterStatus.HELD, What.LETTER_EDITED),
    ],
)
def test_every_act_is_journalled_with_name_and_reason(
    session: Session, letter: Letter, doing: Act, status: LetterStatus, what: What
) -> None:
    act(session, doing, standing(session, letter, status))

    line = last_line(session)
    assert (line.what, line.by, line.why, line.at) == (what, "Anne Kontor", "Aftalt med Tove", LATER)
    assert (line.key, line.facts["letter"]) == ("welcome", letter.id)


@pytest.mark.parametrize(
    "doing", [handling.hold, handling.release, handling.discard, handling.resend, handling.edit]
)
@pytest.mark.parametrize(("by", "reason", "error"), [(" ", "x", NameMissing), ("Anne", "", ReasonMissing)])
def test_nobody_acts_without_name_and_reason(
    session: Session, letter: Letter, doing: Act, by: str, reason: str, error: type[TovholderError]
) -> None:
    needed = {handling.release: LetterStatus.HELD, handling.resend: LetterStatus.DOUBTFUL}
    before = standing(session, letter, needed.get(doing, LetterStatus.QUEUED)).status

    with pytest.raises(error):
        doing(session, letter.id, actor=administrator(by), reason=reason, now=NOW)

    assert letter.status is before


ALLOWED = {
    handling.hold: {LetterStatus.QUEUED},
    handling.release: {LetterStatus.HELD},
    handling.edit: {LetterStatus.HELD, LetterStatus.QUEUED},
    handling.resend: {LetterStatus.DOUBTFUL, LetterStatus.REFUSED},
    handling.mark_sent: {LetterStatus.DOUBTFUL},
    handling.discard: {
        *(LetterStatus.HELD, LetterStatus.QUEUED, LetterStatus.REFUSED, LetterStatus.DOUBTFUL),
    },
}


@pytest.mark.parametrize("doing", ALLOWED)
def test_an_act_is_possible_exactly_where_it_makes_sense(
    session: Session, letter: Letter, doing: Act
) -> None:
    possible = set()
    for status in LetterStatus:
        standing(session, letter, status)
        try:
            act(session, doing, letter)
        except IllegalTransition:
            assert letter.status is status
        else:
            possible.add(status)

    assert possible == ALLOWED[doing]


def test_a_resend_is_recognisable_as_the_same_letter(session: Session, letter: Letter) -> None:
    before = (letter.message_id, letter.written_at)
    letter.retry_at = LATER + timedelta(days=1)
    standing(session, letter, LetterStatus.DOUBTFUL)

    again = act(session, handling.resend, letter)

    assert (again.message_id, again.written_at) == before
    assert (again.status, again.owner, again.attempts, again.retry_at) == (LetterStatus.QUEUED, "", 0, None)


def test_a_resend_is_dated_as_the_first_time_in_local_time(session: Session, letter: Letter) -> None:
    first = email.message_from_bytes(handling.eml(session, letter), policy=default)["Date"]
    standing(session, letter, LetterStatus.DOUBTFUL)

    again = act(session, handling.resend, letter)

    dated = email.message_from_bytes(handling.eml(session, again), policy=default)["Date"]
    assert dated == first == "Thu, 01 Sep 2022 12:00:00 +0200"
    assert dated.datetime == letter.written_at


def test_an_edited_text_is_what_both_parts_say(session: Session, letter: Letter) -> None:
    edited = act(
        session,
        handling.edit,
        letter,
        subject="Ny\r\nBcc: x@example.org",
        text="Kære Tove\r\n\r\n- <Husk> kagen",
    )

    assert edited.subject == "Ny Bcc: x@example.org"
    assert edited.text == "Kære Tove\n\n- <Husk> kagen\n"
    assert "&lt;Husk&gt; kagen</li>" in edited.html
    assert "Velkommen" not in edited.html


def test_editing_only_the_subject_leaves_the_text(session: Session, letter: Letter) -> None:
    before = letter.text

    edited = act(session, handling.edit, letter, subject="Nyt emne")

    assert (edited.subject, edited.text) == ("Nyt emne", before)
    assert "<title>Nyt emne</title>" in edited.html


def test_letters_are_found_by_what_one_knows_of_them(
    session: Session, letter: Letter, small_vejle: Enrolment
) -> None:
    varde = enrolled(session, home="Varde")
    reminder, other = wrote(session, small_vejle, "reminder"), wrote(session, varde, "welcome")
    standing(session, reminder, LetterStatus.DOUBTFUL)

    assert handling.listed(session) == [other, reminder, letter]
    assert handling.listed(session, limit=1) == [other]
    assert handling.listed(session, status=LetterStatus.DOUBTFUL) == [reminder]
    assert handling.listed(session, enrolment_id=small_vejle.id, name="welcome") == [letter]
    assert handling.listed(session, programme_id=varde.programme_id, to="VARDE@") == [other]
    assert handling.listed(session, to="%") == []


def test_a_letter_opens_as_the_file_that_is_sent(session: Session, letter: Letter) -> None:
    session.get_one(Clock, 1).virtual_now = NOW
    session.flush()

    message = email.message_from_bytes(handling.eml(session, letter), policy=default)

    assert message["Message-ID"] == letter.message_id
    assert message["X-Tovholder-Rehearsal"] == "yes"
    assert message["Subject"] == letter.subject


@pytest.mark.parametrize("doing", [*ALLOWED])
def test_a_letter_that_is_not_there_is_named(session: Session, doing: Act) -> None:
    with pytest.raises(UnknownLetter, match="4711"):
        doing(session, 4711, actor=administrator("Anne"), reason="x", now=NOW)
