"""Many processes book at once, and some are killed: nobody is in two places, and no booking is half there."""

from __future__ import annotations

import itertools
import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta

from sqlalchemy import func, select, text
from sqlalchemy.orm import Session

from actions.interviews import appointments
from models.interviews.rows import Interview, Reservation
from models.journal import JournalEntry, What
from models.letters import Letter
from models.states import TIMED, InterviewStatus
from tests.support.acts import racing_bookers
from tests.support.worlds import interview_programme

HOMES = (
    "Vejle",
    "Odense",
    "Esbjerg",
    "Horsens",
    "Billund",
    "Aarhus",
    "Kolding",
    "Randers",
    "Viborg",
    "Herning",
)
BEFORE, AFTER = timedelta(minutes=10), timedelta(minutes=20)
"""What the interviewers of the test's programme keep free around each interview."""
Stretch = tuple[str, datetime, datetime]


def cohort(session: Session, homes: tuple[str, ...] = HOMES) -> None:
    """Five people named in each municipality, nobody booked, and all of it there for other processes."""
    version = interview_programme.published(session)
    for home in homes:
        assert interview_programme.named(
            session, interview_programme.enrolled(session, version, home)
        ).accepted
    session.commit()


def taken(session: Session) -> Iterator[tuple[int, Stretch]]:
    """Whose time each interview takes, reckoned from the interviews alone."""
    for interview in session.scalars(select(Interview).where(Interview.status.in_(TIMED))):
        about = appointments.of(session, interview)
        assert interview.starts_at is not None
        assert interview.ends_at is not None
        assert about.contact is not None
        yield interview.id, (about.contact.email.lower(), interview.starts_at, interview.ends_at)
        assert about.person is not None
        busy = interview.starts_at - BEFORE, interview.ends_at + AFTER
        yield interview.id, (str(about.person.email).lower(), *busy)


def reserved(session: Session) -> Iterator[tuple[int, Stretch]]:
    """What the database has noted of the same."""
    for one in session.scalars(select(Reservation)):
        assert one.during.lower is not None
        assert one.during.upper is not None
        yield one.interview_id, (one.person, one.during.lower, one.during.upper)


def overlaps(stretches: list[Stretch]) -> list[tuple[Stretch, Stretch]]:
    """Every two that take the same person's time."""
    return [
        (one, other)
        for one, other in itertools.combinations(stretches, 2)
        if one[0] == other[0] and one[1] < other[2] and other[1] < one[2]
    ]


def test_1800_racing_bookings_put_nobody_in_two_places(session: Session) -> None:
    cohort(session)

    told = racing_bookers.race(processes=6, each=300)

    assert told.total() == 1800
    assert {outcome.split(": ")[1] for outcome in told} == {"done", "TimeTaken"}
    assert min(told["book: done"], told["move: done"], told["plan: done"], told["book: TimeTaken"]) > 5
    times = list(taken(session))
    assert len(times) > 40
    assert overlaps([stretch for _, stretch in times]) == []
    assert sorted(reserved(session)) == sorted(times)


@contextmanager
def racing(what: str) -> Iterator[subprocess.Popen[str]]:
    """A process that books, and is killed at the latest when the test is done with it."""
    command = [sys.executable, "-m", "tests.support.acts.racing_bookers", what]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as process:
        try:
            yield process
        finally:
            process.kill()


def test_a_booking_whose_process_is_killed_before_it_is_committed_never_was(session: Session) -> None:
    cohort(session, ("Vejle",))
    letters = session.scalar(select(func.count(Letter.id)))

    with racing("wait") as process:
        assert process.stdout is not None
        assert process.stdout.readline() == "whole\n"
        os.kill(process.pid, signal.SIGKILL)

    session.execute(text("LOCK TABLE reservations IN EXCLUSIVE MODE"))  # waits until the server has noticed
    assert set(session.scalars(select(Interview.status))) == {InterviewStatus.WAITING}
    assert list(reserved(session)) == []
    assert session.scalar(select(func.count(Letter.id))) == letters


def test_processes_killed_at_any_moment_leave_whole_bookings(session: Session) -> None:
    cohort(session, HOMES[:4])

    with racing("1") as one, racing("2") as two, racing("3") as three:
        for process, seconds in ((one, 0.3), (two, 0.45), (three, 0.2)):
            assert process.stdout is not None
            process.stdout.readline()
            time.sleep(seconds)
            os.kill(process.pid, signal.SIGKILL)

    times = list(taken(session))
    assert overlaps([stretch for _, stretch in times]) == []
    assert sorted(reserved(session)) == sorted(times)
    assert told_and_written(session) == []


def told_and_written(session: Session) -> list[int]:
    """Interviews whose lines in the journal and letters are not those of their changes, one of each, all or none."""
    wrong = []
    for interview in session.scalars(select(Interview)):
        changes = (What.INTERVIEW_BOOKED, What.INTERVIEW_MOVED)
        lines = session.scalar(
            select(func.count()).where(
                JournalEntry.what.in_(changes), JournalEntry.facts["interview"].as_integer() == interview.id
            )
        )
        letters = session.scalar(select(func.count()).where(Letter.interview_id == interview.id))
        if bool(lines) != (interview.status in TIMED) or (letters or 0) < 2 * (lines or 0):
            wrong.append(interview.id)
    return wrong
