"""Promises about how things stand. Each is a question to the database; whatever it answers with is a broken promise."""

# ruff: noqa: S608 - SQL made of our own words

from __future__ import annotations

from tests.simulation.plan import AFTER, BEFORE, programme


def nothing_is_asked_twice() -> str:
    """Whatever a municipality is asked for has exactly one line in the journal that says so."""
    return """
        SELECT format('%s/%s/%s was asked %s times', enrolment_id, step, key, coalesce(times, 0))
        FROM requirement_states FULL JOIN (
            SELECT enrolment_id, step, key, count(*) AS times FROM journal
            WHERE what = 'requirement_asked' GROUP BY enrolment_id, step, key
        ) AS lines USING (enrolment_id, step, key)
        WHERE times IS DISTINCT FROM 1 OR requirement_states.id IS NULL"""


def what_is_asked_is_told() -> str:
    """Whatever is asked of people in a municipality stands in a letter of the same instant."""
    return """
        SELECT format('%s/%s/%s', r.enrolment_id, r.step, r.key) FROM requirement_states AS r
        WHERE r.role NOT IN ('facilitator', 'programme_office') AND r.kind <> 'answer' AND NOT EXISTS (
            SELECT FROM letters AS l WHERE (l.enrolment_id, l.step, l.written_at) = (r.enrolment_id, r.step, r.asked_at)
            AND l.name IN ('data_request', 'presentation_request', 'initiatives_request'))
        UNION ALL
        SELECT format('invitation %s', i.id) FROM invitations AS i WHERE NOT EXISTS (
            SELECT FROM letters AS l WHERE l.contact_id = i.contact_id AND l.name = 'workshop_invitation')"""


def each_letter_is_queued_once() -> str:
    """A letter's key is there once, and the journal tells once that it was queued."""
    return """
        SELECT format('letter %s (%s) was queued %s times', l.id, l.key, count(j.id)) FROM letters AS l
        LEFT JOIN journal AS j ON j.what = 'letter_queued' AND (j.facts->>'letter')::int = l.id
        GROUP BY l.id HAVING count(j.id) <> 1
        UNION ALL
        SELECT format('%s letters %s', count(*), key) FROM letters GROUP BY key HAVING count(*) > 1"""


def each_rung_is_told_once() -> str:
    """Rungs that one sweep used for one requirement are one line in the journal, and no line is without its rung."""
    return """
        SELECT format('%s/%s/%s at %s: %s', enrolment_id, step, key, at, coalesce(lines, 0))
        FROM (
            SELECT DISTINCT r.enrolment_id, r.step, r.key, g.used_at AS at, g.escalates
            FROM rungs AS g JOIN requirement_states AS r ON r.id = g.requirement_state_id WHERE g.used_at IS NOT NULL
        ) AS used FULL JOIN (
            SELECT enrolment_id, step, key, at, what = 'escalated' AS escalates, count(*) AS lines
            FROM journal WHERE what IN ('reminded', 'escalated') GROUP BY enrolment_id, step, key, at, what
        ) AS told USING (enrolment_id, step, key, at, escalates)
        WHERE lines IS DISTINCT FROM 1 OR used.enrolment_id IS NULL"""


def a_sweep_leaves_nothing_due() -> str:
    """After a sweep on a working day no rung is due for anybody who still owes."""
    return """
        SELECT format('rung %s of %s/%s/%s', g.working_days, r.enrolment_id, r.step, r.key) FROM rungs AS g
        JOIN requirement_states AS r ON r.id = g.requirement_state_id AND r.due_at = g.due_at
        JOIN enrolments AS e ON e.id = r.enrolment_id
        WHERE g.used_at IS NULL AND g.at <= :swept AND r.status IN ('asked', 'returned') AND e.status = 'enrolled'"""


def an_accepted_delivery_is_never_lost() -> str:
    """What somebody was told had been accepted is there, accepted, and its bytes have the hash they came with."""
    return """
        SELECT format('submission %s', kept.id) FROM unnest(CAST(:kept AS int[]), CAST(:hashes AS text[])) AS kept (id, hash)
        LEFT JOIN submissions AS s ON s.id = kept.id AND s.accepted AND kept.hash IN ('', s.sha256)
        WHERE s.id IS NULL OR (s.content IS NULL) <> (kept.hash = '')
        UNION ALL
        SELECT format('bytes of submission %s', id) FROM submissions WHERE encode(sha256(content), 'hex') <> sha256"""


