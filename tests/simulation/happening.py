"""Promises about what has changed in the last act, as the witness saw it. Whatever a question finds is a broken promise.

`changed` holds the rows that were written, `earlier` what they were before the act, `lines` the journal's new lines.
"""

# ruff: noqa: S608 - SQL made of our own words

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from models.journal import What
from models.states import (
    ENROLMENT,
    INTERVIEW,
    LETTER,
    REQUIREMENT,
    STEP,
    EnrolmentStatus,
    InterviewStatus,
    LetterStatus,
    RequirementStatus,
    StepStatus,
)
from tests.simulation.plan import programme

TABLES: Mapping[str, Mapping[Any, Iterable[str]]] = {
    "enrolments": ENROLMENT,
    "interviews": INTERVIEW,
    "letters": LETTER,
    "requirement_states": REQUIREMENT,
    "step_states": STEP,
}
TELLS: Mapping[tuple[str, str], What] = {
    ("requirement_states", RequirementStatus.DELIVERED): What.SUBMISSION_RECEIVED,
    ("requirement_states", RequirementStatus.FULFILLED): What.REQUIREMENT_FULFILLED,
    ("requirement_states", RequirementStatus.WAIVED): What.REQUIREMENT_WAIVED,
    ("requirement_states", RequirementStatus.RETURNED): What.SUBMISSION_RETURNED,
    ("requirement_states", RequirementStatus.WITHDRAWN): What.WITHDRAWN,
    ("step_states", StepStatus.OPEN): What.STEP_OPENED,
    ("step_states", StepStatus.DONE): What.STEP_DONE,
    ("step_states", StepStatus.WITHDRAWN): What.WITHDRAWN,
    ("enrolments", EnrolmentStatus.COMPLETED): What.COMPLETED,
    ("enrolments", EnrolmentStatus.WITHDRAWN): What.WITHDRAWN,
    ("interviews", InterviewStatus.WAITING): What.INTERVIEW_GIVEN_UP,
    ("interviews", InterviewStatus.HELD): What.INTERVIEW_HELD,
    ("interviews", InterviewStatus.NO_SHOW): What.INTERVIEW_MISSED,
    ("interviews", InterviewStatus.CANCELLED): What.INTERVIEW_CANCELLED,
    ("letters", LetterStatus.HELD): What.LETTER_HELD,
    ("letters", LetterStatus.SENT): What.LETTER_SENT,
    ("letters", LetterStatus.REFUSED): What.LETTER_REFUSED,
    ("letters", LetterStatus.DOUBTFUL): What.LETTER_DOUBTFUL,
    ("letters", LetterStatus.DISCARDED): What.LETTER_DISCARDED,
}
FAREWELL = "('withdrawn_confirmation', 'event_cancelled', 'interview_cancelled', 'interviewer_notice')"
SETTLED = "('fulfilled', 'waived')"
OWED = "('asked', 'returned')"

GROUND = """
    changed AS MATERIALIZED (
        SELECT id, thing, before, after, (coalesce(after, before)->>'id')::int AS number FROM witness WHERE id > :since),
    earlier AS MATERIALIZED (
        SELECT DISTINCT ON (thing, number) thing, number, before FROM changed ORDER BY thing, number, id),
    lines AS MATERIALIZED (
        SELECT j.* FROM journal AS j JOIN changed AS c ON c.thing = 'journal' AND c.before IS NULL AND c.number = j.id)"""


def values(rows: Iterable[tuple[str, ...]]) -> str:
    """Rows of plain words as SQL."""
    return "VALUES " + ", ".join(str(tuple(map(str, row))) for row in rows)


def the_journal_only_grows() -> str:
    """No line of the journal is ever changed or taken away."""
    return "SELECT format('line %s', number) FROM changed WHERE thing = 'journal' AND before IS NOT NULL"


def statuses_move_along_their_tables() -> str:
    """Every change of a status is a move its table allows."""
    moves = [
        (thing, one, other)
        for thing, table in TABLES.items()
        for one, others in table.items()
        for other in others
    ]
    return f"""
        SELECT format('%s %s: %s → %s', thing, number, before->>'status', after->>'status') FROM changed
        WHERE before->>'status' <> after->>'status' AND thing <> 'event_states'
        AND (thing, before->>'status', after->>'status') NOT IN ({values(moves)})"""


