"""Disturbances in an order that a seed decides, each done to the processes of one installation while it works."""

from __future__ import annotations

import random
import threading
import time
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager, suppress
from functools import partial
from itertools import cycle, islice

from sqlalchemy import Select, select
from sqlalchemy.exc import OperationalError

from actions.database import transaction
from models.clock import Clock
from models.errors.running import DatabaseUnreachable
from models.letters import Letter
from models.settings import settings
from models.states import LetterStatus
from tests.chaos.household import POSTGRES, Household

KILLED = ("engine", "postman", "prefect", "portal", POSTGRES)
PROGRESS = (0, 6)
"""How much happens to the municipalities between two disturbances, so that all of the programme is disturbed ..."""
STANDSTILL = 15.0
"""... unless nothing happens for so many seconds."""
PAUSE = (0.0, 2.0)
"""Seconds added to that."""
AGE = (0.0, 10.0)
"""Seconds a process has lived when it is killed: while it starts, or in the middle of its work."""
HANGS = (1.0, 6.0)
"""Seconds a part hangs."""
TAKEN_OVER = 10.0
"""Seconds a second engine gets to start and take over."""
SENDING_PATIENCE = 3.0
"""How long the killer of a postman waits for a letter to be on the line."""

Deed = tuple[str, Callable[[], object]]
"""What is counted, and what is done."""


class Havoc(threading.Thread):
    """A thread that disturbs until its list is done or it is told to stop; what it did is counted."""

    def __init__(self, deeds: Sequence[Deed], dice: random.Random) -> None:
        super().__init__(name="havoc", daemon=True)
        self.done: Counter[str] = Counter()
        self._deeds = deeds
        self._dice = dice
        self._at_rest, self._calm = threading.Event(), threading.Event()
        self._failure: BaseException | None = None

    def run(self) -> None:
        """One disturbance after the other."""
        try:
            for name, do in self._deeds:
                self._let_go_on(self._dice.randint(*PROGRESS))
                if self._calm.wait(self._dice.uniform(*PAUSE)):
                    return
                do()
                self.done[name] += 1
        except BaseException as failure:
            self._failure = failure

    def _let_go_on(self, happenings: int) -> None:
        """Wait until so much has happened to the municipalities, or for a while."""
        begun, deadline = None, time.monotonic() + STANDSTILL
        for revision in _looks(select(Clock.revision)):
            begun = revision if begun is None else begun
            reached = revision is not None and begun is not None and revision - begun >= happenings
            if reached or time.monotonic() > deadline or self._at_rest.wait(0.1):
                return

    def finish(self) -> None:
        """Nothing happens any more: what is left of the list is done to an installation at rest."""
        self._at_rest.set()
        self.join()

    def calm(self) -> None:
        """No more of it; raises what went wrong with the disturbing itself."""
        self._calm.set()
        self.finish()
        if self._failure is not None:
            raise self._failure


@contextmanager
def havoc(household: Household, *, seed: int, kills: int, more: Iterable[Deed] = ()) -> Iterator[Havoc]:
    """While the block runs, and after it until the list is done, the household is disturbed in the order of the seed."""
    dice = random.Random(seed)  # noqa: S311 - not for secrets
    doing = Havoc(plan(household, dice, kills, more), dice)
    doing.start()
    try:
        yield doing
        doing.finish()
    finally:
        try:
            doing.calm()
        finally:
            household.end_extra()


def plan(household: Household, dice: random.Random, kills: int, more: Iterable[Deed]) -> list[Deed]:
    """So many kills spread evenly over the parts, a hang for every fourth, two engines and two postmen early on."""
    deeds: list[Deed] = [
        (f"kill {part}", partial(_kill, household, part, dice.uniform(*AGE)))
        for part in islice(cycle(KILLED), kills)
    ]
    hanging = [
        dice.choice([*KILLED, "inbox"] if settings().captures_mail else KILLED) for _ in range(kills // 4)
    ]
    deeds += [("hang", partial(_hang, household, part, dice.uniform(*HANGS))) for part in hanging]
    deeds += more
    dice.shuffle(deeds)
    if kills:
        early = dice.randrange(len(deeds) // 3 + 1)
        deeds.insert(early, ("second postman", partial(household.second, "postman")))
        deeds.insert(early, ("two engines", partial(_two_engines, household)))
    return deeds


def _kill(household: Household, part: str, age: float) -> None:
    if part == "postman":
        _await_a_letter_on_the_line()
    household.kill(part, age)


def _hang(household: Household, part: str, seconds: float) -> None:
    with household.stopped(part):
        time.sleep(seconds)


def _two_engines(household: Household) -> None:
    """An engine hangs and loses its lock with the database; a second one takes over, and the first comes back to life."""
    with household.stopped("engine"):
        household.kill(POSTGRES)
        next(revision for revision in _looks(select(Clock.revision)) if revision is not None)
        household.second("engine")
        time.sleep(TAKEN_OVER)


def _await_a_letter_on_the_line() -> None:
    """Return when a letter is being sent just now, or after a while without one."""
    deadline = time.monotonic() + SENDING_PATIENCE
    for letter in _looks(select(Letter.id).where(Letter.status == LetterStatus.SENDING).limit(1)):
        if letter is not None or time.monotonic() > deadline:
            return


def _looks(question: Select[tuple[int]]) -> Iterator[int | None]:
    """The answer, again and again; None also while the database is away."""
    while True:
        answer = None
        with suppress(DatabaseUnreachable, OperationalError), transaction() as session:
            answer = session.scalar(question)
        yield answer
        time.sleep(0.002)
