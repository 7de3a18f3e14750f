"""A small programme lived through at random: after every act the promises hold. A seed that fails fails again."""

from __future__ import annotations

import random
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID, uuid4

import pytest
from sqlalchemy import Select, func, select
from sqlalchemy.orm import Session

from actions import (
    answers,
    asking,
    decisions,
    enrolments,
    events,
    gates,
    reminders,
    steps,
    submissions,
    withdrawal,
)
from actions.enrolments import NewContact
from actions.gates import FormAnswer
from models.errors import TovholderError
from models.journal import JournalEntry, What
from models.letters import Letter
from models.meetings import Invitation
from models.programme import Kind, Role
from models.progress import Decision, Enrolment, RequirementState, Rung, StepState
from models.states import OWED, SETTLED, Answer, DecisionKind, EnrolmentStatus, RequirementStatus, StepStatus
from tests import two_steps
from tests.factories import NOW

HOMES = ("Vejle", "Horsens", "Holbæk")
ACTS = 90
FAREWELL = {"withdrawn_confirmation", "event_cancelled"}
TELLS = {
    RequirementStatus.DELIVERED: What.SUBMISSION_RECEIVED,
    RequirementStatus.FULFILLED: What.REQUIREMENT_FULFILLED,
    RequirementStatus.WAIVED: What.REQUIREMENT_WAIVED,
    RequirementStatus.RETURNED: What.SUBMISSION_RETURNED,
    RequirementStatus.WITHDRAWN: What.WITHDRAWN,
    StepStatus.OPEN: What.STEP_OPENED,
    StepStatus.DONE: What.STEP_DONE,
    StepStatus.WITHDRAWN: What.WITHDRAWN,
    EnrolmentStatus.COMPLETED: What.COMPLETED,
    EnrolmentStatus.WITHDRAWN: What.WITHDRAWN,
}


@dataclass
class World:
    """The programme at one instant, what has been seen of it, and the dice."""

    session: Session
    dice: random.Random
    now: datetime = NOW
    runs: dict[int, UUID] = field(default_factory=dict)
    left_at_letter: dict[int, int] = field(default_factory=dict)
    statuses: dict[tuple[str, int], object] = field(default_factory=dict)
    used: dict[tuple[int, datetime, int], datetime] = field(default_factory=dict)
    lines: int = 0

    def anybody(self) -> Enrolment:
        """One of the cohort, whatever its state."""
        return self.dice.choice(self.session.scalars(select(Enrolment).order_by(Enrolment.id)).all())

    def anything(self) -> RequirementState | None:
        """Something that has been asked of somebody."""
        asked = self.session.scalars(select(RequirementState).order_by(RequirementState.id)).all()
        return self.dice.choice(asked) if asked else None


def deliver(world: World) -> None:
    """A file, sometimes the same as before."""
    state = world.anything()
    if state and state.kind is Kind.DOCUMENT:
        content = b"%PDF-1.7 " + str(world.dice.randrange(3)).encode()
        submissions.submit(
            world.session, state, by="Tove", now=world.now, filename="fil.pdf", content=content
        )


def decide(world: World) -> None:
    """The office extends, waives, approves or returns, whether it fits or not."""
    if state := world.anything():
        act = world.dice.choice(["extend", "waive", "approve", "send_back"])
        occasion, signed = str(world.dice.random()), {"by": "Anne", "reason": "Aftalt"}
        if act == "extend":
            until = (state.due_at + timedelta(days=world.dice.randrange(-3, 10))).date().isoformat()
            decisions.extend(world.session, state, until, now=world.now, occasion=occasion, **signed)
        else:
            getattr(decisions, act)(world.session, state, now=world.now, occasion=occasion, **signed)


def answer(world: World) -> None:
    """Somebody answers an invitation."""
    invited = world.session.scalars(select(Invitation).order_by(Invitation.id)).all()
    if invited:
        said = world.dice.choice([Answer.YES, Answer.NO])
        answers.answer(world.session, world.dice.choice(invited).id, said, by="Lea", now=world.now)


