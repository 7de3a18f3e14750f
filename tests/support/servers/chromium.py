"""For tests that look through a real Chromium: a page that remembers whom it asked and what it complained about.

`PICTURES=docs/pictures` keeps the pictures such tests take; without it they go where pytest forgets them.
"""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

import pytest

if TYPE_CHECKING:
    from playwright.sync_api import Page

QUIET = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--no-first-run",
]
EXPECTED = (
    "amplitude",  # the analytics program it always starts, which the policy keeps in
    "failed to load resource: the server responded with a status of 404",  # icons it lacks
    "api/task_runs/filter",  # the task and the run an artifact comes from; the board comes from none
    "api/flow_runs/filter",
)
PATIENCE = 30_000
"""Milliseconds for a page to be drawn on a busy machine."""


class Visit:
    """A page, and everything the browser asked for or complained about on it."""

    def __init__(self, page: Page) -> None:
        self.page = page
        self.asked: list[str] = []
        self.complaints: list[str] = []
        page.on("request", lambda request: self.asked.append(request.url))
        page.on("websocket", lambda socket: self.asked.append(socket.url))
        page.on("console", lambda line: self._hear(line.type, f"{line.text} ({line.location['url']})"))
        page.on("pageerror", lambda error: self.complaints.append(str(error)))

    def _hear(self, kind: str, line: str) -> None:
        if kind == "error":
            self.complaints.append(line)

    def complaints_of_ours(self) -> list[str]:
        """Without what Prefect's UI complains about of its own accord."""
        return [line for line in self.complaints if not any(word in line.lower() for word in EXPECTED)]

    def hosts(self) -> set[str | None]:
        """The machines that were asked for anything."""
        return {urlsplit(url).hostname for url in self.asked if urlsplit(url).scheme not in {"data", "blob"}}


@pytest.fixture
def visit() -> Iterator[Visit]:
    """A fresh browser window; skips without Chromium unless REQUIRE_BROWSER is 1."""
    from playwright.sync_api import expect, sync_playwright

    expect.set_options(timeout=PATIENCE)
    chromium = shutil.which("chromium")
    if chromium is None:
        if os.environ.get("REQUIRE_BROWSER") == "1":
            pytest.fail("REQUIRE_BROWSER is set and there is no chromium")
        pytest.skip("no chromium")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium, args=QUIET)
        yield Visit(browser.new_page(viewport={"width": 1400, "height": 900}))
        browser.close()


@pytest.fixture
def pictures(tmp_path: Path) -> Path:
    """Folder for screenshots."""
    folder = Path(os.environ.get("PICTURES", tmp_path))
    folder.mkdir(parents=True, exist_ok=True)
    return folder
