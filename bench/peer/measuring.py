"""The same workload for the naive peer: a letter, three papers in one form, a receipt, the next step's letter."""

from __future__ import annotations

import re
import time
from collections.abc import Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from uuid import UUID

from bench import machine
from bench.arrivals import Arrival, Sink, sink, tally
from bench.cohort import STEPS
from bench.figures import Figure, Unit, spread
from bench.installation import spent
from bench.mailbox import PATIENCE
from bench.peer.names import CPU_PER_MUNICIPALITY, SATURATED
from bench.peer.running import Peer, peer
from bench.plan import Plan, Say

_LETTER = re.compile(r"<(\d+)\.(\d)\.(\w+)@")
_KINDS = ("request", "receipt")
IDLE_SECONDS = 10.0


def measure(plan: Plan, say: Say) -> Iterator[list[Figure]]:
    """Few municipalities at a time: what many would need is extrapolated from the processor seconds of one."""
    with sink() as letters, peer(letters.port) as running:
        say("its idle cost")
        idle = _idle(running)
        for number in range(plan.rounds):
            say(f"round {number + 1}: {plan.peers} municipalities through four steps")
            yield list(_round(running, letters, plan.peers, 1 + number * plan.peers, idle))


def _idle(running: Peer) -> float:
    """Cores it keeps busy with nothing to do, once it has calmed down after its start."""
    time.sleep(IDLE_SECONDS)
    before = running.cpu()
    time.sleep(IDLE_SECONDS)
    return spent(before, running.cpu()) / IDLE_SECONDS


def _round(running: Peer, letters: Sink, size: int, first: int, idle: float) -> Iterator[Figure]:
    cpu, legs, began = running.cpu(), running.legs(), time.monotonic()
    runs = {number: running.start(number) for number in range(first, first + size)}
    arrivals, resumed = _answer_letters(running, letters, runs)
    for run in runs.values():
        running.wait_until_over(run)
    seconds = time.monotonic() - began
    after, played = running.cpu(), running.legs() - legs
    expected = [
        f"<{n}.{step}.{kind}@example.org>" for n in runs for step in range(1, STEPS + 1) for kind in _KINDS
    ]
    came = [one.message_id for one in letters.all if int(_read(one)[0]) in runs]
    tally([(message_id, message_id) for message_id in expected], came).check()
    each = (spent(cpu, after) - idle * seconds) / size
    name = f"naive peer: municipalities through four steps, N = {size}"
    yield Figure(SATURATED, 60 * (machine.cores() - idle) / each, Unit.PER_MINUTE)
    yield Figure(name, 60 * size / seconds, Unit.PER_MINUTE)
    yield Figure(CPU_PER_MUNICIPALITY, each, Unit.CPU)
    both = spent(cpu, after, "worker", "server") / played
    yield Figure("naive peer: CPU per leg, worker and Prefect server", both, Unit.CPU)
    receipts = [arrivals[number, step, "receipt"] - at for (number, step), at in resumed.items()]
    yield from spread("naive peer: form handed in → receipt", receipts, {})
    following = [arrivals[n, step + 1, "request"] - at for (n, step), at in resumed.items() if step < STEPS]
    yield from spread("naive peer: form handed in → first letter of the next step", following, {})


def _answer_letters(
    running: Peer, letters: Sink, runs: dict[int, UUID]
) -> tuple[dict[tuple[int, int, str], float], dict[tuple[int, int], float]]:
    """Fill in the form whenever a request comes: when each letter came, and when each form was handed in."""
    arrivals: dict[tuple[int, int, str], float] = {}
    work: dict[tuple[int, int], Future[float]] = {}
    with ThreadPoolExecutor(len(runs)) as pool:
        for _ in range(len(runs) * STEPS * len(_KINDS)):
            arrival = letters.arrived.get(timeout=PATIENCE)
            number, step, kind = int((found := _read(arrival))[0]), int(found[1]), found[2]
            arrivals[number, step, kind] = arrival.at
            if kind == "request":
                work[number, step] = pool.submit(running.resume, runs[number])
    return arrivals, {key: future.result() for key, future in work.items()}


def _read(arrival: Arrival) -> tuple[str, ...]:
    """Municipality, step and kind of a letter of the peer."""
    found = _LETTER.match(arrival.message_id)
    return found.groups() if found else ("0", "0", "")
