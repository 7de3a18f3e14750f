"""`python -m tests.simulation --seeds 1000 --jobs 2`: many worlds lived through; `--seed 17 --trace` tells of one."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Sequence
from time import monotonic

from rich.console import Console
from rich.progress import track

from tests.simulation import ground, many

console = Console(highlight=False, soft_wrap=True)


def main(argv: Sequence[str] | None = None) -> int:
    """Live through the seeds asked for; 1 when a promise was broken."""
    asked = _asked(argv)
    begun = monotonic()
    seeds = [asked.seed] if asked.seed is not None else range(asked.start, asked.start + asked.seeds)
    with ground.server() as admin:
        if asked.trace:
            many.settle_down(admin, "world")
            broken = [said for seed in seeds if (said := many.live(seed, asked.acts, print))]
        else:
            address = admin.render_as_string(hide_password=False)
            lived = many.live_all(address, seeds, asked.jobs, asked.acts)
            broken = [said for said in track(lived, "Living", len(seeds), console=console) if said]
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


if __name__ == "__main__":
    sys.exit(main())
