"""A browser at the portal's door, without a server: what it looks at must not change the database."""

from __future__ import annotations

import asyncio
import re
from html import unescape
from typing import Any

import httpx
from httpx import Response
from sqlalchemy import text
from sqlalchemy.orm import Session

from actions import clock, database
from actions.people import links
from models.people import Contact
from portal.app import create_app


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


def page_of(session: Session, contact: Contact) -> str:
    """The address in a letter to this person."""
    return f"/jeres-side/{links.make(session, contact, clock.now(session))}"


def said(browser: Browser, address: str) -> str:
    """The words of the page at that address."""
    return read(browser.get(address))


def read(answer: Response) -> str:
    """The words of a page: what is read, and what is read out."""
    page = answer.text
    labels = re.findall(r'(?:aria-label|alt|placeholder|title)="([^"]*)"', page)
    return unescape(" ".join([re.sub(r"(?s)<style.*?</style>|<[^>]*>", " ", page), *labels]))
