"""A browser at the portal's door, and two municipalities behind it."""

from __future__ import annotations

import asyncio
import re
import threading
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

import httpx
import pytest
import uvicorn
from httpx import Response
from sqlalchemy import text
from sqlalchemy.orm import Session

from actions import clock, database
from actions.people import links
from actions.programmes import publishing
from models.clock import Clock
from models.events import Invitation
from models.people import Contact, Enrolment
from models.progress import RequirementState
from portal.app import create_app
from tests.support.servers.prefect_engine import eventually, free_port
from tests.support.worlds import small_programme
from tests.support.worlds.small_programme import NOW


def fingerprint() -> dict[str, list[str]]:
    """Every row of every table with the transaction that last wrote it."""
    with database.transaction() as session:
        tables = session.scalars(text("SELECT tablename FROM pg_tables WHERE schemaname = 'public'")).all()
        return {
            table: sorted(session.scalars(text(f"SELECT xmin || '/' || ctid FROM \"{table}\"")).all())  # noqa: S608 - names from the catalogue
            for table in tables
        }


class Browser:
    """A browser that keeps its cookies, follows no redirect, and fails when looking changes the database."""

    def __init__(self) -> None:
        self._transport = httpx.ASGITransport(create_app(), raise_app_exceptions=False)
        self._cookies = httpx.Cookies()

    def request(self, method: str, address: str, **kwargs: Any) -> Response:
        """One request as it is."""

        async def ask() -> Response:
            home = "http://127.0.0.1:8200"
            async with httpx.AsyncClient(
                transport=self._transport, base_url=home, cookies=self._cookies
            ) as client:
                answer = await client.request(method, address, **kwargs)
                self._cookies = client.cookies
                return answer

        return asyncio.run(ask())

    def get(self, address: str) -> Response:
        """Look at a page."""
        return self._look("GET", address)

    def head(self, address: str) -> Response:
        """Look as a mail scanner does."""
        return self._look("HEAD", address)

    def post(self, address: str, **kwargs: Any) -> Response:
        """Send something."""
        return self.request("POST", address, **kwargs)

    def _look(self, method: str, address: str) -> Response:
        before = fingerprint()
        answer = self.request(method, address)
        assert fingerprint() == before, f"{method} {address} changed the database"
        return answer

    def deliver(self, address: str, data: dict[str, str] | None = None, **files: Any) -> Response:
        """Open the page as a person does, and send its form."""
        page = self.get(address)
        nonce = re.search(r'name="tovholder_nonce" value="([^"]+)"', page.text)
        assert nonce, "the page has no form"
        return self.post(address, data={"tovholder_nonce": nonce[1], **(data or {})}, files=files or None)


@pytest.fixture
def browser(database_url: str) -> Browser:
    """The portal, in a browser."""
    return Browser()


@dataclass
class Home:
    """A municipality with everything asked, and its people's pages."""

    enrolment: Enrolment
    coordinator: Contact
    participant: Contact
    invitations: list[Invitation]
    states: dict[str, RequirementState]
    page: str
    participant_page: str

    def requirement(self, key: str) -> str:
        """Address of a requirement's page."""
        return f"{self.page}/krav/{self.states[key].id}"

    def answer(self, number: int = 0) -> str:
        """Address to which an invitation's answer is posted."""
        return f"{self.page}/svar/{self.invitations[number].id}"


def page_of(session: Session, contact: Contact) -> str:
    """The address in a letter to this person."""
    return f"/jeres-side/{links.make(session, contact, clock.now(session))}"


def settle_in(session: Session, enrolment: Enrolment) -> Home:
    """Ask for everything, invite one participant and the coordinator."""
    coordinator = small_programme.coordinator(session, enrolment)
    participant = small_programme.participant(session, enrolment, f"Lea Leder {enrolment.id}")
    invitations = small_programme.invited(session, enrolment, participant, coordinator)
    step = publishing.definition(session, enrolment.programme_id).steps[0]
    return Home(
        enrolment,
        coordinator,
        participant,
        invitations,
        {one.key: small_programme.asked(session, enrolment, one.key) for one in step.requirements},
        page_of(session, coordinator),
        page_of(session, participant),
    )


@pytest.fixture
def at_noon(session: Session) -> Session:
    """A session in a rehearsal whose clock stands one hour after NOW."""
    session.query(Clock).one().virtual_now = NOW + timedelta(hours=1)
    session.flush()
    return session


@pytest.fixture
def vejle(at_noon: Session) -> Home:
    """The municipality whose people browse."""
    home = settle_in(at_noon, small_programme.enrolled(at_noon))
    at_noon.commit()
    return home


@pytest.fixture
def odense(at_noon: Session, vejle: Home) -> Home:
    """Another municipality in the same programme."""
    version = publishing.published(at_noon)[0]
    home = settle_in(at_noon, small_programme.enrolled(at_noon, version, "Odense"))
    at_noon.commit()
    return home


@pytest.fixture
def served(database_url: str) -> Iterator[str]:
    """Address of the portal, served as in an installation, on the test's database."""
    port = free_port()
    server = uvicorn.Server(uvicorn.Config(create_app(), port=port, log_level="warning"))
    thread = threading.Thread(target=server.run, name="portal")
    thread.start()
    try:
        eventually(lambda: server.started)
        yield f"http://127.0.0.1:{port}"
    finally:
        server.should_exit = True
        thread.join(20)
    assert not thread.is_alive()
