"""What must be true of an installation after whatever was done to it: promises, each a question that finds what breaks it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from email.parser import BytesHeaderParser
from pathlib import Path

from prefect.client.schemas.objects import FlowRun
from sqlalchemy import select, text
from sqlalchemy.orm import Session

from models.letters import Letter
from models.states import LetterStatus
from rehearsal.stage import prefect

KEPT: Mapping[str, str] = {
    "A delivered requirement has its delivery.": """
        SELECT r.id FROM requirement_states r WHERE r.status = 'delivered'
        AND NOT EXISTS (SELECT FROM submissions s WHERE s.requirement_state_id = r.id AND s.accepted)""",
    "A fulfilled requirement has its fulfilment, and the journal tells of it.": """
        SELECT r.id FROM requirement_states r WHERE r.status = 'fulfilled'
        AND (NOT EXISTS (SELECT FROM fulfilments f WHERE f.requirement_state_id = r.id)
        OR NOT EXISTS (SELECT FROM journal j WHERE j.what = 'requirement_fulfilled'
            AND (j.enrolment_id, j.step, j.key) = (r.enrolment_id, r.step, r.key)))""",
    "A delivery stands in the journal, as received, as rejected or as questioned.": """
        SELECT s.id FROM submissions s WHERE NOT EXISTS (SELECT FROM journal j
            WHERE (s.accepted AND j.what = 'submission_received'
                OR NOT s.accepted AND j.what IN ('submission_rejected', 'submission_questioned'))
            AND j.facts ->> 'submission' = s.id::text)""",
    "A municipality's accepted delivery has its receipt.": """
        SELECT s.id FROM submissions s JOIN requirement_states r ON r.id = s.requirement_state_id
        WHERE s.accepted AND r.role NOT IN ('programme_office', 'facilitator')
        AND NOT EXISTS (SELECT FROM letters l WHERE l.name = 'receipt' AND l.enrolment_id = r.enrolment_id
            AND l.key LIKE '%/submission-' || s.id || '-%')""",
    "Nothing is asked twice.": """
        SELECT enrolment_id, step, key FROM journal WHERE what = 'requirement_asked' GROUP BY 1, 2, 3 HAVING count(*) > 1""",
    "A rung is used exactly when the journal tells of the reminder or the escalation.": """
        SELECT * FROM (SELECT r.enrolment_id, r.step, r.key, u.used_at, u.escalates
            FROM rungs u JOIN requirement_states r ON r.id = u.requirement_state_id
            WHERE u.used_at IS NOT NULL GROUP BY 1, 2, 3, 4, 5) used
        FULL JOIN (SELECT enrolment_id, step, key, at, what FROM journal WHERE what IN ('reminded', 'escalated')) told
        ON (used.enrolment_id, used.step, used.key, used.used_at, used.escalates)
            = (told.enrolment_id, told.step, told.key, told.at, told.what = 'escalated')
        WHERE used.step IS NULL OR told.step IS NULL""",
    "A letter is written once in the journal, and sent at most once.": """
        SELECT l.id FROM letters l LEFT JOIN journal j ON j.facts ->> 'letter' = l.id::text GROUP BY l.id, l.status
        HAVING count(*) FILTER (WHERE j.what IN ('letter_queued', 'letter_held')) <> 1
        OR count(*) FILTER (WHERE j.what = 'letter_sent') <> (CASE WHEN l.status = 'sent' THEN 1 ELSE 0 END)
        OR count(*) FILTER (WHERE j.what = 'letter_discarded') <> (CASE WHEN l.status = 'discarded' THEN 1 ELSE 0 END)""",
    "A step is opened, and done, exactly when the journal tells of it, once.": """
        SELECT s.id FROM step_states s LEFT JOIN journal j ON (j.enrolment_id, j.step) = (s.enrolment_id, s.step)
        GROUP BY s.id HAVING count(*) FILTER (WHERE j.what = 'step_opened') <> (CASE WHEN s.opened_at IS NULL THEN 0 ELSE 1 END)
        OR count(*) FILTER (WHERE j.what = 'step_done') <> (CASE WHEN s.status = 'done' THEN 1 ELSE 0 END)""",
    "Only an open step waits.": """
        SELECT w.step_state_id FROM waiting_runs w JOIN step_states s ON s.id = w.step_state_id WHERE s.status <> 'open'""",
    "A done step has settled everything it asked.": """
        SELECT r.id FROM requirement_states r JOIN step_states s ON (s.enrolment_id, s.step) = (r.enrolment_id, r.step)
        WHERE s.status = 'done' AND r.status NOT IN ('fulfilled', 'waived')""",
    "Asked comes before delivered, and delivered before fulfilled.": """
        SELECT a.id FROM journal a JOIN journal b ON (a.enrolment_id, a.step, a.key) = (b.enrolment_id, b.step, b.key)
        WHERE a.id > b.id AND ((a.what = 'requirement_asked' AND b.what = 'submission_received')
            OR (a.what = 'requirement_asked' AND b.what IN ('reminded', 'escalated')))""",
    "A step is opened before it asks, and done after its gates.": """
        SELECT a.id FROM journal a JOIN journal b ON (a.enrolment_id, a.step) = (b.enrolment_id, b.step)
        WHERE a.id > b.id AND ((a.what = 'step_opened' AND b.what = 'requirement_asked')
            OR (a.what = 'gate_opened' AND b.what = 'step_done'))""",
    "A municipality has completed exactly when all its steps are done.": """
        SELECT e.id FROM enrolments e WHERE e.status <> 'withdrawn' AND (e.status = 'completed')
        <> NOT EXISTS (SELECT FROM step_states s WHERE s.enrolment_id = e.id AND s.status <> 'done')""",
}
"""Each with the statement that finds the rows which break it."""

LETTERS = "A sent letter has arrived once, a doubtful one at most once, any other not at all; none is still on its way."
RUNS = "No run is left running, pending, scheduled or being cancelled, and none waits for a step that does not wait."
SETTLED = {LetterStatus.SENT: (1,), LetterStatus.DOUBTFUL: (0, 1)}
"""How often a letter in that state has arrived."""


def arrived(inbox: Path) -> Counter[str]:
    """How many copies of each Message-ID the capture inbox holds."""
    letters = [file.read_bytes() for name in ("new", "cur") for file in (inbox / name).glob("*")]
    return Counter(str(BytesHeaderParser().parsebytes(letter)["Message-ID"]) for letter in letters)


def broken(session: Session, copies: Counter[str]) -> Iterator[str]:
    """Every promise about rows and letters that is not kept, with what breaks it."""
    for promise, question in KEPT.items():
        if found := session.execute(text(question)).all():
            yield f"{promise} {found[:5]}"
    unknown = dict(copies)
    for letter in session.scalars(select(Letter)):
        came = unknown.pop(letter.message_id, 0)
        under_way = letter.status in (LetterStatus.QUEUED, LetterStatus.CLAIMED, LetterStatus.SENDING)
        if under_way or came not in SETTLED.get(letter.status, (0,)):
            yield f"{LETTERS} Letter {letter.id} is {letter.status.value} and came {came} times: {letter.note}"
    if unknown:
        yield f"{LETTERS} Nobody wrote {unknown}"


def stuck(session: Session) -> list[str]:
    """Runs that Prefect believes to be under way, and runs that wait for nobody."""
    waiting = text("SELECT s.run_id FROM waiting_runs w JOIN step_states s ON s.id = w.step_state_id")
    awaited = {run_id for (run_id,) in session.execute(waiting)}
    return [
        f"{run.name} is {run.state_name}"
        for run in _runs()
        if run.state is not None
        and not run.state.is_final()
        and not (run.state.is_paused() and run.id in awaited)
        and not run.auto_scheduled
    ]


def _runs() -> list[FlowRun]:
    found: list[FlowRun] = []
    with prefect() as client:
        while more := client.read_flow_runs(limit=200, offset=len(found)):
            found += more
    return found
