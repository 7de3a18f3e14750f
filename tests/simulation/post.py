"""What postmen do, and the mail servers they meet: each round claims, begins, sends and settles, or breaks off anywhere."""

from __future__ import annotations

from datetime import timedelta

from sqlalchemy.orm import Session

from actions.letters import sending
from mails.sending.outcomes import Result, SendingOutcome
from models.letters import Letter
from tests.simulation.world import Deed, Story, World, alone

LEASE = timedelta(minutes=10)
BATCH = 5
ODDS = {Result.SENT: 14, Result.LATER: 2, Result.REFUSED: 1, Result.DOUBTFUL: 1, Result.SETUP: 1}
MAY_HAVE_ARRIVED = (Result.SENT, Result.DOUBTFUL)


def carry(world: World) -> Story:
    """A postman's round, as deployments/post/postman.py walks it."""
    postman = Postman(world)
    letters = yield postman.take
    while letters:
        letter, *others = letters
        result = world.dice.choices(list(ODDS), list(ODDS.values()))[0]
        world.arrived[letter] += result in MAY_HAVE_ARRIVED
        letters = yield postman.settling(letter, result, others)


class Postman:
    """One process that carries letters; what it does between two commits."""

    def __init__(self, world: World) -> None:
        self.world, self.name = world, f"postman-{world.number()}"

    def take(self, session: Session) -> list[int]:
        """Claim a batch and begin its first letter."""
        now = self.world.now
        claimed = sending.claim(session, owner=self.name, limit=BATCH, now=now, real_now=now, lease=LEASE)
        letters = [letter.id for letter in claimed]
        self.world.note(self.name, "takes", letters)
        return letters if not letters or self._begin(session, letters[0]) else letters[1:]

    def settling(self, letter: int, result: Result, others: list[int]) -> Deed:
        """Write the outcome down and begin the next; answers with what is left, of which the first is begun."""

        def deed(session: Session) -> list[int]:
            outcome, now = (
                SendingOutcome(result, "" if result is Result.SENT else "so said the server"),
                self.world.now,
            )
            became = sending.settle(session, letter, outcome, owner=self.name, now=now, real_now=now)
            self.world.note(self.name, "settles", letter, result, "→", became)
            left = others
            if result is Result.SETUP:
                sending.give_back(session, owner=self.name)
                left = []
            while left and not self._begin(session, left[0]):
                left = left[1:]
            return left

        return deed

    def _begin(self, session: Session, letter: int) -> bool:
        row = session.get_one(Letter, letter)
        return sending.begin(session, row, owner=self.name, real_now=self.world.now, lease=LEASE)


@alone
def recover(world: World, session: Session) -> None:
    """Whatever dead postmen have left behind is seen to."""
    world.note(sending.recover(session, now=world.now, real_now=world.now))
