"""What the facilitator adds to the figures in words: what the interviews said, and the questions for the workshop."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from actions import clock, journal
from actions.signing import signed
from actions.things import thing
from models.accounts.actors import Actor
from models.errors.deliveries import PersonalNumberInNotes
from models.journal import What
from models.people import Enrolment
from models.reports.rows import AnalysisNotes
from rules import permissions
from rules.forms.personal_numbers import has_personal_number
from rules.permissions import Act


def latest(session: Session, enrolment_id: int) -> AnalysisNotes | None:
    """What the facilitator has written about the municipality last."""
    written = select(AnalysisNotes).where(AnalysisNotes.enrolment_id == enrolment_id)
    return session.scalar(written.order_by(AnalysisNotes.id.desc()).limit(1))


def write(
    session: Session,
    enrolment: Enrolment,
    *,
    actor: Actor,
    now: datetime,
    interviews: str | None = None,
    questions: str | None = None,
) -> None:
    """Write what the interviews said, or the questions for the workshop; what is None stays as it was.

    Raises:
        NameMissing, PersonalNumberInNotes: then nothing is kept.
    """
    signed(actor, "–")
    permissions.check(actor, Act.WRITE_NOTES, thing(enrolment=enrolment))
    if has_personal_number(interviews) or has_personal_number(questions):
        raise PersonalNumberInNotes
    before = latest(session, enrolment.id)
    session.add(
        AnalysisNotes(
            enrolment_id=enrolment.id,
            interviews=(before.interviews if before else "") if interviews is None else interviews.strip(),
            questions=(before.questions if before else "") if questions is None else questions.strip(),
            at=now,
            by=actor.name,
        )
    )
    journal.record(session, journal.line(What.NOTES_WRITTEN, enrolment=enrolment, actor=actor), now=now)
    clock.stir(session)
