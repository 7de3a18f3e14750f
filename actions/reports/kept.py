"""Printed reports: each kept once, read by the municipality when it was handed over, and known when it is outdated."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Select, select
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import Session

from actions import clock, journal
from actions.progress import enrolments, requirements
from actions.reports.drafting import ReportDraft, datasets, draft
from models.errors.deliveries import UnknownReport
from models.journal import What
from models.people import Enrolment
from models.programmes.office import OFFICE_ROLES
from models.reports.document import Document, ReportKind
from models.reports.rows import Report
from models.states import SETTLED


@dataclass(frozen=True)
class ShownReport:
    """A printed report as its municipality sees it. `outdated`: the figures say something else by now."""

    document: Document
    plots: Mapping[str, str]
    pdf: bytes
    filename: str
    outdated: bool


def known(session: Session, wanted: ReportDraft) -> Report | None:
    """The report, when it has been printed just so before."""
    return session.scalar(_of(wanted).where(Report.basis == wanted.basis))


def keep(
    session: Session, wanted: ReportDraft, pdf: bytes, plots: Mapping[str, bytes], *, now: datetime
) -> Report:
    """Keep what was printed; the same once. The first of its kind for a municipality stands in the journal."""
    first = session.scalar(_of(wanted).with_only_columns(Report.id).limit(1)) is None
    session.execute(
        insert(Report)
        .values(
            programme_id=wanted.programme_id,
            enrolment_id=wanted.enrolment_id,
            kind=wanted.kind,
            basis=wanted.basis,
            submission_id=wanted.submission_id,
            document=wanted.document.model_dump(mode="json"),
            plots={key: svg.decode() for key, svg in plots.items()},
            pdf=pdf,
            at=now,
        )
        .on_conflict_do_nothing(constraint="one_report_per_basis")
    )
    if first:
        enrolment = enrolments.get(session, wanted.enrolment_id) if wanted.enrolment_id else None
        journal.record(
            session,
            journal.line(
                What.REPORT_BUILT,
                enrolment=enrolment,
                programme_id=wanted.programme_id,
                step=wanted.step,
                key=wanted.kind.value,
            ),
            now=now,
        )
    clock.stir(session)
    return session.scalars(_of(wanted).where(Report.basis == wanted.basis)).one()


def handed_over(session: Session, enrolment: Enrolment) -> tuple[ReportKind, ...]:
    """The reports the municipality may read: those printed, once the office has approved what it was to approve."""
    built = select(Report.kind).where(Report.enrolment_id == enrolment.id).distinct()
    kinds = set(session.scalars(built))
    if ReportKind.PRE_ANALYSIS in kinds and not _is_released(session, enrolment):
        kinds.discard(ReportKind.PRE_ANALYSIS)
    return tuple(kind for kind in ReportKind if kind in kinds)


def shown(session: Session, enrolment_id: int, kind: ReportKind) -> ShownReport:
    """The report of that kind that says what the figures say now; when there is none, the newest that was handed over.

    Raises:
        UnknownReport: when there is none.
    """
    enrolment = enrolments.get(session, enrolment_id)
    municipality = enrolments.municipality(session, enrolment)
    if kind not in handed_over(session, enrolment):
        raise UnknownReport(municipality=municipality.name)
    wanted = draft(session, enrolment, kind)
    newest = _of(wanted).order_by(Report.id.desc()).limit(1)
    report = known(session, wanted) or session.scalars(newest).one()
    return ShownReport(
        document=Document.model_validate(report.document),
        plots=report.plots,
        pdf=report.pdf,
        filename=f"{kind.value}_{municipality.code}.pdf",
        outdated=wanted.basis != report.basis,
    )


def _is_released(session: Session, enrolment: Enrolment) -> bool:
    """Whether the office has approved everything it was to approve in the step the first dataset belongs to."""
    step = datasets(session, enrolment)[0].step
    asked = requirements.step_of(session, enrolment, step).requirements
    wanted = {one.key for one in asked if one.kind.rules.vouched and one.role in OFFICE_ROLES}
    settled = {one.key for one in requirements.states(session, enrolment.id, step) if one.status in SETTLED}
    return wanted <= settled


def _of(wanted: ReportDraft) -> Select[tuple[Report]]:
    about = select(Report).where(Report.programme_id == wanted.programme_id, Report.kind == wanted.kind)
    return about.where(Report.enrolment_id.is_not_distinct_from(wanted.enrolment_id))
