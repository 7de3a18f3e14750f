"""What the engine does without Prefect: start and resume steps, play them line by line as `flows/` does, lose runs."""

from __future__ import annotations

from collections.abc import Callable, Generator
from datetime import datetime, timedelta
from functools import partial
from typing import Any
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from actions.events import invitations
from actions.gates import asking, decisions, gates
from actions.gates.decisions import OfficeDecision
from actions.gates.gates import FormAnswer
from actions.interviews import planning
from actions.progress import enrolments, rounds, steps
from models.accounts.actors import administrator
from models.errors.error import TovholderError
from models.programmes.office import Role
from models.programmes.programme import Occasion
from models.progress import StepState
from models.states import DecisionKind, StepStatus
from tests.simulation.world import Deed, Story, World

Play = Generator[Deed, Any, bool]
"""A part of a leg: its deeds, and whether the leg may go on behind it."""


def conduct(world: World) -> Story:
    """The conductor looks, starts or resumes what it finds, and forgets whoever has left."""
    work = yield lambda session: rounds.look(session, now=world.now, real_now=world.now)
    for left in work.withdrawn:
        yield partial(rounds.forget_waiting, run_id=left)
    if work.starts:
        start = world.dice.choice(work.starts)
        run = UUID(int=world.number())
        world.note("start", start.name)
        yield partial(steps.started, step_state_id=start.step_state_id, run_id=run)
        yield from _leg(world, start.enrolment_id, start.step, run)
    elif work.free:
        free = world.dice.choice(work.free)
        state = yield lambda session: session.get_one(StepState, free.step_state_id)
        yield from _leg(world, state.enrolment_id, state.step, free.run_id)


def resume(world: World) -> Story:
    """Somebody presses Resume, too early or not, perhaps with the form filled in."""
    open_steps = select(StepState).where(StepState.status == StepStatus.OPEN, StepState.run_id.is_not(None))
    state = yield lambda session: world.pick(session, open_steps.order_by(StepState.id))
    if state:
        yield from _leg(world, state.enrolment_id, state.step, state.run_id, eager=True)


def start_by_hand(world: World) -> Story:
    """Somebody starts a run of any step by hand; mostly it has no business there."""
    state = yield lambda session: world.pick(session, select(StepState).order_by(StepState.id))
    if state:
        yield from _leg(world, state.enrolment_id, state.step, UUID(int=world.number()))


def lose_a_run(world: World) -> Story:
    """Prefect forgets a run, or it failed."""
    played = select(StepState.run_id).where(StepState.run_id.is_not(None)).order_by(StepState.id)

    def deed(session: Session) -> None:
        if run_id := world.pick(session, played):
            world.note(run_id.int)
            failed = world.chance(0.3)
            rounds.replace(session, run_id, why="lost", failed=failed, now=world.now, real_now=world.now)

    yield deed


def skip_preparation(session: Session, *, now: datetime) -> None:
    """The first municipality goes past both gates of its first step at the office's responsibility."""
    enrolment, now = enrolments.get(session, 1), now + timedelta(hours=1)
    place = (enrolment.id, "preparation")
    steps.take_up(session, *place, UUID(int=0), now=now)
    asking.ask(session, *place, before_event=False, now=now)
    for gate in ("collected", "pre_analysis"):
        occasion = f"beginning/{gate}"
        decisions.go_on(
            session,
            OfficeDecision(DecisionKind.GO_ON, administrator("Anne"), "Aftalt", occasion),
            enrolment,
            "preparation",
            gate,
            now=now,
        )
        gates.arrive(session, *place, gate, now=now)
    steps.finish(session, *place, now=now)


def _leg(world: World, enrolment_id: int, step: str, run: UUID, *, eager: bool = False) -> Story:
    leg = Leg(world, enrolment_id, step, eager)
    if (yield from leg.take_up(run)):
        play = {"preparation": leg.preparation, "workshop": leg.workshop}[step]
        if (yield from play()):
            yield leg.line("finish", lambda session: steps.finish(session, enrolment_id, step, now=world.now))


