"""Planning as it happens in an installation: rows, reservations, letters and calendar parts, in a real PostgreSQL."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from datetime import timedelta
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from actions.database import transaction
from actions.interviews import absences, arrangements, planning
from actions.progress import requirements
from actions.sweeps import interviews
from actions.week_plans import markdown, plans
from bench.installation import surroundings
from deployments.database import databases
from models.accounts.actors import administrator
from models.interviews.rows import Interview
from models.people import Municipality
from models.settings import settings
from models.states import Answer
from tests.support.worlds import interview_programme
from tests.support.worlds.interview_programme import NOW

HOMES = 98
WEEKS_LATER = 17


def measured() -> Iterator[tuple[str, str, str]]:
    """A whole country is named at once, then what happens on ordinary days."""
    name = f"{HOMES} × 5 in rows"
    with surroundings(), databases.running(settings()):
        programme_id = _lay_out()
        yield (
            name + ": first planning, with letters",
            "",
            _timed(lambda session: _plan(session, programme_id)),
        )
        yield name + ": one declines, found anew", "", _timed(lambda session: _decline(session, programme_id))
        yield name + ": two days of illness", "", _timed(lambda session: _ill(session, programme_id))
        yield (
            name + ": sweep with nothing due",
            "",
            _timed(lambda session: interviews.sweep(session, now=NOW).planned),
        )
        yield name + ": the artifact", "", _timed(lambda session: _artifact(session, programme_id))


def _lay_out() -> int:
    with transaction() as session:
        version = interview_programme.published(session)
        danish = select(Municipality.name).where(Municipality.country == "DK").order_by(Municipality.name)
        for home in session.scalars(danish.limit(HOMES)).all():
            enrolment = interview_programme.enrolled(session, version, home)
            state = interview_programme.talks(session, enrolment)
            later = state.due_at + timedelta(weeks=WEEKS_LATER)
            requirements.move_deadline(session, state, later, now=NOW)
            interview_programme.named(session, enrolment)
        return version.id


def _timed(do: Callable[[Session], Any]) -> str:
    began = time.monotonic()
    with transaction() as session:
        found = do(session)
    return f"{time.monotonic() - began:.2f} s: {found}"


def _plan(session: Session, programme_id: int) -> str:
    done = planning.plan(session, programme_id, now=NOW)
    return f"{done.proposed} proposed, {done.moved} moved, {done.unplaced} without a time"


def _decline(session: Session, programme_id: int) -> str:
    first = session.scalars(select(Interview.id).order_by(Interview.id).limit(1)).one()
    arrangements.answer(session, first, Answer.NO, actor=administrator("Somebody"), now=NOW)
    return _plan(session, programme_id)


def _ill(session: Session, programme_id: int) -> str:
    first = NOW.date() + timedelta(days=18)
    last = first + timedelta(days=1)
    done = absences.away(
        session,
        programme_id,
        "frank",
        first=first,
        last=last,
        actor=administrator("Office"),
        why="Ill",
        now=NOW,
    )
    return f"{done.moved} moved, {done.given_up} given up"


def _artifact(session: Session, programme_id: int) -> str:
    plan = plans.of_programme(session, programme_id, now=NOW, named=False)
    return f"{len(markdown.markdown(plan)):,} characters"