def what_is_fulfilled_rests_on_its_delivery() -> str:
    """A fulfilled requirement names the delivery it was fulfilled with: its own, accepted, and the newest of them."""
    return """
        SELECT format('%s/%s/%s rests on %s', r.enrolment_id, r.step, r.key, f.submission_id) FROM requirement_states AS r
        LEFT JOIN fulfilments AS f ON f.requirement_state_id = r.id
        WHERE r.status = 'fulfilled' AND (f.at IS NULL OR f.submission_id IS DISTINCT FROM (
            SELECT s.id FROM submissions AS s WHERE s.requirement_state_id = r.id AND s.accepted
            ORDER BY s.at DESC, s.id DESC LIMIT 1))"""


def each_decision_is_told_and_taken_once() -> str:
    """An occasion has one decision, a filled-in form decides one thing, and each decision has its line."""
    return """
        SELECT format('decision %s (%s) was told %s times', d.id, d.kind, count(j.id)) FROM decisions AS d
        LEFT JOIN requirement_states AS r ON r.id = d.requirement_state_id
        LEFT JOIN journal AS j ON (j.enrolment_id, j.step, j.at, j.by, j.key)
            = (d.enrolment_id, d.step, d.at, d.by, coalesce(r.key, d.gate)) AND j.what = CASE d.kind
                WHEN 'extend' THEN 'deadline_extended' WHEN 'waive' THEN 'requirement_waived'
                WHEN 'return' THEN 'submission_returned' WHEN 'go_on' THEN 'gate_overridden'
                WHEN 'approve' THEN 'requirement_fulfilled' END
        GROUP BY d.id HAVING count(j.id) = 0
        UNION ALL
        SELECT format('%s decisions on %s', count(*), occasion) FROM decisions GROUP BY occasion HAVING count(*) > 1
        UNION ALL
        SELECT format('%s kinds on %s', count(DISTINCT kind), substring(occasion from 'form/[0-9]+/[0-9]+')) FROM decisions
        WHERE occasion LIKE 'form/%' GROUP BY substring(occasion from 'form/[0-9]+/[0-9]+') HAVING count(DISTINCT kind) > 1"""


def only_open_steps_wait() -> str:
    """A run waits only at an open step (or one just withdrawn, until the conductor has looked), in the form's last round."""
    return """
        SELECT format('step %s is %s', s.id, s.status) FROM waiting_runs AS w JOIN step_states AS s ON s.id = w.step_state_id
        WHERE s.status NOT IN ('open', 'withdrawn') OR w.round <> s.rounds"""


def a_run_plays_one_step() -> str:
    """No two steps are played by the same run."""
    return "SELECT format('run %s', run_id) FROM step_states WHERE run_id IS NOT NULL GROUP BY run_id HAVING count(*) > 1"


def completed_means_every_step_is_done() -> str:
    """Who has completed the programme has done every step, and who has done every step has completed it."""
    return """
        SELECT format('enrolment %s is %s', e.id, e.status) FROM enrolments AS e
        JOIN step_states AS s ON s.enrolment_id = e.id WHERE e.status <> 'withdrawn'
        GROUP BY e.id HAVING (e.status = 'completed') <> bool_and(s.status = 'done')"""


def who_has_left_owes_nothing() -> str:
    """Of a municipality that has left, no step goes on and nothing is owed or waits to be approved."""
    return """
        SELECT format('enrolment %s: %s is %s', e.id, thing.name, thing.status) FROM enrolments AS e JOIN (
            SELECT enrolment_id, key AS name, status FROM requirement_states WHERE status IN ('asked', 'delivered', 'returned')
            UNION ALL
            SELECT enrolment_id, step, status FROM step_states WHERE status IN ('planned', 'open')
        ) AS thing ON thing.enrolment_id = e.id WHERE e.status = 'withdrawn'"""


def what_is_met_is_settled() -> str:
    """When everybody has answered, everybody's attendance is known or all interviews are held, it is no longer asked for."""
    return """
        WITH invited AS (
            SELECT c.enrolment_id, i.answer, EXISTS (
                SELECT FROM attendances AS a JOIN event_states AS v ON v.id = i.event_id
                WHERE a.invitation_id = i.id AND a.day = (v.starts_at AT TIME ZONE 'Europe/Copenhagen')::date) AS noted
            FROM invitations AS i JOIN contacts AS c ON c.id = i.contact_id WHERE c.ended_at IS NULL)
        SELECT format('%s/%s/%s', r.enrolment_id, r.step, r.key) FROM requirement_states AS r
        WHERE r.status = 'asked' AND CASE r.kind
            WHEN 'answer' THEN (SELECT bool_and(answer <> 'none') FROM invited WHERE enrolment_id = r.enrolment_id)
            WHEN 'attendance' THEN (SELECT bool_and(noted) FROM invited WHERE enrolment_id = r.enrolment_id)
            WHEN 'interviews' THEN
                (SELECT count(*) FILTER (WHERE r.key = 'talks' OR notes <> '') >= CASE r.key WHEN 'talks' THEN 2 ELSE 1 END
                    FROM interviews WHERE requirement_state_id = r.id AND status = 'held')
            END"""


