"""Many rows in one statement: in their order, whole, and each key once."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import pytest
from sqlalchemy import select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from actions import bulk
from models.letters import Letter
from models.people import Link
from models.states import LetterStatus
from tests.support.worlds.small_programme import NOW, coordinator, enrolled


def row(programme_id: int, key: str, **changes: Any) -> dict[str, Any]:
    """A letter to the office, as the outbox would queue it."""
    texts = dict.fromkeys(("to_name", "from_name", "subject", "text", "html"), 'Æbler & "pærer" \\x41\n')
    addresses = dict.fromkeys(("to_email", "from_email", "reply_to"), "anne@example.org")
    place = {"name": "statement", "language": "da", "programme_id": programme_id, "message_id": f"<{key}>"}
    times = {"written_at": NOW, "not_before": NOW}
    return {**texts, **addresses, **place, **times, "key": key, **changes}


@pytest.fixture
def programme_id(session: Session) -> int:
    return enrolled(session).programme_id


def test_rows_are_numbered_in_their_order(session: Session, programme_id: int) -> None:
    added = bulk.add(session, Letter, [row(programme_id, key) for key in ("c", "a", "b")], once=Letter.key)

    kept = session.scalars(select(Letter).order_by(Letter.id)).all()
    assert [(letter.id, letter.key) for letter in kept] == [tuple(one) for one in added]
    assert [letter.key for letter in kept] == ["c", "a", "b"]


def test_what_comes_back_is_what_was_sent(session: Session, programme_id: int) -> None:
    at = datetime(2022, 10, 30, 0, 30, 0, 123456, tzinfo=UTC)
    calendar = bytes(range(256))

    bulk.add(session, Letter, [row(programme_id, "k", written_at=at, calendar=calendar)])

    letter = session.scalars(select(Letter)).one()
    assert (letter.written_at, letter.calendar) == (at, calendar)
    assert letter.text == 'Æbler & "pærer" \\x41\n'


def test_columns_not_named_have_their_defaults(session: Session, programme_id: int) -> None:
    bulk.add(session, Letter, [row(programme_id, "k")])

    letter = session.scalars(select(Letter)).one()
    assert (letter.status, letter.attempts, letter.note) == (LetterStatus.QUEUED, 0, "")
    assert (letter.sent_at, letter.calendar) == (None, None)


def test_what_is_there_already_is_left_out(session: Session, programme_id: int) -> None:
    bulk.add(session, Letter, [row(programme_id, "old")])

    again = [row(programme_id, key, message_id=f"<{key} again>") for key in ("old", "new")]
    added = bulk.add(session, Letter, again, once=Letter.key)

    assert [key for _, key in added] == ["new"]


def test_without_a_key_twice_the_same_is_an_error(session: Session, programme_id: int) -> None:
    bulk.add(session, Letter, [row(programme_id, "k")])

    with pytest.raises(IntegrityError):
        bulk.add(session, Letter, [row(programme_id, "k")])


def test_what_the_session_holds_is_written_first(session: Session) -> None:
    tove = coordinator(session, enrolled(session))
    session.add(Link(token_hash="first", contact_id=tove.id, created_at=NOW, expires_at=NOW))

    link = {"token_hash": "second", "contact_id": tove.id, "created_at": NOW, "expires_at": NOW}
    bulk.add(session, Link, [link])

    assert not session.new
    assert session.scalars(select(Link.token_hash)).all() == ["first", "second"]


def test_no_rows_are_no_statement(session: Session) -> None:
    assert bulk.add(session, Letter, [], once=Letter.key) == ()


def test_what_no_column_holds_is_refused(session: Session, programme_id: int) -> None:
    with pytest.raises(TypeError, match="no column holds a complex"):
        bulk.add(session, Letter, [row(programme_id, "k", text=1j)])
