"""What remains behind a link when its municipality has left, or the link itself has ended."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from actions.gates import withdrawal
from actions.people import links
from actions.progress import enrolments
from models.accounts.actors import administrator
from models.people import Link
from tests.support.acts.browsing import Browser
from tests.support.worlds.homes import Home
from tests.support.worlds.small_programme import NOW


def test_a_municipality_that_has_left_reads_but_does_not_deliver(
    browser: Browser, session: Session, small_vejle_home: Home
) -> None:
    enrolment = enrolments.get(session, small_vejle_home.enrolment.id)
    withdrawal.withdraw(session, enrolment, actor=administrator("Anne Kontor"), reason="Ny ledelse", now=NOW)
    session.commit()

    page = browser.get(small_vejle_home.page)

    assert page.status_code == 200
    assert "er trådt ud af forløbet" in page.text
    assert "<form" not in page.text


@pytest.mark.parametrize("fate", ["unknown", "expired", "revoked", "replaced"])
def test_every_dead_link_says_the_same(
    browser: Browser, session: Session, small_vejle_home: Home, fate: str
) -> None:
    address = small_vejle_home.page
    if fate == "unknown":
        address = "/jeres-side/nothing"
    elif fate == "expired":
        for link in session.scalars(select(Link)):
            link.expires_at = NOW - timedelta(days=1)
    elif fate == "revoked":
        links.revoke(session, small_vejle_home.coordinator, NOW)
    else:
        session.merge(small_vejle_home.coordinator).ended_at = NOW
    session.commit()

    page = browser.get(address)

    assert page.status_code == 410
    assert page.text == browser.get("/jeres-side/nothing").text
    assert "Linket gælder ikke længere" in page.text