def every_change_of_a_status_is_told() -> str:
    """Whatever changes its status has a line in the journal, written in the same transaction."""
    told = values((thing, status, what) for (thing, status), what in TELLS.items())
    return f"""
        SELECT format('%s %s became %s', c.thing, c.number, c.after->>'status') FROM changed AS c
        JOIN ({told}) AS told (thing, status, what) ON (told.thing, told.status) = (c.thing, c.after->>'status')
        WHERE c.before->>'status' <> c.after->>'status' AND NOT EXISTS (
            SELECT FROM lines AS j WHERE j.what = told.what AND CASE c.thing
                WHEN 'letters' THEN (j.facts->>'letter')::int = c.number
                WHEN 'interviews' THEN (j.facts->>'interview')::int = c.number
                WHEN 'enrolments' THEN j.enrolment_id = c.number
                ELSE j.enrolment_id = (c.after->>'enrolment_id')::int
                    AND (j.step = c.after->>'step' OR told.what = 'withdrawn')
                    AND coalesce(c.after->>'key', '') IN ('', j.key, CASE told.what WHEN 'withdrawn' THEN c.after->>'key' END)
            END)"""


def each_rung_is_used_at_most_once() -> str:
    """A rung that was used stays so, with the instant of the sweep that took it."""
    return """
        SELECT format('rung %s', before) FROM changed
        WHERE thing = 'rungs' AND before->>'used_at' IS NOT NULL AND before IS DISTINCT FROM after"""


def only_who_owes_is_reminded() -> str:
    """Reminders and escalations are about what was owed by a municipality that takes part."""
    return f"""
        SELECT format('%s/%s/%s is %s', r.enrolment_id, r.step, r.key, r.status) FROM lines AS j
        JOIN requirement_states AS r USING (enrolment_id, step, key) JOIN enrolments AS e ON e.id = r.enrolment_id
        LEFT JOIN earlier AS was ON was.thing = 'requirement_states' AND was.number = r.id
        LEFT JOIN earlier AS had ON had.thing = 'enrolments' AND had.number = e.id
        WHERE j.what IN ('reminded', 'escalated') AND (
            (r.status NOT IN {OWED} AND coalesce(was.before->>'status', r.status) NOT IN {OWED})
            OR (e.status <> 'enrolled' AND coalesce(had.before->>'status', e.status) <> 'enrolled'))"""


def a_person_is_reminded_in_one_letter() -> str:
    """One sweep writes at most one reminder to a person, however much that person owes."""
    return """
        SELECT format('%s letters to %s', count(*), after->>'to_email') FROM changed
        WHERE thing = 'letters' AND before IS NULL AND after->>'name' = 'reminder'
        GROUP BY after->>'enrolment_id', after->>'to_email', after->>'written_at' HAVING count(*) > 1"""


def nothing_is_written_to_who_has_left() -> str:
    """After a municipality has left, only the farewell that belongs to its leaving is written to it."""
    return f"""
        SELECT format('letter %s (%s)', c.number, c.after->>'name') FROM changed AS c
        JOIN enrolments AS e ON e.id = (c.after->>'enrolment_id')::int AND e.status = 'withdrawn'
        LEFT JOIN changed AS left_now ON left_now.thing = 'enrolments' AND left_now.number = e.id
            AND left_now.after->>'status' = 'withdrawn'
        WHERE c.thing = 'letters' AND c.before IS NULL
        AND (left_now.id IS NULL OR (left_now.id < c.id AND c.after->>'name' NOT IN {FAREWELL}))"""


def nothing_leaves_for_who_has_left() -> str:
    """What lay in the outbox when a municipality left is not sent any more, unless a person said so."""
    return f"""
        SELECT format('letter %s (%s)', c.number, c.after->>'name') FROM changed AS c
        JOIN enrolments AS e ON e.id = (c.after->>'enrolment_id')::int AND e.status = 'withdrawn'
        WHERE c.thing = 'letters' AND c.after->>'status' = 'claimed' AND c.after->>'name' NOT IN {FAREWELL}
        AND NOT EXISTS (SELECT FROM earlier WHERE thing = 'enrolments' AND number = e.id)
        AND NOT EXISTS (SELECT FROM journal WHERE what = 'letter_released' AND (facts->>'letter')::int = c.number)"""


