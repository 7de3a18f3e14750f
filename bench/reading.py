"""What a municipality reads: its page as the portal answers it, and a letter from its context to text and HTML."""

from __future__ import annotations

import asyncio
import statistics
import time
from collections.abc import Callable, Iterator
from dataclasses import replace
from itertools import count

import httpx
from sqlalchemy import select

from actions import clock
from actions.database import transaction
from actions.people import links
from bench import bounds
from bench.cohort import ZONE
from bench.figures import Figure
from bench.installation import surroundings
from bench.plan import Plan, Say
from bench.sweep_rows import PER_MUNICIPALITY, lay_out
from deployments.database import databases
from mails.letters import rendering
from mails.letters.context import LetterContext
from models.people import Contact
from models.settings import settings
from portal.app import create_app

PAGE = f"our page, {PER_MUNICIPALITY} requirements"
AGAIN, ANEW = "a letter like one before it, another recipient", "a letter set anew"
LETTER, LANGUAGE = "reminder", "da"
PAGES, LETTERS = 100, 500
CONTEXT = LetterContext(
    language=LANGUAGE,
    zone=ZONE,
    programme_title="Forløbet",
    office_name="Kontoret",
    sender_name="Kontoret",
    reply_to="kontor@example.org",
    recipient="Tove Vejle",
    municipality="Vejle Kommune",
    link="https://portal.example.org/x",
)
_numbers = count()


def measure(plan: Plan, say: Say) -> Iterator[list[Figure]]:
    """Each round asks for the page and renders letters; a transaction of the same round is the bound."""
    with surroundings(), databases.running(settings()):
        with transaction() as session:
            lay_out(session, PER_MUNICIPALITY, 1)
            contact = session.scalars(select(Contact)).one()
            token = links.make(session, contact, clock.now(session))
        for number in range(plan.rounds):
            say(f"round {number + 1}")
            yield [
                Figure(bounds.TRANSACTION, bounds.bare_transaction()),
                Figure(PAGE, asyncio.run(_page(f"/jeres-side/{token}")), bound=bounds.TRANSACTION),
                Figure(
                    AGAIN, _letters(lambda name: replace(CONTEXT, recipient=name)), bound=bounds.TRANSACTION
                ),
                Figure(
                    ANEW, _letters(lambda name: replace(CONTEXT, step_title=name)), bound=bounds.TRANSACTION
                ),
            ]


async def _page(address: str) -> float:
    """Median seconds from the request to its whole answer, without a network."""
    door = httpx.ASGITransport(create_app())
    taken = []
    async with httpx.AsyncClient(transport=door, base_url=settings().portal_address) as client:
        for _ in range(PAGES):
            began = time.perf_counter()
            (await client.get(address)).raise_for_status()
            taken.append(time.perf_counter() - began)
    return statistics.median(taken)


def _letters(different: Callable[[str], LetterContext]) -> float:
    """Median seconds of rendering letters that differ in one thing."""
    taken = []
    for _ in range(LETTERS):
        context = different(f"Nr. {next(_numbers)}")
        began = time.perf_counter()
        rendering.render(LETTER, LANGUAGE, context)
        taken.append(time.perf_counter() - began)
    return statistics.median(taken)
