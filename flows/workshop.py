"""Step 3: thirty hours together, from which each municipality brings home agreed initiatives."""

from flows.asking import ask_the_rest, ask_until_the_event
from flows.playing import plays
from models.programmes.office import Role
from models.programmes.programme import FlowName, Occasion
from tasks.gates.standing import gate
from tasks.steps import ask, write


@plays(FlowName.WORKSHOP)
def workshop(enrolment_id: int, step: str) -> None:
    """Practical information and everybody's answer, the workshop, attendance day by day, agreed initiatives."""
    ask(enrolment_id, step)
    write(enrolment_id, step, Occasion.PRACTICAL, Role.PARTICIPANT)
    ask_until_the_event(enrolment_id, step)
    ask_the_rest(enrolment_id, step)
    gate(enrolment_id, step, "attended")
    gate(enrolment_id, step, "agreed")
    write(enrolment_id, step, Occasion.CLOSING)
