"""Why somebody could not be booked, and what would help: each kind of rule is let go alone, then two at a time."""

from __future__ import annotations

from collections.abc import Iterable
from itertools import combinations

from models.booking.plan import Family, Help, Unbooked
from rules.booking import feasible_starts
from rules.booking.board import BookingBoard

MARGIN = 21
"""Days after the last that "a later deadline" may mean."""

Left = dict[Family, int]
"""Starts each kind of rule leaves, of one interviewer."""

_OF_INTERVIEWEE = (Family.WINDOWS, Family.BLACKOUT, Family.DEADLINE, Family.NOTICE, Family.HOLIDAYS)
_OF_INTERVIEWER = (Family.HOURS, Family.BUSY, Family.TRAVEL, Family.TAKEN, Family.PER_DAY)
_ALONE = tuple((family,) for family in Family if family is not Family.COST)
_IN_PAIRS = tuple(combinations((each for (each,) in _ALONE), 2))


def unbooked(board: BookingBoard) -> tuple[Unbooked, ...]:
    """Everybody the board has no place for, with the reasons."""
    lacking = [who for who, at in enumerate(board.where) if at is None]
    if not lacking:
        return ()
    wide = BookingBoard(board.instance, margin=MARGIN, generous=True)
    for who, at in enumerate(board.where):
        if at:
            wide.put(who, at)
    inquiry = _Inquiry(wide)
    return tuple(inquiry.explained(who) for who in lacking)


class _Inquiry:
    """Looks at one board; what is known of an interviewer serves everybody who needs the same sort of time."""

    def __init__(self, board: BookingBoard) -> None:
        self.board = board
        self._opened: dict[tuple[int, int], dict[frozenset[Family], int]] = {}
        self._calendars: dict[tuple[int, int], tuple[Left, int]] = {}

    def explained(self, who: int) -> Unbooked:
        one = self.board.asked[who]
        mine = self._of_interviewee(who)
        if any(self._open(mine, each, one.shape, ()) for each in range(len(self.board.people))):
            return Unbooked(one.key, (Family.COST,), ())
        helps = self._helps(mine, one.shape, _ALONE) or self._helps(mine, one.shape, _IN_PAIRS)
        reasons = dict.fromkeys(family for each in helps for family in each.families)
        return Unbooked(one.key, tuple(reasons) or self._tightest(mine, one.shape), helps)

    def _of_interviewee(self, who: int) -> Left:
        board = self.board
        blackout = board.instance.municipalities[board.asked[who].municipality].blackout
        return feasible_starts.of_interviewee(board.grid, board.instance, board.instance_of(who), blackout)

    def _of_interviewer(self, interviewer: int, shape: int) -> tuple[Left, int]:
        """What each kind of rule leaves, and what office hours would."""
        key = interviewer, shape
        if key not in self._calendars:
            board, (length, place) = self.board, self.board.shapes[shape]
            person, name = board.people[interviewer], board.place_name(place)
            left = feasible_starts.of_interviewer(board.grid, person, length, name)
            left[Family.TAKEN] = board.beside_others(interviewer, shape)
            left[Family.PER_DAY] = board.days_with_room(interviewer)
            longer = feasible_starts.of_interviewer(board.grid, person, length, name, generous=True)
            self._calendars[key] = left, longer[Family.HOURS]
        return self._calendars[key]

    def _open(self, mine: Left, interviewer: int, shape: int, let_go: tuple[Family, ...]) -> int:
        """Starts that are free when these kinds of rules give way."""
        bits = self._opened_by_interviewer(
            interviewer, shape, frozenset(let_go).intersection(_OF_INTERVIEWER)
        )
        for family in _OF_INTERVIEWEE:
            if family not in let_go:
                bits &= mine[family]
        return bits

    def _opened_by_interviewer(self, interviewer: int, shape: int, let_go: frozenset[Family]) -> int:
        known = self._opened.setdefault((interviewer, shape), {})
        if let_go not in known:
            left, longer = self._of_interviewer(interviewer, shape)
            bits = longer if Family.HOURS in let_go else left[Family.HOURS]
            for family in _OF_INTERVIEWER[1:]:
                if family not in let_go:
                    bits &= left[family]
            known[let_go] = bits
        return known[let_go]

    def _helps(self, mine: Left, shape: int, tried: Iterable[tuple[Family, ...]]) -> tuple[Help, ...]:
        """What opens most starts first."""
        grid, people = self.board.grid, self.board.people
        found: list[Help] = []
        for families in tried:
            opened = [self._open(mine, each, shape, families) for each in range(len(people))]
            total = sum(bits.bit_count() for bits in opened)
            if total:
                bit, interviewer = min(
                    ((bits & -bits).bit_length() - 1, number) for number, bits in enumerate(opened) if bits
                )
                first = feasible_starts.instant(grid.minute(bit))
                found.append(Help(families, total, first, people[interviewer].key))
        return tuple(sorted(found, key=lambda each: (-each.slots, each.families)))

    def _tightest(self, mine: Left, shape: int) -> tuple[Family, ...]:
        """Nothing helps alone or in pairs: the kinds of rules that leave nothing by themselves, or else the least."""
        everybody = range(len(self.board.people))
        if not everybody:
            return (Family.HOURS,)
        sizes = {family: bits.bit_count() for family, bits in mine.items()}
        for family in _OF_INTERVIEWER:
            sizes[family] = sum(
                self._of_interviewer(each, shape)[0][family].bit_count() for each in everybody
            )
        none = tuple(family for family, size in sizes.items() if not size)
        return none or tuple(sorted(sizes, key=lambda family: sizes[family])[:3])
