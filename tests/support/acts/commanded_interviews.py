"""Interviews as commands see them: found, counted, and the clock moved to them."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import update

from actions import database
from models.clock import Clock
from models.interviews.rows import Interview
from models.letters import Letter
from models.people import Enrolment
from tests.support.acts.commanding import Command
from tests.support.worlds import interview_programme

BOOKED = "interviewforloeb"
"""The programme of `tests.support.worlds.interview_programme`."""
ANNE = ("--by", "Anne Kontor")
LEADER, HR = interview_programme.ROLES[:2]


def talk(enrolment: Enrolment, role: str = LEADER) -> Interview:
    """The interview that counts with the person in that role."""
    with database.transaction() as session:
        return interview_programme.interview(session, enrolment, role)


def book(command: Command, role: str = LEADER, at: str = "2022-09-12T10:00", *more: str) -> str:
    """By hand; what the command says, of either kind."""
    words = ("interviews", "book", BOOKED, "Vejle", "preparation/talks", "--with", role, "--at", at)
    result = command(*words, *ANNE, *more)
    return result.stdout or result.stderr


def the_time_is(now: datetime) -> None:
    with database.transaction() as session:
        session.execute(update(Clock).values(virtual_now=now))


def letters(name: str) -> list[str]:
    """Addresses of the letters of that name."""
    with database.transaction() as session:
        return sorted(one.to_email for one in session.query(Letter).filter_by(name=name))
