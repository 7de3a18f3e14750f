"""What checking a delivered file costs: `python -m bench.intake` prints a table. Needs no database.

A file is read as the portal reads it, its process of its own included. Memory is the reading process's and ours together.
"""

from __future__ import annotations

import io
import statistics
import subprocess
import sys
import tempfile
import time
import zipfile
from collections.abc import Callable, Iterable
from pathlib import Path

from datasets import reader, writer
from languages.catalogues import speak
from models.datasets.schema import About
from models.datasets.shipped import FORANALYSE

ROUNDS = 7
EXAMPLE = Path(__file__).parents[1] / "tests" / "data" / "eksempel_0901_Eksempelby.xlsx"
MANY = 10_000
_ALONE = """
import resource, sys
from pathlib import Path
from datasets import reader
from models.datasets.shipped import FORANALYSE
reader.read(Path(sys.argv[1]).read_bytes(), sys.argv[1], FORANALYSE)
print(*(resource.getrusage(who).ru_maxrss for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)))
"""


def normal() -> tuple[bytes, str]:
    """A municipality's whole dataset."""
    return EXAMPLE.read_bytes(), "foranalyse.xlsx"


def large() -> tuple[bytes, str]:
    """Ten thousand rows of initiatives, which no rule shortens."""
    row = {
        "theme": "sprog",
        "start_year": 2020,
        "status": "i_drift",
        "target_group": "Nyansatte",
        "effect": "nej",
    }
    rows = [{**row, "title": f"Indsats {number}"} for number in range(MANY)]
    say = speak(FORANALYSE.language, "template")
    return writer.write(FORANALYSE, say, {About.INITIATIVES: rows}), "stor.xlsx"


def large_text() -> tuple[bytes, str]:
    """Ten thousand lines of staff figures of many municipalities."""
    head = "municipality_code;period_year;staff_group;headcount_start;joiners;leavers;headcount_end;fte_avg;sick_days"
    lines = (
        f"{code:04};{2015 + year};{group};200;40;40;200;180,5;2800,5"
        for code in range(100)
        for year in range(20)
        for group in ("ssh", "ssa", "spl", "fys", "ergo")
    )
    return "\n".join((head, *lines)).encode(), "alle.csv"


def bomb() -> tuple[bytes, str]:
    """Two hundred megabytes of nothing in as many kilobytes."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("[Content_Types].xml", b"<Types/>")
        archive.writestr("xl/workbook.xml", b"<workbook/>")
        archive.writestr("xl/sharedStrings.xml", bytes(200 * 2**20))
    return out.getvalue(), "bombe.xlsx"


FILES: dict[str, Callable[[], tuple[bytes, str]]] = {
    "a normal file": normal,
    "10,000 rows": large,
    "10,000 lines of text": large_text,
    "a bomb": bomb,
}
GOALS = {"a normal file": 0.15, "10,000 rows": 0.5, "10,000 lines of text": 0.5, "a bomb": 1.0}
MOST_MEGABYTES = 150


def reads(content: bytes, filename: str) -> reader.Reading:
    """The file read as the Danish dataset."""
    return reader.read(content, filename, FORANALYSE)


def seconds(content: bytes, filename: str) -> float:
    """The median over the rounds, after one that warms up."""
    reads(content, filename)
    took = []
    for _ in range(ROUNDS):
        began = time.perf_counter()
        reads(content, filename)
        took.append(time.perf_counter() - began)
    return statistics.median(took)


def megabytes(content: bytes, filename: str) -> float:
    """The most memory that reading the file takes in a fresh process, and in the one that process starts."""
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / filename
        file.write_bytes(content)
        done = subprocess.run(  # noqa: S603 - our own interpreter, our own lines and a file made above
            [sys.executable, "-c", _ALONE, str(file)], stdout=subprocess.PIPE, text=True, check=True
        )
    return sum(map(int, done.stdout.split())) / 1024


def table(names: Iterable[str]) -> str:
    """One Markdown table; what misses its goal is marked."""
    lines = [f"| file | goal | measured | memory, goal ≤ {MOST_MEGABYTES} MB |", "| --- | --- | --- | --- |"]
    for name in names:
        sent = FILES[name]()
        took, memory = seconds(*sent), megabytes(*sent)
        mark = "" if took <= GOALS[name] else " (missed)"
        heavy = "" if memory <= MOST_MEGABYTES else " (missed)"
        lines.append(
            f"| {name} | ≤ {GOALS[name] * 1000:.0f} ms | {took * 1000:.0f} ms{mark} | {memory:.0f} MB{heavy} |"
        )
    return "\n".join(lines)


def main() -> None:
    """Print the table."""
    print(table(FILES))


if __name__ == "__main__":
    main()
