"""The board the engine plays on: who is placed where, and which starts that leaves free.

Nothing here decides anything.
"""

from __future__ import annotations

from models.booking.instance import Booked, BookingInterviewee, Instance
from models.booking.plan import Family
from rules.booking import feasible_starts
from rules.booking.feasible_starts import Grid
from rules.booking.pieces import NOBODY, ONLINE, AskedInterview, BookedBlock, InterviewShape, Placing

ANY_NUMBER = 10**6
"""Interviews a day of somebody without a limit."""


class BookingBoard:
    """All interviewees without a fixed booking, and every interviewer's time.

    Args:
        margin: days after the instance's last to look at as well.
        generous: look at office hours too when nobody works then.
    """

    def __init__(self, instance: Instance, *, margin: int = 0, generous: bool = False) -> None:
        self.instance = instance
        self.grid = Grid(instance, feasible_starts.hours_of(instance.interviewers, generous=generous), margin)
        self.people = instance.interviewers
        self.number = {one.key: place for place, one in enumerate(self.people)}
        self.municipality = {one.key: place for place, one in enumerate(instance.municipalities)}
        self.shapes: list[InterviewShape] = []
        self._shape_of: dict[InterviewShape, int] = {}
        self._calendars: dict[tuple[int, int, int, bool], int] = {}
        self.taken: list[list[list[BookedBlock]]] = [[[] for _ in self.grid.days] for _ in self.people]
        self._log: list[list[int]] = [[] for _ in self.people]
        self._free: list[dict[int, tuple[int, int]]] = [{} for _ in self.people]
        self._chunks: list[dict[int, list[int]]] = [{} for _ in self.people]
        self._beside: list[dict[int, dict[int, int]]] = [{} for _ in self.people]
        self._limits = [ANY_NUMBER if one.at_most_a_day is None else one.at_most_a_day for one in self.people]
        self.used: list[dict[int, int]] = [{} for _ in instance.municipalities]
        self.fixed = tuple(one for one in instance.bookings if one.fixed)
        self._known = {one.key: one for one in instance.interviewees}
        for one in self.fixed:
            self._put_fixed(one)
        settled = {one.interviewee for one in self.fixed}
        homes = {one.interviewee: one for one in instance.bookings if not one.fixed}
        self.asked = [
            self._ask(one, homes.get(one.key)) for one in instance.interviewees if one.key not in settled
        ]
        self.where: list[Placing | None] = [None] * len(self.asked)

    # --- compiling

    def _shape(self, length: int, one: BookingInterviewee | None) -> int:
        on_site = one is not None and one.mode == "on_site"
        shape = InterviewShape(length, self.municipality[one.municipality] if one and on_site else ONLINE)
        if shape not in self._shape_of:
            self._shape_of[shape] = len(self.shapes)
            self.shapes.append(shape)
        return self._shape_of[shape]

    def place_name(self, place: int) -> str | None:
        """The municipality's key; None for online."""
        return None if place == ONLINE else self.instance.municipalities[place].key

    def calendar(self, interviewer: int, shape: int) -> int:
        """Starts the interviewer's own calendar leaves, before anything is placed."""
        length, place = self.shapes[shape]
        person, name = self.people[interviewer], self.place_name(place)
        key = interviewer, length, feasible_starts.travel(person, name), place == ONLINE
        if key not in self._calendars:
            bits = self.grid.all
            for leaves in feasible_starts.of_interviewer(self.grid, person, length, name).values():
                bits &= leaves
            self._calendars[key] = bits
        return self._calendars[key]

    def _ask(self, one: BookingInterviewee, booked: Booked | None) -> AskedInterview:
        grid, instance = self.grid, self.instance
        length = one.duration or instance.duration
        shape, municipality = self._shape(length, one), self.municipality[one.municipality]
        allowed = grid.all
        blackout = instance.municipalities[municipality].blackout
        for leaves in feasible_starts.of_interviewee(grid, instance, one, blackout).values():
            allowed &= leaves
        prefer_by = one.prefer_by or instance.prefer_by
        return AskedInterview(
            key=one.key,
            municipality=municipality,
            shape=shape,
            length=length,
            allowed=allowed,
            wished=feasible_starts.wished(grid, one.wished, length) if one.wished else grid.all,
            prompt=grid.until(prefer_by) if prefer_by else grid.all,
            windows=tuple(feasible_starts.span(one.wished, grid.zone, wide=False)),
            prefer_by=prefer_by.toordinal() if prefer_by else instance.last.toordinal() + len(grid.days),
            options=tuple(each for each in range(len(self.people)) if allowed & self.calendar(each, shape)),
            home=self._home(booked),
        )

    def _home(self, booked: Booked | None) -> Placing | None:
        """Where the existing booking is; an interviewer who has left is nobody."""
        if booked is None:
            return None
        return Placing(
            self.number.get(booked.interviewer, NOBODY),
            feasible_starts.minute_of(booked.starts, self.grid.zone),
        )

    def _put_fixed(self, one: Booked) -> None:
        interviewer = self.number.get(one.interviewer)
        begin = feasible_starts.minute_of(one.starts, self.grid.zone)
        known = self._known.get(one.interviewee)
        if known:
            # Whoever has left still is one more face the municipality has seen.
            face = NOBODY if interviewer is None else interviewer
            faces = self.used[self.municipality[known.municipality]]
            faces[face] = faces.get(face, 0) + 1
        if interviewer is None:
            return
        block = BookedBlock(begin, self._shape(self.fixed_length(one), known), NOBODY)
        _, far = self._reach(interviewer, block.shape)
        for number, day in enumerate(self.grid.days):
            if begin - far[0] < day.end and begin + far[1] > day.midnight:
                self.taken[interviewer][number].append(block)

    def fixed_length(self, one: Booked) -> int:
        """Minutes of an existing booking."""
        known = self._known.get(one.interviewee)
        return one.minutes or (known.duration if known else None) or self.instance.duration

    # --- placing

    def _reach(self, interviewer: int, shape: int) -> tuple[tuple[int, int], tuple[int, int]]:
        """Minutes needed before and after a start: with buffers, and with travel as well."""
        person, (length, place) = self.people[interviewer], self.shapes[shape]
        before, after = person.buffer_before, length + person.buffer_after
        away = feasible_starts.travel(person, self.place_name(place))
        return (before, after), (before + away, after + away)

    def put(self, who: int, at: Placing) -> None:
        """Place somebody; nothing is checked."""
        one = self.asked[who]
        day = self.grid.day_of(at.minute)
        if day is None:
            raise ValueError("outside the period")
        self.taken[at.interviewer][day].append(BookedBlock(at.minute, one.shape, who))
        self._log[at.interviewer].append(day)
        faces = self.used[one.municipality]
        faces[at.interviewer] = faces.get(at.interviewer, 0) + 1
        self.where[who] = at

    def take(self, who: int) -> Placing:
        """Take somebody away again."""
        at = self.where[who]
        day = None if at is None else self.grid.day_of(at.minute)
        if at is None or day is None:
            raise ValueError("not placed")
        blocks = self.taken[at.interviewer][day]
        blocks[:] = [block for block in blocks if block.who != who]
        self._log[at.interviewer].append(day)
        faces = self.used[self.asked[who].municipality]
        faces[at.interviewer] -= 1
        if not faces[at.interviewer]:
            del faces[at.interviewer]
        self.where[who] = None
        return at

    # --- what is free

    def free(self, interviewer: int, shape: int) -> int:
        """Starts that the calendar and everything placed leave; only days that changed are looked at again."""
        log = self._log[interviewer]
        known = self._free[interviewer].get(shape)
        if known and known[1] == len(log):
            return known[0]
        if known is None:
            bits = self.calendar(interviewer, shape) if self._limits[interviewer] else 0
            changed = {number for number, blocks in enumerate(self.taken[interviewer]) if blocks}
        else:
            bits, changed = known[0], set(log[known[1] :])
        bits = self._refreshed(bits, interviewer, shape, changed)
        self._free[interviewer][shape] = bits, len(log)
        return bits

    def _refreshed(self, bits: int, interviewer: int, shape: int, changed: set[int]) -> int:
        if shape not in self._chunks[interviewer]:
            calendar = self.calendar(interviewer, shape)
            self._chunks[interviewer][shape] = [
                (calendar >> day.offset) & ((1 << day.count) - 1) for day in self.grid.days
            ]
        chunks, taken = self._chunks[interviewer][shape], self.taken[interviewer]
        beside = self._beside[interviewer].setdefault(shape, {})
        limit, days = self._limits[interviewer], self.grid.days
        for number in changed:
            left = chunk = chunks[number]
            if not chunk:
                continue
            day, blocks = days[number], taken[number]
            if len(blocks) >= limit:
                left = 0
            for minute, other, _ in blocks:
                key = (minute - day.first) << 20 | other
                if key not in beside:
                    beside[key] = ~self._covered(minute, other, interviewer, shape, day.first)
                left &= beside[key]
            bits ^= (((bits >> day.offset) ^ left) & chunk) << day.offset
        return bits

    def _covered(self, minute: int, other: int, interviewer: int, shape: int, first: int) -> int:
        """Starts of one day that would come too near an interview, as bits from that day's first and beyond its last.

        Between two places there is travel, there and from there by way of home; at the same place there is none.
        """
        far = self.shapes[other].place != self.shapes[shape].place
        before, after = self._reach(interviewer, shape)[far]
        other_before, other_after = self._reach(interviewer, other)[far]
        low, high = minute - other_before - after, minute + other_after + before
        begin = max((low - first) // self.grid.step + 1, 0)
        end = -((first - high) // self.grid.step)
        return ((1 << end) - (1 << begin)) if end > begin else 0

    def beside_others(self, interviewer: int, shape: int) -> int:
        """Starts that do not touch anything placed; calendar and limits are not asked."""
        bits = self.grid.all
        for day, blocks in zip(self.grid.days, self.taken[interviewer], strict=True):
            for minute, other, _ in blocks:
                covered = self._covered(minute, other, interviewer, shape, day.first)
                bits &= ~((covered << day.offset) & day.bits)
        return bits

    def days_with_room(self, interviewer: int) -> int:
        """Starts on days with fewer interviews than the interviewer's limit."""
        full = [
            day.date
            for day, blocks in zip(self.grid.days, self.taken[interviewer], strict=True)
            if len(blocks) >= self._limits[interviewer]
        ]
        return self.grid.without_days(full)

    def instance_of(self, who: int) -> BookingInterviewee:
        """Somebody as written in the instance."""
        return self._known[self.asked[who].key]

    def fits(self, who: int, at: Placing) -> bool:
        """Whether the interviewer has room then beside what is placed; the calendar is not asked."""
        day = self.grid.day_of(at.minute)
        if at.interviewer == NOBODY or day is None:
            return False
        blocks = self.taken[at.interviewer][day]
        shape = self.asked[who].shape
        return len(blocks) < self._limits[at.interviewer] and not any(
            self._covered(minute, other, at.interviewer, shape, at.minute) & 1 for minute, other, _ in blocks
        )

    def stands(self, who: int, at: Placing) -> bool:
        """Whether an existing booking keeps every rule but the notice and the grid, others' bookings left aside."""
        if at.interviewer == NOBODY or self.grid.day_of(at.minute) is None:
            return False
        one = self._known[self.asked[who].key]
        alone = self.grid.alone(at.minute)
        shape = self.shapes[self.asked[who].shape]
        blackout = self.instance.municipalities[self.asked[who].municipality].blackout
        rules = feasible_starts.of_interviewee(
            alone, self.instance, one, blackout
        ) | feasible_starts.of_interviewer(
            alone, self.people[at.interviewer], shape.length, self.place_name(shape.place)
        )
        return all(leaves for family, leaves in rules.items() if family is not Family.NOTICE)
