"""What an act is about, as `rules.permissions` asks for it. Every action that writes asks, whichever door called it."""

from __future__ import annotations

from models.people import Enrolment
from models.progress import RequirementState
from rules.permissions import Thing


def thing(
    *,
    enrolment: Enrolment | None = None,
    programme_id: int | None = None,
    state: RequirementState | None = None,
    contact_id: int | None = None,
    sent_by: str = "",
) -> Thing:
    """Something of a municipality, or of a programme; perhaps a requirement of it, or what is about one contact."""
    return Thing(
        programme_id=enrolment.programme_id if enrolment else programme_id,
        enrolment_id=enrolment.id if enrolment else state.enrolment_id if state else None,
        asked_of=state.role if state else None,
        contact_id=contact_id,
        sent_by=sent_by,
    )
