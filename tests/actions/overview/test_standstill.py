"""What should have moved by itself and has not: each broken on purpose, named, and gone when it moves."""

from __future__ import annotations

from datetime import datetime, timedelta

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from actions import clock
from actions.gates import gates
from actions.interviews import planning
from actions.overview import standstill
from actions.progress import rounds, steps
from actions.sweeps import housekeeping, interviews, reminders, statements
from models.ailments import Ailment, Sign
from models.clock import Clock
from models.interviews.rows import Interview
from models.people import Enrolment
from tests.support.acts.deciding import WAIVE, decide
from tests.support.worlds import interview_programme, two_steps
from tests.support.worlds.small_programme import NOW
from tests.support.worlds.two_steps import asked, day, preparation

MINUTE = timedelta(minutes=1)
LOOK = "`tovholder up`, or look into the engine's log"
CATCH_UP = "`tovholder catch-up`; the engine's log says why the schedule did not run"


def seen(session: Session, ailment: Ailment, now: datetime = NOW) -> list[Sign]:
    """The signs of one ailment."""
    session.flush()
    session.expire_all()
    return [one for one in standstill.standstill(session, now=now, real_now=now) if one.ailment is ailment]


def test_a_step_no_run_plays_is_named_until_one_does(session: Session, two_step_vejle: Enrolment) -> None:
    late = seen(session, Ailment.STEP_LATE)
    two_steps.opened(session, two_step_vejle)

    says = "1 step(s) should have started, the first is 'Vejle · 1 Forberedelse'"
    assert late == [Sign(says, LOOK, Ailment.STEP_LATE)]
    assert seen(session, Ailment.STEP_LATE) == []


def test_a_step_that_became_possible_just_now_is_not_late(
    session: Session, two_step_vejle: Enrolment
) -> None:
    two_steps.opened(session, two_step_vejle)
    now = day("2022-10-10")
    steps.finish(session, two_step_vejle.id, "preparation", now=now)

    late = [seen(session, Ailment.STEP_LATE, now + number * MINUTE) for number in (1, 6)]

    assert [len(signs) for signs in late] == [0, 1]


def test_a_run_that_is_replaced_again_and_again_is_named(session: Session, two_step_vejle: Enrolment) -> None:
    found = []
    for _ in range(3):
        run = two_steps.opened(session, two_step_vejle)
        rounds.replace(session, run, why="it failed", failed=True, now=NOW, real_now=NOW)
        found.append([one.says for one in seen(session, Ailment.RUN_REPLACED)])

    says = "Vejle: the run of preparation was replaced 3 times, the next may start at 10:00 UTC"
    assert found == [[], [], [says]]


def test_a_gate_that_is_open_and_not_passed_is_named(session: Session, two_step_vejle: Enrolment) -> None:
    two_steps.opened(session, two_step_vejle)
    gates.arrive(session, two_step_vejle.id, "preparation", "collected", now=NOW)
    for key in ("agreement", "overview"):
        state = asked(session, two_step_vejle, key)
        decide(session, state, WAIVE, occasion=key, now=NOW)

    soon, late = (seen(session, Ailment.GATE_OPEN, NOW + number * MINUTE / 2) for number in (1, 3))
    gates.arrive(session, two_step_vejle.id, "preparation", "collected", now=NOW + 2 * MINUTE)

    assert (soon, [one.cure for one in late]) == ([], [LOOK])
    assert seen(session, Ailment.GATE_OPEN, NOW + 9 * MINUTE) == []


def test_a_wait_that_is_over_is_named(session: Session, two_step_vejle: Enrolment) -> None:
    two_steps.opened(session, two_step_vejle)
    gates.arrive(session, two_step_vejle.id, "preparation", "event", until=NOW + MINUTE, now=NOW)

    found = [seen(session, Ailment.WAIT_OVER, NOW + number * MINUTE / 2) for number in (1, 3, 5)]

    assert [len(signs) for signs in found] == [0, 0, 1]


