"""How many municipalities come through four steps in a minute, and what a leg of a flow costs."""

from __future__ import annotations

import random
import threading
import time
from collections.abc import Iterator
from concurrent.futures import Future, ThreadPoolExecutor

from actions import clock
from bench import bounds, cohort
from bench.arrivals import LettersWrong, Sink, sink
from bench.cohort import PAPERS, STEPS
from bench.coordinator import Hand, News
from bench.figures import Figure, Goal, Unit, spread
from bench.installation import Installation, installation, spent
from bench.mailbox import Mailbox
from bench.peer.names import CPU_PER_MUNICIPALITY, SATURATED
from bench.plan import Plan, Say
from models.settings import settings

HANDS = 4
Sent = dict[tuple[int, int], float]
"""When the last paper of a municipality's step was sent."""


def measure(plan: Plan, say: Say) -> Iterator[list[Figure]]:
    """Each round with a cohort of its own, in one installation."""
    with sink() as letters, installation(letters.port) as running:
        for number in range(plan.rounds):
            say(f"round {number + 1}: {plan.municipalities} municipalities through four steps")
            yield list(_round(running, letters, plan.municipalities, 1 + number * plan.municipalities))


def _round(running: Installation, letters: Sink, size: int, first: int) -> Iterator[Figure]:
    cpu, legs = running.cpu(), running.legs()
    began = clock.real_now()
    places = cohort.enrol(f"fire-trin-{first}", size, first=first)
    waits = _answer_letters(letters, size)
    running.settle()
    cohort.check(places, letters.all, requests=STEPS, receipts=STEPS * PAPERS)
    minutes = (max(cohort.completed(places)) - began).total_seconds() / 60
    after, played = running.cpu(), running.legs() - legs
    rate = Goal(10, at_least=True, ratio=True)
    name = f"municipalities through four steps, N = {size}"
    yield Figure(name, size / minutes, Unit.PER_MINUTE, rate, SATURATED)
    yield from spread(f"delivery → receipt while {size} come through", waits, {}, bounds.ROAD)
    yield Figure("legs per municipality", played / size, Unit.COUNT)
    both = spent(cpu, after, "engine", "prefect") / played
    yield Figure("CPU per leg, engine and Prefect server", both, Unit.CPU, Goal(0.35), bounds.START_CPU)
    for part in after:
        yield Figure(f"CPU per leg, {part}", spent(cpu, after, part) / played, Unit.CPU)
    yield Figure("CPU per municipality", spent(cpu, after) / size, Unit.CPU, bound=CPU_PER_MUNICIPALITY)


def _answer_letters(letters: Sink, size: int) -> list[float]:
    """Deliver three papers whenever a request comes, until all letters have come; how long each last receipt took."""
    mailbox, sent, waits = Mailbox(letters), Sent(), []
    hands, work = threading.local(), list[Future[None]]()
    receipts: list[News] = []
    with ThreadPoolExecutor(HANDS) as pool:
        for _ in range(size * STEPS * (1 + PAPERS)):
            news = mailbox.next()
            if news.paper is None:
                work.append(pool.submit(_deliver, news, hands, sent))
            elif news.all_in:
                receipts.append(news)
            _raise_failed(work)
    for receipt in receipts:
        waits.append(receipt.at - sent[receipt.number, receipt.step])
    if len(waits) != size * STEPS:
        raise LettersWrong(f"{len(waits)} receipts say that all is in, {size * STEPS} expected")
    return waits


def _deliver(news: News, hands: threading.local, sent: Sent) -> None:
    """The three papers in an order of their own, every other time one of them twice."""
    if not hasattr(hands, "one"):
        hands.one = Hand(settings().portal_address)
    hand: Hand = hands.one
    requirements = hand.papers(news)
    chance = random.Random(f"{news.number}/{news.step}")  # noqa: S311 - the same order every time is wanted
    *others, last = chance.sample(sorted(requirements), PAPERS)
    for paper in (*others, *others[: chance.randint(0, 1)]):
        hand.deliver(news, paper, requirements[paper])
    hand.connect()
    sent[news.number, news.step] = time.monotonic()
    hand.deliver(news, last, requirements[last])


def _raise_failed(work: list[Future[None]]) -> None:
    """Let a delivery that failed end the run at once; forget the ones that are done."""
    for future in [one for one in work if one.done()]:
        work.remove(future)
        future.result()
