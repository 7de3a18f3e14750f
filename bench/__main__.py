"""`make bench`: measure everything, or some of it, and write the table."""

from __future__ import annotations

import argparse
import json
import signal
import sys
import time
from collections.abc import Sequence
from dataclasses import asdict, fields
from pathlib import Path

from rich.console import Console

from actions import clock
from bench import bounds, latency, machine, reading, sweep, table, throughput, waiting
from bench.figures import Figure, medians
from bench.peer import measuring
from bench.plan import Part, Plan

PAGE = Path(__file__).parent.parent / "docs" / "reference" / "benchmarks.md"
PARTS: dict[str, tuple[str, Part]] = {
    "bounds": ("Bounds", bounds.measure),
    "peer": ("The naive peer", measuring.measure),
    "latency": ("From a delivery to the next letter", latency.measure),
    "throughput": ("Many at a time", throughput.measure),
    "reading": ("What a municipality reads", reading.measure),
    "sweep": ("The daily sweep", sweep.measure),
    "waiting": ("Nothing happens", waiting.measure),
}


def main() -> None:
    """Measure what the command line asks for."""
    signal.signal(signal.SIGTERM, lambda *_: sys.exit("stopped"))  # in order, so that nothing is left running
    asked = _arguments()
    plan = Plan(**{field.name: getattr(asked, field.name) for field in fields(Plan)})
    chosen = asked.only or list(PARTS)
    console = Console(stderr=True)
    began, load = time.monotonic(), machine.load()
    rounds = {name: _measure(name, plan, console) for name in chosen}
    parts = {PARTS[name][0]: medians(rounds[name]) for name in chosen}
    told = _circumstances(plan, load, time.monotonic() - began)
    written = table.page(parts, told)
    print(written)
    out = asked.out or (None if asked.only else PAGE)
    if out:
        out.write_text(written, encoding="utf-8")
    if asked.out:
        raw = {name: [{one.name: one.value for one in each} for each in rounds[name]] for name in chosen}
        said = json.dumps(table.as_json(parts, told, raw), indent=2, ensure_ascii=False)
        asked.out.with_suffix(".json").write_text(f"{said}\n", encoding="utf-8")


def _measure(name: str, plan: Plan, console: Console) -> Sequence[Sequence[Figure]]:
    """The rounds of one part, with a line at the terminal about how far it is."""
    title, measure = PARTS[name]
    began = time.monotonic()
    with console.status(title) as status:
        rounds = [list(each) for each in measure(plan, lambda now: status.update(f"{title}: {now}"))]
    console.print(f"{title}: {time.monotonic() - began:.0f} s")
    return rounds


def _circumstances(plan: Plan, load_before: str, seconds: float) -> dict[str, str]:
    return {
        "Date": f"{clock.real_now():%Y-%m-%d %H:%M} UTC",
        "Machine": f"{machine.processor()}, {machine.cores()} cores",
        "Load before and after": f"{load_before} and {machine.load()} (averages of 1, 5 and 15 minutes)",
        "Versions": machine.versions(),
        "Sizes": ", ".join(f"{name.replace('_', ' ')} {value:,g}" for name, value in asdict(plan).items()),
        "Duration": f"{seconds / 60:.0f} minutes",
    }


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m bench", description=__doc__)
    parser.add_argument("--only", action="append", choices=PARTS, help="measure this part; may be repeated")
    parser.add_argument("--out", type=Path, metavar="FILE", help="write the table there, and JSON beside it")
    for field in fields(Plan):
        kind = type(field.default)
        parser.add_argument(
            f"--{field.name.replace('_', '-')}", type=kind, default=field.default, metavar="N"
        )
    return parser.parse_args()


if __name__ == "__main__":
    main()
