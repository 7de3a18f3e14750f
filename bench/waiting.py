"""What an installation costs in which everybody waits, and how fast staff see who does."""

from __future__ import annotations

import subprocess
import sys
import time
from collections.abc import Callable, Iterator

import httpx
from sqlalchemy import func, select

from actions.database import reading
from bench import cohort
from bench.arrivals import sink
from bench.figures import Figure, Goal, Unit, spread
from bench.installation import Installation, installation, spent
from bench.plan import Plan, Say
from bench.processes import Memory
from models.progress import WaitingRun
from models.settings import settings

LOOKS, PAGE = 20, 100
GLANCE = 2.0
WAITING = {
    "sort": "START_TIME_DESC",
    "limit": PAGE,
    "page": 1,
    "flow_runs": {"operator": "and_", "state": {"operator": "and_", "name": {"any_": ["Suspended"]}}},
}
"""What the interface asks for on its page of waiting runs, with its largest page."""


def measure(plan: Plan, say: Say) -> Iterator[list[Figure]]:
    """The runs are made once, by the engine; each round looks anew."""
    with sink() as letters, installation(letters.port) as running:
        places = cohort.enrol("fire-trin", plan.waiting, first=1)
        while (waiting := _waiting()) < plan.waiting:
            say(f"{waiting} of {plan.waiting} municipalities wait")
            time.sleep(GLANCE)
        running.settle()
        cohort.check(places, letters.all, requests=1, receipts=0)
        for number in range(plan.rounds):
            say(f"round {number + 1}: {plan.idle_seconds:.0f} seconds of nothing")
            yield list(_round(running, plan))


def _round(running: Installation, plan: Plan) -> Iterator[Figure]:
    name = f"{plan.waiting} municipalities wait"
    before, began = running.cpu(), time.monotonic()
    time.sleep(plan.idle_seconds)
    after, seconds = running.cpu(), time.monotonic() - began
    held = running.memory()
    whole = sum(held.values(), Memory(0, 0))
    yield Figure(f"{name}: CPU", 100 * spent(before, after) / seconds, Unit.PERCENT, Goal(5.0))
    for part in after:
        yield Figure(f"{name}: CPU of {part}", 100 * spent(before, after, part) / seconds, Unit.PERCENT)
    yield Figure(f"{name}: memory (PSS)", whole.pss, Unit.MEGABYTES, Goal(450.0))
    for part, memory in held.items():
        yield Figure(f"{name}: memory of {part} (PSS)", memory.pss, Unit.MEGABYTES)
    yield Figure(f"{name}: memory with shared pages counted for each (RSS)", whole.rss, Unit.MEGABYTES)
    with httpx.Client(base_url=settings().prefect_address, trust_env=False, timeout=60) as client:
        pages = [_timed(lambda: _page(client, plan.waiting)) for _ in range(LOOKS)]
    yield from spread(f"{name}: page of {PAGE} waiting runs", pages, {50: Goal(0.3)})
    yield Figure(f"{name}: `tovholder status`", _timed(_status))


def _waiting() -> int:
    with reading() as session:
        return session.scalar(select(func.count()).select_from(WaitingRun)) or 0


def _timed(act: Callable[[], object]) -> float:
    began = time.monotonic()
    act()
    return time.monotonic() - began


def _page(client: httpx.Client, waiting: int) -> None:
    found = client.post("/api/flow_runs/paginate", json=WAITING).raise_for_status().json()
    if found["count"] != waiting or len(found["results"]) != min(PAGE, waiting):
        raise RuntimeError(f"the page shows {found['count']} waiting runs, {waiting} wait")


def _status() -> None:
    subprocess.run([sys.executable, "-m", "cli.app", "status"], check=True, stdout=subprocess.DEVNULL)
