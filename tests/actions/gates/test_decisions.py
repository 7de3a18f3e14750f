"""Decisions of the office: name, reason, journal line, letter, and what they change."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime
from functools import partial

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from actions.gates import decisions, withdrawal
from actions.gates.decisions import OfficeDecision
from actions.progress import enrolments
from models.accounts.actors import administrator
from models.errors.decisions import (
    ExtensionPastEvent,
    IllegalTransition,
    NameMissing,
    NotLater,
    ReasonMissing,
)
from models.errors.error import TovholderError
from models.errors.people import NotEnrolled
from models.journal import What
from models.people import Enrolment
from models.progress import Decision, Fulfilment, RequirementState, Rung
from models.states import DecisionKind, RequirementStatus
from tests.support.acts.deciding import APPROVE, EXTEND, GO_ON, RETURN, WAIVE, decide
from tests.support.worlds import small_programme, two_steps
from tests.support.worlds.small_programme import NOW
from tests.support.worlds.two_steps import asked, day, deliver

Act = Callable[..., None]
ACTS: dict[str, Act] = {
    "waive": partial(decide, kind=WAIVE),
    "approve": partial(decide, kind=APPROVE),
    "send_back": partial(decide, kind=RETURN),
}


def go_on(
    session: Session, state: RequirementState, *, by: str, reason: str, now: datetime, occasion: str
) -> None:
    """Let the requirement's gate be passed."""
    decision = OfficeDecision(GO_ON, administrator(by), reason, occasion)
    enrolment = enrolments.get(session, state.enrolment_id)
    decisions.go_on(session, decision, enrolment, "preparation", "collected", now=now)


SIGNED: list[Act] = [
    partial(decide, kind=EXTEND, until="2022-10-07"),
    go_on,
    ACTS["waive"],
    ACTS["send_back"],
]


def extend(session: Session, state: RequirementState, until: str, occasion: str = "one") -> None:
    """Anne gives more time on 1 September."""
    decide(session, state, EXTEND, by=" Anne ", reason=" Ferie ", occasion=occasion, until=until, now=NOW)


def test_an_extension_moves_the_deadline_and_keeps_name_and_reason(
    session: Session, two_step_vejle_opened: Enrolment
) -> None:
    state = asked(session, two_step_vejle_opened, "agreement")

    extend(session, state, "2022-09-30")

    assert state.due_at == day("2022-09-30", 23).replace(minute=59)
    (made,) = decisions.of_step(session, two_step_vejle_opened.id, "preparation")
    assert (made.kind, made.by, made.reason, made.due_from, made.due_to, made.requirement_state_id) == (
        DecisionKind.EXTEND,
        "Anne",
        "Ferie",
        day("2022-09-16", 23).replace(minute=59),
        date(2022, 9, 30),
        state.id,
    )
    (line,) = two_steps.happened(session, What.DEADLINE_EXTENDED)
    assert (line.by, line.why, line.step, line.key) == ("Anne", "Ferie", "preparation", "agreement")
    assert line.facts["due_to"].startswith("2022-09-30T23:59")


def test_an_extension_is_told_to_the_coordinator_with_day_and_reason(
    session: Session, two_step_vejle_opened: Enrolment
) -> None:
    extend(session, asked(session, two_step_vejle_opened, "agreement"), "2022-09-30")

    (letter,) = two_steps.written(session, "extended")
    assert letter.to_email == "tove@example.org"
    assert "30. september 2022" in letter.text
    assert "Ferie" in letter.text


def test_an_extension_starts_the_ladder_anew(session: Session, two_step_vejle_opened: Enrolment) -> None:
    state = asked(session, two_step_vejle_opened, "agreement")

    extend(session, state, "2022-09-30")

    ladder = select(Rung).where(Rung.requirement_state_id == state.id, Rung.due_at == state.due_at)
    assert [(one.working_days, one.at) for one in session.scalars(ladder.order_by(Rung.at))] == [
        (-7, day("2022-09-21", 8)),
        (-2, day("2022-09-28", 8)),
        (0, day("2022-09-30", 8)),
        (1, day("2022-10-03", 8)),
        (3, day("2022-10-05", 8)),
        (5, day("2022-10-07", 8)),
    ]


