"""The booking engine: a whole plan out of one instance, the same for the same seed and number of rounds.

When there are bookings already, those that still keep every rule stay where they are. Only when somebody would be left without an
interview may others make room, and never to make the plan merely nicer.
"""

from __future__ import annotations

from datetime import timedelta

from models.booking.instance import Booked, Instance
from models.booking.plan import BookingChange, Plan, PlannedBooking
from rules.booking import costs, feasible_starts, reasons
from rules.booking.board import BookingBoard
from rules.booking.pieces import Weights
from rules.booking.search import Progress, Search, rounds
from rules.seeded_chance import Chance


def usual_rounds(people: int) -> int:
    """Enough for the proven optimum of a small problem, and under a minute for five thousand people."""
    return min(3000 + 40 * people, 60000) if people else 0


def solve(instance: Instance, *, seed: int = 0, progress: Progress | None = None) -> Plan:
    """Book as many as can be booked, as cheaply as the search finds.

    Args:
        progress: how long to search; left out, a number of rounds that grows with the number of people to place.
    """
    board = BookingBoard(instance)
    chance = Chance(seed)
    weights = costs.weights_of(board)
    staying = _keep(board)
    free = [who for who in range(len(board.asked)) if who not in staying]
    replans = any(one.home for one in board.asked)
    weights = _minding_moves(board, weights) if replans else weights
    took = _search(board, weights, free, chance, _part(progress, 0, 2 if replans else 1))
    if staying and any(board.where[who] is None for who in free):
        everybody = list(range(len(board.asked)))
        took += _search(board, weights, everybody, chance, _part(progress, took, 2))
        _go_home(board, staying)
    return _plan(board, took)


def _keep(board: BookingBoard) -> frozenset[int]:
    """Place the existing bookings that still keep every rule, the earliest first."""
    homes = sorted((one.home.minute, who) for who, one in enumerate(board.asked) if one.home)
    for _, who in homes:
        home = board.asked[who].home
        if home and board.stands(who, home) and board.fits(who, home):
            board.put(who, home)
    return frozenset(who for who, at in enumerate(board.where) if at)


def _minding_moves(board: BookingBoard, weights: Weights) -> Weights:
    """Bookings and moves first, in the instance's own proportion; everything else only among equals."""
    days = len(board.grid.days) + 1
    rest = 1 + len(board.asked) * (weights.unwished + weights.late * days + weights.extra)
    return Weights(
        weights.unwished, weights.late, weights.extra, max(1, weights.move) * rest, weights.unbooked * rest
    )


def _part(progress: Progress | None, before: int, parts: int) -> Progress | None:
    """Progress of one of the parts that share it; the second one begins after so many rounds."""
    if progress is None or parts == 1:
        return progress
    return lambda done: max(0.0, parts * progress(before + done) - (1 if before else 0))


def _search(
    board: BookingBoard, weights: Weights, movable: list[int], chance: Chance, progress: Progress | None
) -> int:
    search = Search(board, weights, movable, chance)
    floor = search.spent + sum(
        _least(board, weights, who) - (weights.unbooked if board.where[who] is None else 0) for who in movable
    )
    if not search.missing or len(search.missing) < len(movable):
        floor = 0
    search.place_all()
    return search.run(progress or rounds(usual_rounds(len(movable))), floor)


def _least(board: BookingBoard, weights: Weights, who: int) -> int:
    """The least somebody can cost, were there nobody else."""
    one = board.asked[who]
    found = [weights.unbooked]
    if one.home and board.stands(who, one.home):
        found.append(costs.of_placing(board, weights, who, one.home))
    for each in one.options:
        bits = one.allowed & board.calendar(each, one.shape)
        found.append(costs.cheapest_of(board, weights, one, bits)[0] + (weights.move if one.home else 0))
    return min(found)


def _go_home(board: BookingBoard, staying: frozenset[int]) -> None:
    """Whoever was moved and can be back where the booking was, goes back."""
    again = True
    while again:
        again = False
        for who in sorted(staying):
            home, at = board.asked[who].home, board.where[who]
            if home is None or at is None or at == home:
                continue
            board.take(who)
            again = board.fits(who, home) or again
            board.put(who, home if board.fits(who, home) else at)


def _plan(board: BookingBoard, took: int) -> Plan:
    people = board.instance.interviewers
    bookings = [_fixed(board, one) for one in board.fixed]
    for one, at in zip(board.asked, board.where, strict=True):
        if at is None:
            continue
        change = (
            BookingChange.NEW
            if one.home is None
            else BookingChange.KEPT
            if one.home == at
            else BookingChange.MOVED
        )
        ends = at.minute + one.length
        bookings.append(
            PlannedBooking(
                feasible_starts.instant(at.minute),
                feasible_starts.instant(ends),
                people[at.interviewer].key,
                one.key,
                change,
            )
        )
    placed = {one.interviewee for one in bookings}
    before = [one.interviewee for one in board.instance.bookings]
    return Plan(
        bookings=tuple(sorted(bookings)),
        unbooked=reasons.unbooked(board),
        cancelled=tuple(key for key in before if key not in placed),
        cost=costs.total(board),
        rounds=took,
    )


def _fixed(board: BookingBoard, one: Booked) -> PlannedBooking:
    starts = feasible_starts.instant(feasible_starts.minute_of(one.starts, board.grid.zone))
    minutes = timedelta(minutes=board.fixed_length(one))
    return PlannedBooking(
        starts, starts + minutes, one.interviewer, one.interviewee, BookingChange.KEPT, fixed=True
    )
