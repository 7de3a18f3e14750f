"""Step 4: status month by month, then the day on which everybody tells what came of it."""

from flows.asking import ask_the_rest, ask_until_the_event
from flows.playing import plays
from models.programmes.programme import FlowName, Occasion
from models.reports.document import ReportKind
from tasks.gates.standing import gate
from tasks.reports import report
from tasks.steps import ask, write


@plays(FlowName.FOLLOW_UP)
def follow_up(enrolment_id: int, step: str) -> None:
    """Status month by month, presentations, the day itself, then experiences and comments on the products."""
    report(enrolment_id, ReportKind.LATER)
    ask_until_the_event(enrolment_id, step)
    ask(enrolment_id, step)
    gate(enrolment_id, step, "held")
    ask_the_rest(enrolment_id, step)
    gate(enrolment_id, step, "captured")
    report(enrolment_id, ReportKind.LATER)
    write(enrolment_id, step, Occasion.CLOSING)
