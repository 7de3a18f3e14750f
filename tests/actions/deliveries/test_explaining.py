"""What is odd about delivered figures is explained or corrected; only then does the delivery count."""

from __future__ import annotations

import pytest
from sqlalchemy.orm import Session

from actions.deliveries import dataset_rows, explaining
from actions.deliveries.explaining import Said
from languages.catalogues import speak
from models.accounts.actors import administrator
from models.datasets.delivered import Reason
from models.datasets.schema import About
from models.datasets.shipped import FORANALYSE
from models.deliveries import DatasetRow, FigureExplanation
from models.errors.deliveries import NothingToExplain
from models.journal import What
from models.letters import Letter
from models.people import Enrolment
from models.progress import RequirementState, Submission
from models.states import RequirementStatus
from rehearsal import figures
from tests.support.acts.delivering import count, deliver, happened, workbook
from tests.support.files.workbooks import written
from tests.support.worlds import small_programme
from tests.support.worlds.small_programme import NOW

WHY = Said(Reason.EXPLAINED, "To plejehjem blev lagt sammen i juni.")


@pytest.fixture
def state(session: Session, small_vejle: Enrolment) -> RequirementState:
    return small_programme.asked(session, small_vejle, "staff_data")


def explain(session: Session, state: RequirementState, *said: Said) -> explaining.ExplainingOutcome:
    """The first questions answered, in order."""
    asked = explaining.questions(session, state)
    answers = {one.about: answer for one, answer in zip(asked, said, strict=False)}
    return explaining.explain(session, state, answers, actor=administrator("Tove Vejle"), now=NOW)


def test_an_odd_figure_is_asked_about_and_the_delivery_does_not_count_yet(
    session: Session, state: RequirementState
) -> None:
    delivered = deliver(session, state, filename="vejle.xlsx", content=workbook(odd=True))

    assert (delivered.accepted, delivered.findings, len(delivered.questions)) == (False, (), 1)
    assert state.status is RequirementStatus.ASKED
    assert explaining.questions(session, state) == delivered.questions
    assert [one.name for one in session.query(Letter)] == ["figures_questioned"]
    assert len(happened(session, What.SUBMISSION_QUESTIONED)) == 1


def test_the_last_explanation_makes_it_count(session: Session, state: RequirementState) -> None:
    deliver(session, state, filename="vejle.xlsx", content=workbook(odd=True))

    outcome = explain(session, state, WHY)

    assert outcome == explaining.ExplainingOutcome(accepted=True, findings=(), left=0)
    assert state.status is RequirementStatus.FULFILLED
    assert [one.name for one in session.query(Letter).order_by(Letter.id)] == [
        "figures_questioned",
        "receipt",
    ]
    assert session.query(Submission).one().accepted
    assert [one.text for one in dataset_rows.explanations(session, state)] == [WHY.text]


def test_an_explanation_is_needed_once_for_the_same_figure(session: Session, state: RequirementState) -> None:
    deliver(session, state, filename="vejle.xlsx", content=workbook(odd=True))
    explain(session, state, WHY)
    deliver(session, state, filename="rettet.xlsx", content=workbook())

    again = deliver(session, state, filename="igen.xlsx", content=workbook(odd=True))

    assert (again.accepted, again.questions) == (True, ())


def test_a_correction_counts_without_an_explanation(session: Session, state: RequirementState) -> None:
    deliver(session, state, filename="vejle.xlsx", content=workbook(odd=True))

    corrected = deliver(session, state, filename="rettet.xlsx", content=workbook())

    assert corrected.accepted
    assert explaining.questions(session, state) == ()
    with pytest.raises(NothingToExplain):
        explain(session, state, WHY)


def test_a_reason_why_there_is_no_figure_is_an_answer(session: Session, state: RequirementState) -> None:
    deliver(session, state, filename="vejle.xlsx", content=workbook(odd=True))

    assert explain(session, state, Said(Reason.NOT_HELD)).accepted


@pytest.mark.parametrize(
    ("said", "rule"),
    [
        (Said(Reason.EXPLAINED, "  "), "text_missing"),
        (Said(Reason.EXPLAINED, "x" * 2001), "text_long"),
        (Said(Reason.CONFIRMED, "Hanne 010190-1234"), "personal_number"),
    ],
)
def test_an_answer_that_cannot_be_kept_is_asked_for_again(
    session: Session, state: RequirementState, said: Said, rule: str
) -> None:
    deliver(session, state, filename="vejle.xlsx", content=workbook(odd=True))

    outcome = explain(session, state, said)

    (question,) = explaining.questions(session, state)
    assert [(one.rule, one.about) for one in outcome.findings] == [(rule, question.about)]
    assert (outcome.accepted, outcome.left, count(session, FigureExplanation)) == (False, 1, 0)