def a_gate_opens_when_nothing_is_missing() -> str:
    """A gate is passed, and a step ends, only when all it needs is settled or somebody has let it be passed."""
    return f"""
        SELECT format('%s/%s/%s without %s', passed.enrolment_id, passed.step, needs.gate, needs.key) FROM (
            SELECT enrolment_id, step, key AS gate FROM lines WHERE what = 'gate_opened'
            UNION ALL
            SELECT (after->>'enrolment_id')::int, after->>'step', NULL FROM changed
            WHERE thing = 'step_states' AND before->>'status' <> 'done' AND after->>'status' = 'done'
        ) AS passed JOIN ({_needs()}) AS needs (step, gate, key)
            ON needs.step = passed.step AND needs.gate = coalesce(passed.gate, needs.gate)
        LEFT JOIN requirement_states AS r
            ON (r.enrolment_id, r.step, r.key) = (passed.enrolment_id, passed.step, needs.key)
        LEFT JOIN earlier AS was ON was.thing = 'requirement_states' AND was.number = r.id
        WHERE coalesce(r.status, '') NOT IN {SETTLED} AND coalesce(was.before->>'status', '') NOT IN {SETTLED}
        AND NOT EXISTS (
            SELECT FROM decisions AS d WHERE d.kind = 'go_on'
            AND (d.enrolment_id, d.step, d.gate) = (passed.enrolment_id, passed.step, needs.gate))"""


def a_gate_shuts_only_for_what_is_missing() -> str:
    """A run is kept waiting only while something the gate needs is missing and nobody has let it be passed."""
    return f"""
        SELECT format('%s/%s/%s', j.enrolment_id, j.step, j.key) FROM lines AS j WHERE j.what = 'gate_shut' AND NOT EXISTS (
            SELECT FROM ({_needs()}) AS needs (step, gate, key)
            LEFT JOIN requirement_states AS r
                ON (r.enrolment_id, r.step, r.key) = (j.enrolment_id, needs.step, needs.key)
            LEFT JOIN earlier AS was ON was.thing = 'requirement_states' AND was.number = r.id
            WHERE (needs.step, needs.gate) = (j.step, j.key) AND (coalesce(r.status, '') NOT IN {SETTLED}
                OR coalesce(was.before->>'status', r.status) NOT IN {SETTLED}))"""


def a_step_ends_behind_its_gates() -> str:
    """Of a step that is done, the last the journal tells of each gate is that it opened."""
    gates = values((step.key, gate.key) for step in programme().steps for gate in step.gates)
    return f"""
        SELECT format('%s/%s/%s', c.after->>'enrolment_id', gates.step, gates.gate) FROM changed AS c
        JOIN ({gates}) AS gates (step, gate) ON gates.step = c.after->>'step'
        WHERE c.thing = 'step_states' AND c.before->>'status' <> 'done' AND c.after->>'status' = 'done'
        AND 'gate_opened' IS DISTINCT FROM (
            SELECT j.what FROM journal AS j WHERE j.what IN ('gate_opened', 'gate_shut')
            AND (j.enrolment_id, j.step, j.key) = ((c.after->>'enrolment_id')::int, gates.step, gates.gate)
            ORDER BY j.id DESC LIMIT 1)"""


def no_step_opens_before_its_time() -> str:
    """A step opens when its time has come and the steps it builds on are done."""
    requires = values((step.key, one) for step in programme().steps for one in step.requires)
    return f"""
        SELECT format('step %s', c.number) FROM changed AS c
        LEFT JOIN ({requires}) AS needs (step, other) ON needs.step = c.after->>'step'
        LEFT JOIN step_states AS s ON s.step = needs.other AND s.enrolment_id = (c.after->>'enrolment_id')::int
        WHERE c.thing = 'step_states' AND c.before->>'status' = 'planned' AND c.after->>'status' = 'open'
        AND ((c.after->>'opens_at')::timestamptz > :now OR coalesce(s.status, 'done') <> 'done')"""


def sent_letters_never_change() -> str:
    """A letter that was sent stays as it is for ever."""
    return "SELECT format('letter %s', number) FROM earlier WHERE thing = 'letters' AND before->>'status' = 'sent'"


def letters_change_only_when_somebody_edits_them() -> str:
    """Words, recipient, key and Message-ID of a letter are fixed when it is written; an edit has its line."""
    fixed = ("body", "key", "to_email", "to_name", "message_id", "written_at", "contact_id", "enrolment_id")
    same = " OR ".join(f"before->>'{name}' IS DISTINCT FROM after->>'{name}'" for name in fixed)
    return f"""
        SELECT format('letter %s', number) FROM changed WHERE thing = 'letters' AND before IS NOT NULL AND ({same})
        AND NOT EXISTS (SELECT FROM lines WHERE what = 'letter_edited' AND (facts->>'letter')::int = number)"""


def deliveries_stay_as_they_came() -> str:
    """A delivery's row is never deleted, and neither its content nor whose it is ever changes."""
    fixed = ("body", "sha256", "requirement_state_id")
    same = " OR ".join(f"before->>'{name}' IS DISTINCT FROM after->>'{name}'" for name in fixed)
    return f"""
        SELECT format('submission %s', c.number) FROM changed AS c
        WHERE c.thing = 'submissions' AND c.before IS NOT NULL AND ({same}
            OR c.before->>'accepted' <> c.after->>'accepted' AND NOT EXISTS (
                SELECT FROM lines AS j WHERE j.what = 'submission_received'
                AND (j.facts->>'submission')::int = c.number AND (c.after->>'accepted')::boolean))"""


