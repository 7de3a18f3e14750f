"""`python -m tests.simulation --seeds 1000 --jobs 2`: many worlds lived through; `--seed 17 --trace` tells of one."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from functools import partial
from multiprocessing import Queue, get_context
from time import monotonic

from rich.console import Console
from rich.progress import track
from sqlalchemy import Engine
from sqlalchemy.engine import make_url

from tests.simulation import ground, living

_ground: list[Engine] = []
"""This process's database."""
console = Console(highlight=False, soft_wrap=True)


def main(argv: Sequence[str] | None = None) -> int:
    """Live through the seeds asked for; 1 when a promise was broken."""
    asked = _asked(argv)
    begun = monotonic()
    seeds = [asked.seed] if asked.seed is not None else range(asked.start, asked.start + asked.seeds)
    with ground.server() as admin:
        if asked.trace:
            _ground.append(ground.take(admin, "world"))
            broken = [said for seed in seeds if (said := _live(seed, asked.acts, print))]
        else:
            broken = list(_many(admin.render_as_string(hide_password=False), seeds, asked.jobs, asked.acts))
    for said in broken[: asked.show]:
        console.print(said, markup=False)
    held = "every promise held" if not broken else f"{len(broken)} broke a promise"
    console.print(f"{len(seeds)} seeds in {monotonic() - begun:.0f} s: {held}")
    return int(bool(broken))


def _asked(argv: Sequence[str] | None) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m tests.simulation", description=__doc__)
    parser.add_argument("--seeds", type=int, default=1000, help="how many worlds")
    parser.add_argument("--start", type=int, default=0, help="the first seed")
    parser.add_argument("--jobs", type=int, default=2, help="processes, each with a database of its own")
    parser.add_argument("--acts", type=int, help="acts in each world; else by the dice")
    parser.add_argument("--seed", type=int, help="only this world")
    parser.add_argument("--trace", action="store_true", help="print every act")
    parser.add_argument("--show", type=int, default=5, help="broken worlds told of at the end")
    return parser.parse_args(argv)


def _many(admin: str, seeds: Sequence[int], jobs: int, acts: int | None) -> Iterator[str]:
    context = get_context("spawn")
    numbers = context.Queue()
    for number in range(jobs):
        numbers.put(number)
    with ProcessPoolExecutor(jobs, context, _settle_down, (admin, numbers)) as pool:
        lived = pool.map(partial(_live, acts=acts), seeds, chunksize=5)
        yield from filter(None, track(lived, "Living", len(seeds), console=console))


def _settle_down(admin: str, numbers: Queue[int]) -> None:
    """A process's own database, for all the worlds it will live through."""
    _ground.append(ground.take(make_url(admin), f"world_{numbers.get()}"))


def _live(seed: int, acts: int | None, told: Callable[[str], None] | None = None) -> str:
    """What is to be told when a promise was broken; empty when all held."""
    try:
        living.live(_ground[0], seed, acts, told=told)
    except living.PromiseBroken as broken:
        return str(broken)
    return ""


if __name__ == "__main__":
    sys.exit(main())
