"""Step 1 of Rekrutteringsværksted: the facilitator prepares the workshop together with the municipality."""

from flows.asking import ask_the_rest
from flows.playing import plays
from models.programmes.programme import FlowName, Occasion
from models.reports.document import ReportKind
from tasks.gates.standing import gate
from tasks.interviews import book
from tasks.reports import report
from tasks.steps import ask, write


@plays(FlowName.PREPARATION)
def preparation(enrolment_id: int, step: str) -> None:
    """Contact, data collection and interviews, then the pre-analysis, which is handed over to the municipality."""
    write(enrolment_id, step, Occasion.OPENING)
    ask(enrolment_id, step)
    write(enrolment_id, step, Occasion.INTERVIEWS)
    book(enrolment_id, step)
    gate(enrolment_id, step, "collected")
    report(enrolment_id, ReportKind.PRE_ANALYSIS)
    ask_the_rest(enrolment_id, step)
    gate(enrolment_id, step, "pre_analysis")
    report(enrolment_id, ReportKind.PRE_ANALYSIS)
    write(enrolment_id, step, Occasion.HAND_OVER)
    write(enrolment_id, step, Occasion.CLOSING)