def test_an_extension_to_an_earlier_day_is_refused(
    session: Session, two_step_vejle_opened: Enrolment
) -> None:
    state = asked(session, two_step_vejle_opened, "overview")

    with pytest.raises(NotLater):
        extend(session, state, "2022-09-20")

    assert state.due_at == day("2022-09-23", 23).replace(minute=59)
    assert two_steps.written(session, "extended") == []


@pytest.mark.parametrize("until", ["2022-11-03", "2022-11-10"])
def test_an_extension_past_the_event_it_serves_is_refused(
    session: Session, two_step_vejle_opened: Enrolment, until: str
) -> None:
    two_steps.workshop_opened(session, two_step_vejle_opened)
    state = asked(session, two_step_vejle_opened, "presentation", "workshop")
    before = state.due_at

    with pytest.raises(ExtensionPastEvent) as refused:
        extend(session, state, until)

    assert refused.value.facts == {"date": date.fromisoformat(until), "event": "Værkstedet"}
    assert state.due_at == before


def test_an_extension_to_the_day_before_the_event_is_given(
    session: Session, two_step_vejle_opened: Enrolment
) -> None:
    two_steps.workshop_opened(session, two_step_vejle_opened)
    state = asked(session, two_step_vejle_opened, "presentation", "workshop")

    extend(session, state, "2022-11-02")

    assert state.due_at == day("2022-11-02", 23).replace(minute=59)


def test_waiving_settles_with_a_reason_and_a_letter(
    session: Session, two_step_vejle_opened: Enrolment
) -> None:
    state = asked(session, two_step_vejle_opened, "overview")

    decide(session, state, WAIVE, reason="Fusion", now=NOW)

    assert state.status is RequirementStatus.WAIVED
    (line,) = two_steps.happened(session, What.REQUIREMENT_WAIVED)
    assert (line.by, line.why, line.key) == ("Anne", "Fusion", "overview")
    (letter,) = two_steps.written(session, "waived")
    assert "Fusion" in letter.text


def test_approving_a_delivery_fulfils(session: Session, two_step_vejle_opened: Enrolment) -> None:
    state = asked(session, two_step_vejle_opened, "agreement")
    deliver(session, state)

    decide(session, state, APPROVE, reason="", now=NOW)

    assert state.status is RequirementStatus.FULFILLED
    assert session.get_one(Fulfilment, state.id).by == "Anne"
    assert [line.by for line in two_steps.happened(session, What.REQUIREMENT_FULFILLED)] == ["Anne"]


@pytest.mark.parametrize("reason", ["", "  "])
def test_an_approval_needs_no_reason(session: Session, two_step_vejle_opened: Enrolment, reason: str) -> None:
    state = asked(session, two_step_vejle_opened, "agreement")
    deliver(session, state)

    decide(session, state, APPROVE, reason=reason, now=NOW)

    assert [one.reason for one in decisions.of_step(session, two_step_vejle_opened.id, "preparation")] == [
        "–"
    ]


def test_nothing_delivered_is_nothing_to_approve_or_return(
    session: Session, two_step_vejle_opened: Enrolment
) -> None:
    state = asked(session, two_step_vejle_opened, "agreement")

    for kind in (APPROVE, RETURN):
        with pytest.raises(IllegalTransition):
            decide(session, state, kind, reason="Set", now=NOW)

    assert session.scalars(select(Decision)).all() == []


