"""Do deadlines, openings, the call and its milestones come in an order that serves what they are for."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from zoneinfo import ZoneInfo

from models.programmes.programme import Programme, Requirement, Step
from rules.programmes.dates import Dates, Place, calendar_of
from rules.programmes.faults import Fault, FaultLevel, Where
from rules.programmes.reminder_ladder import rungs

PROMISED = (
    "selection_decided",
    "selection_notified",
    "place_confirmed",
    "agreement_sent",
    "agreement_approved",
)
"""Milestones a programme with a call must have, in the order in which they follow from each other."""

_BEFORE_THE_FIRST_STEP = PROMISED[:3]


def faults(programme: Programme, dates: Dates) -> Iterator[Fault]:
    """Order in time. What could not be resolved is left out; `check_dates` has named it."""
    for n, step in enumerate(programme.steps):
        path: Where = ("steps", n)
        yield from _opening(programme, step, path, dates)
        for m, requirement in enumerate(step.requirements):
            place = (*path, "requirements", m)
            yield from _asked_and_due(step, requirement, place, dates)
            yield from _serving(programme, step, requirement, place, dates)
            yield from _reminders(programme, step, requirement, place, dates)
    if programme.call is not None:
        yield from _call(programme, dates)
        yield from _milestones(programme, dates)


def _opening(programme: Programme, step: Step, path: Where, dates: Dates) -> Iterator[Fault]:
    opens = _at(dates, "opening", step.key)
    starts = _at(dates, "event", step.event or "")
    if opens and starts and opens >= starts:
        message = f"step {step.key} opens {opens:%Y-%m-%d %H:%M}, when its event {step.event} has begun"
        yield Fault((*path, "opens"), message, "open it earlier: people must be invited first")
    for required in programme.steps:
        if required.key not in step.requires or opens is None:
            continue
        due = [_at(dates, "deadline", required.key, one.key) for one in required.requirements]
        last = max((at for at in due if at), default=None)
        if last is not None and last > opens:
            message = f"step {step.key} opens {opens:%Y-%m-%d}, but {required.key} has deadlines until {last:%Y-%m-%d}"
            cure = "open it later, or expect it to wait"
            yield Fault((*path, "opens"), message, cure, FaultLevel.WARNING)


def _asked_and_due(step: Step, requirement: Requirement, path: Where, dates: Dates) -> Iterator[Fault]:
    opens = _at(dates, "opening", step.key)
    asked = _at(dates, "asked", step.key, requirement.key)
    due = _at(dates, "deadline", step.key, requirement.key)
    if opens and due and due <= opens:
        message = f"the deadline of {requirement.key} ({due:%Y-%m-%d %H:%M}) lies before its step opens ({opens:%Y-%m-%d})"
        yield Fault((*path, "due"), message, "set it later, or open the step earlier")
    elif asked and due and due <= asked:
        message = (
            f"{requirement.key} is asked for {asked:%Y-%m-%d %H:%M}, after its deadline {due:%Y-%m-%d %H:%M}"
        )
        yield Fault((*path, "asked"), message, "ask for it earlier, or set the deadline later")
    elif opens and asked and asked < opens:
        message = (
            f"{requirement.key} is to be asked for {asked:%Y-%m-%d}, before its step opens {opens:%Y-%m-%d}"
        )
        yield Fault((*path, "asked"), message, "it will be asked for at the opening", FaultLevel.WARNING)


def _serving(
    programme: Programme, step: Step, requirement: Requirement, path: Where, dates: Dates
) -> Iterator[Fault]:
    """What is asked before an event must be there when it begins; attendance is known when it has ended."""
    due = _at(dates, "deadline", step.key, requirement.key)
    asked = _at(dates, "asked", step.key, requirement.key)
    if due is None or asked is None:
        return
    if requirement.kind.rules.afterwards:
        ends = _at(dates, "end", requirement.event or "")
        if ends and due < ends:
            message = f"the deadline of {requirement.key} ({due:%Y-%m-%d %H:%M}) lies before {requirement.event} has ended"
            yield Fault((*path, "due"), message, "attendance is known afterwards: set it later")
        return
    event, starts = served(programme, step, asked, dates)
    if starts and due > starts:
        message = (
            f"the deadline of {requirement.key} ({due:%Y-%m-%d %H:%M}) lies after {event}, which it serves"
        )
        cure = f"set it before {starts:%Y-%m-%d %H:%M}, or say with asked that it is asked for afterwards"
        yield Fault((*path, "due"), message, cure)


def served(programme: Programme, step: Step, asked: datetime, dates: Dates) -> tuple[str, datetime | None]:
    """The event something asked for at that time is needed at: the step's own, or the first one that waits for the step."""
    own = _at(dates, "event", step.event or "")
    if own and asked < own:
        return step.event or "", own
    waiting = _waiting_for(programme, step.key)
    later = [(one.event or "", _at(dates, "event", one.event or "")) for one in waiting]
    known = [(key, at) for key, at in later if at]
    return min(known, key=lambda one: one[1], default=("", None))


