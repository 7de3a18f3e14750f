from __future__ import annotations

import threading
from collections import Counter
from dataclasses import replace
from datetime import timedelta

import pytest
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from actions import database
from actions.letters import outbox, sending
from mails.sending.outcomes import Result, SendingOutcome
from models.journal import JournalEntry, What
from models.letters import Letter
from models.people import Enrolment
from models.settings import settings
from models.states import EnrolmentStatus, LetterStatus
from tests.support.worlds.small_programme import NOW

LEASE = timedelta(seconds=30)
LATER = NOW + timedelta(minutes=5)


def draft(vejle: Enrolment, key: str = "velkomst") -> outbox.LetterDraft:
    return outbox.LetterDraft(
        key=key,
        name="welcome",
        language="da",
        programme_id=vejle.programme_id,
        enrolment_id=vejle.id,
        to_name="Tove",
        to_email="tove@example.org",
        from_name="Kontoret",
        from_email="kontor@example.org",
        reply_to="kontor@example.org",
        subject="Velkommen",
        text="Hej\n",
        html="<p>Hej</p>",
    )


def queued(session: Session, vejle: Enrolment, number: int = 1) -> list[Letter]:
    numbers = [outbox.queue(session, draft(vejle, f"brev {each}"), now=NOW) for each in range(number)]
    return [session.get_one(Letter, one) for one in numbers if one]


def claimed(session: Session, owner: str = "per", limit: int = 10) -> list[Letter]:
    return list(sending.claim(session, owner=owner, limit=limit, now=NOW, real_now=NOW, lease=LEASE))


def on_its_way(session: Session, vejle: Enrolment, owner: str = "per") -> Letter:
    queued(session, vejle)
    (letter,) = claimed(session, owner)
    assert sending.begin(session, letter, owner=owner, real_now=NOW, lease=LEASE)
    return letter


def settled(session: Session, letter: Letter, result: Result, owner: str = "per") -> LetterStatus | None:
    outcome = SendingOutcome(result, "451 busy")
    status = sending.settle(session, letter.id, outcome, owner=owner, now=NOW, real_now=NOW)
    session.flush()
    return status


def happenings(session: Session) -> list[What]:
    session.flush()
    letters = [what for what in What if what.startswith("letter_")]
    return list(
        session.scalars(
            select(JournalEntry.what).where(JournalEntry.what.in_(letters)).order_by(JournalEntry.id)
        )
    )


def test_queueing_twice_sends_one_letter(session: Session, small_vejle: Enrolment) -> None:
    first = outbox.queue(session, draft(small_vejle), now=NOW)
    second = outbox.queue(session, replace(draft(small_vejle), subject="Noget andet"), now=NOW)

    assert first is not None
    assert second is None
    assert session.scalar(select(func.count()).select_from(Letter)) == 1
    assert happenings(session) == [What.LETTER_QUEUED]