def test_the_rows_of_a_delivery_stand_beside_its_file_once_it_counts(
    session: Session, state: RequirementState
) -> None:
    deliver(session, state, filename="vejle.xlsx", content=workbook(odd=True))
    before = count(session, DatasetRow)

    explain(session, state, WHY)

    delivery = dataset_rows.of(session, state)
    assert before == 0
    assert delivery is not None
    assert count(session, DatasetRow) == len(delivery.rows) > 40
    assert (delivery.code, delivery.version, delivery.measurement) == ("0630", 1, "november-november")


def test_a_question_about_a_correction_leaves_the_approved_version_standing(
    session: Session, state: RequirementState
) -> None:
    deliver(session, state, filename="vejle.xlsx", content=workbook())

    deliver(session, state, filename="rettet.xlsx", content=workbook(odd=True))

    assert state.status is RequirementStatus.FULFILLED
    delivery = dataset_rows.of(session, state)
    assert delivery is not None
    assert delivery.version == 1


def test_an_explanation_stands_in_the_report_of_its_own_version_only(
    session: Session, state: RequirementState
) -> None:
    deliver(session, state, filename="vejle.xlsx", content=workbook(odd=True))
    explain(session, state, WHY)

    deliver(session, state, filename="rettet.xlsx", content=workbook())

    delivery = dataset_rows.of(session, state)
    assert delivery is not None
    assert (delivery.version, delivery.explanations) == (2, ())


def test_a_question_keeps_its_number_when_others_are_answered(
    session: Session, state: RequirementState
) -> None:
    deliver(session, state, filename="to.xlsx", content=very_odd())
    asked = explaining.all_questions(session, state)
    first = asked[0].finding.about

    explaining.explain(session, state, {first: WHY}, actor=administrator("Tove Vejle"), now=NOW)

    after = explaining.all_questions(session, state)
    assert [one.number for one in after] == list(range(1, len(asked) + 1))
    assert [one.answered for one in after] == [True, *(False for _ in asked[1:])]


def test_of_two_who_answer_the_later_is_kept_also_when_it_counts_already(
    session: Session, state: RequirementState
) -> None:
    deliver(session, state, filename="vejle.xlsx", content=workbook(odd=True))
    (question,) = explaining.questions(session, state)
    explain(session, state, WHY)

    again = explaining.explain(
        session,
        state,
        {question.about: Said(Reason.CONFIRMED, "Talt efter.")},
        actor=administrator("Ole Vejle"),
        now=NOW,
    )

    assert (again.accepted, again.findings) == (True, ())
    assert [(one.reason, one.text) for one in dataset_rows.explanations(session, state)] == [
        (Reason.CONFIRMED, "Talt efter.")
    ]


def test_sending_what_counts_once_more_closes_the_questions_about_another(
    session: Session, state: RequirementState
) -> None:
    deliver(session, state, filename="a.xlsx", content=workbook())
    deliver(session, state, filename="b.xlsx", content=workbook(odd=True))

    again = deliver(session, state, filename="a.xlsx", content=workbook())

    assert (again.accepted, again.repeated) == (True, True)
    assert explaining.questions(session, state) == ()
    assert state.status is RequirementStatus.FULFILLED
    assert len(happened(session, What.SUBMISSION_RECEIVED)) == 1


def test_a_refused_correction_leaves_the_questions_open(session: Session, state: RequirementState) -> None:
    deliver(session, state, filename="b.xlsx", content=workbook(odd=True))

    deliver(session, state, filename="c.xlsx", content=workbook(faulty=True))

    assert len(explaining.questions(session, state)) == 1
    assert explain(session, state, WHY).accepted


def very_odd() -> bytes:
    """A workbook with several figures that do not add up."""
    rows = dict(figures.rows(FORANALYSE, speak("da", "rehearsal"), "0630", "Vejle", NOW))
    staff = [
        {**row, "headcount_end": row["headcount_end"] - 30, "parttime_end": row["parttime_end"] - 30}
        if row["staff_group"] in ("ssh", "ssa")
        else row
        for row in rows[About.STAFF]
    ]
    return written(FORANALYSE, {**rows, About.STAFF: staff}, code="0630", name="Vejle")
