"""Tasks that print reports: composed from the figures that count, printed apart, kept once."""

from __future__ import annotations

from actions import clock
from actions.database import reading, transaction
from actions.progress import enrolments
from actions.reports import drafting, kept
from actions.reports.drafting import ReportDraft
from models.errors.deliveries import NoDataset, NothingLater
from models.reports.document import ReportKind
from reports import apart
from tasks.acting import act


def report(enrolment_id: int, kind: ReportKind) -> None:
    """Print the municipality's report, unless it has been printed just so or there is nothing to report on."""
    if _wanted(enrolment_id, kind):
        _print(enrolment_id, kind)


@act("print")
def _print(enrolment_id: int, kind: ReportKind) -> None:
    if wanted := _wanted(enrolment_id, kind):
        done = apart.printed(wanted.document, wanted.say)
        with transaction() as session:
            kept.keep(session, wanted, done.pdf, done.plots, now=clock.now(session))


def _wanted(enrolment_id: int, kind: ReportKind) -> ReportDraft | None:
    with reading() as session:
        try:
            wanted = drafting.draft(session, enrolments.active(session, enrolment_id), kind)
        except (NoDataset, NothingLater):
            return None
        return None if kept.known(session, wanted) else wanted
