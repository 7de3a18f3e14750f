"""What a coordinator reads in a letter, and how papers are delivered: through the portal, or by the action itself."""

from __future__ import annotations

import http.client
import re
import time
from dataclasses import dataclass
from urllib.parse import urlsplit

from actions import clock
from actions.database import transaction
from actions.deliveries import submissions
from actions.progress import requirements
from bench.arrivals import Arrival, LettersWrong
from bench.cohort import PAPERS, Place
from models.accounts.actors import administrator
from portal.protection import NONCE

_NUMBER = re.compile(r"^kommune\.(\d+)@")
_PAPER = re.compile(r"Papir (\d+)-(\d+)")
_LINK = re.compile(r"https?://\S+/jeres-side/\S+")
_CARD = re.compile(r'href="[^"]*/krav/(\d+)"[^>]*>[^<]*<span class="sr">: Papir (\d+)-(\d+)<')
_ALL_IN = "Vi har nu alt"
_BOUNDARY = "papirgraense"
KEPT = 3.0
"""Seconds a connection is used again after its last use."""


@dataclass(frozen=True)
class News:
    """A letter as its reader takes it: the request of a step, or the receipt of one of its papers."""

    at: float
    number: int
    step: int
    paper: int | None
    all_in: bool
    link: str


def understood(arrival: Arrival) -> News | None:
    """What the letter says; None for letters to the office. The first paper a request names tells its step."""
    number = _NUMBER.match(arrival.to)
    if number is None:
        return None
    receipt = _PAPER.search(arrival.subject)
    paper, link = receipt or _PAPER.search(arrival.text), _LINK.search(arrival.text)
    if paper is None or link is None:
        raise LettersWrong(f"a letter nobody can act upon: {arrival.subject}")
    return News(
        at=arrival.at,
        number=int(number[1]),
        step=int(paper[1]),
        paper=int(paper[2]) if receipt else None,
        all_in=_ALL_IN in arrival.text,
        link=link[0],
    )


def content(place_number: int, step: int, paper: int) -> bytes:
    """A small PDF nobody else delivers."""
    return f"%PDF-1.4\n% {place_number} {step}-{paper}\n%%EOF\n".encode()


class Hand:
    """One browser: a kept connection to the portal. Not for use by several threads."""

    def __init__(self, portal: str) -> None:
        self._portal = http.client.HTTPConnection(urlsplit(portal).netloc, timeout=120)
        self._used_at = 0.0

    def connect(self) -> None:
        """Have a connection the portal has not closed yet; it closes idle ones."""
        if time.monotonic() - self._used_at > KEPT:
            self._portal.close()
            self._portal.connect()
        self._used_at = time.monotonic()

    def close(self) -> None:
        """Leave."""
        self._portal.close()

    def papers(self, news: News) -> dict[int, int]:
        """The requirement's number behind each paper of the step, as "our page" links to them."""
        self.connect()
        self._portal.request("GET", urlsplit(news.link).path)
        page = self._portal.getresponse().read().decode()
        found = {
            int(paper): int(number) for number, step, paper in _CARD.findall(page) if int(step) == news.step
        }
        if len(found) != PAPERS:
            raise LettersWrong(f"the page shows {len(found)} papers to deliver in step {news.step}")
        return found

    def send(self, news: News, paper: int, requirement: int) -> float:
        """Post the paper without waiting for the answer; when it began to leave."""
        body = (
            f"--{_BOUNDARY}\r\n"
            f'Content-Disposition: form-data; name="{NONCE}"\r\n\r\nbench\r\n'
            f"--{_BOUNDARY}\r\n"
            f'Content-Disposition: form-data; name="file"; filename="papir.pdf"\r\n'
            "Content-Type: application/pdf\r\n\r\n"
        ).encode() + content(news.number, news.step, paper)
        headers = {"Content-Type": f"multipart/form-data; boundary={_BOUNDARY}", "Cookie": f"{NONCE}=bench"}
        path, whole = urlsplit(news.link).path, body + f"\r\n--{_BOUNDARY}--\r\n".encode()
        self.connect()
        began = time.monotonic()
        self._portal.request("POST", f"{path}/krav/{requirement}", whole, headers)
        return began

    def answered(self) -> None:
        """Wait for the answer to the last post, which must be that the paper has come."""
        answer = self._portal.getresponse()
        answer.read()
        if answer.status != http.client.SEE_OTHER:
            raise LettersWrong(f"the portal answered {answer.status}")

    def deliver(self, news: News, paper: int, requirement: int) -> float:
        """Post and wait; when it began to leave."""
        began = self.send(news, paper, requirement)
        self.answered()
        return began


def act(place: Place, step: int, paper: int) -> tuple[float, float]:
    """Deliver by the action, in this process: when it was called, and when its transaction was committed."""
    began = time.monotonic()
    with transaction() as session:
        state = requirements.state_of(session, place.enrolment_id, f"step_{step}", f"paper_{paper}")
        submissions.submit(
            session,
            state,
            actor=administrator("bench"),
            now=clock.now(session),
            filename="papir.pdf",
            content=content(place.number, step, paper),
        )
    return began, time.monotonic()
