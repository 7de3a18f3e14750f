"""Living through one world: act after act by the dice, and after each of them the promises."""

from __future__ import annotations

import random
from collections.abc import Callable, Mapping
from datetime import timedelta

from sqlalchemy import Engine
from sqlalchemy.orm import Session

from actions.programmes import publishing
from models.accounts.actors import administrator
from tests.simulation import engine, municipality, office, passing, post, promises, witness
from tests.simulation.plan import BEGINS, HOMES, programme
from tests.simulation.world import Ongoing, Story, World, notes_of

LENGTHS = (16,) * 9 + (110,)
"""How many acts a world may have: most are short, some see the programme's end."""
LATE = 0.35
"""How often a world begins when one municipality has its preparation behind it."""
AT_ONCE, AGAIN = 0.12, 0.04
"""How often two act at once, and how often somebody does the same once more."""
TWINS = (
    "remind",
    "deliver",
    "answer",
    "approve",
    "withdraw",
    "state",
    "tidy",
    "recover",
    "enrol",
    "reply",
    "book",
)
"""What somebody does at once with somebody else who does the very same."""

Actor = Callable[[World], Story]
DOING: Mapping[Actor, int] = {
    engine.conduct: 18,
    engine.resume: 6,
    engine.start_by_hand: 1,
    engine.lose_a_run: 1,
    municipality.deliver: 12,
    municipality.answer: 4,
    municipality.reply: 4,
    municipality.look: 1,
    office.approve: 8,
    office.extend: 2,
    office.decide: 2,
    office.meet: 7,
    office.hold: 4,
    office.rearrange: 1,
    office.absent: 1,
    office.register: 3,
    office.move: 1,
    office.enrol: 1,
    office.withdraw: 2,
    office.introduce: 1,
    office.look_after_letters: 4,
    post.carry: 5,
    post.recover: 2,
    passing.wait: 9,
    passing.remind: 6,
    passing.book: 4,
    passing.state: 1,
    passing.tidy: 1,
}
BY_NAME = {actor.__name__: actor for actor in DOING}


class PromiseBroken(AssertionError):
    """What was promised does not hold; the message names the seed, the rows, the last acts and how to see it again."""


def live(
    database: Engine, seed: int, acts: int | None = None, *, told: Callable[[str], None] | None = None
) -> World:
    """The world of that seed, lived through in a watched database.

    Raises:
        PromiseBroken: after the act that broke one, or that failed in a way nobody foresaw.
    """
    world = begin(database, seed)
    with database.connect() as connection:
        watch = promises.Watch(connection)
        length = world.dice.choice(LENGTHS)
        for _ in range(acts or length):
            seen = len(world.acts)
            try:
                act(world)
            except Exception as unforeseen:
                raise PromiseBroken(_story_of(world, _said(unforeseen))) from unforeseen
            finally:
                if told and len(world.acts) > seen:
                    told("\n".join(world.acts[seen:]))
            if broken := watch.broken(world):
                found = [f"{promise}: {'; '.join(details)}" for promise, details in broken.items()]
                raise PromiseBroken(_story_of(world, "\n".join(found)))
    return world


def begin(database: Engine, seed: int) -> World:
    """An empty database, the programme published, and one to three municipalities in it."""
    world = World(seed, database, random.Random(seed))  # noqa: S311 - dice, not secrets
    with database.begin() as connection:
        witness.forget(connection)
    with Session(database) as session, session.begin():
        publishing.publish(session, programme(), actor=administrator("Anne"), now=BEGINS)
        for home in world.dice.sample(HOMES, world.dice.choice([1, 1, 2, 3])):
            office.take_in(session, home, now=world.now)
        if world.chance(LATE):
            engine.skip_preparation(session, now=world.now)
            world.now += timedelta(days=13)
    return world


def act(world: World) -> None:
    """Somebody does something; sometimes two at once, sometimes the same again."""
    world.swept = world.planned = None
    world.now += timedelta(minutes=1)
    dice = world.dice.getstate()
    one = _somebody(world)
    if one is None:
        return
    if world.chance(AT_ONCE):
        twins = one.name in TWINS
        other = world.begin(one.name, BY_NAME[one.name](world)) if twins else _somebody(world)
        if other:
            world.meet(one, other, twins=twins)
            world.swept = world.planned = None
            return
    world.live(one)
    if world.chance(AGAIN):
        world.dice.setstate(dice)
        if again := _somebody(world):
            world.live(again)


def _somebody(world: World) -> Ongoing | None:
    """Whoever acts next: mostly somebody new, sometimes one who was held up."""
    if world.ongoing and world.chance(0.3):
        return world.ongoing.pop(world.dice.randrange(len(world.ongoing)))
    actor = world.dice.choices(list(DOING), list(DOING.values()))[0]
    return world.begin(actor.__name__, actor(world))


def _said(unforeseen: BaseException) -> str:
    return "\n".join([repr(unforeseen), *getattr(unforeseen, "__notes__", [])])


def _story_of(world: World, found: str) -> str:
    again = f"python -m tests.simulation --seed {world.seed} --trace"
    return f"seed {world.seed}\n{found}\nThe last acts:\n{notes_of(world.acts, 12)}\nAgain: {again}"
