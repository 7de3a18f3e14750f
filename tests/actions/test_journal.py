"""The journal: only ever added to, and the database itself sees to it."""

from __future__ import annotations

import pytest
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError
from sqlalchemy.orm import Session

from actions import journal
from actions.overview import chronicle
from models.accounts.actors import AUTOMATIC, administrator
from models.journal import What
from models.people import Enrolment
from models.states import ActorKind
from tests.support.worlds import two_steps
from tests.support.worlds.small_programme import NOW


@pytest.mark.parametrize(
    "act",
    [
        "UPDATE journal SET why = 'something else'",
        "UPDATE journal SET by = by",
        "DELETE FROM journal",
        "TRUNCATE journal",
        "TRUNCATE journal CASCADE",
    ],
)
def test_the_database_refuses_to_change_or_delete_a_line(
    session: Session, two_step_vejle: Enrolment, act: str
) -> None:
    before = [line.id for line in two_steps.happened(session, What.ENROLLED)]

    with pytest.raises(DBAPIError, match="the journal is append-only"), session.begin_nested():
        session.execute(text(act))

    assert [line.id for line in two_steps.happened(session, What.ENROLLED)] == before


def test_a_line_keeps_who_what_why_and_on_whose_behalf(session: Session, two_step_vejle: Enrolment) -> None:
    journal.record(
        session,
        journal.line(
            What.ANSWERED,
            enrolment=two_step_vejle,
            step="workshop",
            key="workshop",
            actor=administrator("Anne", through="tovholder answer").standing_in_for("Lea"),
            why="Ringede",
            answer="yes",
        ),
        now=NOW,
    )
    session.flush()

    (line,) = two_steps.happened(session, What.ANSWERED)
    assert (line.at, line.actor, line.by, line.on_behalf, line.through, line.why, line.step, line.key) == (
        NOW,
        ActorKind.OFFICE,
        "Anne",
        "Lea",
        "tovholder answer",
        "Ringede",
        "workshop",
        "workshop",
    )
    assert (line.enrolment_id, line.programme_id, line.facts) == (
        two_step_vejle.id,
        two_step_vejle.programme_id,
        {"answer": "yes"},
    )


def test_what_nobody_did_is_signed_by_the_system(session: Session, two_step_vejle: Enrolment) -> None:
    journal.record(session, journal.line(What.GATE_SHUT, enrolment=two_step_vejle), now=NOW)
    session.flush()

    (line,) = two_steps.happened(session, What.GATE_SHUT)
    assert (line.actor, line.by) == (ActorKind.ENGINE, AUTOMATIC)


def test_it_tells_whether_something_has_happened_to_that_very_thing(
    session: Session, two_step_vejle: Enrolment
) -> None:
    journal.record(
        session,
        journal.line(What.GATE_OPENED, enrolment=two_step_vejle, step="preparation", key="collected"),
        now=NOW,
    )

    asked = [("preparation", "collected"), ("preparation", "ready"), ("workshop", "collected")]
    assert [journal.tells(session, What.GATE_OPENED, two_step_vejle, *one) for one in asked] == [
        True,
        False,
        False,
    ]
    assert not journal.tells(session, What.GATE_SHUT, two_step_vejle, "preparation", "collected")


def test_the_chronicle_tells_it_in_order_with_names(session: Session, two_step_vejle: Enrolment) -> None:
    two_steps.opened(session, two_step_vejle)

    told = chronicle.chronicle(session, [two_step_vejle.programme_id])

    assert [(one.what, one.municipality, one.key) for one in told] == [
        (What.PROGRAMME_PUBLISHED, "", "lille-forloeb"),
        (What.ENROLLED, "Vejle", "0630"),
        (What.STEP_OPENED, "Vejle", ""),
        (What.REQUIREMENT_ASKED, "Vejle", "agreement"),
        (What.REQUIREMENT_ASKED, "Vejle", "overview"),
        (What.LETTER_QUEUED, "Vejle", "data_request"),
    ]
    assert (
        chronicle.chronicle(session, [two_step_vejle.programme_id], enrolment_id=two_step_vejle.id)
        == told[1:]
    )
