"""What a report would say now: the figures that count, who lacks them and why, and what the facilitator wrote."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from zoneinfo import ZoneInfo

from sqlalchemy.orm import Session

from actions.deliveries import dataset_rows
from actions.gates import decisions
from actions.programmes import publishing
from actions.progress import enrolments, requirements
from actions.reports import notes
from languages.catalogues import speak
from models.datasets.delivered import Delivery
from models.errors.deliveries import NoDataset, NothingLater
from models.language import Say
from models.people import Enrolment
from models.progress import RequirementState
from models.reports.document import Document, ReportKind
from models.reports.rows import AnalysisNotes
from models.states import DecisionKind, EnrolmentStatus, RequirementStatus
from rules.reports import before_after, pre_analysis
from rules.reports import cohort as cohort_report


@dataclass(frozen=True)
class ReportDraft:
    """A report as it would be written now; `submission_id` is the dataset it is built on."""

    programme_id: int
    enrolment_id: int | None
    step: str
    kind: ReportKind
    document: Document
    submission_id: int | None = None

    @property
    def say(self) -> Say:
        """What says the words of reports in its language."""
        return speak(self.document.language, "reports")

    @property
    def basis(self) -> str:
        """The same for the same document."""
        return hashlib.sha256(self.document.model_dump_json().encode()).hexdigest()


@dataclass(frozen=True)
class ReportCohort:
    """Everybody's first dataset, and who has none and why."""

    deliveries: tuple[Delivery, ...]
    missing: tuple[tuple[str, str], ...]


def cohort_of(session: Session, programme_id: int) -> ReportCohort:
    """The approved figures of all who take part, by municipality."""
    taking_part = [
        (enrolments.municipality(session, one).name, one)
        for one in enrolments.of_programme(session, programme_id)
        if one.status is not EnrolmentStatus.WITHDRAWN
    ]
    there, missing = [], []
    for name, enrolment in sorted(taking_part, key=lambda one: one[0]):
        states = datasets(session, enrolment)
        found = dataset_rows.of(session, states[0]) if states else None
        if found:
            there.append(found)
        else:
            missing.append((name, "; ".join(reason for _, reason in _waived(session, states[:1]))))
    return ReportCohort(tuple(there), tuple(missing))


def draft(
    session: Session, enrolment: Enrolment, kind: ReportKind, cohort: ReportCohort | None = None
) -> ReportDraft:
    """The municipality's report as it would be written now.

    Raises:
        NoDataset: when no dataset has been asked of it.
        NothingLater: when there are not two datasets to compare; a waived one is told of instead.
    """
    states = datasets(session, enrolment)
    if not states:
        raise NoDataset(municipality=enrolments.municipality(session, enrolment).name)
    if kind is ReportKind.LATER:
        return _later(session, enrolment, states)
    return _pre_analysis(session, enrolment, states, cohort or cohort_of(session, enrolment.programme_id))


def of_cohort(session: Session, programme_id: int) -> ReportDraft:
    """The summary across the municipalities, for the facilitator."""
    programme, cohort = publishing.definition(session, programme_id), cohort_of(session, programme_id)
    asked = [
        (enrolments.municipality(session, one).name, notes.latest(session, one.id))
        for one in enrolments.of_programme(session, programme_id)
        if one.status is not EnrolmentStatus.WITHDRAWN
    ]
    document = cohort_report.compose(
        cohort.deliveries,
        programme=programme.title,
        built=_built(session, programme_id, cohort.deliveries, [one for _, one in asked]),
        say=speak(programme.language, "reports"),
        missing=cohort.missing,
        questions=sorted((name, told.questions) for name, told in asked if told and told.questions),
    )
    return ReportDraft(programme_id, None, "", ReportKind.COHORT, document)