def _waiting_for(programme: Programme, key: str) -> list[Step]:
    """Steps that require this one, directly or through others."""
    found, new = list[Step](), {key}
    while new:
        waiting = [step for step in programme.steps if new & set(step.requires) and step not in found]
        found += waiting
        new = {step.key for step in waiting}
    return found


def _reminders(
    programme: Programme, step: Step, requirement: Requirement, path: Where, dates: Dates
) -> Iterator[Fault]:
    due = _at(dates, "deadline", step.key, requirement.key)
    asked = _at(dates, "asked", step.key, requirement.key)
    if due is None or asked is None or due <= asked:
        return
    for rung in rungs(requirement, due, calendar_of(programme), ZoneInfo(programme.zone)):
        if rung.at <= asked:
            message = f"{requirement.key} would be reminded on working day {rung.working_days}, before it is asked for"
            place = (*path, "remind", requirement.remind.index(rung.working_days))
            yield Fault(place, message, "remove it: it will never be sent", FaultLevel.WARNING)


def _call(programme: Programme, dates: Dates) -> Iterator[Fault]:
    opens, closes = _at(dates, "call", "opens"), _at(dates, "call", "closes")
    first = _first_opening(programme, dates)
    if opens and closes and closes <= opens:
        message = f"the call closes {closes:%Y-%m-%d %H:%M}, before it opens {opens:%Y-%m-%d %H:%M}"
        yield Fault(("call", "closes"), message, "correct one of them")
    elif closes and first and first <= closes:
        message = f"the call closes {closes:%Y-%m-%d %H:%M}, when the first step has already opened ({first:%Y-%m-%d})"
        yield Fault(("call", "closes"), message, "close it before the first step")


def _milestones(programme: Programme, dates: Dates) -> Iterator[Fault]:
    paths: dict[str, Where] = {one.key: ("milestones", n, "on") for n, one in enumerate(programme.milestones)}
    before, last = "the call closes", _at(dates, "call", "closes")
    first_event = min((at for one in programme.events if (at := _at(dates, "event", one.key))), default=None)
    for key in PROMISED:
        if key not in paths:
            message = f"the programme has a call, but no date for {key}"
            yield Fault(("milestones",), message, f"add a milestone with the key {key}")
            continue
        at = _at(dates, "milestone", key)
        if at and last and at < last:
            yield Fault(
                paths[key],
                f"{key} ({at:%Y-%m-%d}) comes before {before} ({last:%Y-%m-%d})",
                "correct one of them",
            )
        before, last = (key, at) if at else (before, last)
        early = key in _BEFORE_THE_FIRST_STEP
        limit = _first_opening(programme, dates) if early else first_event
        if at and limit and at >= limit:
            what = "the first step opens" if early else "the first event begins"
            yield Fault(
                paths[key], f"{key} ({at:%Y-%m-%d}) comes after {what} ({limit:%Y-%m-%d})", "set it earlier"
            )


def _first_opening(programme: Programme, dates: Dates) -> datetime | None:
    return min((at for step in programme.steps if (at := _at(dates, "opening", step.key))), default=None)


def _at(dates: Dates, use: str, key: str, requirement: str = "") -> datetime | None:
    found = dates.found.get(Place(use, key, requirement))
    return found.at if found else None
