"""Does each step have what its flow plays: letters, gates, an event, somebody to ask."""

from __future__ import annotations

from collections.abc import Collection, Iterator

from models.programmes.interview_booking import InterviewBooking
from models.programmes.kinds import Kind, Tally
from models.programmes.office import OFFICE_ROLES, Role
from models.programmes.programme import Occasion, Programme, Requirement, Step
from rules.programmes.faults import Fault, FaultLevel, Where
from rules.programmes.flow_shapes import ASKING, BOOKING, SHAPES, FlowShape, asked_with


def faults(
    programme: Programme, known_letters: Collection[str], known_datasets: Collection[str]
) -> Iterator[Fault]:
    """Every step against the shape of its flow."""
    for n, step in enumerate(programme.steps):
        path: Where = ("steps", n)
        shape = SHAPES[step.flow]
        yield from _letters(step, shape, path, known_letters)
        yield from _gates(step, shape, path)
        yield from _event(step, shape, path)
        for m, requirement in enumerate(step.requirements):
            yield from _requirement(programme, step, requirement, (*path, "requirements", m), known_datasets)
    yield from _participants(programme)
    yield from _interviews(programme)


def _letters(step: Step, shape: FlowShape, path: Where, known_letters: Collection[str]) -> Iterator[Fault]:
    for occasion, letter in step.letters.items():
        place = (*path, "letters", str(occasion))
        if occasion not in shape.writes:
            message = f"the flow {step.flow} never writes at the occasion {occasion}"
            yield Fault(place, message, f"remove it; {step.flow} writes at {', '.join(shape.writes)}")
        if known_letters and letter not in known_letters:
            yield Fault(
                place, f"there is no letter {letter!r}", f"known letters: {', '.join(sorted(known_letters))}"
            )
    needed = list(shape.needs)
    if any(one.kind.rules.counted is Tally.INTERVIEWS for one in step.requirements):
        needed.append(Occasion.INTERVIEWS)
    for occasion in needed:
        if occasion in shape.writes and occasion not in step.letters:
            message = f"step {step.key} has no letter for {occasion}, which its flow {step.flow} writes"
            yield Fault((*path, "letters"), message, f"add {occasion}: NAME-OF-A-LETTER under letters")
    yield from _asking(step, shape, path)


def _asking(step: Step, shape: FlowShape, path: Where) -> Iterator[Fault]:
    """What is asked needs a letter that asks, and a letter that asks needs something to ask."""
    used = {asked_with(one) for one in step.requirements}
    for m, requirement in enumerate(step.requirements):
        occasion = asked_with(requirement)
        place = (*path, "requirements", m, "occasion")
        if occasion in (None, Occasion.INVITATION):
            continue
        possible = [one for one in ASKING if one in shape.writes]
        if occasion not in possible:
            message = (
                f"{requirement.key} cannot be asked for with a letter for {occasion} in the flow {step.flow}"
            )
            yield Fault(place, message, f"write one of {', '.join(possible)}")
        elif occasion not in step.letters:
            message = (
                f"{requirement.key} is asked for with the letter for {occasion}, and step {step.key} has none"
            )
            yield Fault(place, message, f"add {occasion}: NAME-OF-A-LETTER under letters")
    for occasion in ASKING:
        if occasion in step.letters and occasion not in used:
            message = f"the letter for {occasion} is never written: nothing is asked for with it"
            cure = "remove it, or give a requirement this occasion"
            yield Fault((*path, "letters", str(occasion)), message, cure, FaultLevel.WARNING)


def _gates(step: Step, shape: FlowShape, path: Where) -> Iterator[Fault]:
    present = [gate.key for gate in step.gates]
    for missing in shape.gates:
        if missing not in present:
            message = f"step {step.key} lacks the gate {missing}, which its flow {step.flow} asks"
            yield Fault((*path, "gates"), message, f"add a gate with the key {missing}")
    for m, gate in enumerate(step.gates):
        if gate.key not in shape.gates:
            message = f"the flow {step.flow} never asks the gate {gate.key}"
            yield Fault((*path, "gates", m, "key"), message, f"its gates are {', '.join(shape.gates)}")
    needed = {key for gate in step.gates for key in gate.needs}
    for m, requirement in enumerate(step.requirements):
        if not requirement.kind.rules.by_invitation and requirement.key not in needed:
            message = f"no gate needs {requirement.key}: the step can be done without it"
            place = (*path, "requirements", m, "key")
            yield Fault(place, message, "add it to a gate's needs, if it matters", FaultLevel.WARNING)


