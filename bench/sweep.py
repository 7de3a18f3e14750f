"""The daily sweep over everything that is owed, against the one statement that does no more than it must."""

from __future__ import annotations

import time
from collections.abc import Iterator
from datetime import datetime

import psycopg
from sqlalchemy import text

from actions import database
from actions.database import transaction
from actions.sweeps import reminders
from bench.figures import Figure, Goal, Unit
from bench.installation import surroundings
from bench.plan import Plan, Say
from bench.sweep_rows import lay_out
from deployments.database import databases
from models.settings import settings
from models.states import OWED

COPY = "bare"
_BARE = """
    WITH due AS (
        UPDATE rungs SET used_at = %(now)s
        FROM requirement_states AS s JOIN enrolments AS e ON e.id = s.enrolment_id
        WHERE rungs.at <= %(now)s AND rungs.used_at IS NULL AND rungs.requirement_state_id = s.id
            AND rungs.due_at = s.due_at AND s.status = ANY(%(owed)s) AND e.status = 'enrolled'
        RETURNING s.enrolment_id, e.programme_id, s.key
    )
    INSERT INTO letters (key, name, language, programme_id, enrolment_id, step, contact_id, to_name, to_email, from_name,
        from_email, reply_to, subject, text, html, calendar_method, message_id, in_reply_to, written_at, status, not_before,
        attempts, owner, note)
    SELECT c.id || '/' || %(day)s, 'reminder', 'da', due.programme_id, c.enrolment_id, '', c.id, c.name, c.email, '',
        '', '', '', string_agg(due.key, ' '), '', '', c.id || '/' || %(day)s, '', %(now)s, 'queued', %(now)s, 0, '', ''
    FROM due JOIN contacts AS c ON c.enrolment_id = due.enrolment_id
    GROUP BY c.id, due.programme_id
"""


class SweepWrong(Exception):
    """A sweep queued other letters than it must."""


def measure(plan: Plan, say: Say) -> Iterator[list[Figure]]:
    """Each round is another day; the bare statement works on a copy of the same rows."""
    with surroundings(), databases.running(settings()):
        say(f"laying out {plan.requirements:,} requirements")
        with transaction() as session:
            rows = lay_out(session, plan.requirements, plan.rounds)
        bare = _copy()
        name = f"sweep over {plan.requirements:,} requirements"
        for number, (now, letters) in enumerate(zip(rows.sweeps, rows.letters, strict=True)):
            say(f"day {number + 1}: {letters} persons to remind")
            yield [
                Figure(f"{name}: letters", letters, Unit.COUNT),
                Figure(f"{name}: the bare statement", _bare(bare, now, letters)),
                Figure(
                    f"{name}: first of a day",
                    _sweep(now, letters),
                    goal=Goal(5, ratio=True),
                    bound=f"{name}: the bare statement",
                ),
                Figure(f"{name}: second of a day, which queues none", _sweep(now, 0)),
            ]
        database.engine().dispose()


def _copy() -> str:
    """Address of a copy of the database, made by the server itself, with fresh statistics in both."""
    ours = database.url().set(drivername="postgresql")
    with transaction() as session:
        session.execute(text("ANALYZE"))
    database.engine().dispose()
    maintenance = ours.set(database="postgres").render_as_string(hide_password=False)
    with psycopg.connect(maintenance, autocommit=True) as connection:
        connection.execute(f"CREATE DATABASE {COPY} TEMPLATE {ours.database}")
    copy = ours.set(database=COPY).render_as_string(hide_password=False)
    with psycopg.connect(copy, autocommit=True) as connection:
        connection.execute("ANALYZE")
    return copy


def _bare(address: str, now: datetime, letters: int) -> float:
    values = {"now": now, "day": f"{now:%Y%m%d}", "owed": [status.value for status in OWED]}
    with psycopg.connect(address, autocommit=True) as connection:
        began = time.monotonic()
        queued = connection.execute(_BARE, values).rowcount
        seconds = time.monotonic() - began
    _expect(queued, letters)
    return seconds


def _sweep(now: datetime, letters: int) -> float:
    began = time.monotonic()
    with transaction() as session:
        swept = reminders.sweep(session, now=now)
    seconds = time.monotonic() - began
    _expect(swept.reminded, letters)
    return seconds


def _expect(queued: int, letters: int) -> None:
    if queued != letters:
        raise SweepWrong(f"{queued} letters were queued, {letters} are due")
