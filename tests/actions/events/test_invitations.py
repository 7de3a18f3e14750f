"""Inviting once, moving, calling off."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from actions.events import invitations
from actions.gates import asking, gates
from actions.progress import enrolments, waiting
from actions.progress.enrolments import NewContact
from models.accounts.actors import administrator
from models.journal import What
from models.people import Enrolment
from models.programmes.event_states import EventState
from models.programmes.office import Role
from models.progress import Rung
from models.states import RequirementStatus, StepStatus
from tests.support.acts.deciding import EXTEND, decide
from tests.support.worlds import two_steps
from tests.support.worlds.small_programme import NOW
from tests.support.worlds.two_steps import asked, day, preparation

OPENED = day("2022-10-03")
WEEK = timedelta(weeks=1)


@pytest.fixture
def workshop(session: Session, two_step_vejle_in_workshop: Enrolment) -> EventState:
    """The event as it holds now."""
    return invitations.state_of(session, two_step_vejle_in_workshop.programme_id, "workshop")


def move(session: Session, event: EventState, by: timedelta = WEEK) -> None:
    """The event is held so much later, or earlier."""
    starts, ends = event.starts_at + by, event.ends_at + by
    invitations.move(
        session, event, starts=starts, ends=ends, actor=administrator("Anne"), why="Storm", now=OPENED
    )
    session.flush()


def invite(session: Session, enrolment: Enrolment) -> None:
    """As the flow does every time it runs from the top."""
    asking.ask(session, enrolment.id, "workshop", before_event=True, now=OPENED)
    invitations.invite_newcomers(session, enrolment, now=OPENED)


def addressed(session: Session, name: str) -> list[str]:
    """Whom letters of that name went to."""
    return [letter.to_email for letter in two_steps.written(session, name)]


PEOPLE = ["lea@example.org", "mads@example.org"]


def test_everybody_is_invited_once_with_a_calendar_part(
    session: Session, two_step_vejle_in_workshop: Enrolment
) -> None:
    invite(session, two_step_vejle_in_workshop)

    letters = two_steps.written(session, "workshop_invitation")
    assert [letter.to_email for letter in letters] == PEOPLE
    assert [letter.calendar_method for letter in letters] == ["REQUEST", "REQUEST"]
    assert len(two_steps.happened(session, What.INVITED)) == 2


def test_a_newcomer_is_invited_alone(session: Session, two_step_vejle_in_workshop: Enrolment) -> None:
    enrolments.add_contact(
        session, two_step_vejle_in_workshop, NewContact(Role.PARTICIPANT, "Ida Ny", "ida@example.org")
    )

    for _ in range(2):
        invite(session, two_step_vejle_in_workshop)

    assert addressed(session, "workshop_invitation") == [*PEOPLE, "ida@example.org"]


def test_nobody_is_invited_to_an_event_that_has_begun(
    session: Session, two_step_vejle_in_workshop: Enrolment
) -> None:
    enrolments.add_contact(
        session, two_step_vejle_in_workshop, NewContact(Role.PARTICIPANT, "Ida Ny", "ida@example.org")
    )

    invitations.invite_newcomers(session, two_step_vejle_in_workshop, now=day("2022-11-03", 9))

    assert addressed(session, "workshop_invitation") == PEOPLE


def test_a_move_reaches_every_calendar_with_a_higher_sequence(
    session: Session, two_step_vejle_in_workshop: Enrolment, workshop: EventState
) -> None:
    move(session, workshop)
    move(session, workshop)

    letters = two_steps.written(session, "event_moved")
    assert [letter.to_email for letter in letters] == PEOPLE * 2
    calendars = [(letter.calendar or b"").replace(b"\r\n ", b"") for letter in letters]
    assert [
        f"SEQUENCE:{number}".encode() in each for number, each in zip([1, 1, 2, 2], calendars, strict=True)
    ] == [True] * 4
    assert [workshop.uid.encode() in each for each in calendars] == [True] * 4
    lines = two_steps.happened(session, What.EVENT_MOVED)
    assert [(line.key, line.by, line.why) for line in lines] == [("workshop", "Anne", "Storm")] * 2
    assert lines[0].facts["starts_from"].startswith("2022-11-03")


def test_deadlines_that_hang_on_it_move_along_with_their_rungs(
    session: Session, two_step_vejle_in_workshop: Enrolment, workshop: EventState
) -> None:
    state = asked(session, two_step_vejle_in_workshop, "presentation", "workshop")
    before = state.due_at

    move(session, workshop)

    assert state.due_at == before + WEEK
    ladder = select(Rung.at).where(Rung.requirement_state_id == state.id, Rung.due_at == state.due_at)
    assert session.scalars(ladder).all() == [day("2022-11-04", 8)]


def test_an_extended_deadline_stays_where_the_office_put_it(
    session: Session, two_step_vejle_in_workshop: Enrolment, workshop: EventState
) -> None:
    state = asked(session, two_step_vejle_in_workshop, "presentation", "workshop")
    decide(session, state, EXTEND, reason="Ferie", occasion="x", until="2022-11-02", now=OPENED)
    extended = state.due_at

    move(session, workshop)

    assert state.due_at == extended


def test_what_is_settled_keeps_its_deadline(
    session: Session, two_step_vejle_in_workshop: Enrolment, workshop: EventState
) -> None:
    state = asked(session, two_step_vejle_in_workshop, "presentation", "workshop")
    before, state.status = state.due_at, RequirementStatus.WAIVED
    session.flush()

    move(session, workshop)

    assert state.due_at == before


def test_a_run_that_waits_for_it_looks_again_when_it_comes_nearer(
    session: Session, two_step_vejle_in_workshop: Enrolment, workshop: EventState
) -> None:
    gates.arrive(
        session, two_step_vejle_in_workshop.id, "workshop", "event", until=workshop.ends_at, now=OPENED
    )

    move(session, workshop, -WEEK)

    assert [one.step_state_id for one in waiting.free_to_go(session, now=OPENED)] == [
        preparation(session, two_step_vejle_in_workshop, "workshop").id
    ]
    standing = gates.arrive(
        session, two_step_vejle_in_workshop.id, "workshop", "event", until=workshop.ends_at, now=OPENED
    )
    assert standing is not None
    assert standing.message == "Venter til 28. oktober 2022 kl. 16.00."  # summer time still
    assert waiting.free_to_go(session, now=OPENED) == []


def test_a_gate_is_not_disturbed_by_a_move(
    session: Session, two_step_vejle_in_workshop: Enrolment, workshop: EventState
) -> None:
    preparation(session, two_step_vejle_in_workshop).status = StepStatus.OPEN
    session.flush()
    gates.arrive(session, two_step_vejle_in_workshop.id, "preparation", "collected", now=OPENED)

    move(session, workshop)

    assert waiting.free_to_go(session, now=OPENED) == []


def test_who_has_left_hears_of_no_move(
    session: Session, two_step_vejle_in_workshop: Enrolment, workshop: EventState
) -> None:
    two_steps.contact(session, "lea@example.org").ended_at = NOW
    session.flush()

    move(session, workshop)

    assert addressed(session, "event_moved") == ["mads@example.org"]


def test_calling_off_takes_the_event_out_of_the_municipalitys_calendars(
    session: Session, two_step_vejle_in_workshop: Enrolment
) -> None:
    for _ in range(2):
        invitations.call_off(session, two_step_vejle_in_workshop, now=OPENED)

    letters = two_steps.written(session, "event_cancelled")
    assert [(letter.to_email, letter.calendar_method) for letter in letters] == [
        (one, "CANCEL") for one in PEOPLE
    ]


def test_an_event_that_has_begun_is_not_called_off(
    session: Session, two_step_vejle_in_workshop: Enrolment
) -> None:
    invitations.call_off(session, two_step_vejle_in_workshop, now=day("2022-11-03", 9))

    assert addressed(session, "event_cancelled") == []


def test_nobody_is_invited_to_what_is_over(session: Session) -> None:
    vejle = two_steps.vejle_in(session)
    two_steps.preparation(session, vejle).status = StepStatus.DONE
    session.flush()

    two_steps.opened(session, vejle, "workshop", now=two_steps.day("2022-12-01"))

    assert two_steps.written(session, "workshop_invitation") == []
    assert [one.key for one in two_steps.happened(session, What.REQUIREMENT_ASKED)] == ["presentation"]
