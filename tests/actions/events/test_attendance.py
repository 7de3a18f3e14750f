"""Attendance: per person and day, until it is known for everybody."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from actions.events import attendance
from models.accounts.actors import administrator
from models.errors.interviews import UnknownInvitation
from models.errors.programmes import NotAnEventDay
from models.events import Attendance
from models.journal import JournalEntry, What
from models.people import Contact, Enrolment
from models.states import RequirementStatus
from tests.support.worlds import small_programme
from tests.support.worlds.small_programme import NOW

THURSDAY, FRIDAY = date(2022, 11, 3), date(2022, 11, 4)


@pytest.fixture
def lea(session: Session, small_vejle: Enrolment) -> Contact:
    """One person invited to the workshop of two days."""
    person = small_programme.participant(session, small_vejle, "Lea Leder")
    small_programme.invited(session, small_vejle, person)
    return person


def register(session: Session, vejle: Enrolment, present: dict[tuple[int, date], bool]) -> None:
    """Attendance noted by the office."""
    attendance.register(session, vejle, "workshop", present, actor=administrator("Anne Kontor"), now=NOW)


def test_the_requirement_waits_for_every_day(session: Session, small_vejle: Enrolment, lea: Contact) -> None:
    state = small_programme.asked(session, small_vejle, "present")

    register(session, small_vejle, {(lea.id, THURSDAY): True})
    after_one = state.status
    register(session, small_vejle, {(lea.id, FRIDAY): False})

    assert (after_one, state.status) == (RequirementStatus.ASKED, RequirementStatus.FULFILLED)
    assert [
        (row.day, row.present) for row in session.scalars(select(Attendance).order_by(Attendance.day))
    ] == [
        (THURSDAY, True),
        (FRIDAY, False),
    ]


def test_the_requirement_waits_for_everybody(session: Session, small_vejle: Enrolment, lea: Contact) -> None:
    state = small_programme.asked(session, small_vejle, "present")
    small_programme.invited(
        session, small_vejle, small_programme.participant(session, small_vejle, "Mads Holm")
    )

    register(session, small_vejle, {(lea.id, THURSDAY): True, (lea.id, FRIDAY): True})

    assert state.status is RequirementStatus.ASKED


def test_noting_the_same_again_changes_nothing(
    session: Session, small_vejle: Enrolment, lea: Contact
) -> None:
    register(session, small_vejle, {(lea.id, THURSDAY): True})

    attendance.register(
        session,
        small_vejle,
        "workshop",
        {(lea.id, THURSDAY): True},
        actor=administrator("Frank Facilitator"),
        now=NOW + timedelta(days=1),
    )

    assert session.scalars(select(Attendance.registered_by)).all() == ["Anne Kontor"]
    lines = session.scalars(select(JournalEntry).where(JournalEntry.what == What.ATTENDANCE_REGISTERED)).all()
    assert len(lines) == 1


def test_a_correction_holds(session: Session, small_vejle: Enrolment, lea: Contact) -> None:
    register(session, small_vejle, {(lea.id, THURSDAY): True})

    register(session, small_vejle, {(lea.id, THURSDAY): False})

    session.expire_all()
    assert session.scalars(select(Attendance.present)).all() == [False]


def test_a_day_the_event_does_not_have_is_refused(
    session: Session, small_vejle: Enrolment, lea: Contact
) -> None:
    with pytest.raises(NotAnEventDay):
        register(session, small_vejle, {(lea.id, date(2022, 11, 5)): True})


def test_somebody_not_invited_is_refused(session: Session, small_vejle: Enrolment) -> None:
    with pytest.raises(UnknownInvitation):
        register(
            session, small_vejle, {(small_programme.coordinator(session, small_vejle).id, THURSDAY): True}
        )
