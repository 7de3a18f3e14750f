"""Deliveries: kept unchanged, counted once, answered with a receipt."""

from __future__ import annotations

import threading
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from actions import database
from actions.deliveries import submissions
from actions.gates import withdrawal
from actions.people import links
from actions.progress import enrolments
from actions.progress.enrolments import NewContact
from languages.errors import error_text
from models.accounts.actors import administrator
from models.datasets.schema import About
from models.datasets.shipped import FORANALYSE
from models.errors.deliveries import WrongKind
from models.errors.people import NotEnrolled, NotPermitted
from models.journal import JournalEntry, What
from models.letters import Letter
from models.people import Enrolment
from models.programmes.office import Role
from models.progress import Fulfilment, RequirementState, Submission
from models.states import RequirementStatus
from tests.support.acts.deciding import APPROVE, RETURN, decide
from tests.support.acts.delivering import count, deliver, happened, workbook
from tests.support.files.workbooks import written
from tests.support.worlds import small_programme
from tests.support.worlds.small_programme import EXPECTED, GROUP, NOW

PDF = b"%PDF-1.7 a presentation"


def test_a_good_document_is_kept_unchanged_and_fulfils(session: Session, small_vejle: Enrolment) -> None:
    state = small_programme.asked(session, small_vejle, "presentation")

    delivered = deliver(session, state, filename="oplæg.pdf", content=PDF)

    kept = session.get_one(Submission, delivered.submission_id)
    assert delivered == submissions.Delivered(kept.id, accepted=True)
    assert (kept.content, kept.filename, kept.by, kept.at) == (PDF, "oplæg.pdf", "Tove Vejle", NOW)
    assert state.status is RequirementStatus.FULFILLED
    assert session.get_one(Fulfilment, state.id).submission_id == kept.id


def test_a_delivery_writes_one_receipt_to_the_coordinator(session: Session, small_vejle: Enrolment) -> None:
    state = small_programme.asked(session, small_vejle, "presentation")

    deliver(session, state, filename="oplæg.pdf", content=PDF)

    receipt = session.scalars(select(Letter)).one()
    assert (receipt.name, receipt.to_email) == ("receipt", "tove.vejle@example.org")
    assert "Jeres oplæg" in receipt.subject


def test_the_receipt_says_what_is_still_missing_and_not_what_the_office_owes(
    session: Session, small_vejle: Enrolment
) -> None:
    state = small_programme.asked(session, small_vejle, "presentation")
    for key in ("staff_data", "talks"):
        small_programme.asked(session, small_vejle, key)

    deliver(session, state, filename="oplæg.pdf", content=PDF)

    receipt = session.scalars(select(Letter)).one()
    assert "Personaledata" in receipt.text
    assert "Interview" not in receipt.text


def test_whoever_delivers_gets_the_receipt(session: Session, small_vejle: Enrolment) -> None:
    state = small_programme.asked(session, small_vejle, "presentation")
    another = NewContact(Role.COORDINATOR, "Lea Lind", "lea.lind@example.org")
    lea = enrolments.add_contact(session, small_vejle, another)

    deliver(session, state, actor=links.actor_of(lea), filename="oplæg.pdf", content=PDF)

    assert session.scalars(select(Letter.to_email)).all() == ["lea.lind@example.org"]


def test_whom_it_is_not_asked_of_cannot_deliver_it(session: Session, small_vejle: Enrolment) -> None:
    state = small_programme.asked(session, small_vejle, "presentation")
    lea = small_programme.participant(session, small_vejle, "Lea Leder")

    with pytest.raises(NotPermitted):
        deliver(session, state, actor=links.actor_of(lea), filename="oplæg.pdf", content=PDF)

    assert session.scalars(select(Submission)).all() == []


def test_what_the_facilitator_delivers_gets_no_receipt(session: Session) -> None:
    paper = {
        "key": "paper",
        "title": "Foranalyse",
        "kind": "document",
        "from": "facilitator",
        "due": "2022-09-16",
    }
    step = small_programme.programme().steps[0].model_dump(mode="json", by_alias=True, exclude_defaults=True)
    version = small_programme.published(session, steps=[{**step, "requirements": [paper]}])
    state = small_programme.asked(session, small_programme.enrolled(session, version), "paper")

    delivered = deliver(
        session, state, actor=administrator("Frank Facilitator"), filename="foranalyse.pdf", content=PDF
    )

    assert delivered.accepted
    assert count(session, Letter) == 0


def test_delivered_is_not_approved(session: Session, small_vejle: Enrolment) -> None:
    state = small_programme.asked(session, small_vejle, "agreement")

    deliver(session, state, filename="aftale.pdf", content=PDF)

    assert state.status is RequirementStatus.DELIVERED
    assert count(session, Fulfilment) == 0


