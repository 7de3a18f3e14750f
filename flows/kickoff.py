"""Step 2: everybody meets online, aligns expectations and agrees on roles."""

from flows.asking import ask_the_rest, ask_until_the_event
from flows.playing import plays
from models.programmes.programme import FlowName, Occasion
from tasks.gates.standing import gate
from tasks.steps import write


@plays(FlowName.KICKOFF)
def kickoff(enrolment_id: int, step: str) -> None:
    """Invitations, answers, the meeting, attendance, and what was agreed on expectations and roles."""
    ask_until_the_event(enrolment_id, step)
    ask_the_rest(enrolment_id, step)
    gate(enrolment_id, step, "held")
    write(enrolment_id, step, Occasion.CLOSING)
