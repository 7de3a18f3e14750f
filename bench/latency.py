"""How long a municipality waits: from its third paper to the receipt, and to the first letter of the next step."""

from __future__ import annotations

import random
import time
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field

from bench import bounds, cohort
from bench.arrivals import LettersWrong, Sink, sink
from bench.cohort import PAPERS, STEPS, Place
from bench.coordinator import Hand, News, act
from bench.figures import Figure, Goal, spread
from bench.installation import Installation, installation
from bench.mailbox import Mailbox
from bench.plan import Plan, Say
from models.settings import settings

THREADS = 8
QUIET = 0.5
"""Seconds after which the last traces of earlier work, such as Prefect's log, are written."""
IDLE, AT_ONCE = "delivery → receipt, idle", "delivery → receipt, {} at once"
NEXT = "delivery → first letter of the next step, idle"


@dataclass
class Stopwatches:
    """Seconds until the receipt, from three beginnings, and until the next step's letter."""

    post: list[float] = field(default_factory=list)
    action: list[float] = field(default_factory=list)
    commit: list[float] = field(default_factory=list)
    next_step: list[float] = field(default_factory=list)

    def figures(self, name: str, post_goal: float) -> Iterator[Figure]:
        """The receipts; the goal is for the whole way, from the post."""
        yield from spread(f"{name}, from the POST", self.post, {50: Goal(post_goal)}, bounds.ROAD)
        yield from spread(f"{name}, from the action", self.action, {}, bounds.ROAD)
        yield from spread(f"{name}, from the commit", self.commit, {}, bounds.SMTP)


def measure(plan: Plan, say: Say) -> Iterator[list[Figure]]:
    """Each round with municipalities of its own."""
    with sink() as letters, installation(letters.port) as running:
        bench = Bench(running, letters)
        for number in range(plan.rounds):
            say(f"round {number + 1}: {plan.alone} municipalities one at a time")
            alone = bench.one_at_a_time(plan.alone)
            say(f"round {number + 1}: {plan.municipalities} municipalities at once")
            together = bench.at_once(plan.municipalities)
            yield [
                *alone.figures(IDLE, 0.012),
                *spread(NEXT, alone.next_step, {95: Goal(1.0)}, bounds.ROAD),
                *together.figures(AT_ONCE.format(plan.municipalities), 0.055),
            ]


class Bench:
    """The installation, its letters, and hands to deliver with."""

    def __init__(self, running: Installation, letters: Sink) -> None:
        self._running, self._letters = running, letters
        self._mailbox, self._hand = Mailbox(letters), Hand(settings().portal_address)
        self._enrolled = 0
        self._chance = random.Random(1)  # noqa: S311 - the same order every time is wanted

    def one_at_a_time(self, size: int) -> Stopwatches:
        """Everybody through all steps while nobody else does anything; every second paper by the action."""
        seen, places = Stopwatches(), self._enrol(size)
        for count, (place, step) in enumerate(
            (place, step) for place in places for step in range(1, STEPS + 1)
        ):
            news, last, requirement = self._all_but_one(place, step)
            self._running.settle()
            time.sleep(QUIET)
            if count % 2:
                began, committed = act(place, step, last)
            else:
                began = self._hand.deliver(news, last, requirement)
            receipt = self._receipt(place, step, last)
            if count % 2:
                seen.action.append(receipt.at - began)
                seen.commit.append(receipt.at - committed)
            else:
                seen.post.append(receipt.at - began)
            if step < STEPS:
                following = self._mailbox.wait(place.number, step + 1)
                seen.next_step.append(following.at - began)
        self._running.settle()
        cohort.check(places, self._letters.all, requests=STEPS, receipts=STEPS * PAPERS)
        return seen

    def at_once(self, size: int) -> Stopwatches:
        """The third paper of all in the same instant: in the first step through the portal, in the second by the action."""
        seen, places = Stopwatches(), self._enrol(size)
        ready = [self._all_but_one(place, 1) for place in places]
        self._running.settle()
        seen.post = self._post_at_once(places, ready)
        ready = [self._all_but_one(place, 2) for place in places]
        self._running.settle()
        with ThreadPoolExecutor(THREADS) as hands:
            acts = [
                hands.submit(act, place, 2, last) for place, (_, last, _) in zip(places, ready, strict=True)
            ]
        for place, (_, last, _), done in zip(places, ready, acts, strict=True):
            (began, committed), receipt = done.result(), self._receipt(place, 2, last)
            seen.action.append(receipt.at - began)
            seen.commit.append(receipt.at - committed)
        for place in places:
            self._mailbox.wait(place.number, 3)
        self._running.settle()
        cohort.check(places, self._letters.all, requests=3, receipts=2 * PAPERS)
        return seen

    def _post_at_once(self, places: Sequence[Place], ready: Sequence[tuple[News, int, int]]) -> list[float]:
        hands = [Hand(settings().portal_address) for _ in places]
        for hand in hands:
            hand.connect()
        began = [hand.send(*one) for hand, one in zip(hands, ready, strict=True)]
        for hand in hands:
            hand.answered()
            hand.close()
        receipts = [self._receipt(place, 1, last) for place, (_, last, _) in zip(places, ready, strict=True)]
        return [receipt.at - at for receipt, at in zip(receipts, began, strict=True)]

    def _enrol(self, size: int) -> list[Place]:
        first = self._enrolled + 1
        self._enrolled += size
        return cohort.enrol(f"fire-trin-{first}", size, first=first)

    def _all_but_one(self, place: Place, step: int) -> tuple[News, int, int]:
        """All papers but the last delivered, one of them twice: the request, the last paper and its requirement."""
        news = self._mailbox.wait(place.number, step)
        requirements = self._hand.papers(news)
        *others, last = self._chance.sample(sorted(requirements), PAPERS)
        for paper in (*others, others[0]):
            self._hand.deliver(news, paper, requirements[paper])
        for paper in others:
            self._mailbox.wait(place.number, step, paper)
        return news, last, requirements[last]

    def _receipt(self, place: Place, step: int, last: int) -> News:
        receipt = self._mailbox.wait(place.number, step, last)
        if not receipt.all_in:
            raise LettersWrong("the receipt of the last paper does not say that all is in")
        return receipt