def nobody_is_in_two_places() -> str:
    """Each interview takes exactly its time of who is in it, the interviewer's with the minutes around it; no two overlap."""
    office = ", ".join(f"('{one.key}', '{one.email}')" for one in programme().office.people)
    return f"""
        WITH taken AS (
            SELECT i.id, lower(c.email) AS person, tstzrange(i.starts_at, i.ends_at) AS during
            FROM interviews AS i JOIN interviewees AS n ON n.id = i.interviewee_id JOIN contacts AS c ON c.id = n.contact_id
            WHERE i.status NOT IN ('waiting', 'cancelled')
            UNION ALL
            SELECT i.id, p.email, tstzrange(i.starts_at - interval '{BEFORE} minutes', i.ends_at + interval '{AFTER} minutes')
            FROM interviews AS i JOIN (VALUES {office}) AS p (key, email) ON p.key = i.interviewer
            WHERE i.status NOT IN ('waiting', 'cancelled'))
        SELECT format('interviews %s and %s of %s', one.id, other.id, one.person) FROM taken AS one JOIN taken AS other
            ON one.person = other.person AND one.id < other.id AND one.during && other.during
        UNION ALL
        SELECT format('interview %s of %s', coalesce(t.id, r.interview_id), coalesce(t.person, r.person)) FROM taken AS t
        FULL JOIN reservations AS r ON (r.interview_id, r.person, r.during) = (t.id, t.person, t.during)
        JOIN interviews AS i ON i.id = coalesce(t.id, r.interview_id) AND (i.starts_at > :now OR t.id IS NULL)
        WHERE t.id IS NULL OR r.interview_id IS NULL"""


def people_were_told_what_holds() -> str:
    """Of an interview that has a time, people were last told that time; of one that is off, that it is off."""
    return """
        SELECT format('interview %s (%s)', i.id, i.status) FROM interviews AS i JOIN interviewees AS n ON n.id = i.interviewee_id
        WHERE CASE
            WHEN i.status IN ('proposed', 'booked') THEN (n.contact_id IS NOT NULL OR i.interviewer <> '') AND (
                (i.told->'meeting'->>'starts')::timestamptz IS DISTINCT FROM i.starts_at
                OR (i.told->'meeting'->>'sequence')::int IS DISTINCT FROM i.sequence)
            WHEN i.status = 'cancelled' OR (i.status = 'waiting' AND i.reasons <> '[]') THEN jsonb_typeof(i.told) = 'object'
            END"""


def a_proposal_does_not_stand_for_ever() -> str:
    """A proposal says until when it holds its time, and after a sweep no proposal ahead is older than that."""
    return """
        SELECT format('interview %s', i.id) FROM interviews AS i
        JOIN requirement_states AS r ON r.id = i.requirement_state_id JOIN enrolments AS e ON e.id = r.enrolment_id
        WHERE i.status = 'proposed' AND e.status = 'enrolled'
        AND (i.lapses_at IS NULL OR (i.lapses_at <= :planned AND i.starts_at > :planned))"""


def who_waits_for_a_time_has_reasons() -> str:
    """After a sweep of the interviews, whoever is to be interviewed and has no time has reasons that are written down."""
    return """
        SELECT format('interview %s', i.id) FROM interviews AS i
        JOIN interviewees AS n ON n.id = i.interviewee_id AND n.ended_at IS NULL
        JOIN requirement_states AS r ON r.id = i.requirement_state_id AND r.status IN ('asked', 'returned')
        JOIN enrolments AS e ON e.id = r.enrolment_id AND e.status = 'enrolled'
        WHERE CAST(:planned AS timestamptz) IS NOT NULL AND r.key = 'meetings' AND i.status = 'waiting' AND i.reasons = '[]'"""


def no_letter_leaves_twice_by_itself() -> str:
    """A letter that may have arrived is not sent again, unless a person said so."""
    return """
        SELECT format('letter %s may have arrived %s times', came.id, came.times)
        FROM unnest(CAST(:letters AS int[]), CAST(:times AS int[])) AS came (id, times)
        WHERE came.times > 1 + (
            SELECT count(*) FROM journal WHERE what = 'letter_released' AND (facts->>'letter')::int = came.id)"""


def a_link_opens_only_for_who_takes_part() -> str:
    """Links of a contact who has ended do not open, nor do those that were revoked or have expired."""
    return """
        SELECT format('a link of contact %s at %s', l.contact_id, seen.at)
        FROM unnest(CAST(:opened AS text[]), CAST(:opened_at AS timestamptz[])) AS seen (hash, at)
        JOIN links AS l ON l.token_hash = seen.hash JOIN contacts AS c ON c.id = l.contact_id
        WHERE least(c.ended_at, l.revoked_at, l.expires_at) < seen.at"""
