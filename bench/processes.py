"""What processes cost: processor seconds and memory, as the kernel counts them."""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

TICKS = os.sysconf("SC_CLK_TCK")
_GONE = (FileNotFoundError, ProcessLookupError)


@dataclass(frozen=True)
class Memory:
    """In MB: `pss` shares common pages among their users, `rss` counts them for each."""

    pss: float
    rss: float

    def __add__(self, other: Memory) -> Memory:
        return Memory(self.pss + other.pss, self.rss + other.rss)


def tree(root: int) -> list[int]:
    """The process and everything it has started, directly or not, that lives now."""
    children: dict[int, list[int]] = {}
    for pid, parent in _parents():
        children.setdefault(parent, []).append(pid)
    found, waiting = [], [root]
    while waiting:
        pid = waiting.pop()
        found.append(pid)
        waiting += children.get(pid, [])
    return found


def cpu_seconds(pids: Iterable[int]) -> float:
    """User and system time of the processes, with what their ended and collected children used."""
    return sum(sum(map(int, _stat(pid)[11:15])) for pid in pids) / TICKS


def memory(pids: Iterable[int]) -> Memory:
    """What the processes hold together."""
    return sum((_rollup(pid) for pid in pids), Memory(0, 0))


def command(pid: int) -> str:
    """The command line, blanks between its words; empty when the process is gone."""
    with suppress(*_GONE):
        return Path(f"/proc/{pid}/cmdline").read_bytes().decode().replace("\0", " ")
    return ""


def _parents() -> Iterator[tuple[int, int]]:
    for entry in Path("/proc").iterdir():
        if entry.name.isdigit() and (fields := _stat(int(entry.name))):
            yield int(entry.name), int(fields[1])


def _stat(pid: int) -> list[str]:
    """The fields after the command's name, which may hold anything; empty when the process is gone."""
    with suppress(*_GONE):
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    return []


def _rollup(pid: int) -> Memory:
    with suppress(*_GONE):
        lines = Path(f"/proc/{pid}/smaps_rollup").read_text().splitlines()[1:]
        kilobytes = {name: int(rest.split()[0]) for name, _, rest in (line.partition(":") for line in lines)}
        return Memory(kilobytes["Pss"] * 1024 / 1e6, kilobytes["Rss"] * 1024 / 1e6)
    return Memory(0, 0)
