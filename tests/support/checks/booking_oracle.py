"""The same problem for CP-SAT, which proves how cheap it can be. Only tests and the bench know OR-Tools."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

from ortools.sat.python import cp_model

from models.booking.instance import Instance
from models.booking.plan import Plan
from tests.support.checks.booking_checker import Checker

EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


@dataclass(frozen=True)
class Option:
    """One interviewee with one interviewer at one start."""

    interviewee: str
    interviewer: str
    starts: datetime
    cost: int


@dataclass(frozen=True)
class Answer:
    """What CP-SAT found; `bound` is proven to be the least possible."""

    cost: int | None
    bound: float
    optimal: bool


def minute(at: datetime) -> int:
    return (at - EPOCH) // timedelta(minutes=1)


def options(checker: Checker) -> Iterator[Option]:
    """Every interview that breaks no rule by itself."""
    instance = checker.instance
    step = timedelta(minutes=instance.grid)
    first = checker.midnight(instance.first)
    steps = (checker.midnight(instance.last + timedelta(days=1)) - first) // step
    starts = [first + number * step for number in range(steps)]
    working = {
        who.key: [
            at for at in starts if any(b <= at < e for b, e in checker.work(who, checker.local(at).date()))
        ]
        for who in instance.interviewers
    }
    for one in instance.interviewees:
        spans = [checker.stretch(window) for window in one.possible]
        for who in instance.interviewers:
            for at in working[who.key]:
                if spans and not any(begin <= at < end for begin, end in spans):
                    continue
                if not checker.breaks(one, who, at):
                    yield Option(one.key, who.key, at, sum(checker.own_cost(one, at)))


class Oracle:
    """One model. Fixed bookings stand where they are; other existing ones are not looked at."""

    def __init__(self, instance: Instance) -> None:
        self.checker = Checker(instance)
        self.model = cp_model.CpModel()
        self.chosen = {each: self.model.new_bool_var("") for each in options(self.checker)}
        self.fixed = {one.interviewee: one for one in instance.bookings if one.fixed}
        self.chosen = {
            each: chosen for each, chosen in self.chosen.items() if each.interviewee not in self.fixed
        }
        for one in self.fixed.values():
            here = Option(one.interviewee, one.interviewer, one.starts, 0)
            self.chosen[here] = self.model.new_constant(1)
        self.bill: list[Any] = []
        self._once()
        self._calendars()
        self._faces()
        self.model.minimize(sum(self.bill))

    def _once(self) -> None:
        instance = self.checker.instance
        of: dict[str, list[Any]] = defaultdict(list)
        for each, chosen in self.chosen.items():
            of[each.interviewee].append(chosen)
            if each.cost:
                self.bill.append(each.cost * chosen)
        for one in instance.interviewees:
            if one.key in self.fixed:
                continue
            unbooked = self.model.new_bool_var("")
            self.model.add_exactly_one([*of[one.key], unbooked])
            self.bill.append(instance.costs.unbooked * unbooked)

    def _calendars(self) -> None:
        checker = self.checker
        near: dict[str, list[Any]] = defaultdict(list)
        days: dict[tuple[str, Any], list[Any]] = defaultdict(list)
        away: dict[tuple[str, int], dict[str | None, list[Any]]] = defaultdict(lambda: defaultdict(list))
        travelling = any(one.mode == "on_site" for one in checker.instance.interviewees)
        for each, chosen in self.chosen.items():
            who, one = checker.interviewers[each.interviewer], checker.interviewees[each.interviewee]
            ends = each.starts + checker.length(one)
            begin, end = map(minute, checker.near(who, each.starts, ends))
            near[who.key].append(
                self.model.new_optional_fixed_size_interval_var(begin, end - begin, chosen, "")
            )
            days[who.key, checker.local(each.starts).date()].append(chosen)
            begin, end = map(minute, checker.far(who, one, each.starts, ends))
            for at in range(begin // 5, -(-end // 5)) if travelling else ():
                away[who.key, at][checker.place(one)].append(chosen)
        for intervals in near.values():
            self.model.add_no_overlap(intervals)
        for (key, _), held in days.items():
            limit = checker.interviewers[key].at_most_a_day
            if limit is not None:
                self.model.add(sum(held) <= limit)
        self._one_place_at_a_time(away)

    def _one_place_at_a_time(self, away: dict[tuple[str, int], dict[str | None, list[Any]]]) -> None:
        """Every time with travel is in whole steps of five minutes here."""
        for places in away.values():
            if len(places) > 1:
                here = [self.model.new_bool_var("") for _ in places]
                self.model.add_at_most_one(here)
                for at, held in zip(here, places.values(), strict=True):
                    for chosen in held:
                        self.model.add_implication(chosen, at)

    def _faces(self) -> None:
        instance = self.checker.instance
        seen: dict[str, dict[str, Any]] = defaultdict(dict)
        for each, chosen in self.chosen.items():
            faces = seen[self.checker.interviewees[each.interviewee].municipality]
            if each.interviewer not in faces:
                faces[each.interviewer] = self.model.new_bool_var("")
            self.model.add_implication(chosen, faces[each.interviewer])
        for faces in seen.values():
            extra = self.model.new_int_var(0, len(faces), "")
            self.model.add(extra >= sum(faces.values()) - 1)
            self.bill.append(instance.costs.extra_interviewer * extra)

    def hint(self, plan: Plan) -> None:
        """Let the solver begin with a plan."""
        booked = {(one.interviewee, one.interviewer, one.starts) for one in plan.bookings}
        for each, chosen in self.chosen.items():
            self.model.add_hint(chosen, (each.interviewee, each.interviewer, each.starts) in booked)

    def ask(self, seconds: float = 30, workers: int = 2) -> Answer:
        """Solve it for so long."""
        solver = cp_model.CpSolver()
        solver.parameters.max_time_in_seconds = seconds
        solver.parameters.num_workers = workers
        status = solver.solve(self.model)
        found = status in (cp_model.OPTIMAL, cp_model.FEASIBLE)
        return Answer(
            round(solver.objective_value) if found else None,
            solver.best_objective_bound,
            status == cp_model.OPTIMAL,
        )
