"""What happens because time goes by: hours and days, and the sweeps over everything, too late and too often."""

from __future__ import annotations

from datetime import timedelta

from sqlalchemy.orm import Session

from actions.progress import rounds
from actions.sweeps import housekeeping, interviews, reminders, statements
from tests.simulation.office import ZONE
from tests.simulation.world import Story, World, alone

WEEKEND = 5


@alone
def wait(world: World, session: Session) -> None:
    """Until the next thing falls due, or some hours or days, whatever falls due meanwhile."""
    ahead = [
        rounds.next_instant(session, now=world.now),
        reminders.next_rung(session),
        interviews.next_moment(session, now=world.now),
    ]
    due = [at for at in ahead if at and at > world.now]
    if due and world.chance(0.6):
        world.now = min(due)
    else:
        world.now += timedelta(hours=world.dice.choice([1, 20, 30, 24 * 3]))


def remind(world: World) -> Story:
    """The reminders are swept."""

    def deed(session: Session) -> None:
        world.note(reminders.sweep(session, now=world.now))

    yield deed
    if world.now.astimezone(ZONE).weekday() < WEEKEND:
        world.swept = world.now


def book(world: World) -> Story:
    """The interviews are swept: proposals lapse, times are found."""

    def deed(session: Session) -> None:
        world.note(interviews.sweep(session, now=world.now))

    yield deed
    world.planned = world.now


@alone
def state(world: World, session: Session) -> None:
    """The daily statement, perhaps twice a day."""
    world.note(statements.state(session, now=world.now), "letters")


@alone
def tidy(world: World, session: Session) -> None:
    """The nightly housekeeping."""
    world.note(housekeeping.tidy(session, now=world.now), "links")