def test_an_engine_that_does_not_digest_what_happened_is_named(
    session: Session, two_step_vejle: Enrolment
) -> None:
    rounds.settle(session, rounds.revision(session), real_now=NOW)
    digested = seen(session, Ailment.ENGINE_BEHIND, NOW + 5 * MINUTE)
    clock.stir(session)
    session.commit()
    session.commit()

    busy, behind = (seen(session, Ailment.ENGINE_BEHIND, NOW + number * MINUTE / 2) for number in (1, 3))

    assert (digested, busy) == ([], [])
    says = "the engine has not digested 1 change(s), and last settled at 2022-09-01 10:00 UTC"
    assert behind == [Sign(says, LOOK, Ailment.ENGINE_BEHIND)]


def test_reminders_that_were_not_sent_are_named(session: Session, two_step_vejle: Enrolment) -> None:
    two_steps.opened(session, two_step_vejle)
    found = [seen(session, Ailment.REMINDERS_MISSED, day("2022-09-07", hour)) for hour in (7, 8, 10)]

    assert [len(signs) for signs in found] == [0, 0, 1]
    assert found[-1][0] == Sign("1 reminder(s) are due and were not sent", CATCH_UP, Ailment.REMINDERS_MISSED)
    reminders.sweep(session, now=day("2022-09-07", 10))
    assert seen(session, Ailment.REMINDERS_MISSED, day("2022-09-07", 11)) == []


def test_proposals_that_should_have_lapsed_are_named(session: Session) -> None:
    version = interview_programme.published(session)
    interview_programme.named(session, interview_programme.enrolled(session, version))
    planning.plan(session, version.id, now=interview_programme.NOW)
    lapses = min(one for one in session.scalars(select(Interview.lapses_at)) if one)
    found = [
        seen(session, Ailment.INTERVIEWS_MISSED, lapses + timedelta(hours=hours)) for hours in (0, 11, 13)
    ]

    assert [len(signs) for signs in found] == [0, 0, 1]
    assert found[-1][0].cure == CATCH_UP
    interviews.sweep(session, now=lapses + timedelta(hours=13))
    assert seen(session, Ailment.INTERVIEWS_MISSED, lapses + timedelta(hours=13)) == []


def test_a_statement_that_did_not_come_is_named(session: Session, two_step_vejle: Enrolment) -> None:
    """Enrolled on a Thursday; the office hears on working days."""
    friday = [len(seen(session, Ailment.STATEMENT_MISSED, day("2022-09-02", hour))) for hour in (7, 9)]
    statements.state(session, now=day("2022-09-02", 8))

    later = [("2022-09-02", 12), ("2022-09-04", 12), ("2022-09-05", 8), ("2022-09-05", 9)]
    found = [seen(session, Ailment.STATEMENT_MISSED, day(*at)) for at in later]

    assert friday == [0, 1]
    assert [len(signs) for signs in found] == [0, 0, 0, 1]
    assert found[-1][0].says == "lille-forloeb: no statement since 2022-09-05"


def test_housekeeping_that_did_not_come_is_named(session: Session, two_step_vejle: Enrolment) -> None:
    early, late = (seen(session, Ailment.HOUSEKEEPING_MISSED, day("2022-09-03", hour)) for hour in (0, 1))
    housekeeping.tidy(session, now=day("2022-09-03", 1))

    assert (early, [one.cure for one in late]) == ([], [CATCH_UP])
    assert seen(session, Ailment.HOUSEKEEPING_MISSED, day("2022-09-03", 2)) == []


def test_a_rehearsal_keeps_no_schedule(session: Session, two_step_vejle: Enrolment) -> None:
    two_steps.opened(session, two_step_vejle)
    session.execute(update(Clock).values(virtual_now=NOW))

    assert standstill.standstill(session, now=day("2022-09-20"), real_now=day("2022-09-20")) == ()


def test_of_a_well_programme_nothing_stands_still(session: Session, two_step_vejle: Enrolment) -> None:
    two_steps.opened(session, two_step_vejle)

    assert preparation(session, two_step_vejle).run_id is not None
    assert standstill.standstill(session, now=NOW, real_now=NOW) == ()
