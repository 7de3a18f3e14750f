"""What every flow has around it: the language it speaks in Prefect, and for steps the taking up, the ending, the leaving."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from prefect import Flow
from prefect.client.schemas.objects import State
from prefect.states import Cancelled

from models.errors.people import NotEnrolled
from models.programmes.programme import FlowName
from tasks.gates.standing import run_id
from tasks.speaking import name_for_office, speak_for_office
from tasks.steps import finish, said_to_staff, take_up

Order = Callable[[int, str], None]
StepFlow = Flow[[int, str], State[Any] | None]
SweepFlow = Flow[[], None]


def plays(name: FlowName) -> Callable[[Order], StepFlow]:
    """Make the order of a step a Prefect flow of two ids. A resumed run starts again from the top: all is repeatable."""

    def make(order: Order) -> StepFlow:
        def played(enrolment_id: int, step: str) -> State[Any] | None:
            try:
                if take_up(enrolment_id, step, run_id()):
                    order(enrolment_id, step)
                    finish(enrolment_id, step)
            except NotEnrolled as left:
                return Cancelled(message=said_to_staff(enrolment_id, left))
            return None

        return Flow(played, name=name.value, persist_result=False, retries=0)

    return make


def sweeps(name: str) -> Callable[[Callable[[], None]], SweepFlow]:
    """Make it a scheduled flow, which speaks to the whole office."""

    def make(order: Callable[[], None]) -> SweepFlow:
        def swept() -> None:
            speak_for_office()
            order()

        return Flow(swept, name=name, flow_run_name=lambda: name_for_office(name), persist_result=False)

    return make
