"""`make chaos`: installations that are killed, stopped, filled up and lied to, and what is true of them afterwards."""

from __future__ import annotations

import argparse
import sys
import tempfile
from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path

from tests.chaos import runs, table
from tests.chaos.rehearsing import Played

PAGE = Path(__file__).parents[2] / "docs" / "reference" / "chaos.md"


def main() -> int:
    """Play everything, say how it went as it goes, and write the table; 1 when a promise was broken."""
    asked = argparse.ArgumentParser(prog="python -m tests.chaos", description=__doc__)
    asked.add_argument("--seeds", type=int, default=5, help="rehearsals that are disturbed (default: 5)")
    asked.add_argument("--kills", type=int, default=24, help="kills in each of them (default: 24)")
    asked.add_argument("--out", type=Path, default=PAGE, help="the table (default: docs/reference/chaos.md)")
    given = asked.parse_args()
    with tempfile.TemporaryDirectory(prefix="tovholder-chaos-") as folder:
        rows = []
        for row in _rows(Path(folder), given.seeds, given.kills):
            rows.append(row)
            sys.stdout.write(f"{row.told()}\n")
            sys.stdout.flush()
    given.out.write_text(table.page(rows), encoding="utf-8")
    return int(any(row.faults for row in rows))


def _rows(folder: Path, seeds: int, kills: int) -> Iterator[table.Row]:
    """One row after the other, the undisturbed rehearsal first."""
    undisturbed: Played | None = None
    for name, play in _plays(folder, seeds, kills):
        try:
            played = play()
        except Exception as failure:  # a run that does not come to its end is a row of the table as well
            yield table.Row(name, failure=f"{type(failure).__name__}: {failure}")
            continue
        undisturbed = undisturbed or played
        compared = name.startswith(runs.COMPARED)
        yield table.Row(name, played, played.differences(undisturbed) if compared else None)


def _plays(folder: Path, seeds: int, kills: int) -> Iterator[tuple[str, Callable[[], Played]]]:
    yield "undisturbed", partial(runs.killed, folder / "undisturbed", seed=0, kills=0)
    for seed in range(1, seeds + 1):
        yield f"killed, seed {seed}", partial(runs.killed, folder / f"{seed}", seed=seed, kills=kills)
    yield "clock set back", partial(runs.clock_set_back, folder / "clock", seed=1, kills=kills // 3)
    yield "hostile mail", partial(runs.hostile_mail, folder / "mail", seed=1, kills=kills // 2)
    yield "disk full", partial(runs.disk_full, folder / "disk", seed=1, kills=kills // 4)


if __name__ == "__main__":
    sys.exit(main())
