"""Ruin and recreate: take a few interviews that have to do with each other off the board, put them back better.

After Schrimpf and others (2000) and Christiaens and Vanden Berghe (2020). A worse board is kept with a chance that falls from
round to round. Only the seed and the number of rounds decide what comes out, unless a door measures progress by the clock.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator, Sequence

from rules.booking import costs as booking_costs
from rules.booking.board import BookingBoard
from rules.booking.pieces import Placing, Weights
from rules.seeded_chance import Chance

Progress = Callable[[int], float]
"""How much of the search is over before that round: 0 at first, 1 or more ends it."""

LARGEST_RUIN = 14
UNBOOKED_AT_A_TIME = 6
BLINK = 24
"""One candidate in so many is not seen, which keeps the greedy hand from always doing the same."""


def rounds(number: int) -> Progress:
    """Progress by counting, the same on every machine."""
    return lambda done: done / number if number else 1.0


class Search:
    """One search on one board. Only `movable` people are ever taken off it."""

    def __init__(self, board: BookingBoard, weights: Weights, movable: Sequence[int], chance: Chance) -> None:
        self.board = board
        self.weights = weights
        self.chance = chance
        self.movable = list(movable)
        self._is_movable = frozenset(movable)
        self._of_municipality: dict[int, list[int]] = {}
        for who in movable:
            self._of_municipality.setdefault(board.asked[who].municipality, []).append(who)
        self.settled = frozenset(
            who for who, one in enumerate(board.asked) if one.home and board.stands(who, one.home)
        )
        self._prices: list[dict[Placing, int]] = [{} for _ in board.asked]
        self.spent = booking_costs.points(board, weights)
        self.missing = [who for who in self.movable if board.where[who] is None]
        self._scarcity = {
            who: sum(
                (board.asked[who].allowed & board.calendar(each, board.asked[who].shape)).bit_count()
                for each in board.asked[who].options
            )
            for who in movable
        }

    # --- placing with an account of what it costs

    def _price(self, who: int, at: Placing) -> int:
        """What placing somebody adds, beside the municipality's faces."""
        prices = self._prices[who]
        if at not in prices:
            prices[at] = booking_costs.of_placing(self.board, self.weights, who, at) - self.weights.unbooked
        return prices[at]

    def put(self, who: int, at: Placing) -> None:
        self.spent += self._price(who, at) + booking_costs.of_face(
            self.board, self.weights, who, at.interviewer
        )
        self.board.put(who, at)

    def take(self, who: int) -> Placing:
        at = self.board.take(who)
        self.spent -= self._price(who, at) + booking_costs.of_face(
            self.board, self.weights, who, at.interviewer
        )
        return at

    # --- recreate

    def place_all(self) -> None:
        """The first, greedy board: a municipality at a time, the one with the fewest starts first."""
        waiting: dict[int, list[int]] = {}
        for who in self.missing:
            waiting.setdefault(self.board.asked[who].municipality, []).append(who)
        self.missing = []
        order = sorted(waiting.values(), key=lambda group: min(self._scarcity[who] for who in group))
        for group in order:
            self.missing += self._by_regret(group)

    def _best(self, who: int, *, blink: bool = True) -> tuple[int, Placing] | None:
        """The cheapest placing; whoever the municipality knows already is asked first."""
        one, chance = self.board.asked[who], self.chance
        best: tuple[int, int, int] | None = None
        options = one.options
        if not options:
            return self._home(who, None)
        faces = self.board.used[one.municipality]
        known = [each for each in options if each in faces]
        others = [each for each in options if each not in faces] if known else list(options)
        turn = chance.below(len(others)) if others else 0
        floor = self.weights.move if one.home else 0
        for group, extra in ((known, 0), (others[turn:] + others[:turn], self.weights.extra if faces else 0)):
            if best and best[0] <= floor + extra:
                break
            for each in group:
                if blink and not chance.below(BLINK):
                    continue
                found = booking_costs.cheapest(self.board, self.weights, who, each)
                if found and (best is None or found[0] < best[0]):
                    best = found
                    if best[0] <= floor + extra:
                        break
        return self._home(who, best)

    def _home(self, who: int, best: tuple[int, int, int] | None) -> tuple[int, Placing] | None:
        """The existing booking when that costs no more, otherwise one of the best starts."""
        home = self.board.asked[who].home
        stays = booking_costs.at_home(self.board, self.weights, who) if who in self.settled else None
        if home and stays is not None and (best is None or stays <= best[0]):
            return stays, home
        if best is None or best[0] >= self.weights.unbooked:
            return None
        return best[0], booking_costs.choose(self.board, best, self.board.asked[who].shape, self.chance)

    def _by_regret(self, group: Sequence[int]) -> list[int]:
        """Place first whom it would cost most to leave for later; returns whom there was no room for."""
        waiting, missing = list(group), []
        while waiting:
            who = max(waiting, key=self._regret)
            waiting.remove(who)
            best = self._best(who, blink=False)
            if best:
                self.put(who, best[1])
            else:
                missing.append(who)
        return missing

    def _regret(self, who: int) -> tuple[int, int]:
        """How much dearer the second and third interviewer are than the first, then scarcity."""
        found = (
            booking_costs.cheapest(self.board, self.weights, who, each)
            for each in self.board.asked[who].options
        )
        costs = sorted(each[0] for each in found if each)[:3]
        costs += [self.weights.unbooked] * (3 - len(costs))
        return sum(costs) - 3 * costs[0], -self._scarcity[who]

    def _recreate(self, group: list[int]) -> list[int]:
        chance = self.chance
        way = chance.below(6)
        if way == 0 and len(group) <= 8:
            return self._by_regret(group)
        chance.shuffle(group)
        if way in (1, 2):
            group.sort(key=lambda who: self._scarcity[who])
        elif way == 3:
            group.sort(key=lambda who: self.board.asked[who].municipality)
        missing = []
        for who in group:
            best = self._best(who)
            if best:
                self.put(who, best[1])
            else:
                missing.append(who)
        return missing

    # --- ruin

    def _placed(self, people: Sequence[int]) -> list[int]:
        return [who for who in people if self.board.where[who] is not None]

    def _on_day(self, interviewer: int, day: int) -> list[int]:
        blocks = self.board.taken[interviewer][day]
        return [block.who for block in blocks if block.who in self._is_movable]

    def _municipality(self, who: int) -> list[int]:
        return self._placed(self._of_municipality[self.board.asked[who].municipality])

    def _around(self, who: int) -> list[int]:
        """Who stands in the way of a time the person would like, on one of the days it could be."""
        one, chance = self.board.asked[who], self.chance
        bits = (one.allowed & one.wished & one.prompt) or one.allowed
        if not bits or not one.options:
            return []
        pivot = chance.below(self.board.grid.size)
        above = bits >> pivot
        bit = pivot + (above & -above).bit_length() - 1 if above else (bits & -bits).bit_length() - 1
        day = self.board.grid.place(bit)
        first = chance.of(one.options)
        found = self._on_day(first, day)
        if chance.below(2):
            found += [
                each for other in one.options[:8] if other != first for each in self._on_day(other, day)
            ]
        return found

    def _neighbours(self, who: int) -> list[int]:
        """Everybody on the same interviewer's day, and on a day near it."""
        at = self.board.where[who]
        day = None if at is None else self.board.grid.day_of(at.minute)
        if at is None or day is None:
            return []
        other = min(max(day + self.chance.below(5) - 2, 0), len(self.board.grid.days) - 1)
        return [*self._on_day(at.interviewer, day), *self._on_day(at.interviewer, other)]

    def _ruin(self) -> list[int]:
        chance = self.chance
        limit = 1 + chance.below(min(LARGEST_RUIN, len(self.movable)))
        anchor = chance.of(self.missing) if self.missing and chance.below(2) else chance.of(self.movable)
        found = self._placed([anchor])
        way = chance.below(8)
        if anchor in self.missing or way < 3:
            found += self._around(anchor)
        if way in (0, 3, 4, 5):
            found += self._municipality(anchor)
        if way in (5, 6):
            found += self._neighbours(anchor)
        if way in (4, 7):
            found += self._placed([chance.of(self.movable) for _ in range(limit)])
        if way == 3:
            found += self._municipality(chance.of(self.movable))
        chosen = list(dict.fromkeys(found))
        if len(chosen) > limit and way not in (3, 4, 5):
            chance.shuffle(chosen)
            del chosen[limit:]
        return chosen[:LARGEST_RUIN]

    # --- both

    def run(self, progress: Progress, floor: int) -> int:
        """Search until progress is 1 or the board costs no more than `floor`; returns the rounds it took."""
        hot = max(1.0, (self.weights.unwished + self.weights.late + self.weights.extra) / 3)
        best, kept = self.spent, list(self.board.where)
        done = 0
        while self.movable and best > floor and (over := progress(done)) < 1:
            done += 1
            before = self.spent
            if not self._round(before, hot * 0.02**over):
                continue
            if self.spent < best:
                best, kept = self.spent, list(self.board.where)
        self._restore(kept)
        return done

    def _round(self, before: int, temperature: float) -> bool:
        """One ruin and one recreate; False when the board is as it was."""
        ruined = self._ruin()
        was = [(who, self.take(who)) for who in ruined]
        late = list(self.missing)
        self.chance.shuffle(late)
        again, left = late[:UNBOOKED_AT_A_TIME], late[UNBOOKED_AT_A_TIME:]
        missing = self._recreate(ruined + again)
        allowed = before - temperature * math.log(1 - self.chance.share())
        if self.spent <= allowed:
            self.missing = missing + left
            return True
        gone = set(missing)
        for who in (*ruined, *again):
            if who not in gone:
                self.take(who)
        for who, at in was:
            self.put(who, at)
        return False

    def _restore(self, kept: Sequence[Placing | None]) -> None:
        for who in self._different(kept):
            if self.board.where[who] is not None:
                self.take(who)
        for who in self._different(kept):
            at = kept[who]
            if at is not None:
                self.put(who, at)
        self.missing = [who for who in self.movable if self.board.where[who] is None]

    def _different(self, kept: Sequence[Placing | None]) -> Iterator[int]:
        return (who for who in self.movable if self.board.where[who] != kept[who])
