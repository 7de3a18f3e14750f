from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from actions.people import links
from models.accounts.actors import administrator
from models.errors.deliveries import LinkExpired
from models.journal import JournalEntry, What
from models.people import Contact, Link
from models.settings import settings
from tests.support.worlds.small_programme import NOW, coordinator, enrolled


@pytest.fixture
def tove(session: Session) -> Contact:
    return coordinator(session, enrolled(session))


def test_a_link_leads_to_its_contact_as_often_as_one_likes(session: Session, tove: Contact) -> None:
    token = links.make(session, tove, NOW)

    assert [links.follow(session, token, NOW) for _ in range(3)] == [tove] * 3


def test_every_letter_has_a_link_of_its_own(session: Session, tove: Contact) -> None:
    tokens = {links.make(session, tove, NOW) for _ in range(20)}

    assert len(tokens) == 20
    assert {links.follow(session, token, NOW) for token in tokens} == {tove}


def test_the_token_cannot_be_read_from_the_database(session: Session, tove: Contact) -> None:
    token = links.make(session, tove, NOW)
    session.flush()

    (link,) = session.scalars(select(Link)).all()
    assert token not in link.token_hash
    assert (len(token), len(link.token_hash)) == (43, 64)


def test_a_link_expires(session: Session, tove: Contact) -> None:
    token = links.make(session, tove, NOW)
    end = NOW + timedelta(days=settings().link_days)

    assert links.follow(session, token, end - timedelta(seconds=1)) == tove
    with pytest.raises(LinkExpired):
        links.follow(session, token, end)


def test_a_replaced_contacts_link_leads_nowhere(session: Session, tove: Contact) -> None:
    token = links.make(session, tove, NOW)
    tove.ended_at = NOW

    with pytest.raises(LinkExpired):
        links.follow(session, token, NOW)


def test_revoking_ends_all_links_of_that_contact_and_no_others(session: Session, tove: Contact) -> None:
    other = coordinator(session, enrolled(session, home="Varde"))
    mine, theirs = links.make(session, tove, NOW), links.make(session, other, NOW)
    session.flush()

    links.revoke(session, tove, NOW)

    assert links.follow(session, theirs, NOW) == other
    with pytest.raises(LinkExpired):
        links.follow(session, mine, NOW)


@pytest.mark.parametrize("token", ["", "x", "' OR 1=1 --", "æ" * 43, "\x00", "a" * 10_000])
def test_a_token_nobody_made_leads_nowhere(session: Session, token: str) -> None:
    with pytest.raises(LinkExpired):
        links.follow(session, token, NOW)


def test_a_link_handed_out_leaves_a_line_that_says_who_and_to_whom(session: Session, tove: Contact) -> None:
    address = links.hand_out(session, tove, actor=administrator("Anne Kontor"), now=NOW)

    session.flush()
    (line,) = session.scalars(select(JournalEntry).where(JournalEntry.what == What.LINK_MADE))
    assert links.follow(session, address.rpartition("/")[2], NOW) == tove
    assert (line.at, line.by, line.enrolment_id) == (NOW, "Anne Kontor", tove.enrolment_id)
    assert line.facts == {"contact": tove.id, "only": False}


def test_the_address_stands_below_the_portals(session: Session) -> None:
    assert links.url("abc") == f"{settings().portal_address}/jeres-side/abc"
