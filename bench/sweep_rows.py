"""A hundred thousand open requirements, put into the tables in a few statements, with one in a hundred due each day."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from math import ceil

from sqlalchemy import select, text
from sqlalchemy.orm import Session

from actions import clock
from actions.programmes import publishing
from bench import cohort
from models.accounts.actors import administrator
from models.people import Municipality
from models.programmes.programme import Programme
from rules.programmes.dates import calendar_of

STEPS, EACH = 5, 10
PER_MUNICIPALITY = STEPS * EACH
MORNING, SWEEP, LATER = time(6), time(8), timedelta(days=90)
REMINDED = 4
"""Every fourth municipality is reminded on a day, of two things."""


@dataclass(frozen=True)
class Rows:
    """When each day's sweep is, and how many letters it must queue."""

    sweeps: Sequence[datetime]
    letters: Sequence[int]


def lay_out(session: Session, requirements: int, days: int) -> Rows:
    """As many municipalities as it takes, each with fifty open requirements, in as many programmes as that needs."""
    now = clock.now(session)
    homes = session.scalars(select(Municipality.id).where(Municipality.country == "DK")).all()
    left = ceil(requirements / PER_MUNICIPALITY)
    municipalities = left
    for number in range(ceil(left / len(homes))):
        definition = _programme(f"fem-trin-{number}", now)
        version = publishing.publish(session, definition, actor=administrator("bench"), now=now)
        session.execute(_ENROLMENTS, {"programme": version.id, "now": now, "homes": homes[:left]})
        left -= len(homes)
    sweeps = _days(session, definition, days, now)
    for statement in (_CONTACTS, _STEPS, _REQUIREMENTS, _RUNGS):
        session.execute(statement, {"now": now, "later": now + LATER})
    letters = [
        sum(n % REMINDED == day % REMINDED for n in range(1, municipalities + 1)) for day in range(days)
    ]
    return Rows(sweeps, letters)


def _days(session: Session, definition: Programme, days: int, now: datetime) -> list[datetime]:
    """The working days to come, with what falls due two working days after each."""
    calendar = calendar_of(definition)
    today = now.astimezone(cohort.ZONE).date()
    session.execute(
        text("CREATE TEMPORARY TABLE days (day int, at timestamptz, due_at timestamptz) ON COMMIT DROP")
    )
    sweeps = []
    for day in range(days):
        on = calendar.shift(today, day + 1)
        at, due = datetime.combine(on, MORNING, cohort.ZONE), calendar.shift(on, 2)
        values = {"day": day, "at": at, "due": datetime.combine(due, time(23, 59), cohort.ZONE)}
        session.execute(text("INSERT INTO days VALUES (:day, :at, :due)"), values)
        sweeps.append(datetime.combine(on, SWEEP, cohort.ZONE))
    return sweeps


def _programme(key: str, now: datetime) -> Programme:
    """The workload's programme with more steps and more papers; nothing waits for anything."""
    written = cohort.programme(key, 98, now).model_dump(mode="json", by_alias=True, exclude_defaults=True)
    first = written["steps"][0]
    paper = first["requirements"][0]
    papers = [paper | {"key": f"paper_{number}", "title": f"Papir {number}"} for number in range(1, EACH + 1)]
    steps = [
        first | {"key": f"step_{number}", "number": number, "requirements": papers}
        for number in range(1, STEPS + 1)
    ]
    return Programme.model_validate(written | {"steps": steps})


_ENROLMENTS = text("""
    INSERT INTO enrolments (programme_id, municipality_id, status, enrolled_at)
    SELECT :programme, home, 'enrolled', :now FROM unnest(CAST(:homes AS int[])) AS home
""")
_CONTACTS = text("""
    INSERT INTO contacts (enrolment_id, role, name, email, phone)
    SELECT id, 'coordinator', 'Tovholder ' || id, 'kommune.' || id || '@example.org', '' FROM enrolments
""")
_STEPS = text(f"""
    INSERT INTO step_states (enrolment_id, step, status, opens_at, opened_at, generation, rounds)
    SELECT id, 'step_' || n, 'open', :now, :now, 0, 0 FROM enrolments, generate_series(1, {STEPS}) AS n
""")  # noqa: S608 - our own number
_REQUIREMENTS = text(f"""
    INSERT INTO requirement_states (enrolment_id, step, key, kind, role, status, asked_at, due_at)
    SELECT e.id, 'step_' || 1 + n / {EACH}, 'paper_' || 1 + n % {EACH}, 'document', 'coordinator', 'asked', :now,
        coalesce(days.due_at, :later)
    FROM (SELECT id, row_number() OVER (ORDER BY id) AS number FROM enrolments) AS e
    CROSS JOIN generate_series(0, {PER_MUNICIPALITY - 1}) AS n
    LEFT JOIN days ON days.day = n / 2 AND e.number % {REMINDED} = days.day % {REMINDED}
""")  # noqa: S608 - our own numbers
_RUNGS = text("""
    INSERT INTO rungs (requirement_state_id, due_at, working_days, escalates, at, used_at)
    SELECT s.id, s.due_at, rung.days, false,
        coalesce(days.at + (rung.days + 2) * interval '1 day', s.due_at + rung.days * interval '1 day'),
        CASE WHEN rung.days = -7 THEN days.at - interval '5 days' END
    FROM requirement_states AS s
    LEFT JOIN days ON days.due_at = s.due_at
    CROSS JOIN (VALUES (-7), (-2), (0)) AS rung(days)
    WHERE days.day IS NULL OR rung.days < 0
""")
