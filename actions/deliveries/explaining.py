"""Questions about delivered figures: what is odd is explained or corrected, and only then does the delivery count."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import Session

from actions import clock, journal
from actions.deliveries import dataset_rows, submissions
from actions.progress import enrolments, locks
from actions.things import thing
from languages.findings import finding_text
from models.accounts.actors import Actor
from models.datasets.delivered import Reason
from models.deliveries import FigureExplanation
from models.errors.deliveries import NothingToExplain
from models.forms.findings import Finding
from models.journal import What
from models.language import Language
from models.people import Enrolment
from models.progress import RequirementState, Submission
from rules import permissions
from rules.forms import personal_numbers
from rules.permissions import Act

LONGEST = 2000
"""Signs of one explanation."""


@dataclass(frozen=True)
class Said:
    """What somebody answers to a question about a figure."""

    reason: Reason
    text: str = ""


@dataclass(frozen=True)
class ExplainingOutcome:
    """What became of the answers. `findings`: those that could not be kept, each with what it is about."""

    accepted: bool
    findings: tuple[Finding, ...]
    left: int


@dataclass(frozen=True)
class FigureQuestion:
    """A question about the newest delivery; its number stays the same while others are answered."""

    number: int
    finding: Finding
    answered: bool


def questions(session: Session, state: RequirementState) -> tuple[Finding, ...]:
    """What is still to be explained of the delivery that waits for it; empty when none does."""
    return tuple(one.finding for one in all_questions(session, state) if not one.answered)


def all_questions(session: Session, state: RequirementState) -> tuple[FigureQuestion, ...]:
    """Everything that was asked about the delivery that waits for explanations, what is answered included."""
    waiting = questioned(session, state)
    asked = _soft(waiting) if waiting else ()
    left = dataset_rows.unanswered(session, state, asked)
    return tuple(FigureQuestion(number, one, one not in left) for number, one in enumerate(asked, start=1))


def questioned(session: Session, state: RequirementState) -> Submission | None:
    """The newest delivery that waits for explanations; None when there is none, or a later one counts."""
    counted = submissions.latest(session, state, accepted=True)
    newer = select(Submission).where(
        Submission.requirement_state_id == state.id, Submission.accepted.is_(False)
    )
    if counted:
        newer = newer.where(Submission.at > counted.at)
    found = session.scalars(newer.order_by(Submission.at.desc(), Submission.id.desc()))
    return next((one for one in found if _soft(one) and len(_soft(one)) == len(one.findings)), None)


def explain(
    session: Session,
    state: RequirementState,
    answers: Mapping[str, Said],
    *,
    actor: Actor,
    now: datetime,
) -> ExplainingOutcome:
    """Keep the answers, by what each is about; with the last one the delivery counts as delivered.

    An answer may be given anew, also when the delivery counts already: of two people who answer, the later is kept.

    Raises:
        NotEnrolled: when the municipality has left.
        NothingToExplain: when nothing was asked about the figures that wait or count.
    """
    enrolment = locks.taking_part(session, state.enrolment_id)
    permissions.check(actor, Act.EXPLAIN_FIGURES, thing(enrolment=enrolment, state=state))
    state = locks.held(session, state)
    waiting = questioned(session, state)
    submission = waiting or submissions.latest(session, state, accepted=True)
    asked = _soft(submission) if submission else ()
    if submission is None or not asked:
        raise NothingToExplain(requirement=state.key)
    said = [(one, answers[one.about]) for one in asked if one.about in answers]
    faults = tuple(replace(fault, about=one.about) for one, answer in said if (fault := _fault(answer)))
    kept = [(one, answer) for one, answer in said if not _fault(answer)]
    language = enrolments.language(session, enrolment)
    for one, answer in kept:
        _keep(session, state, one, answer, language, actor=actor, now=now)
    if kept:
        _record(session, enrolment, state, submission, len(kept), actor=actor, now=now)
    left = len(dataset_rows.unanswered(session, state, asked))
    if waiting and not left:
        left = len(submissions.accept(session, enrolment, state, waiting, actor=actor, now=now))
    clock.stir(session)
    return ExplainingOutcome(accepted=not left, findings=faults, left=left)


def _soft(submission: Submission) -> tuple[Finding, ...]:
    return tuple(one for one in map(Finding.from_json, submission.findings) if one.soft)


def _fault(said: Said) -> Finding | None:
    """Why an answer cannot be kept; None when it can."""
    if personal_numbers.has_personal_number(said.text):
        return Finding(personal_numbers.RULE, key="personal_number_in_answer")
    if len(said.text) > LONGEST:
        return Finding("text_long", {"at_most": LONGEST})
    missing = said.reason is Reason.EXPLAINED and not said.text.strip()
    return Finding("text_missing") if missing else None


def _keep(
    session: Session,
    state: RequirementState,
    question: Finding,
    said: Said,
    language: Language,
    *,
    actor: Actor,
    now: datetime,
) -> None:
    """The answer, and the question as it was put."""
    values = {
        "rule": question.rule,
        "message": finding_text(question, language),
        "reason": said.reason,
        "text": said.text.strip(),
        "at": now,
        "by": actor.name,
    }
    session.execute(
        insert(FigureExplanation)
        .values(requirement_state_id=state.id, about=question.about, **values)
        .on_conflict_do_update(constraint="one_explanation_per_figure", set_=values)
    )


def _record(
    session: Session,
    enrolment: Enrolment,
    state: RequirementState,
    submission: Submission,
    count: int,
    *,
    actor: Actor,
    now: datetime,
) -> None:
    journal.record(
        session,
        journal.line(
            What.FIGURES_EXPLAINED,
            enrolment=enrolment,
            step=state.step,
            key=state.key,
            actor=actor,
            submission=submission.id,
            count=count,
        ),
        now=now,
    )
