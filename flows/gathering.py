"""One gathering of a programme with several, and the period of work that follows it."""

from flows.asking import ask_the_rest, ask_until_the_event
from flows.playing import plays
from models.programmes.programme import FlowName, Occasion
from tasks.gates.standing import gate
from tasks.steps import ask, write


@plays(FlowName.GATHERING)
def gathering(enrolment_id: int, step: str) -> None:
    """Invitations, the gathering, attendance, then the period of work with its report."""
    ask_until_the_event(enrolment_id, step)
    ask(enrolment_id, step)
    gate(enrolment_id, step, "held")
    ask_the_rest(enrolment_id, step)
    gate(enrolment_id, step, "reported")
    write(enrolment_id, step, Occasion.CLOSING)