def of_everybody(session: Session, programme_id: int) -> list[ReportDraft]:
    """Every pre-analysis and the summary; of those who have not been asked for figures only the summary tells."""
    cohort = cohort_of(session, programme_id)
    asked = [
        one
        for one in enrolments.of_programme(session, programme_id)
        if one.status is not EnrolmentStatus.WITHDRAWN and datasets(session, one)
    ]
    drafts = [draft(session, one, ReportKind.PRE_ANALYSIS, cohort) for one in asked]
    return [*drafts, of_cohort(session, programme_id)]


def _pre_analysis(
    session: Session, enrolment: Enrolment, states: Sequence[RequirementState], cohort: ReportCohort
) -> ReportDraft:
    programme, told = (
        publishing.definition(session, enrolment.programme_id),
        notes.latest(session, enrolment.id),
    )
    home = enrolments.municipality(session, enrolment)
    document = pre_analysis.compose(
        dataset_rows.of(session, states[0]),
        cohort.deliveries,
        municipality=home.official_name,
        programme=programme.title,
        built=_built(session, enrolment.programme_id, cohort.deliveries, [told]),
        say=speak(programme.language, "reports"),
        interviews=told.interviews if told else "",
        questions=told.questions if told else "",
        waived=_waived(session, states[:1]),
        missing=[one for one in cohort.missing if one[0] != home.name],
    )
    basis = dataset_rows.approved(session, states[0])
    return ReportDraft(
        enrolment.programme_id,
        enrolment.id,
        states[0].step,
        ReportKind.PRE_ANALYSIS,
        document,
        basis.id if basis else None,
    )


def _later(session: Session, enrolment: Enrolment, states: Sequence[RequirementState]) -> ReportDraft:
    programme = publishing.definition(session, enrolment.programme_id)
    home = enrolments.municipality(session, enrolment)
    pair = (states[0], states[-1])
    before, after = (dataset_rows.of(session, one) for one in pair)
    lacking = [one for one, told in zip(pair, (before, after), strict=True) if told is None]
    if len(states) < 2 or any(one.status is not RequirementStatus.WAIVED for one in lacking):
        raise NothingLater(municipality=home.name)
    told = [one for one in (before, after) if one]
    document = before_after.compose(
        before,
        after,
        municipality=home.official_name,
        programme=programme.title,
        built=_built(session, enrolment.programme_id, told, []),
        say=speak(programme.language, "reports"),
        waived=_waived(session, pair),
    )
    basis = dataset_rows.approved(session, states[-1])
    submission_id = basis.id if basis else None
    return ReportDraft(
        enrolment.programme_id, enrolment.id, pair[1].step, ReportKind.LATER, document, submission_id
    )


def datasets(session: Session, enrolment: Enrolment) -> list[RequirementState]:
    """The first dataset asked of the municipality, and every later one of the same kind."""
    programme = publishing.definition(session, enrolment.programme_id)
    states = [state for _, state in dataset_rows.asked(session, programme, enrolment)]
    wanted = {requirements.definition_of(session, one).dataset for one in states[:1]}
    return [one for one in states if requirements.definition_of(session, one).dataset in wanted]


def _waived(session: Session, states: Sequence[RequirementState]) -> list[tuple[str, str]]:
    """The title and the reason of each that was waived."""
    waived = [one for one in states if one.status is RequirementStatus.WAIVED]
    return [(requirements.definition_of(session, one).title, _why(session, one)) for one in waived]


def _why(session: Session, state: RequirementState) -> str:
    made = decisions.of_step(session, state.enrolment_id, state.step)
    about = [one for one in made if one.requirement_state_id == state.id and one.kind is DecisionKind.WAIVE]
    return about[-1].reason if about else ""


def _built(
    session: Session,
    programme_id: int,
    told: Sequence[Delivery],
    written: Sequence[AnalysisNotes | None],
) -> date:
    """The day of the newest thing the report speaks of: the same data, the same report."""
    zone = ZoneInfo(publishing.definition(session, programme_id).zone)
    days = [one.delivered for one in told] + [one.at.astimezone(zone).date() for one in written if one]
    return max(days, default=publishing.published_on(session, programme_id))
