"""Delivered figures as rows: kept when a dataset is accepted, explained where they are odd, and read again for reports."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from zoneinfo import ZoneInfo

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from actions import bulk
from actions.programmes import publishing
from actions.progress import enrolments, requirements
from datasets.writer import prefilled
from languages.catalogues import speak
from models.datasets.delivered import DeliveredRow, Delivery, Explanation
from models.deliveries import DatasetRow, FigureExplanation
from models.forms.findings import Finding
from models.people import Enrolment
from models.programmes.programme import Programme
from models.progress import Fulfilment, RequirementState, Submission


@dataclass(frozen=True)
class Template:
    """A workbook to fill in; `filename` is plain ASCII."""

    filename: str
    content: bytes


def keep_rows(session: Session, submission: Submission, rows: Sequence[DeliveredRow]) -> None:
    """The rows of an accepted dataset, beside its unchanged file; once."""
    if session.scalar(select(DatasetRow.row).where(DatasetRow.submission_id == submission.id).limit(1)):
        return
    told = (
        {"submission_id": submission.id, "sheet": one.sheet.value, "row": one.row, "values": dict(one.values)}
        for one in rows
    )
    bulk.add(session, DatasetRow, list(told))


def explanations(session: Session, state: RequirementState) -> tuple[Explanation, ...]:
    """What has been explained about the requirement's figures, whichever version they stood in."""
    kept = select(FigureExplanation).where(FigureExplanation.requirement_state_id == state.id)
    return tuple(
        Explanation(one.about, one.reason, one.text, one.rule, one.message)
        for one in session.scalars(kept.order_by(FigureExplanation.id))
    )


def unanswered(session: Session, state: RequirementState, findings: Iterable[Finding]) -> tuple[Finding, ...]:
    """The soft ones of the findings that nobody has explained yet."""
    soft = [one for one in findings if one.soft]
    known = {one.about for one in explanations(session, state)} if soft else set()
    return tuple(one for one in soft if one.about not in known)


def approved(session: Session, state: RequirementState) -> Submission | None:
    """The delivery that counts: the one the requirement was last fulfilled by, whatever has come since."""
    fulfilment = session.get(Fulfilment, state.id)
    if fulfilment is None or fulfilment.submission_id is None:
        return None
    return session.get_one(Submission, fulfilment.submission_id)


def of(session: Session, state: RequirementState) -> Delivery | None:
    """The figures that count for a requirement; None while none do."""
    submission = approved(session, state)
    return _told(session, state, submission) if submission else None


def last(session: Session, enrolment: Enrolment, dataset: str) -> Delivery | None:
    """The municipality's newest approved figures of that dataset, for a template to begin with."""
    programme = publishing.definition(session, enrolment.programme_id)
    found = [of(session, state) for _, state in asked(session, programme, enrolment, dataset)]
    return next((one for one in reversed(found) if one), None)


def template(session: Session, state: RequirementState) -> Template:
    """The workbook to fill in, with the municipality's code, name and last figures."""
    enrolment = enrolments.get(session, state.enrolment_id)
    home, dataset = enrolments.municipality(session, enrolment), _dataset(session, state)
    known = last(session, enrolment, dataset)
    schema = publishing.definition(session, enrolment.programme_id).dataset(dataset)
    say = speak(schema.language, "template")
    return Template(f"{dataset}.xlsx", prefilled(schema, say, code=home.code, name=home.name, last=known))


def asked(
    session: Session, programme: Programme, enrolment: Enrolment, dataset: str = ""
) -> list[tuple[str, RequirementState]]:
    """Every dataset that has been asked of the municipality, in the programme's order: its title and its state."""
    states = {(one.step, one.key): one for one in requirements.states(session, enrolment.id)}
    return [
        (wanted.title, states[step.key, wanted.key])
        for step in programme.steps
        for wanted in step.requirements
        if wanted.kind.rules.template and dataset in ("", wanted.dataset) and (step.key, wanted.key) in states
    ]


def _told(session: Session, state: RequirementState, submission: Submission) -> Delivery:
    enrolment = enrolments.get(session, state.enrolment_id)
    programme = publishing.definition(session, enrolment.programme_id)
    municipality = enrolments.municipality(session, enrolment)
    kept = select(DatasetRow).where(DatasetRow.submission_id == submission.id)
    rows = session.scalars(kept.order_by(DatasetRow.sheet, DatasetRow.row))
    asked_about = {one.get("about") for one in submission.findings}
    return Delivery(
        municipality=municipality.name,
        code=municipality.code,
        schema=programme.dataset(_dataset(session, state)),
        version=version(session, state, submission),
        delivered=submission.at.astimezone(ZoneInfo(programme.zone)).date(),
        approved=True,
        rows=tuple(DeliveredRow(one.sheet, one.row, one.values) for one in rows),
        explanations=tuple(one for one in explanations(session, state) if one.about in asked_about),
    )


def version(session: Session, state: RequirementState, submission: Submission) -> int:
    """Which of the accepted deliveries it is, counted from 1."""
    until = select(func.count()).where(
        Submission.requirement_state_id == state.id,
        Submission.accepted.is_(True),
        Submission.at <= submission.at,
    )
    return session.scalar(until) or 0


def _dataset(session: Session, state: RequirementState) -> str:
    dataset = requirements.definition_of(session, state).dataset
    assert dataset is not None, "a requirement of the kind dataset names one"  # noqa: S101 - for the type checker
    return dataset