def test_exactly_the_same_twice_is_one_submission_and_one_receipt(
    session: Session, small_vejle: Enrolment
) -> None:
    state = small_programme.asked(session, small_vejle, "presentation")
    first = deliver(session, state, filename="oplæg.pdf", content=PDF)

    again = deliver(session, state, filename="oplæg.pdf", content=PDF, now=NOW + timedelta(hours=1))

    assert again == submissions.Delivered(first.submission_id, accepted=True, repeated=True)
    assert (count(session, Submission), count(session, Letter)) == (1, 1)
    assert len(happened(session, What.SUBMISSION_RECEIVED)) == 1


def test_going_back_to_an_earlier_content_is_a_new_version(session: Session, small_vejle: Enrolment) -> None:
    state = small_programme.asked(session, small_vejle, "presentation")
    first = deliver(session, state, filename="a.pdf", content=PDF)
    deliver(session, state, filename="b.pdf", content=PDF + b"!", now=NOW + timedelta(hours=1))

    back = deliver(session, state, filename="a.pdf", content=PDF, now=NOW + timedelta(hours=2))

    newest = submissions.latest(session, state, accepted=True)
    assert newest is not None
    assert (back.submission_id, back.repeated, newest.id) == (first.submission_id, False, first.submission_id)
    assert session.get_one(Fulfilment, state.id).submission_id == first.submission_id
    assert count(session, Letter) == 3


def test_a_new_version_of_something_approved_waits_for_approval_again(
    session: Session, small_vejle: Enrolment
) -> None:
    state = small_programme.asked(session, small_vejle, "agreement")
    deliver(session, state, filename="aftale.pdf", content=PDF)
    decide(session, state, APPROVE, by="Anne Kontor", reason="", occasion="first", now=NOW)

    deliver(session, state, filename="aftale2.pdf", content=PDF + b"!", now=NOW + timedelta(days=1))

    assert state.status is RequirementStatus.DELIVERED
    assert [line.facts["version"] for line in happened(session, What.SUBMISSION_RECEIVED)] == [1, 2]


def test_a_returned_delivery_can_be_delivered_again(session: Session, small_vejle: Enrolment) -> None:
    state = small_programme.asked(session, small_vejle, "agreement")
    deliver(session, state, filename="aftale.pdf", content=PDF)
    decide(session, state, RETURN, by="Anne Kontor", reason="Mangler dato", occasion="back", now=NOW)

    deliver(session, state, filename="aftale.pdf", content=PDF + b"dated", now=NOW + timedelta(days=1))

    assert state.status is RequirementStatus.DELIVERED


def test_a_late_delivery_counts_and_the_journal_says_how_late(
    session: Session, small_vejle: Enrolment
) -> None:
    state = small_programme.asked(session, small_vejle, "presentation")

    delivered = deliver(
        session, state, filename="oplæg.pdf", content=PDF, now=state.due_at + timedelta(days=2, hours=1)
    )

    assert delivered.accepted
    assert happened(session, What.SUBMISSION_RECEIVED)[0].facts["late_days"] == 3


def test_in_time_says_nothing_of_lateness(session: Session, small_vejle: Enrolment) -> None:
    state = small_programme.asked(session, small_vejle, "presentation")

    deliver(session, state, filename="oplæg.pdf", content=PDF, now=state.due_at)

    assert "late_days" not in happened(session, What.SUBMISSION_RECEIVED)[0].facts


def test_a_refused_document_is_noted_and_its_bytes_are_not_kept(
    session: Session, small_vejle: Enrolment
) -> None:
    state = small_programme.asked(session, small_vejle, "presentation")

    delivered = deliver(session, state, filename="oplæg.pdf", content=b"MZ\x90 a program")

    assert [one.rule for one in delivered.findings] == ["program"]
    assert session.get_one(Submission, delivered.submission_id).content is None
    assert state.status is RequirementStatus.ASKED
    assert (count(session, Letter), len(happened(session, What.SUBMISSION_REJECTED))) == (0, 1)


def test_a_good_dataset_is_accepted(session: Session, small_vejle: Enrolment) -> None:
    state = small_programme.asked(session, small_vejle, "staff_data")
    content = workbook()

    delivered = deliver(session, state, filename="vejle.xlsx", content=content)

    assert (delivered.accepted, delivered.findings) == (True, ())
    assert session.get_one(Submission, delivered.submission_id).content == content


def test_a_faulty_dataset_is_kept_with_its_findings(session: Session, small_vejle: Enrolment) -> None:
    state = small_programme.asked(session, small_vejle, "staff_data")
    content = written(FORANALYSE)

    delivered = deliver(session, state, filename="tom.xlsx", content=content)

    kept = session.get_one(Submission, delivered.submission_id)
    assert (delivered.accepted, kept.accepted, kept.content) == (False, False, content)
    assert kept.findings == [one.as_json() for one in delivered.findings]
    assert state.status is RequirementStatus.ASKED


