"""A browser at the portal's door, and two municipalities behind it."""

from __future__ import annotations

import threading
from collections.abc import Iterator

import pytest
import uvicorn

from portal.app import create_app
from tests.support.acts.browsing import Browser
from tests.support.servers.prefect_engine import eventually, free_port


@pytest.fixture
def browser(database_url: str) -> Browser:
    """The portal, in a browser."""
    return Browser()


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