def sweep(world: World) -> None:
    """The reminders, once or twice; nobody who owes nothing hears from them."""
    owed = set(
        world.session.scalars(
            select(RequirementState.id)
            .join(Enrolment, Enrolment.id == RequirementState.enrolment_id)
            .where(RequirementState.status.in_(OWED), Enrolment.status == EnrolmentStatus.ENROLLED)
        )
    )
    newest = world.session.scalar(select(func.max(JournalEntry.id))) or 0
    swept = [reminders.sweep(world.session, now=world.now) for _ in range(world.dice.randint(1, 2))]

    told = select(RequirementState.id).join(
        JournalEntry,
        (JournalEntry.enrolment_id == RequirementState.enrolment_id)
        & (JournalEntry.step == RequirementState.step)
        & (JournalEntry.key == RequirementState.key),
    )
    reminding = JournalEntry.what.in_((What.REMINDED, What.ESCALATED))
    assert set(world.session.scalars(told.where(JournalEntry.id > newest, reminding))) <= owed
    assert swept[1:] in ([], [reminders.Sweep(0, 0)])


def withdraw(world: World) -> None:
    """Seldom, a municipality leaves; one always stays."""
    leaver = world.anybody()
    if len(world.left_at_letter) < len(HOMES) - 1 and world.dice.random() < 0.2:
        before = world.session.scalar(select(func.max(Letter.id))) or 0
        withdrawal.withdraw(world.session, leaver, by="Anne", reason="Ny ledelse", now=world.now)
        world.left_at_letter[leaver.id] = before


def move(world: World) -> None:
    """The workshop is held at another time."""
    event = events.state_of(world.session, world.anybody().programme_id, "workshop")
    by = timedelta(days=world.dice.choice([-7, 7, 14]))
    if event.starts_at + by > world.now:
        starts, ends = event.starts_at + by, event.ends_at + by
        events.move(world.session, event, starts=starts, ends=ends, by="Anne", why="Storm", now=world.now)


def wait(world: World) -> None:
    """Hours or days go by."""
    world.now += timedelta(hours=world.dice.choice([1, 20, 30, 24 * 5]))


def play(world: World) -> None:
    """A leg of somebody's step, from its first line, perhaps with an answered form."""
    enrolment = world.anybody()
    states = select(StepState).where(StepState.enrolment_id == enrolment.id).order_by(StepState.id)
    for state in world.session.scalars(states).all():
        run = world.runs.setdefault(state.id, uuid4())
        if not steps.take_up(world.session, enrolment.id, state.step, run, now=world.now):
            continue
        asking.ask(world.session, enrolment.id, state.step, before_event=False, now=world.now)
        if stand_before_gate(world, enrolment, state.step):
            steps.finish(world.session, enrolment.id, state.step, now=world.now)
        return


GATES = {"preparation": ("collected", ("agreement", "overview")), "workshop": ("ready", ("presentation",))}


def stand_before_gate(world: World, enrolment: Enrolment, step: str) -> bool:
    """Whether the gate was passed; it is when nothing is missing or somebody has said so, and only then."""
    gate, needs = GATES[step]
    decision = world.dice.choice(["check_again", "check_again", "extend", "waive", "go_on", "nonsense"])
    until = (world.now + timedelta(days=world.dice.randrange(-2, 9))).date().isoformat()
    form = FormAnswer(decision, until, world.dice.choice(["Anne", "Anne", ""]), "Aftalt")
    answered = form if world.dice.random() < 0.25 else None

    standing = gates.arrive(world.session, enrolment.id, step, gate, answer=answered, now=world.now)

    settled = select(func.count()).where(
        RequirementState.enrolment_id == enrolment.id,
        RequirementState.step == step,
        RequirementState.key.in_(needs),
        RequirementState.status.in_(SETTLED),
    )
    overridden = select(func.count()).where(
        Decision.enrolment_id == enrolment.id, Decision.gate == gate, Decision.kind == DecisionKind.GO_ON
    )
    whole = world.session.scalar(settled) == len(needs)
    assert (standing is None) == (whole or bool(world.session.scalar(overridden)))
    return standing is None


