"""Log files in the data folder: one per part, turned over when the part is started and the file has grown large."""

from __future__ import annotations

import logging
import re
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path
from typing import BinaryIO

LARGE = 5 * 1024 * 1024
KEPT = 3
FORMAT = "%(asctime)s %(levelname)s %(name)s %(message)s"
_RESTARTED = re.compile(r"(\S+ \S+),\d+ WARNING supervisor (\S+) ended with .* is started again")


def path(data: Path, part: str) -> Path:
    """Where a part's log is."""
    return data / "logs" / f"{part}.log"


@contextmanager
def opened(data: Path, part: str) -> Iterator[BinaryIO]:
    """The part's log, opened for adding; an older one that has grown large moves to `….log.1` first."""
    current = path(data, part)
    current.parent.mkdir(mode=0o700, exist_ok=True)
    if current.exists() and current.stat().st_size > LARGE:
        _turn_over(current)
    with current.open("ab") as file:
        yield file


def write_to(data: Path, part: str) -> None:
    """Send this process's own log lines to the part's file."""
    with opened(data, part):
        logging.basicConfig(filename=path(data, part), level="INFO", format=FORMAT, force=True)
    logging.getLogger("httpx").setLevel("WARNING")


def restarts(data: Path, *, since: datetime) -> Counter[str]:
    """How often the supervisor's log tells of each part that it ended and was started again."""
    log = path(data, "supervisor")
    lines = log.read_text(encoding="utf-8", errors="replace").splitlines() if log.exists() else []
    found = [told for line in lines if (told := _RESTARTED.match(line))]
    return Counter(told[2] for told in found if datetime.fromisoformat(told[1]).astimezone() >= since)


def _turn_over(current: Path) -> None:
    for number in range(KEPT, 0, -1):
        older = current.with_name(f"{current.name}.{number}")
        newer = current.with_name(f"{current.name}.{number - 1}") if number > 1 else current
        if newer.exists():
            newer.replace(older)