def test_what_needs_no_delivery_is_vouched_for_once(session: Session) -> None:
    state = small_programme.asked(session, small_programme.enrolled(session), "consent")
    decide(session, state, APPROVE, reason="Mail fra direktionen", now=NOW)

    with pytest.raises(IllegalTransition):
        decide(session, state, APPROVE, reason="Igen", occasion="two", now=NOW)

    assert state.status is RequirementStatus.FULFILLED
    assert len(session.scalars(select(Decision)).all()) == 1


def test_a_returned_delivery_is_owed_again_and_the_comment_is_sent(
    session: Session, two_step_vejle_opened: Enrolment
) -> None:
    state = asked(session, two_step_vejle_opened, "agreement")
    deliver(session, state)

    decide(session, state, RETURN, reason="Underskrift mangler", now=NOW)

    assert state.status is RequirementStatus.RETURNED
    (line,) = two_steps.happened(session, What.SUBMISSION_RETURNED)
    assert (line.by, line.why) == ("Anne", "Underskrift mangler")
    (letter,) = two_steps.written(session, "returned")
    assert "Underskrift mangler" in letter.text


def test_going_on_is_kept_with_gate_name_and_reason(
    session: Session, two_step_vejle_opened: Enrolment
) -> None:
    decisions.go_on(
        session,
        OfficeDecision(DecisionKind.GO_ON, administrator(" Anne "), " Haster ", "one"),
        two_step_vejle_opened,
        "preparation",
        "collected",
        now=NOW,
    )

    (line,) = two_steps.happened(session, What.GATE_OVERRIDDEN)
    assert (line.key, line.by, line.why) == ("collected", "Anne", "Haster")
    assert decisions.made(session, "one")
    assert not decisions.made(session, "two")


@pytest.mark.parametrize(
    ("by", "reason", "error"), [(" ", "Fusion", NameMissing), ("Anne", " ", ReasonMissing)]
)
@pytest.mark.parametrize("act", SIGNED)
def test_no_decision_without_name_and_reason(
    session: Session,
    two_step_vejle_opened: Enrolment,
    act: Act,
    by: str,
    reason: str,
    error: type[TovholderError],
) -> None:
    state = asked(session, two_step_vejle_opened, "agreement")
    deliver(session, state)

    with pytest.raises(error):
        act(session, state, by=by, reason=reason, now=NOW, occasion="x")

    assert (state.status, session.scalars(select(Decision)).all()) == (RequirementStatus.DELIVERED, [])


@pytest.mark.parametrize("act", sorted(ACTS))
def test_nothing_is_decided_for_a_municipality_that_left(
    session: Session, two_step_vejle_opened: Enrolment, act: str
) -> None:
    state = asked(session, two_step_vejle_opened, "agreement")
    deliver(session, state)
    withdrawal.withdraw(
        session, two_step_vejle_opened, actor=administrator("Anne"), reason="Ny ledelse", now=NOW
    )

    with pytest.raises(NotEnrolled):
        ACTS[act](session, state, by="Anne", reason="Fusion", now=NOW, occasion="x")


def test_a_waiver_and_a_delivery_at_once_leave_one_settled_requirement(
    session: Session, two_step_vejle_opened: Enrolment
) -> None:
    state = asked(session, two_step_vejle_opened, "overview")
    session.commit()

    def waive(own: Session) -> None:
        mine = own.get_one(RequirementState, state.id)
        decide(own, mine, WAIVE, reason="Fusion", occasion="x", now=NOW)

    outcomes = two_steps.at_once(waive, lambda own: deliver(own, own.get_one(RequirementState, state.id)))

    session.refresh(state)
    fulfilled, waived = (
        len(two_steps.happened(session, what))
        for what in (What.REQUIREMENT_FULFILLED, What.REQUIREMENT_WAIVED)
    )
    assert type(outcomes[1]).__name__ == "Delivered"
    assert (state.status, fulfilled, waived) in [
        (RequirementStatus.FULFILLED, 1, 1),  # waived first, and delivered all the same
        (RequirementStatus.FULFILLED, 1, 0),  # delivered first: nothing left to waive
    ]
