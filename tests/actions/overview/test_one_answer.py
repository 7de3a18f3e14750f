"""What is missing is answered once: the gate, the board, the status, the page and the engine say the same."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any
from uuid import uuid4

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy.orm import Session

from actions.gates import decisions, gates
from actions.gates.decisions import OfficeDecision
from actions.our_page import contents
from actions.overview import board, one_municipality
from actions.progress import requirements, steps, waiting
from models.accounts.actors import administrator
from models.people import Enrolment
from models.programmes.versions import ProgrammeVersion
from models.states import SETTLED, DecisionKind, RequirementStatus
from tests.support.worlds import small_programme
from tests.support.worlds.small_programme import NOW

KEYS = ("agreement", "overview", "consent", "talks")
OURS = {"agreement", "overview"}
"""The others are the office's own to do, and stand on no page."""
GATE = {"key": "collected", "title": "Alt er på plads", "needs": list(KEYS)}
REQUIREMENTS: list[dict[str, Any]] = [
    {"key": "agreement", "title": "Aftale", "kind": "document", "approval": True, "due": "2022-09-16"},
    {"key": "overview", "title": "Oversigt", "kind": "document", "due": "2022-09-23"},
    {
        "key": "consent",
        "title": "Tilsagn",
        "kind": "approval",
        "from": "programme_office",
        "due": "2022-09-20",
    },
    {
        "key": "talks",
        "title": "Interview",
        "kind": "interviews",
        "from": "facilitator",
        "count": 3,
        "due": "2022-09-20",
    },
]
STEP = {
    "key": "workshop",
    "number": 1,
    "title": "Værksted",
    "flow": "preparation",
    "opens": "2022-09-01",
    "requirements": REQUIREMENTS,
    "gates": [GATE],
}
STANDS = st.sampled_from(
    (
        None,
        RequirementStatus.ASKED,
        RequirementStatus.DELIVERED,
        RequirementStatus.RETURNED,
        RequirementStatus.FULFILLED,
        RequirementStatus.WAIVED,
    )
)
"""Not asked yet, or how it stands."""
WORLDS = st.fixed_dictionaries(dict.fromkeys(KEYS, STANDS))


def live(
    session: Session, enrolment: Enrolment, world: Mapping[str, RequirementStatus | None], *, passed: bool
) -> None:
    """The step is open, this much has been asked, and its run stands before the gate."""
    steps.take_up(session, enrolment.id, "workshop", uuid4(), now=NOW)
    for key, status in world.items():
        if status:
            small_programme.asked(session, enrolment, key).status = status
    session.flush()
    gates.arrive(session, enrolment.id, "workshop", "collected", now=NOW)
    if passed:
        decision = OfficeDecision(DecisionKind.GO_ON, administrator("Anne"), "Aftalt", "one")
        decisions.go_on(session, decision, enrolment, "workshop", "collected", now=NOW)


def on_the_board(session: Session, version: ProgrammeVersion) -> tuple[str, ...]:
    (row,) = board.board(session, version, now=NOW).rows
    return row.cells[0].missing


def on_the_page(session: Session, enrolment: Enrolment) -> set[str]:
    tove = small_programme.coordinator(session, enrolment)
    titles = {one["title"]: one["key"] for one in REQUIREMENTS}
    items = contents.of(session, tove, now=NOW).items
    return {titles[one.title] for one in items if one.status not in SETTLED}


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(world=WORLDS, passed=st.booleans())
def test_gate_board_status_page_and_engine_give_one_answer(
    session: Session, world: Mapping[str, RequirementStatus | None], passed: bool
) -> None:
    everything = session.begin_nested()
    version = small_programme.published(session, steps=[STEP], events=[])
    enrolment = small_programme.enrolled(session, version)
    live(session, enrolment, world, passed=passed)

    at_the_gate = [one.key for one in gates.lacking(session, enrolment, "workshop", "collected")]
    status = {
        one.key for one in one_municipality.asked(session, enrolment, now=NOW) if one.status not in SETTLED
    }
    asked = {key for key, one in world.items() if one}
    free = [one.may_pass for one in waiting.free_to_go(session, now=NOW)]

    assert at_the_gate == ([] if passed else [key for key in KEYS if world[key] not in SETTLED])
    assert list(on_the_board(session, version)) == at_the_gate
    assert free == [True] * (passed and any(one not in SETTLED for one in world.values()))
    if not passed:  # what is missing stays owed when somebody lets the gate be passed
        assert status == set(at_the_gate) & asked
    assert on_the_page(session, enrolment) == status & OURS
    everything.rollback()
    session.expire_all()


def test_the_single_case_is_a_set_of_one(session: Session) -> None:
    version = small_programme.published(session, steps=[STEP], events=[])
    homes = [small_programme.enrolled(session, version, home) for home in ("Vejle", "Odense")]
    for home, done in zip(homes, ("agreement", "talks"), strict=True):
        live(session, home, dict.fromkeys(KEYS, RequirementStatus.ASKED), passed=False)
        requirements.state_of(session, home.id, "workshop", done).status = RequirementStatus.FULFILLED
    session.flush()

    each = [[one.key for one in gates.lacking(session, home, "workshop", "collected")] for home in homes]

    rows = board.board(session, version, now=NOW).rows
    assert [list(row.cells[0].missing) for row in rows] == each
    assert each == [["overview", "consent", "talks"], ["agreement", "overview", "consent"]]