def test_a_dataset_with_a_personal_number_is_not_kept_at_all(
    session: Session, small_vejle: Enrolment
) -> None:
    state = small_programme.asked(session, small_vejle, "staff_data")
    content = written(FORANALYSE, {About.MUNICIPALITY: [{"note": "Hanne 010190-1234"}]})

    delivered = deliver(session, state, filename="010190-1234.xlsx", content=content)

    session.flush()
    kept = session.get_one(Submission, delivered.submission_id)
    everything = f"{kept.filename} {kept.findings} {kept.form} {delivered.findings}"
    assert (delivered.accepted, kept.content) == (False, None)
    assert "1234" not in everything


def test_a_form_is_kept_as_typed_values(session: Session, small_vejle: Enrolment) -> None:
    state = small_programme.asked(session, small_vejle, "expectations")

    delivered = deliver(session, state, form={**EXPECTED, "hours": " 5 ", "start": "3.10.2022"})

    assert session.get_one(Submission, delivered.submission_id).form == EXPECTED
    assert state.status is RequirementStatus.FULFILLED


def test_a_faulty_form_keeps_everything_that_was_entered(session: Session, small_vejle: Enrolment) -> None:
    state = small_programme.asked(session, small_vejle, "expectations")

    delivered = deliver(session, state, form={**EXPECTED, "hours": "mange"})

    kept = session.get_one(Submission, delivered.submission_id)
    assert [(one.field, one.rule) for one in delivered.findings] == [("hours", "integer")]
    assert kept.form == {**EXPECTED, "hours": "mange"}


@pytest.mark.parametrize(
    ("key", "what"),
    [
        ("presentation", {"form": {}}),
        ("staff_data", {"form": {}}),
        ("expectations", {"content": PDF}),
        ("group", {"content": PDF}),
        ("consent", {"form": {}}),
        ("answers", {"form": {}}),
        ("present", {"form": {}}),
        ("talks", {"content": PDF}),
        ("presentation", {}),
    ],
)
def test_the_wrong_way_to_deliver_is_refused_with_a_hint(
    session: Session, small_vejle: Enrolment, key: str, what: dict[str, Any]
) -> None:
    state = small_programme.asked(session, small_vejle, key)

    with pytest.raises(WrongKind) as refused:
        deliver(session, state, **what)

    assert (
        "‹" not in error_text(refused.value, "da") + error_text(refused.value, "nb") + refused.value.english()
    )


def test_nothing_is_taken_from_a_municipality_that_has_left(session: Session, small_vejle: Enrolment) -> None:
    state = small_programme.asked(session, small_vejle, "presentation")
    withdrawal.withdraw(
        session, small_vejle, actor=administrator("Anne Kontor"), reason="Ny ledelse", now=NOW
    )

    with pytest.raises(NotEnrolled):
        deliver(session, state, filename="oplæg.pdf", content=PDF)


@pytest.fixture
def committed_state(session: Session, small_vejle: Enrolment) -> RequirementState:
    """A requirement other connections can see."""
    state = small_programme.asked(session, small_vejle, "presentation")
    session.commit()
    return state


def at_once(*acts: Callable[[], None]) -> None:
    """Run acts in threads that start together."""
    start = threading.Barrier(len(acts))

    def act(one: Callable[[], None]) -> None:
        start.wait()
        one()

    threads = [threading.Thread(target=act, args=(one,)) for one in acts]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(30)


def test_two_who_deliver_the_same_at_once_make_one_submission(
    session: Session, committed_state: RequirementState
) -> None:
    repeated: list[bool] = []

    def act() -> None:
        with database.transaction() as own:
            state = own.get_one(RequirementState, committed_state.id)
            repeated.append(deliver(own, state, filename="oplæg.pdf", content=PDF).repeated)

    at_once(*[act] * 4)

    assert sorted(repeated) == [False, True, True, True]
    assert (count(session, Submission), count(session, Letter)) == (1, 1)


def test_two_who_deliver_different_versions_at_once_both_count(
    session: Session, committed_state: RequirementState
) -> None:
    def act(number: int) -> None:
        with database.transaction() as own:
            state = own.get_one(RequirementState, committed_state.id)
            deliver(own, state, filename="oplæg.pdf", content=PDF + str(number).encode())

    at_once(*[lambda number=number: act(number) for number in range(4)])

    assert count(session, Submission) == 4
    assert sorted(line.facts["version"] for line in happened(session, What.SUBMISSION_RECEIVED)) == [
        1,
        2,
        3,
        4,
    ]


def test_the_journal_holds_no_address(session: Session, small_vejle: Enrolment) -> None:
    state = small_programme.asked(session, small_vejle, "group")

    deliver(session, state, form=GROUP)

    lines = [f"{line.key} {line.facts}" for line in session.scalars(select(JournalEntry))]
    assert not [line for line in lines if "@" in line]
