"""Delivering in a test, and counting what came of it."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from actions.deliveries import submissions
from models.accounts.actors import administrator
from models.datasets.shipped import FORANALYSE
from models.journal import JournalEntry, What
from models.people import Contact, Enrolment
from models.programmes.office import Role
from models.progress import RequirementState
from rehearsal import deliveries
from tests.support.worlds.small_programme import NOW

CODES = {"Vejle": "0630", "Odense": "0461", "Horsens": "0615"}


def workbook(home: str = "Vejle", *, odd: bool = False, faulty: bool = False, at: datetime = NOW) -> bytes:
    """A municipality's dataset: nothing to remark, one odd figure, or a word where a number belongs."""
    return deliveries.dataset(FORANALYSE, CODES[home], home, at, odd=odd, faulty=faulty)


def deliver(session: Session, state: RequirementState, **what: Any) -> submissions.Delivered:
    """A delivery by the coordinator at NOW."""
    return submissions.submit(session, state, **{"actor": administrator("Tove Vejle"), "now": NOW, **what})


def count(session: Session, model: Any, *where: Any) -> int:
    """Rows of a model."""
    return session.scalar(select(func.count()).select_from(model).where(*where)) or 0


def happened(session: Session, what: What) -> list[JournalEntry]:
    """Lines of the journal of that kind."""
    return list(session.scalars(select(JournalEntry).where(JournalEntry.what == what)))


def people_of(session: Session, vejle: Enrolment) -> dict[str, bool]:
    """Participants by address, and whether they still take part."""
    listed = select(Contact).where(Contact.enrolment_id == vejle.id, Contact.role == Role.PARTICIPANT)
    return {one.email: one.ended_at is None for one in session.scalars(listed)}