class Leg:
    """One leg of one municipality's step, from its first line; each line is a transaction, as each task is."""

    def __init__(self, world: World, enrolment_id: int, step: str, eager: bool) -> None:
        self.world, self.enrolment_id, self.step, self.eager = world, enrolment_id, step, eager

    def take_up(self, run: UUID) -> Play:
        """tasks.steps.take_up: a run that has no business here leaves a line that says so."""
        place = (self.enrolment_id, self.step)
        try:
            return bool(
                (
                    yield self.line(
                        "take up", lambda session: steps.take_up(session, *place, run, now=self.world.now)
                    )
                )
            )
        except TovholderError as refused:
            why = refused.english()
            yield self.line(
                "refuse", lambda session: steps.refuse(session, *place, why=why, now=self.world.now)
            )
            return False

    def preparation(self) -> Play:
        """flows/preparation.py"""
        yield self.write(Occasion.OPENING)
        yield self.ask()
        yield self.write(Occasion.INTERVIEWS)
        yield self.book()
        return (
            (yield from self.gate("collected"))
            and (yield from self.ask_the_rest())
            and (yield from self.gate("pre_analysis"))
            and (yield from self.close(Occasion.HAND_OVER, Occasion.CLOSING))
        )

    def workshop(self) -> Play:
        """flows/workshop.py"""
        yield self.ask()
        yield self.write(Occasion.PRACTICAL, Role.PARTICIPANT)
        return (
            (yield from self.ask_until_the_event())
            and (yield from self.ask_the_rest())
            and (yield from self.gate("attended"))
            and (yield from self.gate("agreed"))
            and (yield from self.close(Occasion.CLOSING))
        )

    def ask_until_the_event(self) -> Play:
        """flows/asking.py"""
        while later := (yield self.ask(before_event=True)):
            if not (yield from self.wait(f"asking-{later:%Y-%m-%d}", later)):
                return False
        return (yield from self.wait("event", (yield self.line("see the event", self._event_ends))))

    def ask_the_rest(self) -> Play:
        """flows/asking.py"""
        while later := (yield self.ask()):
            if not (yield from self.wait(f"asking-{later:%Y-%m-%d}", later)):
                return False
        return True

    def close(self, *occasions: Occasion) -> Play:
        """The last letters of the step."""
        for occasion in occasions:
            yield self.write(occasion)
        return True

    def line(self, name: str, act: Callable[[Session], Any]) -> Deed:
        """A line of the flow, told in the trace with what came of it."""

        def deed(session: Session) -> Any:
            self.world.note(f"{self.enrolment_id}/{self.step} {name}")
            result = act(session)
            self.world.note("→", result)
            return result

        return deed

    def write(self, occasion: Occasion, role: Role = Role.COORDINATOR) -> Deed:
        """tasks.steps.write"""

        def act(session: Session) -> None:
            asking.write(session, self.enrolment_id, self.step, occasion, role, now=self.world.now)

        return self.line(f"write {occasion}", act)

    def ask(self, *, before_event: bool = False) -> Deed:
        """tasks.steps.ask"""
        now = self.world.now
        return self.line(
            "ask",
            lambda session: asking.ask(
                session, self.enrolment_id, self.step, before_event=before_event, now=now
            ),
        )

    def book(self) -> Deed:
        """tasks.interviews.book"""

        def act(session: Session) -> planning.PlanningOutcome | None:
            if not planning.is_wanted(session, self.enrolment_id, self.step):
                return None
            programme_id = enrolments.get(session, self.enrolment_id).programme_id
            return planning.plan(session, programme_id, now=self.world.now)

        return self.line("book", act)

    def wait(self, name: str, until: datetime) -> Play:
        """tasks.gates.standing.wait_until"""
        return (yield from self.gate(name, until))

    def gate(self, key: str, until: datetime | None = None) -> Play:
        """tasks.gates.standing.gate: the last round's answer is read in a transaction of its own. True when it may pass."""
        place = (self.enrolment_id, self.step, key)
        last_round = yield self.line(f"look at {key}", lambda session: gates.waiting_round(session, *place))
        answer = None if last_round is None else self.form()

        def arrive(session: Session) -> bool:
            if answer:
                self.world.note(answer)
            standing = gates.arrive(session, *place, until=until, answer=answer, now=self.world.now)
            return standing is None

        return bool((yield self.line(f"stand before {key}", arrive)))

    def form(self) -> FormAnswer | None:
        """What somebody has written into the form, if anybody has."""
        dice = self.world.dice
        if not self.eager or self.world.chance(0.7):
            return None
        kinds = DecisionKind.CHECK_AGAIN, DecisionKind.EXTEND, DecisionKind.WAIVE, DecisionKind.GO_ON
        decision = dice.choice([*kinds, DecisionKind.GO_ON, "nonsense"])
        until = (self.world.now + timedelta(days=dice.randrange(-2, 9))).date().isoformat()
        return FormAnswer(str(decision), until, dice.choice(["Anne", "Anne", "Anne", ""]), "Aftalt")

    def _event_ends(self, session: Session) -> datetime:
        enrolment = enrolments.get(session, self.enrolment_id)
        return invitations.state_of(session, enrolment.programme_id, "workshop").ends_at
