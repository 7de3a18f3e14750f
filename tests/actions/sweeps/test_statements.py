"""The office's daily statement: what it counts, and that it comes once a day."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

from sqlalchemy.orm import Session

from actions.gates import gates, withdrawal
from actions.sweeps import reminders, statements
from actions.sweeps.statements import Statement
from models.accounts.actors import administrator
from models.journal import What
from models.people import Enrolment
from models.states import LetterStatus
from tests.support.worlds import small_programme, two_steps
from tests.support.worlds.small_programme import NOW
from tests.support.worlds.two_steps import day

DAY = timedelta(days=1)


def stock(session: Session, enrolment: Enrolment, text: str = "2022-09-20") -> Statement:
    """What is counted on that morning, since the morning before."""
    now = day(text)
    session.flush()
    return statements.take_stock(session, enrolment.programme_id, since=now - DAY, now=now, real_now=now)


def test_nothing_but_a_queued_letter_at_the_start(session: Session, two_step_vejle_opened: Enrolment) -> None:
    assert stock(session, two_step_vejle_opened, "2022-09-01") == Statement(due=1)


def test_letters_are_counted_by_how_they_went(session: Session, two_step_vejle_opened: Enrolment) -> None:
    (letter,) = two_steps.written(session, "data_request")
    counts = []
    for status, sent_at in [
        (LetterStatus.HELD, None),
        (LetterStatus.SENT, day("2022-09-19", 12)),
        (LetterStatus.SENT, day("2022-09-18", 12)),
        (LetterStatus.REFUSED, None),
        (LetterStatus.DOUBTFUL, None),
        (LetterStatus.DISCARDED, None),
    ]:
        letter.status, letter.sent_at = status, sent_at
        session.flush()
        one = stock(session, two_step_vejle_opened)
        counts.append((one.sent, one.due, one.refused, one.doubtful))

    assert counts == [
        (0, 1, 0, 0),
        (1, 0, 0, 0),
        (0, 0, 0, 0),
        (0, 0, 1, 0),
        (0, 0, 0, 1),
        (0, 0, 0, 0),
    ]


def test_runs_before_gates_wait_and_runs_before_a_date_do_not(
    session: Session, two_step_vejle_opened: Enrolment
) -> None:
    gates.arrive(session, two_step_vejle_opened.id, "preparation", "event", until=day("2022-12-01"), now=NOW)
    before_a_date = stock(session, two_step_vejle_opened)

    gates.arrive(session, two_step_vejle_opened.id, "preparation", "collected", now=NOW)

    after = stock(session, two_step_vejle_opened)
    assert (before_a_date.waiting, after.waiting, after.oldest_days) == (0, 1, 18)


def test_what_is_owed_after_its_deadline_is_overdue(
    session: Session, two_step_vejle_opened: Enrolment
) -> None:
    assert [
        stock(session, two_step_vejle_opened, text).overdue
        for text in ("2022-09-16", "2022-09-17", "2022-09-24")
    ] == [
        0,
        1,
        2,
    ]


def test_of_who_has_left_only_the_farewell_is_counted(
    session: Session, two_step_vejle_opened: Enrolment
) -> None:
    withdrawal.withdraw(
        session, two_step_vejle_opened, actor=administrator("Anne"), reason="Ny ledelse", now=NOW
    )

    assert replace(stock(session, two_step_vejle_opened, "2022-10-20"), stuck=0) == Statement(due=1)


def test_what_nobody_is_reminded_of_and_what_waits_for_the_office_is_counted(
    session: Session, two_step_vejle_opened: Enrolment
) -> None:
    reminders.sweep(session, now=day("2022-09-27"))
    unreminded = stock(session, two_step_vejle_opened, "2022-09-28")
    two_steps.deliver(session, two_steps.asked(session, two_step_vejle_opened, "agreement"))

    delivered = stock(session, two_step_vejle_opened, "2022-09-28")

    assert [(one.approvals, one.overdue, one.unreminded) for one in (unreminded, delivered)] == [
        (0, 2, 2),
        (1, 1, 1),
    ]


def test_the_statement_says_how_many_things_stand_still_and_where_to_look(
    session: Session, two_step_vejle_opened: Enrolment
) -> None:
    """The morning's reminders were not sent, and nobody has tidied for days."""
    statements.state(session, now=day("2022-09-07", 10))

    (letter,) = two_steps.written(session, "statement")
    assert "Sager, der er gået i stå: 2\n" in letter.text
    assert "»tovholder doctor« nævner hver enkelt" in letter.text
    assert "kræver opmærksomhed" in letter.subject


def test_the_statement_goes_to_the_named_person_once_a_day(
    session: Session, two_step_vejle_opened: Enrolment
) -> None:
    made = [statements.state(session, now=day("2022-09-20", hour)) for hour in (8, 9, 23)]
    made.append(statements.state(session, now=day("2022-09-21", 0)))

    assert made == [1, 0, 0, 1]
    letters = two_steps.written(session, "statement")
    assert [(letter.to_email, letter.enrolment_id) for letter in letters] == [("anne@example.org", None)] * 2
    lines = two_steps.happened(session, What.STATEMENT_MADE)
    assert lines[0].facts == {
        "sent": 0,
        "due": 1,
        "trouble": 0,
        "waiting": 0,
        "oldest_days": 0,
        "overdue": 1,
    }


def test_a_statement_counts_what_was_sent_since_the_last_one(
    session: Session, two_step_vejle_opened: Enrolment
) -> None:
    statements.state(session, now=day("2022-09-16"))
    session.flush()
    (letter,) = two_steps.written(session, "data_request")
    letter.status, letter.sent_at = LetterStatus.SENT, day("2022-09-16", 12)
    session.flush()

    statements.state(session, now=day("2022-09-19"))
    session.flush()

    assert [line.facts["sent"] for line in two_steps.happened(session, What.STATEMENT_MADE)] == [0, 1]


def test_a_programme_without_a_cohort_has_no_statement(session: Session) -> None:
    two_steps.published(session)

    assert statements.state(session, now=NOW) == 0


def test_two_statements_at_once_are_one_letter(session: Session, two_step_vejle_opened: Enrolment) -> None:
    session.commit()

    outcomes = two_steps.at_once(*[lambda own: statements.state(own, now=day("2022-09-20"))] * 2)

    assert sorted(map(str, outcomes)) == ["0", "1"]
    assert len(two_steps.written(session, "statement")) == 1


def test_each_programme_has_its_own_statement(session: Session, two_step_vejle_opened: Enrolment) -> None:
    small_programme.enrolled(session, two_steps.published(session, title="Det store forløb"))

    assert statements.state(session, now=day("2022-09-20")) == 2