def test_an_installation_that_holds_letters_holds_them(
    session: Session, small_vejle: Enrolment, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("TOVHOLDER_HOLD_LETTERS", "true")
    settings.cache_clear()

    letter = outbox.queue(session, draft(small_vejle), now=NOW)

    assert session.get_one(Letter, letter).status is LetterStatus.HELD
    assert (claimed(session), happenings(session)) == ([], [What.LETTER_HELD])


def test_the_oldest_letters_are_claimed_first(session: Session, small_vejle: Enrolment) -> None:
    letters = queued(session, small_vejle, 5)

    first, second = claimed(session, limit=3), claimed(session, limit=3)

    assert [one.id for one in first + second] == [one.id for one in letters]
    assert {one.status for one in first + second} == {LetterStatus.CLAIMED}


def test_a_letter_for_later_is_left_alone(session: Session, small_vejle: Enrolment) -> None:
    not_due, put_off = queued(session, small_vejle, 2)
    not_due.not_before, put_off.retry_at = LATER, LATER
    session.flush()

    assert claimed(session) == []


def test_a_retry_waits_by_the_machines_clock_even_when_the_programmes_stands_still(
    session: Session, small_vejle: Enrolment
) -> None:
    settled(session, on_its_way(session, small_vejle), Result.LATER)

    def claim_after(seconds: int) -> int:
        real = NOW + timedelta(seconds=seconds)
        return len(sending.claim(session, owner="per", limit=1, now=NOW, real_now=real, lease=LEASE))

    assert (claim_after(9), claim_after(10)) == (0, 1)


def test_only_the_owner_begins_and_settles(session: Session, small_vejle: Enrolment) -> None:
    queued(session, small_vejle)
    (letter,) = claimed(session)

    assert not sending.begin(session, letter, owner="poul", real_now=NOW, lease=LEASE)
    assert sending.begin(session, letter, owner="per", real_now=NOW, lease=LEASE)
    assert not sending.begin(session, letter, owner="per", real_now=NOW, lease=LEASE)
    assert settled(session, letter, Result.SENT, owner="poul") is None
    assert settled(session, letter, Result.SENT) is LetterStatus.SENT
    assert settled(session, letter, Result.SENT) is None


@pytest.mark.parametrize(
    ("result", "status", "what"),
    [
        (Result.SENT, LetterStatus.SENT, [What.LETTER_SENT]),
        (Result.REFUSED, LetterStatus.REFUSED, [What.LETTER_REFUSED]),
        (Result.DOUBTFUL, LetterStatus.DOUBTFUL, [What.LETTER_DOUBTFUL]),
        (Result.LATER, LetterStatus.QUEUED, []),
        (Result.SETUP, LetterStatus.QUEUED, []),
    ],
)
def test_an_outcome_is_written_down(
    session: Session, small_vejle: Enrolment, result: Result, status: LetterStatus, what: list[What]
) -> None:
    letter = on_its_way(session, small_vejle)

    assert settled(session, letter, result) is status
    assert (letter.note, letter.lease_until) == ("" if result is Result.SENT else "451 busy", None)
    assert letter.sent_at == (NOW if result is Result.SENT else None)
    assert happenings(session) == [What.LETTER_QUEUED, *what]


def test_a_wrong_setup_does_not_count_as_a_try(session: Session, small_vejle: Enrolment) -> None:
    letter = on_its_way(session, small_vejle)

    settled(session, letter, Result.SETUP)

    assert letter.attempts == 0


def test_a_letter_put_off_too_often_is_given_up_for_a_person_to_see(
    session: Session, small_vejle: Enrolment
) -> None:
    (letter,) = queued(session, small_vejle)
    real, waits = NOW, []
    while letter.status is not LetterStatus.REFUSED:
        (taken,) = sending.claim(session, owner="per", limit=1, now=NOW, real_now=real, lease=LEASE)
        sending.begin(session, taken, owner="per", real_now=real, lease=LEASE)
        sending.settle(
            session, letter.id, SendingOutcome(Result.LATER, "451"), owner="per", now=NOW, real_now=real
        )
        session.flush()
        waits.append((letter.retry_at or real) - real)
        real = max(letter.retry_at or real, real)

    assert waits[:-1] == list(sending.RETRY_AFTER)
    assert letter.note == f"given up after {len(sending.RETRY_AFTER) + 1} tries: 451"


def test_a_dead_postmans_letters_go_back_or_become_doubtful(session: Session, small_vejle: Enrolment) -> None:
    queued(session, small_vejle, 2)
    begun, waiting = claimed(session)
    sending.begin(session, begun, owner="per", real_now=NOW, lease=LEASE)
    end = NOW + LEASE

    early = sending.recover(session, now=NOW, real_now=end)
    late = sending.recover(session, now=NOW, real_now=end + timedelta(seconds=1))
    again = sending.recover(session, now=NOW, real_now=end + timedelta(days=1))

    assert (early, late, again) == (0, 2, 0)
    assert [one.status for one in (begun, waiting)] == [LetterStatus.DOUBTFUL, LetterStatus.QUEUED]
    assert happenings(session) == [What.LETTER_QUEUED] * 2 + [What.LETTER_DOUBTFUL]


def test_a_doubtful_letter_is_never_claimed(session: Session, small_vejle: Enrolment) -> None:
    settled(session, on_its_way(session, small_vejle), Result.DOUBTFUL)

    assert claimed(session) == []


def test_a_slow_postman_still_says_what_became_of_his_letter(
    session: Session, small_vejle: Enrolment
) -> None:
    letter = on_its_way(session, small_vejle)
    sending.recover(session, now=NOW, real_now=NOW + LEASE * 2)

    assert settled(session, letter, Result.SENT) is LetterStatus.SENT
    assert happenings(session)[-2:] == [What.LETTER_DOUBTFUL, What.LETTER_SENT]


def test_a_postman_who_stops_gives_back_what_he_has_not_begun(
    session: Session, small_vejle: Enrolment
) -> None:
    queued(session, small_vejle, 3)
    begun, *_ = claimed(session)
    sending.begin(session, begun, owner="per", real_now=NOW, lease=LEASE)

    sending.give_back(session, owner="per")

    assert len(claimed(session, "poul")) == 2
    assert settled(session, begun, Result.SENT) is LetterStatus.SENT


def test_a_municipality_that_leaves_gets_no_more_of_what_had_not_begun(
    session: Session, small_vejle: Enrolment
) -> None:
    queued(session, small_vejle, 2)
    (claimed_one,) = claimed(session, limit=1)

    gone = outbox.discard_waiting(session, small_vejle, now=NOW)

    statuses = session.scalars(select(Letter.status).order_by(Letter.id)).all()
    assert (gone, statuses) == (2, [LetterStatus.DISCARDED, LetterStatus.DISCARDED])
    assert happenings(session)[-1] is What.LETTER_DISCARDED
    assert not sending.begin(session, claimed_one, owner="per", real_now=NOW, lease=LEASE)


@pytest.mark.parametrize("result", [Result.LATER, Result.SETUP])
def test_what_was_being_sent_when_it_left_is_not_tried_again(
    session: Session, small_vejle: Enrolment, result: Result
) -> None:
    letter = on_its_way(session, small_vejle)
    small_vejle.status, small_vejle.ended_at = EnrolmentStatus.WITHDRAWN, LATER
    session.flush()

    settled(session, letter, result)

    assert letter.status is LetterStatus.DISCARDED
    assert happenings(session)[-1] is What.LETTER_DISCARDED


def test_a_farewell_that_was_put_off_is_tried_again(session: Session, small_vejle: Enrolment) -> None:
    small_vejle.status, small_vejle.ended_at = EnrolmentStatus.WITHDRAWN, NOW
    letter = on_its_way(session, small_vejle)

    settled(session, letter, Result.LATER)

    assert letter.status is LetterStatus.QUEUED


def test_times_from_before_the_clock_was_set_back_hold_nothing_up(
    session: Session, small_vejle: Enrolment
) -> None:
    yesterday = NOW - timedelta(days=1)
    queued(session, small_vejle, 2)
    put_off, left = claimed(session)
    sending.begin(session, put_off, owner="per", real_now=NOW, lease=LEASE)
    settled(session, put_off, Result.LATER)

    recovered = sending.recover(session, now=NOW, real_now=yesterday)
    again = sending.claim(session, owner="poul", limit=9, now=NOW, real_now=yesterday, lease=LEASE)

    assert (recovered, {letter.id for letter in again}) == (1, {put_off.id, left.id})


def test_unsent_counts_what_the_postman_still_has_to_do(session: Session, small_vejle: Enrolment) -> None:
    not_due, *_ = queued(session, small_vejle, 3)
    not_due.not_before = LATER
    session.flush()

    before = outbox.unsent(session, now=NOW)
    for letter in claimed(session):
        sending.begin(session, letter, owner="per", real_now=NOW, lease=LEASE)
        settled(session, letter, Result.REFUSED)

    assert (before, outbox.unsent(session, now=NOW), outbox.unsent(session, now=LATER)) == (2, 0, 1)


def test_eight_postmen_at_once_never_get_the_same_letter(session: Session, small_vejle: Enrolment) -> None:
    queued(session, small_vejle, 60)
    session.commit()
    got: Counter[int] = Counter()
    start = threading.Barrier(8)

    def work(owner: str) -> None:
        start.wait()
        while True:
            with database.transaction() as own:
                letters = claimed(own, owner, limit=3)
            if not letters:
                return
            got.update(letter.id for letter in letters)

    postmen = [threading.Thread(target=work, args=(f"postman {n}",)) for n in range(8)]
    for postman in postmen:
        postman.start()
    for postman in postmen:
        postman.join()

    assert len(got) == 60
    assert set(got.values()) == {1}


def test_two_transactions_that_queue_the_same_letter_queue_it_once(
    session: Session, small_vejle: Enrolment
) -> None:
    session.commit()
    start, kept = threading.Barrier(4), []

    def work() -> None:
        start.wait()
        with database.transaction() as own:
            kept.append(outbox.queue(own, draft(small_vejle), now=NOW) is not None)

    workers = [threading.Thread(target=work) for _ in range(4)]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join()

    assert sorted(kept) == [False, False, False, True]
