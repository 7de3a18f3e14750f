"""What a placing costs, where the cheapest one is, and what a whole plan costs."""

from __future__ import annotations

from models.booking.plan import Cost
from rules.booking.board import BookingBoard
from rules.booking.pieces import AskedInterview, Placing, Weights
from rules.seeded_chance import Chance

Candidate = tuple[int, int, int]
"""Points, the interviewer, and the starts that cost exactly that."""


def weights_of(board: BookingBoard) -> Weights:
    """The instance's own costs."""
    costs = board.instance.costs
    return Weights(costs.unwished, costs.late_per_day, costs.extra_interviewer, costs.move, costs.unbooked)


def days_late(board: BookingBoard, one: AskedInterview, minute: int) -> int:
    """Calendar days after the preferred date."""
    day = board.grid.day_of(minute)
    return 0 if day is None else max(0, board.grid.days[day].date.toordinal() - one.prefer_by)


def of_placing(board: BookingBoard, weights: Weights, who: int, at: Placing) -> int:
    """Everything but the municipality's faces."""
    one = board.asked[who]
    return (
        weights.late * days_late(board, one, at.minute)
        + (0 if one.is_wished(at.minute) else weights.unwished)
        + (weights.move if one.home not in (None, at) else 0)
    )


def of_face(board: BookingBoard, weights: Weights, who: int, interviewer: int) -> int:
    """What it costs that the municipality sees this interviewer too."""
    faces = board.used[board.asked[who].municipality]
    return weights.extra if faces and interviewer not in faces else 0


def total(board: BookingBoard) -> Cost:
    """The whole board's cost, by the instance's costs."""
    costs = board.instance.costs
    placed = [(one, at) for one, at in zip(board.asked, board.where, strict=True) if at]
    return Cost(
        unwished=costs.unwished * sum(not one.is_wished(at.minute) for one, at in placed),
        late=costs.late_per_day * sum(days_late(board, one, at.minute) for one, at in placed),
        extra_interviewer=costs.extra_interviewer * sum(max(0, len(faces) - 1) for faces in board.used),
        move=costs.move * sum(one.home not in (None, at) for one, at in placed),
        unbooked=costs.unbooked * (len(board.asked) - len(placed)),
    )


def points(board: BookingBoard, weights: Weights) -> int:
    """The whole board's cost in the search's points."""
    own = sum(
        weights.unbooked if at is None else of_placing(board, weights, who, at)
        for who, at in enumerate(board.where)
    )
    return own + weights.extra * sum(max(0, len(faces) - 1) for faces in board.used)


def cheapest(board: BookingBoard, weights: Weights, who: int, interviewer: int) -> Candidate | None:
    """The interviewer's cheapest starts for somebody; an existing booking's own start is looked at elsewhere."""
    one = board.asked[who]
    free = one.allowed & board.free(interviewer, one.shape)
    if not free:
        return None
    base = of_face(board, weights, who, interviewer) + (weights.move if one.home else 0)
    cost, bits = cheapest_of(board, weights, one, free)
    return base + cost, interviewer, bits


def cheapest_of(board: BookingBoard, weights: Weights, one: AskedInterview, free: int) -> tuple[int, int]:
    """Points for being late or unwished at the best of some starts, and all that cost just that."""
    wished = free & one.wished
    if best := wished & one.prompt:
        return 0, best
    found: list[tuple[int, int]] = []
    if prompt := free & one.prompt:
        found.append((weights.unwished, prompt))
    for bits, more in ((wished, 0), (0 if prompt else free, weights.unwished)):
        if bits:
            bit = (bits & -bits).bit_length() - 1
            day = board.grid.days[board.grid.place(bit)]
            late = weights.late * max(0, day.date.toordinal() - one.prefer_by)
            found.append((more + late, bits & day.bits))
    return min(found)


def at_home(board: BookingBoard, weights: Weights, who: int) -> int | None:
    """What it costs to leave somebody where the existing booking is; None when it cannot stay."""
    home = board.asked[who].home
    if home is None or not board.fits(who, home):
        return None
    return of_placing(board, weights, who, home) + of_face(board, weights, who, home.interviewer)


def choose(board: BookingBoard, candidate: Candidate, shape: int, chance: Chance) -> Placing:
    """One of the candidate's starts: mostly one that leaves no gap beside what is taken, because gaps cannot be used."""
    _, interviewer, bits = candidate
    if chance.below(8):
        free = board.free(interviewer, shape)
        bits = bits & ~((free << 1) & (free >> 1)) or bits
    pivot = chance.below(board.grid.size)
    above = bits >> pivot
    bit = pivot + (above & -above).bit_length() - 1 if above else (bits & -bits).bit_length() - 1
    return Placing(interviewer, board.grid.minute(bit))
