"""Everything a programme will do, in order, before anybody takes part: what `tovholder programme plan` prints."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import asdict, dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any
from zoneinfo import ZoneInfo

from models.language import Say
from models.programmes.moments import Precision, Weekday
from models.programmes.programme import Occasion, Programme, Requirement, Step
from rules.programmes.dates import Dates, Place, Written, calendar_of, resolve, written
from rules.programmes.flow_shapes import ASKING, asked_with
from rules.programmes.reminder_ladder import rungs


class PlannedKind(StrEnum):
    """What can stand in a plan, in the order in which things at the same instant are listed."""

    MILESTONE = "milestone"
    OPENING = "opening"
    EVENT = "event"
    LETTER = "letter"
    REMINDER = "reminder"
    DEADLINE = "deadline"
    ESCALATION = "escalation"


@dataclass(frozen=True)
class PlanLine:
    """One line of the plan, in the programme's own time.

    `latest` marks what may come sooner: a letter behind a gate leaves when the gate opens, its last deadline at the latest.
    `step` is empty for what belongs to the whole programme.
    """

    at: datetime
    kind: PlannedKind
    step: str
    key: str
    title: str
    weekday: Weekday
    week: int
    precision: Precision
    own_choice: str = ""
    ends: datetime | None = None
    latest: bool = False

    def as_json(self) -> dict[str, Any]:
        """Plain values; instants as ISO 8601 with offset."""
        ends = self.ends.isoformat() if self.ends else None
        return {**asdict(self), "at": self.at.isoformat(), "ends": ends}


_CALL = {"opens": PlannedKind.OPENING, "closes": PlannedKind.DEADLINE}
_KINDS = tuple(PlannedKind)


def plan(programme: Programme, say: Say) -> tuple[PlanLine, ...]:
    """Every opening, deadline, reminder, escalation, letter, event and milestone, in order; `say` names what it does not.

    Raises:
        ReferenceUnknown, DatesGoInCircle: the programme has not passed the linter.
    """
    planner = _Planner(programme, resolve(programme), written(programme), say)
    lines = [*planner.programme_lines()]
    for step in programme.steps:
        lines += planner.step_lines(step)
    numbers = {step.key: step.number for step in programme.steps}
    return tuple(
        sorted(lines, key=lambda one: (one.at, numbers.get(one.step, 0), _KINDS.index(one.kind), one.key))
    )


@dataclass(frozen=True)
class _Planner:
    programme: Programme
    dates: Dates
    written: Mapping[Place, Written]
    say: Say

    def programme_lines(self) -> Iterator[PlanLine]:
        for name, kind in _CALL.items() if self.programme.call else ():
            yield self._line(kind, Place("call", name), "", f"call_{name}", self.say(f"call_{name}"))
        for milestone in self.programme.milestones:
            place = Place("milestone", milestone.key)
            yield self._line(PlannedKind.MILESTONE, place, "", milestone.key, milestone.title)
        for event in self.programme.events:
            step = next((one.key for one in self.programme.steps if one.event == event.key), "")
            ends = self.dates.event(event.key).ends
            yield self._line(
                PlannedKind.EVENT, Place("event", event.key), step, event.key, event.title, ends=ends
            )

    def step_lines(self, step: Step) -> Iterator[PlanLine]:
        yield self._line(PlannedKind.OPENING, Place("opening", step.key), step.key, step.key, step.title)
        for requirement in step.requirements:
            place = Place("deadline", step.key, requirement.key)
            yield self._line(PlannedKind.DEADLINE, place, step.key, requirement.key, requirement.title)
            yield from self._reminders(step, requirement, place)
        for occasion, letter in step.letters.items():
            for source, latest in sorted(self._occasions(step, occasion), key=self._at):
                yield self._line(PlannedKind.LETTER, source, step.key, letter, str(occasion), latest=latest)

    def _line(
        self,
        kind: PlannedKind,
        place: Place,
        step: str,
        key: str,
        title: str,
        *,
        at: datetime | None = None,
        ends: datetime | None = None,
        latest: bool = False,
    ) -> PlanLine:
        """A line at a place's instant, or at another one that is known as exactly as the place's."""
        found = self.dates.found[place]
        at = at or found.at
        source = self.written.get(place)
        own_choice = source.moment.own_choice if source and kind not in _DERIVED else ""
        weekday, week = tuple(Weekday)[at.weekday()], at.isocalendar().week
        return PlanLine(at, kind, step, key, title, weekday, week, found.precision, own_choice, ends, latest)

    def _reminders(self, step: Step, requirement: Requirement, place: Place) -> Iterator[PlanLine]:
        asked = self.dates.asked(step.key, requirement.key)
        due = self.dates.deadline(step.key, requirement.key)
        for rung in rungs(requirement, due, calendar_of(self.programme), ZoneInfo(self.programme.zone)):
            kind = PlannedKind.ESCALATION if rung.escalates else PlannedKind.REMINDER
            if rung.at > asked:
                yield self._line(kind, place, step.key, requirement.key, requirement.title, at=rung.at)

    def _occasions(self, step: Step, occasion: Occasion) -> set[tuple[Place, bool]]:
        """The places at whose instants the flow writes at that occasion, each with whether it is the latest instant."""
        if occasion in (Occasion.HAND_OVER, Occasion.CLOSING):
            needed = step.gates[-1].needs if step.gates else ()
            places = [Place("deadline", step.key, key) for key in needed] or [Place("opening", step.key)]
            return {(max(places, key=lambda place: self.dates.found[place].at), True)}
        if occasion in (Occasion.INVITATION, *ASKING):
            asked = [self._asked(step, one) for one in step.requirements if asked_with(one) is occasion]
            return {(place, False) for place in {self.dates.found[one].at: one for one in asked}.values()}
        return {(Place("opening", step.key), False)}

    def _asked(self, step: Step, requirement: Requirement) -> Place:
        return Place("asked", step.key, requirement.key)

    def _at(self, one: tuple[Place, bool]) -> datetime:
        return self.dates.found[one[0]].at


_DERIVED = frozenset({PlannedKind.LETTER, PlannedKind.REMINDER, PlannedKind.ESCALATION})
"""Their instants follow from others, so the choice was made elsewhere."""
