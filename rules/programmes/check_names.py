"""Do all names of a programme stand for one thing, and for a thing that is there."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from itertools import pairwise

from models.forms.fields import FormField
from models.language import Language
from models.programmes.programme import Programme, Requirement, Step
from rules.programmes.faults import Fault, FaultLevel, Where


def faults(programme: Programme, known_languages: Collection[Language]) -> Iterator[Fault]:
    """Duplicate keys, unknown keys and languages, order of the steps, circles among them, ladders."""
    if known_languages:
        spoken = sorted(known_languages)
        yield from _known("language", programme.language, spoken, ("language",))
        for n, dataset in enumerate(programme.datasets):
            yield from _known("language", dataset.language, spoken, ("datasets", n, "language"))
    people = [person.key for person in programme.office.people]
    yield from _once("person", people, ("office", "people"))
    yield from _once("milestone", [one.key for one in programme.milestones], ("milestones",))
    yield from _once("event", [one.key for one in programme.events], ("events",))
    yield from _once("step", [one.key for one in programme.steps], ("steps",))
    yield from _known("person", programme.office.escalate_to, people, ("office", "escalate_to"))
    if programme.call is not None:
        yield from _known("person", programme.call.contact, people, ("call", "contact"))
    yield from _order(programme)
    yield from _circles(programme)
    for n, step in enumerate(programme.steps):
        yield from _step(programme, step, ("steps", n), people)
    yield from _unused_events(programme)


def _step(programme: Programme, step: Step, path: Where, people: Collection[str]) -> Iterator[Fault]:
    events = [event.key for event in programme.events]
    keys = [one.key for one in step.requirements]
    yield from _once("requirement", keys, (*path, "requirements"))
    yield from _once("gate", [gate.key for gate in step.gates], (*path, "gates"))
    if step.event is not None:
        yield from _known("event", step.event, events, (*path, "event"))
    for m, gate in enumerate(step.gates):
        for k, need in enumerate(gate.needs):
            yield from _known("requirement", need, keys, (*path, "gates", m, "needs", k))
    for m, requirement in enumerate(step.requirements):
        place = (*path, "requirements", m)
        if requirement.event is not None:
            yield from _known("event", requirement.event, events, (*place, "event"))
        if requirement.overdue.to is not None:
            yield from _known("person", requirement.overdue.to, people, (*place, "overdue", "to"))
        yield from _ladder(requirement, place)
        yield from _fields(requirement.fields, (*place, "fields"))


def _ladder(requirement: Requirement, path: Where) -> Iterator[Fault]:
    overdue = requirement.overdue
    for days, place in (
        (requirement.remind, (*path, "remind")),
        (overdue.remind, (*path, "overdue", "remind")),
    ):
        for k, day in enumerate(days):
            if day in days[:k]:
                yield Fault((*place, k), f"{requirement.key} reminds twice on working day {day}", "keep one")
    if overdue.escalate is not None and overdue.escalate <= max(overdue.remind, default=0):
        last = max(overdue.remind)
        message = f"{requirement.key} escalates on working day {overdue.escalate}, not after its last reminder ({last})"
        yield Fault((*path, "overdue", "escalate"), message, f"escalate on working day {last + 1} or later")
    if overdue.to is not None and overdue.escalate is None:
        message = f"{requirement.key} says to whom it escalates, but not when"
        yield Fault((*path, "overdue", "to"), message, "add escalate: WORKING-DAYS", FaultLevel.WARNING)


def _fields(fields: Sequence[FormField], path: Where) -> Iterator[Fault]:
    yield from _once("field", [one.key for one in fields], path)
    for k, one in enumerate(fields):
        yield from _fields(one.fields, (*path, k, "fields"))
        for c, choice in enumerate(one.choices):
            if choice in one.choices[:c]:
                yield Fault(
                    (*path, k, "choices", c), f"the choice {choice!r} stands twice", "keep one of them"
                )


def _order(programme: Programme) -> Iterator[Fault]:
    for n, (before, after) in enumerate(pairwise(programme.steps), start=1):
        if after.number <= before.number:
            message = f"step {after.key} has number {after.number}, after number {before.number}"
            yield Fault(
                ("steps", n, "number"), message, f"write {before.number + 1}, or put the steps in order"
            )
    keys = [step.key for step in programme.steps]
    for n, step in enumerate(programme.steps):
        for k, required in enumerate(step.requires):
            path = ("steps", n, "requires", k)
            yield from _known("step", required, keys, path)
            if required == step.key:
                yield Fault(path, f"step {step.key} requires itself", "remove it")
            elif required in keys[n + 1 :]:
                message = f"step {step.key} requires {required}, which comes later"
                yield Fault(path, message, "require earlier steps only")
            elif required in step.requires[:k]:
                yield Fault(path, f"step {step.key} requires {required} twice", "keep one of them")


def _circles(programme: Programme) -> Iterator[Fault]:
    requires = {step.key: step.requires for step in programme.steps}
    numbers = {step.key: n for n, step in enumerate(programme.steps)}
    named: set[frozenset[str]] = set()
    for start in requires:
        circle = _way_back(start, requires)
        if len(circle) > 2 and frozenset(circle) not in named:
            named.add(frozenset(circle))
            message = f"these steps wait for each other in a circle: {' → '.join(circle)}"
            yield Fault(("steps", numbers[start], "requires"), message, "remove one of these requirements")


def _way_back(start: str, requires: dict[str, tuple[str, ...]]) -> list[str]:
    """The shortest way from a step through what it requires back to itself; empty when there is none."""
    ways, seen = [[start]], set[str]()
    for way in ways:
        for required in requires.get(way[-1], ()):
            if required == start:
                return [*way, start]
            if required not in seen:
                seen.add(required)
                ways.append([*way, required])
    return []


def _unused_events(programme: Programme) -> Iterator[Fault]:
    used = {step.event for step in programme.steps}
    for n, event in enumerate(programme.events):
        if event.key not in used:
            message = f"no step is about the event {event.key}: nobody will be invited to it"
            yield Fault(("events", n, "key"), message, "name it as the event of a step", FaultLevel.WARNING)


def _once(noun: str, keys: Sequence[str], path: Where) -> Iterator[Fault]:
    for n, key in enumerate(keys):
        if key in keys[:n]:
            yield Fault(
                (*path, n, "key"), f"there is another {noun} with the key {key}", "give each its own key"
            )


def _known(noun: str, key: str, keys: Collection[str], path: Where) -> Iterator[Fault]:
    if key not in keys:
        listed = ", ".join(keys) or "none"
        yield Fault(path, f"there is no {noun} with the key {key}", f"write one of these: {listed}")