DOING: list[Callable[[World], None]] = [
    play,
    play,
    play,
    deliver,
    decide,
    decide,
    answer,
    sweep,
    wait,
    move,
    withdraw,
]


def everything_is_told(world: World) -> None:
    """Each new status has its line among the new ones of its municipality; the journal only grows."""
    lines = world.session.execute(
        select(JournalEntry.enrolment_id, JournalEntry.what).order_by(JournalEntry.id)
    ).all()
    assert len(lines) >= world.lines
    new = {(enrolment, what) for enrolment, what in lines[world.lines :]}
    world.lines = len(lines)
    now: dict[tuple[str, int], object] = {}
    every: dict[str, Select[tuple[int, int, Any]]] = {
        "enrolment": select(Enrolment.id, Enrolment.id, Enrolment.status),
        "step": select(StepState.id, StepState.enrolment_id, StepState.status),
        "requirement": select(RequirementState.id, RequirementState.enrolment_id, RequirementState.status),
    }
    for thing, rows in every.items():
        for number, enrolment_id, status in world.session.execute(rows):
            now[thing, number] = status
            before = world.statuses.get((thing, number))
            if before is not None and before is not status:
                assert (enrolment_id, TELLS[status]) in new, (thing, before, status)
    world.statuses = now


def promises_hold(world: World) -> None:
    """What must be true after every act."""
    world.session.flush()
    everything_is_told(world)
    rungs = select(Rung.requirement_state_id, Rung.due_at, Rung.working_days, Rung.used_at)
    for state_id, due_at, working_days, used_at in world.session.execute(rungs):
        key = (state_id, due_at, working_days)
        assert world.used.get(key) in (None, used_at)
        if used_at is not None:
            world.used[key] = used_at
    of_one_sweep = (
        select(func.count())
        .where(Letter.name == "reminder")
        .group_by(Letter.enrolment_id, Letter.to_email, Letter.written_at)
    )
    assert set(world.session.scalars(of_one_sweep)) <= {1}
    for enrolment_id, last in world.left_at_letter.items():
        after = select(Letter.name).where(Letter.enrolment_id == enrolment_id, Letter.id > last)
        assert set(world.session.scalars(after)) <= FAREWELL


def cohort(session: Session) -> None:
    """Three municipalities with a coordinator and two participants each."""
    version = two_steps.published(session)
    for home in HOMES:
        people = [
            NewContact(Role.COORDINATOR, f"Tove {home}", f"tove{len(home)}@example.org"),
            NewContact(Role.PARTICIPANT, "Lea Leder", "lea@example.org"),
            NewContact(Role.PARTICIPANT, "Mads Holm", "mads@example.org"),
        ]
        enrolments.enrol(session, version, home, people, by="Anne", now=NOW)


@pytest.mark.parametrize("seed", range(3))
def test_whatever_happens_the_promises_hold(session: Session, seed: int) -> None:
    cohort(session)
    world = World(session, random.Random(seed))  # noqa: S311 - dice, not secrets
    promises_hold(world)

    for _ in range(ACTS):
        act = world.dice.choice(DOING)
        with suppress(TovholderError), session.begin_nested():
            act(world)
        promises_hold(world)

    happened = set(session.scalars(select(JournalEntry.what).distinct()))
    assert {What.STEP_OPENED, What.REQUIREMENT_ASKED, What.GATE_SHUT, What.LETTER_QUEUED} <= happened


def test_the_dice_reach_everything_that_can_happen(session: Session) -> None:
    """A simulation that never reminds, waives or withdraws would prove nothing."""
    wanted = {*TELLS.values(), What.REMINDED, What.DEADLINE_EXTENDED, What.EVENT_MOVED, What.GATE_OPENED}
    cohort(session)
    world = World(session, random.Random(3))  # noqa: S311 - dice, not secrets

    for _ in range(ACTS * 8):
        with suppress(TovholderError), session.begin_nested():
            world.dice.choice(DOING)(world)
        session.flush()
        if not wanted - (happened := set(session.scalars(select(JournalEntry.what).distinct()))):
            break

    assert wanted - happened == set()
