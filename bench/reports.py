"""How long reports take: `python -m bench.reports` makes up a cohort, prints it, and shows a table."""

from __future__ import annotations

import argparse
import random
import resource
import time
from collections.abc import Callable, Iterator
from datetime import date
from typing import Any, TypeVar

from rich.console import Console
from rich.table import Table

from languages.catalogues import speak
from models.datasets.delivered import DeliveredRow, Delivery
from models.datasets.schema import About
from models.datasets.shipped import FORANALYSE
from models.reports.document import Document
from reports import press
from rules.reports import cohort as cohort_report
from rules.reports import pre_analysis

_DANISH = speak("da", "reports")
_Made = TypeVar("_Made")
_BUILT = date(2022, 9, 28)
_YEARS = range(2018, 2023)
_GROUPS = {"ssh": 420, "ssa": 350, "spl": 140, "ergo": 38, "fys": 47, "ufagl": 150}
_BOUND_ONE, _BOUND_ALL = 2.0, 120.0


def main() -> None:
    """Measure one report in a warm process, and one for each of so many municipalities."""
    asked = argparse.ArgumentParser(description=__doc__)
    asked.add_argument("--municipalities", type=int, default=98)
    asked.add_argument("--processes", type=int, default=2)
    given = asked.parse_args()
    cohort = [delivery(at) for at in range(given.municipalities)]
    documents, composing = _timed(lambda: [composed(own, cohort) for own in cohort])
    press.printed(documents[0], _DANISH)
    one, printing = _timed(lambda: press.printed(documents[0], _DANISH))
    _, many = _timed(lambda: list(press.printed_all(documents, _DANISH, processes=given.processes)))
    whole, summing = _timed(
        lambda: cohort_report.compose(cohort, programme="Værksted", built=_BUILT, say=_DANISH)
    )
    _, together = _timed(lambda: press.printed(whole, _DANISH))
    table = Table("what", "measured", "bound")
    table.add_row(f"one report, {len(one.plots)} plots, warm", f"{printing:.2f} s", f"{_BOUND_ONE:.0f} s")
    table.add_row(f"{len(documents)} composed", f"{composing:.1f} s", "–")
    table.add_row(
        f"{len(documents)} printed by {given.processes} processes",
        f"{many:.1f} s",
        f"{_BOUND_ALL:.0f} s with composing",
    )
    table.add_row("the cohort's report, composed", f"{summing:.2f} s", "–")
    table.add_row("the cohort's report, printed", f"{together:.2f} s", "–")
    table.add_row(
        "memory of this process", f"{resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024} MB", "–"
    )
    Console().print(table)


def delivery(number: int) -> Delivery:
    """A made-up municipality; the same number gives the same one."""
    chance = random.Random(number)  # noqa: S311 - nothing is kept secret by it
    size = chance.uniform(0.2, 2.0)
    said = {"extract_date": "2022-09-14", "source_system": "syntetisk", "measurement": "november-november"}
    rows = [DeliveredRow(About.MUNICIPALITY, 1, {**said, "delimitation": "Ældreområdet"})]
    for at, (about, values) in enumerate(_rows(chance, size), start=3):
        rows.append(DeliveredRow(about, at, values))
    return Delivery(f"Kommune {number}", f"{number:04d}", FORANALYSE, 1, date(2022, 9, 20), True, tuple(rows))


def composed(own: Delivery, cohort: list[Delivery]) -> Document:
    """The pre-analysis of one of them among all the others."""
    return pre_analysis.compose(
        own, cohort, municipality=own.municipality, programme="Værksted 2022", built=_BUILT, say=_DANISH
    )


def _rows(chance: random.Random, size: float) -> Iterator[tuple[About, dict[str, Any]]]:
    for year in _YEARS:
        staff = [_staff(chance, code, year, round(people * size)) for code, people in _GROUPS.items()]
        yield from ((About.STAFF, values) for values in staff)
        numbers = staff[0].keys() - {"period_year", "staff_group"}
        summed = {key: sum(values[key] for values in staff) for key in numbers}
        yield About.STAFF, {**summed, "period_year": year, "staff_group": "alle"}
        for code in ("ssh", "ssa"):
            early, late, started = chance.randint(2, 14), chance.randint(0, 9), chance.randint(30, 60)
            outcome = {
                "started": started,
                "dropouts_0_6m": early,
                "dropouts_6_12m": late,
                "dropouts_after_12m": 0,
            }
            yield (
                About.STUDENTS,
                {
                    **outcome,
                    "programme": code,
                    "intake_year": year,
                    "completed": started - early - late,
                    "still_active": 0,
                },
            )
        for code in _GROUPS:
            filled, other, unfilled = chance.randint(0, 40), chance.randint(0, 9), chance.randint(0, 20)
            yield (
                About.RECRUITMENT,
                {
                    "period_year": year,
                    "staff_group": code,
                    "attempts": filled + other + unfilled,
                    "filled": filled,
                    "filled_other_profile": other,
                    "unfilled": unfilled,
                },
            )


def _staff(chance: random.Random, code: str, year: int, people: int) -> dict[str, Any]:
    fte = round(people * chance.uniform(0.8, 0.95), 1)
    return {
        "period_year": year,
        "staff_group": code,
        "headcount_start": people,
        "headcount_end": people + chance.randint(-5, 5),
        "leavers": round(people * chance.uniform(0.1, 0.3)),
        "parttime_end": round(people * chance.uniform(0.4, 0.8)),
        "fte_avg": fte,
        "sick_days": round(fte * chance.uniform(9, 22), 1),
    }


def _timed(work: Callable[[], _Made]) -> tuple[_Made, float]:
    began = time.monotonic()
    done = work()
    return done, time.monotonic() - began


if __name__ == "__main__":
    main()