def an_accepted_delivery_is_acknowledged() -> str:
    """Whoever delivers something that is accepted gets a receipt of the same instant."""
    return """
        SELECT format('submission %s', j.facts->>'submission') FROM lines AS j
        JOIN requirement_states AS r USING (enrolment_id, step, key)
        WHERE j.what = 'submission_received' AND r.role NOT IN ('facilitator', 'programme_office') AND NOT EXISTS (
            SELECT FROM letters AS l WHERE l.written_at = j.at AND l.enrolment_id = j.enrolment_id
            AND l.key LIKE '%/receipt/submission-' || (j.facts->>'submission') || '-%')"""


def deadlines_move_only_when_somebody_says_so() -> str:
    """A deadline moves by a decision, to the day it names, or along with its event."""
    return """
        SELECT format('requirement %s', c.number) FROM changed AS c
        WHERE c.thing = 'requirement_states' AND c.before->>'due_at' <> c.after->>'due_at' AND NOT EXISTS (
            SELECT FROM lines AS j WHERE j.enrolment_id = (c.after->>'enrolment_id')::int AND (
                j.what = 'event_moved' OR (j.what = 'deadline_extended' AND (j.step, j.key) = (c.after->>'step', c.after->>'key')
                    AND (j.facts->>'due_to')::timestamptz = (c.after->>'due_at')::timestamptz)))"""


def the_invited_hear_of_a_move() -> str:
    """When an event moves, everybody who is invited and takes part gets a letter about it."""
    return """
        SELECT format('contact %s', i.contact_id) FROM changed AS v
        JOIN invitations AS i ON i.event_id = v.number
        JOIN contacts AS c ON c.id = i.contact_id AND c.ended_at IS NULL
        JOIN enrolments AS e ON e.id = c.enrolment_id AND e.status = 'enrolled'
        WHERE v.thing = 'event_states' AND v.before->>'sequence' <> v.after->>'sequence' AND NOT EXISTS (
            SELECT FROM changed AS l WHERE l.thing = 'letters' AND l.before IS NULL
            AND l.after->>'name' IN ('event_moved', 'workshop_invitation') AND (l.after->>'contact_id')::int = c.id)"""


def what_fulfils_itself_is_met() -> str:
    """Answers are fulfilled when all have answered, interviews when enough were held."""
    return """
        SELECT format('%s/%s/%s', r.enrolment_id, r.step, r.key) FROM lines AS j
        JOIN requirement_states AS r USING (enrolment_id, step, key)
        WHERE j.what = 'requirement_fulfilled' AND CASE r.kind
            WHEN 'answer' THEN EXISTS (
                SELECT FROM invitations AS i JOIN contacts AS c ON c.id = i.contact_id
                WHERE c.enrolment_id = r.enrolment_id AND c.ended_at IS NULL AND i.answer = 'none')
            WHEN 'interviews' THEN
                (SELECT count(*) FILTER (WHERE r.key = 'talks' OR notes <> '') < CASE r.key WHEN 'talks' THEN 2 ELSE 1 END
                    FROM interviews WHERE requirement_state_id = r.id AND status = 'held')
            END"""


def a_letter_about_an_interview_is_true_when_it_leaves() -> str:
    """What begins to be sent about an interview invites to the time that holds, or calls off one that does not."""
    return """
        SELECT format('letter %s about interview %s (%s)', l.id, i.id, i.status) FROM changed AS c
        JOIN letters AS l ON l.id = c.number AND l.calendar IS NOT NULL JOIN interviews AS i ON i.id = l.interview_id
        LEFT JOIN earlier AS was ON was.thing = 'interviews' AND was.number = i.id
        WHERE c.thing = 'letters' AND c.before->>'status' = 'claimed' AND c.after->>'status' = 'sending'
        AND was.number IS NULL AND l.attempts = 0 AND l.calendar_method = 'REQUEST'
        AND position('SEQUENCE:' || coalesce(i.told->'meeting'->>'sequence', '-') IN convert_from(l.calendar, 'UTF8')) = 0
        AND NOT EXISTS (SELECT FROM journal WHERE what = 'letter_released' AND (facts->>'letter')::int = l.id)"""


def _needs() -> str:
    return values(
        (step.key, gate.key, key) for step in programme().steps for gate in step.gates for key in gate.needs
    )
