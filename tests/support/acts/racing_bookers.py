"""Processes that book interviews as fast as they can, for tests that race them against each other or kill them."""

from __future__ import annotations

import random
import sys
from collections import Counter
from collections.abc import Iterator
from concurrent.futures import ProcessPoolExecutor
from datetime import UTC, datetime, timedelta
from multiprocessing import get_context
from threading import Barrier

from sqlalchemy import select

from actions.database import transaction
from actions.interviews import arrangements, planning
from models.accounts.actors import administrator
from models.errors.error import TovholderError
from models.interviews.rows import Interview, Interviewee
from models.progress import RequirementState
from models.states import TIMED
from tests.support.worlds.interview_programme import NOW

FIRST_DAY = datetime(2022, 9, 6, 7, tzinfo=UTC)
"""Nine o'clock in Copenhagen, on a day that may be proposed."""
DAYS, QUARTERS = 4, 21
INTERVIEWERS = ("frank", "karen")
OPTIONS, SHARES = ("book", "move", "plan"), (55, 44, 1)


def race(processes: int, each: int) -> Counter[str]:
    """What came of all the tries, by kind and outcome: done, or the name of the refusal."""
    context = get_context("spawn")
    with ProcessPoolExecutor(processes, context, _line_up, (context.Barrier(processes),)) as pool:
        return sum(pool.map(_run, range(processes), [each] * processes), Counter())


def _line_up(start: Barrier) -> None:
    with transaction():
        start.wait(60)


def _run(seed: int, tries: int) -> Counter[str]:
    dice = random.Random(seed)  # noqa: S311 - dice, not secrets
    told: Counter[str] = Counter()
    for kind in dice.choices(OPTIONS, SHARES, k=tries):
        try:
            _act(dice, kind)
        except TovholderError as refused:
            told[f"{kind}: {type(refused).__name__}"] += 1
        else:
            told[f"{kind}: done"] += 1
    return told


def _act(dice: random.Random, kind: str) -> None:
    whom, starts_at, by = dice.random(), _some_time(dice), dice.choice(INTERVIEWERS)
    with transaction() as session:
        everybody = session.scalars(select(Interviewee).order_by(Interviewee.id)).all()
        person = everybody[int(whom * len(everybody))]
        state = session.get_one(RequirementState, person.requirement_state_id)
        if kind == "plan":
            planning.plan(session, 1, now=NOW)
        elif kind == "book":
            arrangements.book(
                session,
                state,
                interviewee=person.role,
                starts_at=starts_at,
                interviewer=by,
                actor=administrator("Anne"),
                now=NOW,
            )
        else:
            timed = select(Interview.id).where(Interview.status.in_(TIMED)).order_by(Interview.id)
            if booked := session.scalars(timed).all():
                number = booked[int(whom * len(booked))]
                arrangements.move(
                    session,
                    number,
                    starts_at=starts_at,
                    interviewer=by,
                    actor=administrator("Anne"),
                    why="Bytte",
                    now=NOW,
                )


def _some_time(dice: random.Random) -> datetime:
    return FIRST_DAY + timedelta(days=dice.randrange(DAYS), minutes=15 * dice.randrange(QUARTERS))


def _book_without_end(seed: int) -> Iterator[int]:
    """One booking after the other, each told when it has been committed."""
    dice = random.Random(seed)  # noqa: S311 - dice, not secrets
    for number in range(100_000):
        try:
            _act(dice, "book" if number % 2 else "move")
        except TovholderError:
            continue
        yield number


def _book_and_wait() -> None:
    """A booking that is whole and not committed."""
    with transaction() as session:
        state = session.scalars(select(RequirementState).where(RequirementState.key == "talks")).first()
        assert state is not None
        arrangements.book(
            session, state, interviewee="role_1", starts_at=FIRST_DAY, actor=administrator("Anne"), now=NOW
        )
        session.flush()
        print("whole", flush=True)  # noqa: T201 - the test reads it
        sys.stdin.readline()


if __name__ == "__main__":
    if sys.argv[1] == "wait":
        _book_and_wait()
    for _number in _book_without_end(int(sys.argv[1])):
        print(_number, flush=True)  # noqa: T201 - the test reads it