def _event(step: Step, shape: FlowShape, path: Where) -> Iterator[Fault]:
    if shape.event and step.event is None:
        message = f"step {step.key} names no event, and its flow {step.flow} gathers people for one"
        yield Fault(path, message, "add event: KEY-OF-AN-EVENT")
    if not shape.event and step.event is not None:
        yield Fault((*path, "event"), f"the flow {step.flow} has no event", "remove it")


def _requirement(
    programme: Programme, step: Step, requirement: Requirement, path: Where, known_datasets: Collection[str]
) -> Iterator[Fault]:
    if requirement.event is not None and requirement.event != step.event:
        message = (
            f"{requirement.key} is about the event {requirement.event}, but its step is about {step.event}"
        )
        yield Fault((*path, "event"), message, "name the step's own event")
    datasets = {*known_datasets, *(one.key for one in programme.datasets)}
    if requirement.dataset and known_datasets and requirement.dataset not in datasets:
        message = f"there is no dataset {requirement.dataset!r}"
        yield Fault((*path, "dataset"), message, f"known datasets: {', '.join(sorted(datasets))}")
    roles = {person.role for person in programme.office.people}
    if requirement.role in OFFICE_ROLES and requirement.role not in roles:
        message = (
            f"{requirement.key} is asked of the {requirement.role}, and nobody in the office has that role"
        )
        yield Fault((*path, "from"), message, "add a person with it under office.people")


def _participants(programme: Programme) -> Iterator[Fault]:
    """The list of participants comes before the first requirement that needs to know who they are."""
    listed = asked_too_early = False
    for n, step in enumerate(programme.steps):
        for m, requirement in enumerate(step.requirements):
            if requirement.role is Role.PARTICIPANT and not listed and not asked_too_early:
                asked_too_early = True
                message = (
                    f"{requirement.key} is asked of the participants before any step asks for a list of them"
                )
                cure = "add a requirement of the kind participants to an earlier step"
                yield Fault(("steps", n, "requirements", m, "from"), message, cure)
        listed = listed or any(one.kind is Kind.PARTICIPANTS for one in step.requirements)
    if programme.places.must_include and not listed:
        message = "the seats have a required composition, but no step asks for a list of participants"
        yield Fault(("places", "must_include"), message, "add a requirement of the kind participants")


def _interviews(programme: Programme) -> Iterator[Fault]:
    """Who holds them is in the office, and who is named has an interview to be named for."""
    people = {person.key for person in programme.office.people}
    for n, step in enumerate(programme.steps):
        booked = [one for one in step.requirements if one.booking]
        named = [one for one in step.requirements if one.kind is Kind.INTERVIEWEES]
        for m, requirement in enumerate(step.requirements):
            path: Where = ("steps", n, "requirements", m)
            if requirement.booking:
                yield from _booking(requirement, requirement.booking, people, path)
                if not named:
                    message = f"{requirement.key} is booked by itself, but step {step.key} asks nobody whom to interview"
                    yield Fault(path, message, "add a requirement of the kind interviewees to the step")
            elif requirement.kind is Kind.INTERVIEWEES and len(booked) != 1:
                books = f"{len(booked)} requirements of step {step.key} have a booking"
                message = f"{requirement.key} names interviewees, and {books}"
                yield Fault(path, message, "give exactly one requirement of the kind interviews a booking")
            if (requirement.booking or requirement.kind is Kind.INTERVIEWEES) and step.flow not in BOOKING:
                message = f"the flow {step.flow} books no interviews"
                yield Fault(path, message, f"use one of {', '.join(BOOKING)}")


def _booking(
    requirement: Requirement, booking: InterviewBooking, people: Collection[str], path: Where
) -> Iterator[Fault]:
    for k, one in enumerate(booking.interviewers):
        if one.person not in people:
            place = (*path, "booking", "interviewers", k, "person")
            message = f"{requirement.key} is held by {one.person!r}, who is not in the office"
            yield Fault(place, message, "name a person of office.people")
    if requirement.count and len(booking.roles) < requirement.count:
        message = (
            f"{requirement.key} wants {requirement.count} interviews, and names {len(booking.roles)} roles"
        )
        yield Fault((*path, "booking", "roles"), message, "name as many roles as interviews are wanted")
    if any(one.mode == "on_site" for one in booking.roles) and not any(
        one.travels for one in booking.interviewers
    ):
        message = f"{requirement.key} has roles to be interviewed on site, and no interviewer travels"
        yield Fault(
            (*path, "booking", "interviewers"), message, "let one of them travel, or hold them online"
        )
