"""The installation's time: the machine's, or where a rehearsal has set it."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy import update
from sqlalchemy.orm import Session

from actions import clock
from actions.progress import rounds
from models.clock import Clock
from models.errors.running import RehearsalOnly
from tests.support.worlds import two_steps
from tests.support.worlds.small_programme import NOW


def rehearse(session: Session) -> None:
    """Make the installation a rehearsal at NOW."""
    session.execute(update(Clock).values(virtual_now=NOW))


def test_an_installation_lives_in_the_machines_time(session: Session) -> None:
    before = clock.real_now()

    now = clock.now(session)

    assert before <= now <= clock.real_now()
    assert not clock.is_rehearsal(session)


def test_a_rehearsal_stands_still_where_it_was_set(session: Session) -> None:
    rehearse(session)

    assert [clock.now(session), clock.now(session)] == [NOW, NOW]
    assert clock.is_rehearsal(session)


def test_moving_the_clock_is_seen_and_counted(session: Session) -> None:
    rehearse(session)
    before = rounds.revision(session)

    moved = clock.move_to(session, NOW + timedelta(days=1))

    assert (clock.now(session), moved, rounds.revision(session)) == (
        NOW + timedelta(days=1),
        before + 1,
        before + 1,
    )


def test_the_real_time_cannot_be_moved(session: Session) -> None:
    with pytest.raises(RehearsalOnly):
        clock.move_to(session, NOW)

    assert not clock.is_rehearsal(session)


def test_every_happening_raises_the_revision_when_it_is_committed(session: Session) -> None:
    before = rounds.revision(session)

    clock.stir(session)
    clock.stir(session)
    uncommitted = rounds.revision(session)
    session.commit()

    assert (uncommitted, rounds.revision(session)) == (before, before + 1)
    assert not clock.is_rehearsal(session)


def test_a_happening_that_is_undone_raises_nothing(session: Session) -> None:
    before = rounds.revision(session)

    clock.stir(session)
    session.rollback()
    session.commit()

    assert rounds.revision(session) == before


def test_a_happening_is_not_undone_by_a_later_attempt_that_is(session: Session) -> None:
    before = rounds.revision(session)

    clock.stir(session)
    session.begin_nested().rollback()
    session.commit()

    assert rounds.revision(session) == before + 1


def test_happenings_at_once_are_all_counted(session: Session) -> None:
    before = rounds.revision(session)
    session.commit()

    two_steps.at_once(clock.stir, clock.stir, clock.stir)

    assert rounds.revision(session) == before + 3
