"""Many worlds in several processes. Not in `__main__`, which a process that is spawned does not load."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from functools import partial
from multiprocessing import Queue, get_context

from sqlalchemy import URL, Engine
from sqlalchemy.engine import make_url

from tests.simulation import ground, living

_ground: list[Engine] = []
"""This process's database, for all the worlds it will live through."""


def live_all(admin: str, seeds: Sequence[int], jobs: int, acts: int | None) -> Iterator[str]:
    """What is to be told of each world, in the order of the seeds."""
    context = get_context("spawn")
    numbers = context.Queue()
    for number in range(jobs):
        numbers.put(number)
    with ProcessPoolExecutor(jobs, context, _begin, (admin, numbers)) as pool:
        yield from pool.map(partial(live, acts=acts), seeds, chunksize=5)


def settle_down(admin: URL, name: str) -> None:
    """Take a database for this process."""
    _ground.append(ground.take(admin, name))


def live(seed: int, acts: int | None, told: Callable[[str], None] | None = None) -> str:
    """What is to be told when a promise was broken; empty when all held."""
    try:
        living.live(_ground[0], seed, acts, told=told)
    except living.PromiseBroken as broken:
        return str(broken)
    return ""


def _begin(admin: str, numbers: Queue[int]) -> None:
    settle_down(make_url(admin), f"world_{numbers.get()}")
