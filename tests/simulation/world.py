"""One simulated world: its clock, its dice, who is in the middle of something, and everything that was done in it.

Whoever acts is a story: a generator of deeds, each of which is one transaction. Between two of them anything may happen,
and any of them may be the last, because a process can be killed between any two instructions.
"""

from __future__ import annotations

import random
from collections import Counter
from collections.abc import Callable, Generator, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import datetime
from enum import Enum
from typing import Any, TypeVar

from sqlalchemy import Engine, Select, text
from sqlalchemy.orm import Session

from models.errors.error import TovholderError
from tests.simulation.plan import BEGINS

Deed = Callable[[Session], Any]
Story = Generator[Deed, Any, None]
Row = TypeVar("Row")

PAUSE, DEATH, LATE_DEATH = 0.04, 0.02, 0.02
"""How often somebody is held up between two deeds, or killed before or after a commit."""
_WAITS = text("SELECT pg_backend_pid() = ANY (pg_blocking_pids(:pid))")


class Fate(Enum):
    """What becomes of whoever is doing something, as soon as it is done."""

    GOES_ON = "goes on"
    IS_HELD_UP = "is held up"
    DIES = "dies before the commit"
    DIES_LATER = "dies after the commit"


@dataclass
class Ongoing:
    """A story that has been begun: its next deed is known and not done yet."""

    name: str
    story: Story
    deed: Deed


@dataclass
class World:
    """Everything that is not in the database."""

    seed: int
    database: Engine
    dice: random.Random
    now: datetime = BEGINS
    acts: list[str] = field(default_factory=list)
    ongoing: list[Ongoing] = field(default_factory=list)
    kept: dict[int, str] = field(default_factory=dict)
    """Deliveries whose acceptance somebody was told: submission and hash of the file, empty for a form."""
    arrived: Counter[int] = field(default_factory=Counter)
    """How often each letter may have reached its recipient."""
    swept: datetime | None = None
    """The instant of the last whole sweep, as long as nothing else has happened since."""
    planned: datetime | None = None
    """The instant of the last whole sweep of the interviews, as long as nothing else has happened since."""
    tokens: list[str] = field(default_factory=list)
    opened: list[tuple[str, datetime]] = field(default_factory=list)
    """Links that opened, by hash, and when."""
    numbers: int = 0
    _notes: list[str] = field(default_factory=list)

    def note(self, *words: object) -> None:
        """What the deed in hand is about, for whoever reads the trace of a failed seed."""
        self._notes.append(" ".join(map(str, words)))

    def number(self) -> int:
        """A number that no other decision, run or postman has."""
        self.numbers += 1
        return self.numbers

    def pick(self, session: Session, rows: Select[tuple[Row]]) -> Row | None:
        """One of the rows, None when there are none."""
        found = session.scalars(rows).all()
        return self.dice.choice(found) if found else None

    def chance(self, odds: float) -> bool:
        """True that often."""
        return self.dice.random() < odds

    def begin(self, name: str, story: Story) -> Ongoing | None:
        """The story with its first deed ahead; None when it has none."""
        first = next(story, None)
        return Ongoing(name, story, first) if first else None

    def live(self, one: Ongoing) -> None:
        """Let it run on until it ends, is held up or dies; most stories end when they are refused."""
        fate = self._fate()
        while self._after(one, fate, *self._alone(one, commits=fate is not Fate.DIES)):
            fate = self._fate()

    def meet(self, first: Ongoing, second: Ongoing, *, twins: bool) -> None:
        """The second begins while the first has done everything and has not committed yet; it may never commit.

        Real transactions, and still the same each time: the second runs until it is done or waits for the first.
        Twins choose the same, because the dice are turned back.
        """
        fate, its_fate, dice = self._fate(), self._fate(), self.dice.getstate()
        with Session(self.database, expire_on_commit=False) as session:
            done, result = self._attempt(session, first)
            if twins:
                self.dice.setstate(dice)
            with ThreadPoolExecutor(1) as meanwhile:
                other = Session(self.database, expire_on_commit=False)
                info = other.connection().connection.driver_connection.info  # type: ignore[union-attr]
                running = meanwhile.submit(self._attempt, other, second)
                _until_done_or_waiting(session, running, info.backend_pid)
                _end(session, commits=done and fate is not Fate.DIES)
                its = running.result()
                _end(other, commits=its[0] and its_fate is not Fate.DIES)
        for one, end, what in ((first, fate, (done, result)), (second, its_fate, its)):
            if self._after(one, end, *what):
                self.live(one)

    def _alone(self, one: Ongoing, *, commits: bool) -> tuple[bool, Any]:
        with Session(self.database, expire_on_commit=False) as session:
            done, result = self._attempt(session, one)
            _end(session, commits=done and commits)
        return done, result

    def _attempt(self, session: Session, one: Ongoing) -> tuple[bool, Any]:
        """Whether it was done, and with what result; not done when a rule refused it, and then with its refusal."""
        self._notes = []
        try:
            done, result = True, one.deed(session)
            session.flush()
        except TovholderError as refused:
            done, result = False, refused
            self.note("– refused:", refused.english())
        except Exception as unforeseen:
            unforeseen.add_note(f"while: {one.name} {' '.join(self._notes)}")
            raise
        self.acts.append(f"{self.now:%d %b %H:%M} {one.name} {' '.join(self._notes)}".rstrip())
        return done, result

    def _after(self, one: Ongoing, fate: Fate, done: bool, result: Any) -> bool:
        """Whether the story goes on at once."""
        if fate is not Fate.GOES_ON:
            self.acts[-1] += f" – {fate.value}"
        if fate in (Fate.DIES, Fate.DIES_LATER):
            one.story.close()
            return False
        try:
            one.deed = one.story.send(result) if done else one.story.throw(result)
        except (StopIteration, TovholderError):
            return False
        if fate is Fate.IS_HELD_UP:
            self.ongoing.append(one)
        return fate is Fate.GOES_ON

    def _fate(self) -> Fate:
        odds = (1 - PAUSE - DEATH - LATE_DEATH, PAUSE, DEATH, LATE_DEATH)
        return self.dice.choices(list(Fate), odds)[0]


def _end(session: Session, *, commits: bool) -> None:
    if commits:
        session.commit()
    else:
        session.rollback()
    session.close()


def _until_done_or_waiting(session: Session, running: Future[Any], pid: int) -> None:
    while not running.done():
        with suppress(TimeoutError):
            running.exception(timeout=0.001)
        if not running.done() and session.scalar(_WAITS, {"pid": pid}):
            return


def alone(deed: Callable[[World, Session], object]) -> Callable[[World], Story]:
    """An actor whose story is that single deed."""

    def story(world: World) -> Story:
        yield lambda session: deed(world, session)

    story.__name__, story.__doc__ = deed.__name__, deed.__doc__
    return story


def notes_of(acts: Sequence[str], last: int) -> str:
    """The last acts, one a line, numbered as in the whole."""
    start = max(len(acts) - last, 0)
    return "\n".join(f"{number:4} {act}" for number, act in enumerate(acts[start:], start + 1))
