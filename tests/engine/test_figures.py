"""Figures that are questioned, returned, corrected and approved open the gate of a running step, and become a report."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import Any

import pytest
from sqlalchemy.orm import Session

from actions.database import transaction
from actions.deliveries import explaining, submissions
from actions.deliveries.explaining import Said
from actions.programmes import publishing
from actions.progress import enrolments, requirements
from actions.progress.enrolments import NewContact
from actions.reports import kept
from models.accounts.actors import administrator
from models.datasets.delivered import Reason
from models.datasets.shipped import FORANALYSE
from models.journal import What
from models.letters import Letter
from models.programmes.office import Role
from models.programmes.programme import Programme
from models.progress import RequirementState
from models.reports.document import ReportKind
from models.reports.rows import Report
from models.states import RequirementStatus
from rehearsal import deliveries
from rehearsal.stage import Stage
from tests.support.acts.deciding import APPROVE, RETURN, decide
from tests.support.acts.playing import Played
from tests.support.worlds.gate_programme import PROGRAMME

pytestmark = pytest.mark.engine

FIGURES: dict[str, Any] = {
    **PROGRAMME,
    "key": "tal",
    "events": [],
    "steps": [
        {
            "key": "preparation",
            "number": 1,
            "title": "Forberedelse",
            "flow": "preparation",
            "opens": "2022-09-01",
            "requirements": [
                {
                    "key": "staff_data",
                    "title": "Personaledata",
                    "kind": "dataset",
                    "dataset": "foranalyse",
                    "approval": True,
                    "due": "2022-09-19",
                },
                {
                    "key": "analysis",
                    "title": "Foranalysen",
                    "kind": "approval",
                    "from": "facilitator",
                    "due": "2022-09-30",
                },
            ],
            "gates": [
                {"key": "collected", "title": "Tallene er der", "needs": ["staff_data"]},
                {"key": "pre_analysis", "title": "Foranalysen er overdraget", "needs": ["analysis"]},
            ],
            "letters": {"request": "data_request", "hand_over": "pre_analysis_ready"},
        }
    ],
}
HOME, CODE = "Vejle", "0630"


@pytest.fixture
def figures_vejle(installation: Stage) -> Played:
    def enrol(session: Session, now: datetime) -> None:
        version = publishing.publish(
            session, Programme.model_validate(FIGURES), actor=administrator("Kontoret"), now=now
        )
        people = [NewContact(Role.COORDINATOR, "Tove Vejle", "tove.tal@example.org")]
        enrolments.enrol(session, version, HOME, people, actor=administrator("Kontoret"), now=now)

    installation.act(enrol)
    with transaction() as session:
        version = publishing.latest(session, "tal")
        return Played(installation, enrolments.find(session, version, HOME).id)


def act(vejle: Played, key: str, do: Callable[[Session, RequirementState, datetime], object]) -> None:
    """Somebody does something about a requirement, and everything follows."""

    def doing(session: Session, now: datetime) -> None:
        do(session, requirements.state_of(session, vejle.enrolment_id, "preparation", key), now)

    vejle.stage.act(doing)


def deliver(vejle: Played, *, odd: bool) -> None:
    def delivered(session: Session, state: RequirementState, now: datetime) -> None:
        content = deliveries.dataset(FORANALYSE, CODE, HOME, now, faulty=False, odd=odd)
        submissions.submit(
            session, state, actor=administrator("Tove Vejle"), now=now, filename="tal.xlsx", content=content
        )

    act(vejle, "staff_data", delivered)


def explained(session: Session, state: RequirementState, now: datetime) -> None:
    answers = {
        one.about: Said(Reason.EXPLAINED, "Sammenlægning.") for one in explaining.questions(session, state)
    }
    explaining.explain(session, state, answers, actor=administrator("Tove Vejle"), now=now)


def returned(session: Session, state: RequirementState, now: datetime) -> None:
    decide(session, state, RETURN, by="Anna", reason="2021 mangler hjemmeplejen.", occasion="retur", now=now)


def approved(session: Session, state: RequirementState, now: datetime) -> None:
    decide(session, state, APPROVE, by="Anna", reason="", occasion=f"godkendt/{state.id}", now=now)


def printed(vejle: Played) -> list[Report]:
    with transaction() as session:
        return list(session.query(Report).filter_by(enrolment_id=vejle.enrolment_id))


def test_a_questioned_returned_corrected_and_approved_delivery_opens_the_gate(figures_vejle: Played) -> None:
    deliver(figures_vejle, odd=True)
    assert (figures_vejle.waits(), figures_vejle.status("staff_data")) == (True, RequirementStatus.ASKED)

    act(figures_vejle, "staff_data", explained)
    assert (figures_vejle.waits(), figures_vejle.status("staff_data")) == (True, RequirementStatus.DELIVERED)

    act(figures_vejle, "staff_data", returned)
    assert (figures_vejle.waits(), figures_vejle.status("staff_data")) == (True, RequirementStatus.RETURNED)

    deliver(figures_vejle, odd=False)
    assert figures_vejle.journal(What.GATE_OPENED) == []
    assert printed(figures_vejle) == []

    act(figures_vejle, "staff_data", approved)
    assert [line.key for line in figures_vejle.journal(What.GATE_OPENED)] == ["collected"]
    assert [one.kind for one in printed(figures_vejle)] == [ReportKind.PRE_ANALYSIS]
    with transaction() as session:
        assert kept.handed_over(session, enrolments.get(session, figures_vejle.enrolment_id)) == ()

    act(figures_vejle, "analysis", approved)
    with transaction() as session:
        assert kept.handed_over(session, enrolments.get(session, figures_vejle.enrolment_id)) == (
            ReportKind.PRE_ANALYSIS,
        )
        letters = session.query(Letter.name).filter_by(enrolment_id=figures_vejle.enrolment_id)
        assert "pre_analysis_ready" in {name for (name,) in letters}
    assert figures_vejle.journal(What.STEP_DONE) != []
    assert len(printed(figures_vejle)) == len(figures_vejle.journal(What.REPORT_BUILT)) == 1
