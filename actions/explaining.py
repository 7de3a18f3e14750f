"""Questions about delivered figures: what is odd is explained or corrected, and only then does the delivery count."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import Session

from actions import clock, deliveries, journal, locks, submissions
from models.delivered import Reason
from models.deliveries import FigureExplanation
from models.errors import NothingToExplain
from models.findings import Finding
from models.journal import What
from models.moments import Language
from models.people import Contact
from models.progress import Enrolment, RequirementState, Submission
from rules import cpr

LONGEST = 2000
"""Signs of one explanation."""
_SENTENCES: Mapping[Language, Mapping[str, str]] = {
    "da": {
        "text_missing": "Skriv, hvordan det hænger sammen.",
        "text_long": f"Skriv det kortere: der er plads til {LONGEST} tegn.",
        cpr.RULE: "Her står noget, der ligner et CPR-nummer. Det må vi ikke modtage. Skriv det uden.",
    },
    "nb": {
        "text_missing": "Skriv hvordan det henger sammen.",
        "text_long": f"Skriv det kortere: det er plass til {LONGEST} tegn.",
        cpr.RULE: "Her står noe som ligner et fødselsnummer. Det kan vi ikke ta imot. Skriv det uten.",
    },
}


@dataclass(frozen=True)
class Said:
    """What somebody answers to a question about a figure."""

    reason: Reason
    text: str = ""


@dataclass(frozen=True)
class Outcome:
    """What became of the answers. `findings`: those that could not be kept, by the question's number as field."""

    accepted: bool
    findings: tuple[Finding, ...]
    left: int


def questions(session: Session, state: RequirementState) -> tuple[Finding, ...]:
    """What is still to be explained of the newest delivery; empty when it counts, or was refused."""
    waiting = questioned(session, state)
    return deliveries.unanswered(session, state, _findings(waiting)) if waiting else ()


def questioned(session: Session, state: RequirementState) -> Submission | None:
    """The delivery that waits for explanations; None when there is none, or a later one counts."""
    newest = submissions.latest(session, state, accepted=False)
    counted = submissions.latest(session, state, accepted=True)
    if newest is None or (counted and newest.at <= counted.at):
        return None
    findings = _findings(newest)
    return newest if findings and all(one.soft for one in findings) else None


def explain(
    session: Session,
    state: RequirementState,
    answers: Mapping[str, Said],
    *,
    by: str,
    on_behalf: str = "",
    contact: Contact | None = None,
    now: datetime,
) -> Outcome:
    """Keep the answers, by what each is about; with the last one the delivery counts as delivered.

    Raises:
        NotEnrolled: when the municipality has left.
        NothingToExplain: when no delivery waits for an explanation.
    """
    enrolment = locks.taking_part(session, state.enrolment_id)
    state = locks.held(session, state)
    waiting = questioned(session, state)
    if waiting is None:
        raise NothingToExplain(requirement=state.key)
    language = submissions.language(session, enrolment)
    open_questions = deliveries.unanswered(session, state, _findings(waiting))
    faults, kept = [], 0
    for number, question in enumerate(open_questions):
        said = answers.get(question.about)
        if said is None:
            continue
        if rule := _fault(said):
            faults.append(Finding(rule, _SENTENCES[language][rule], field=f"question.{number}"))
            continue
        _keep(session, state, question, said, by=by, now=now)
        kept += 1
    if kept:
        _record(session, enrolment, state, waiting, kept, by=by, on_behalf=on_behalf, now=now)
    left = len(open_questions) - kept
    if not left:
        left = len(submissions.accept(session, enrolment, state, waiting, contact, now=now))
    clock.stir(session)
    return Outcome(accepted=not left, findings=tuple(faults), left=left)


def _findings(submission: Submission) -> tuple[Finding, ...]:
    return tuple(Finding.from_json(one) for one in submission.findings)


def _fault(said: Said) -> str:
    """The rule an answer breaks; empty when it can be kept."""
    if cpr.has_personal_number(said.text):
        return cpr.RULE
    if len(said.text) > LONGEST:
        return "text_long"
    return "text_missing" if said.reason is Reason.EXPLAINED and not said.text.strip() else ""


def _keep(
    session: Session, state: RequirementState, question: Finding, said: Said, *, by: str, now: datetime
) -> None:
    values = {
        "rule": question.rule,
        "message": question.message,
        "reason": said.reason,
        "text": said.text.strip(),
        "at": now,
        "by": by,
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
    by: str,
    on_behalf: str,
    now: datetime,
) -> None:
    journal.record(
        session,
        What.FIGURES_EXPLAINED,
        now=now,
        enrolment=enrolment,
        step=state.step,
        key=state.key,
        by=by,
        on_behalf=on_behalf,
        submission=submission.id,
        count=count,
    )
