"""A promise that could not be broken would promise nothing: each notices what is done to the rows behind everybody's back."""

from __future__ import annotations

from collections import Counter
from datetime import timedelta

import pytest
from sqlalchemy import select, text
from sqlalchemy.orm import Session

from actions.letters import sending
from actions.sweeps import reminders
from mails.sending.outcomes import Result, SendingOutcome
from models.letters import Letter
from tests.chaos.promises import KEPT, LETTERS, broken
from tests.support.worlds.small_programme import NOW
from tests.support.worlds.two_steps import asked, day, deliver, opened, vejle_in

POSTMAN = "a postman"
BREAKS = {
    "A delivered requirement has its delivery.": """
        UPDATE requirement_states SET status = 'delivered' WHERE key = 'agreement'""",
    "A fulfilled requirement has its fulfilment, and the journal tells of it.": "DELETE FROM fulfilments",
    "A delivery stands in the journal, as received, as rejected or as questioned.": """
        INSERT INTO submissions (requirement_state_id, at, by, on_behalf, filename, sha256, accepted, findings)
        SELECT requirement_state_id, at, by, on_behalf, filename, 'other', false, '[]' FROM submissions""",
    "A municipality's accepted delivery has its receipt.": "UPDATE letters SET key = 'x' || id WHERE name = 'receipt'",
    "Nothing is asked twice.": "{again} WHERE what = 'requirement_asked'",
    "A rung is used exactly when the journal tells of the reminder or the escalation.": "UPDATE rungs SET used_at = NULL",
    "A letter is written once in the journal, and sent at most once.": "{again} WHERE what = 'letter_sent'",
    "A step is opened, and done, exactly when the journal tells of it, once.": "UPDATE step_states SET opened_at = NULL",
    "Only an open step waits.": """
        INSERT INTO waiting_runs (step_state_id, gate, since, round, seen, note)
        SELECT id, 'x', opens_at, 1, '', '' FROM step_states WHERE status = 'planned' LIMIT 1""",
    "A done step has settled everything it asked.": "UPDATE step_states SET status = 'done'",
    "Asked comes before delivered, and delivered before fulfilled.": "{again} WHERE what = 'requirement_asked'",
    "A step is opened before it asks, and done after its gates.": "{again} WHERE what = 'step_opened'",
    "A municipality has completed exactly when all its steps are done.": "UPDATE enrolments SET status = 'completed'",
}
AGAIN = """INSERT INTO journal (at, what, actor, through, by, on_behalf, why, programme_id, enrolment_id, step, key, facts)
    SELECT at, what, actor, through, by, on_behalf, why, programme_id, enrolment_id, step, key, facts FROM journal"""


@pytest.fixture
def copies(session: Session) -> Counter[str]:
    """Vejle has been asked, reminded, and has delivered, and every letter has arrived: the copies of each."""
    vejle = vejle_in(session)
    opened(session, vejle)
    reminders.sweep(session, now=day("2022-09-14"))
    deliver(session, asked(session, vejle, "overview"), now=day("2022-09-15"))
    later = day("2022-09-15")
    lease = timedelta(seconds=9)
    for letter in sending.claim(session, owner=POSTMAN, limit=99, now=later, real_now=NOW, lease=lease):
        sending.begin(session, letter, owner=POSTMAN, real_now=NOW, lease=lease)
        sending.settle(
            session, letter.id, SendingOutcome(Result.SENT), owner=POSTMAN, now=later, real_now=NOW
        )
    session.flush()
    return Counter(session.scalars(select(Letter.message_id)))


def test_undisturbed_every_promise_is_kept(session: Session, copies: Counter[str]) -> None:
    assert list(broken(session, copies)) == []
    assert len(copies) == 3


def test_a_delivery_with_questions_is_told_as_one(session: Session, copies: Counter[str]) -> None:
    session.execute(
        text(BREAKS["A delivery stands in the journal, as received, as rejected or as questioned."])
    )
    told = """INSERT INTO journal (at, what, actor, through, by, on_behalf, why, programme_id, enrolment_id, step, key, facts)
        SELECT j.at, 'submission_questioned', 'engine', '', '', '', '', j.programme_id, j.enrolment_id, j.step, j.key,
            jsonb_build_object('submission', s.id) FROM submissions s, journal j
        WHERE s.sha256 = 'other' AND j.what = 'submission_received'"""

    session.execute(text(told))

    assert list(broken(session, copies)) == []


@pytest.mark.parametrize("promise", KEPT)
def test_a_broken_promise_is_noticed(session: Session, copies: Counter[str], promise: str) -> None:
    session.execute(text(BREAKS[promise].format(again=AGAIN)))

    assert promise in [said[: len(promise)] for said in broken(session, copies)]


@pytest.mark.parametrize(
    ("came", "status"), [(0, "sent"), (2, "sent"), (2, "doubtful"), (1, "refused"), (1, "queued")]
)
def test_a_letter_that_came_too_often_or_not_at_all_is_noticed(
    session: Session, copies: Counter[str], came: int, status: str
) -> None:
    message_id = next(iter(copies))
    session.execute(
        text("UPDATE letters SET status = :status WHERE message_id = :id"),
        {"status": status, "id": message_id},
    )

    told = list(
        broken(session, copies | Counter({message_id: came}) if came else copies - Counter([message_id]))
    )

    assert LETTERS in [said[: len(LETTERS)] for said in told]


def test_a_letter_nobody_wrote_is_noticed(session: Session, copies: Counter[str]) -> None:
    copies["<unheard-of@example.org>"] = 1

    assert [said[: len(LETTERS)] for said in broken(session, copies)] == [LETTERS]
