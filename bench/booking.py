"""`python -m bench.booking`: how fast the booking engine is, and how good beside CP-SAT with a minute."""

from __future__ import annotations

import argparse
import time
from collections.abc import Iterator
from dataclasses import dataclass

from bench import machine
from bench.booking_rows import measured
from models.booking.instance import Booked, Instance
from models.booking.plan import BookingChange, Plan
from rules.booking.solve import solve
from tests.support.checks.booking_checker import Checker
from tests.support.checks.booking_oracle import Oracle
from tests.support.worlds.booking_problems import invented

HEADS = ("problem", "goal", "measured")
SMALL = 30


@dataclass(frozen=True)
class Timed:
    """A plan that broke no rule, and the wall and processor seconds it took."""

    plan: Plan
    seconds: float
    cpu: float


def timed(instance: Instance) -> Timed:
    """Solve it, with the seed 0 and the usual number of rounds."""
    began, cpu = time.monotonic(), time.process_time()
    plan = solve(instance)
    result = Timed(plan, time.monotonic() - began, time.process_time() - cpu)
    if faults := Checker(instance).faults(plan):
        raise SystemExit(f"the plan breaks rules: {faults[:5]}")
    return result


def told(result: Timed) -> str:
    left = len(result.plan.unbooked)
    return (
        f"{result.seconds:.1f} s ({result.cpu:.1f} CPU s), cost {result.plan.cost.total}, {left} unbooked, "
        f"{result.plan.rounds} rounds"
    )


def small() -> Iterator[tuple[str, str, str]]:
    """Three municipalities: how often the proven optimum, and how slow the slowest."""
    for on_site in (0.0, 0.4):
        instances = [invented(3, seed=seed, days=8, on_site=on_site) for seed in range(SMALL)]
        results = [timed(instance) for instance in instances]
        proofs = [Oracle(instance).ask() for instance in instances]
        best = sum(
            proof.optimal and proof.cost == result.plan.cost.total
            for proof, result in zip(proofs, results, strict=True)
        )
        name = f"3 × 5, {on_site:.0%} on site, {SMALL} instances"
        slowest = max(result.seconds for result in results)
        yield name, "proven optimum in ≥ 90 %, ≤ 0.5 s", f"{best} of {SMALL}, slowest {slowest:.2f} s"


def middle(cp_sat_seconds: float) -> Iterator[tuple[str, str, str]]:
    """A whole country, beside CP-SAT from nothing and from our own plan; then two days of illness."""
    for on_site in (0.0, 0.2):
        instance = invented(98, seed=1, interviewers=4, days=60, on_site=on_site)
        ours = timed(instance)
        name = f"98 × 5, 4 interviewers, 60 days, {on_site:.0%} on site"
        yield name, "≤ 10 s", told(ours)
        if cp_sat_seconds and not on_site:
            answer = Oracle(instance).ask(cp_sat_seconds)
            goal = f"cost ≤ CP-SAT's with {cp_sat_seconds:.0f} s"
            yield (
                f"{name}: CP-SAT",
                goal,
                f"{'no plan' if answer.cost is None else answer.cost}, bound {max(0, answer.bound):.0f}",
            )
        yield (
            f"{name}: two days of illness",
            "only what is hit, or must, moves",
            _replanned(instance, ours.plan),
        )


def _replanned(instance: Instance, plan: Plan) -> str:
    ill = _ill(instance, plan)
    first = ill.interviewers[0]
    hit = {
        one.interviewee
        for one in plan.bookings
        if one.interviewer == first.key and one.starts.date() in first.days_off
    }
    again = timed(ill)
    moved = {one.interviewee for one in again.plan.bookings if one.change is BookingChange.MOVED}
    return f"{len(hit)} hit, {len(moved - hit)} others moved to make room, {told(again)}"


def _ill(instance: Instance, plan: Plan) -> Instance:
    first = instance.interviewers[0]
    days = sorted({one.starts.date() for one in plan.bookings if one.interviewer == first.key})[5:7]
    people = (
        first.model_copy(update={"days_off": (*first.days_off, *days)}),
        *instance.interviewers[1:],
    )
    bookings = tuple(
        Booked(interviewee=one.interviewee, interviewer=one.interviewer, starts=one.starts)
        for one in plan.bookings
    )
    return instance.model_copy(update={"interviewers": people, "bookings": bookings})


def large() -> Iterator[tuple[str, str, str]]:
    """Ten countries."""
    result = timed(invented(1000, seed=1, interviewers=28, days=80))
    yield "1,000 × 5, 28 interviewers, 80 days", "≤ 60 s", told(result)


def main() -> None:
    """Measure what the command line asks for, and print a table."""
    parser = argparse.ArgumentParser(prog="python -m bench.booking", description=__doc__)
    parser.add_argument("--only", choices=("small", "middle", "large", "rows"), action="append")
    parser.add_argument("--cp-sat-seconds", type=float, default=60, metavar="S", help="0 leaves CP-SAT out")
    asked = parser.parse_args()
    parts = {"small": small, "middle": lambda: middle(asked.cp_sat_seconds), "large": large, "rows": measured}
    print(f"{machine.processor()}, {machine.cores()} cores, load {machine.load()}\n")
    print(f"| {' | '.join(HEADS)} |\n| --- | --- | --- |")
    for part in asked.only or parts:
        for row in parts[part]():
            print(f"| {' | '.join(row)} |", flush=True)


if __name__ == "__main__":
    main()
