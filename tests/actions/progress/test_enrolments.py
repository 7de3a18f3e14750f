"""A municipality's way into a programme."""

from __future__ import annotations

import pytest
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from actions.gates import withdrawal
from actions.people import recipients
from actions.progress import enrolments
from actions.progress.enrolments import NewContact
from models.accounts.actors import administrator
from models.errors.people import (
    AlreadyEnrolled,
    CohortFull,
    ContactInvalid,
    UnknownEnrolment,
    UnknownMunicipality,
)
from models.journal import What
from models.people import Contact, Enrolment
from models.programmes.office import Role
from models.programmes.versions import ProgrammeVersion
from models.progress import StepState
from models.states import EnrolmentStatus, StepStatus
from tests.support.worlds import small_programme, two_steps
from tests.support.worlds.small_programme import NOW
from tests.support.worlds.two_steps import day


def test_an_enrolled_municipality_has_its_people_and_its_planned_steps(session: Session) -> None:
    vejle = two_steps.vejle_in(session)

    states = session.scalars(select(StepState).where(StepState.enrolment_id == vejle.id)).all()
    assert [(one.step, one.status, one.opens_at) for one in states] == [
        ("preparation", StepStatus.PLANNED, day("2022-09-01", 8)),
        ("workshop", StepStatus.PLANNED, day("2022-10-03", 8)),
    ]
    assert [one.name for one in recipients.recipients(session, vejle, Role.PARTICIPANT)] == [
        "Lea Leder",
        "Mads Holm",
    ]
    line = two_steps.happened(session, What.ENROLLED)[0]
    assert (line.key, line.by, line.facts) == ("0630", "Anne", {"contacts": 3})


@pytest.mark.parametrize("wanted", ["Vejle", " vejle ", "VEJLE", "0630", "630"])
def test_a_municipality_is_found_by_name_or_code(session: Session, wanted: str) -> None:
    assert enrolments.find_municipality(session, "DK", wanted).name == "Vejle"


@pytest.mark.parametrize("wanted", ["Atlantis", "", "0001", "Fredrikstad", "%"])
def test_an_unknown_municipality_is_named_and_nobody_is_enrolled(session: Session, wanted: str) -> None:
    version = two_steps.published(session)

    with pytest.raises(UnknownMunicipality) as unknown:
        enrolments.enrol(session, version, wanted, [], actor=administrator("Anne"), now=NOW)

    assert unknown.value.facts == {"municipality": wanted, "country": "DK"}
    assert session.scalar(select(func.count()).select_from(Enrolment)) == 0


def test_the_same_municipality_twice_is_refused_even_after_it_has_left(session: Session) -> None:
    version = two_steps.published(session)
    vejle = small_programme.enrolled(session, version)

    with pytest.raises(AlreadyEnrolled) as twice:
        small_programme.enrolled(session, version)
    withdrawal.withdraw(session, vejle, actor=administrator("Anne"), reason="Ny ledelse", now=NOW)
    with pytest.raises(AlreadyEnrolled):
        small_programme.enrolled(session, version)

    assert twice.value.facts["enrolment"] == vejle.id


def test_a_full_cohort_takes_nobody_more_until_somebody_leaves(session: Session) -> None:
    version = two_steps.published(session, places={"municipalities": 1, "seats_each": 4})
    vejle = small_programme.enrolled(session, version)

    with pytest.raises(CohortFull) as full:
        small_programme.enrolled(session, version, "Horsens")
    withdrawal.withdraw(session, vejle, actor=administrator("Anne"), reason="Ny ledelse", now=NOW)
    horsens = small_programme.enrolled(session, version, "Horsens")

    assert full.value.facts == {"programme": "lille-forloeb", "places": 1}
    assert horsens.status is EnrolmentStatus.ENROLLED


def test_only_one_of_two_gets_the_last_place(session: Session) -> None:
    version = two_steps.published(session, places={"municipalities": 1, "seats_each": 4})
    session.commit()

    def take(home: str, own: Session) -> Enrolment:
        return small_programme.enrolled(own, own.get_one(ProgrammeVersion, version.id), home)

    outcomes = two_steps.at_once(lambda own: take("Vejle", own), lambda own: take("Horsens", own))

    assert sorted(type(one).__name__ for one in outcomes) == ["CohortFull", "Enrolment"]
    assert session.scalar(select(func.count()).select_from(Enrolment)) == 1


def test_the_same_municipality_is_enrolled_once_by_two_at_once(session: Session) -> None:
    version = two_steps.published(session)
    session.commit()

    def take(own: Session) -> Enrolment:
        return small_programme.enrolled(own, own.get_one(ProgrammeVersion, version.id))

    outcomes = two_steps.at_once(take, take)

    assert sorted(type(one).__name__ for one in outcomes) == ["AlreadyEnrolled", "Enrolment"]


@pytest.mark.parametrize(
    "address",
    ["tove", "tove@", "@example.org", "tove@example.org\nBcc: x@example.org", "tøve@example.org", ""],
)
def test_an_address_no_mail_server_takes_is_refused(session: Session, address: str) -> None:
    version = two_steps.published(session)

    with pytest.raises(ContactInvalid) as invalid:
        enrolments.enrol(
            session,
            version,
            "Vejle",
            [NewContact(Role.COORDINATOR, "Tove", address)],
            actor=administrator("Anne"),
            now=NOW,
        )

    assert invalid.value.facts == {"address": address}


def test_the_same_person_in_the_same_role_is_one_contact_who_may_come_back(session: Session) -> None:
    vejle = small_programme.enrolled(session)
    lea = enrolments.add_contact(session, vejle, NewContact(Role.PARTICIPANT, "Lea", "lea@example.org"))
    lea.ended_at = NOW
    session.flush()

    back = enrolments.add_contact(
        session, vejle, NewContact(Role.PARTICIPANT, " Lea Leder ", "lea@EXAMPLE.org", "12345678")
    )

    assert (back.id, back.name, back.phone, back.ended_at) == (lea.id, "Lea Leder", "12345678", None)
    assert session.scalar(select(func.count()).where(Contact.role == Role.PARTICIPANT)) == 1


def test_a_role_nobody_holds_falls_to_the_coordinator(session: Session) -> None:
    vejle = small_programme.enrolled(session)

    before = recipients.recipients(session, vejle, Role.DIRECTORATE)
    enrolments.add_contact(
        session, vejle, NewContact(Role.DIRECTORATE, "Dorte Direktør", "dorte@example.org")
    )
    after = recipients.recipients(session, vejle, Role.DIRECTORATE)

    assert [one.name for one in before] == ["Tove Vejle"]
    assert [one.name for one in after] == ["Dorte Direktør"]


def test_a_contact_who_has_left_holds_no_role(session: Session) -> None:
    vejle = two_steps.vejle_in(session)
    two_steps.contact(session, "lea@example.org").ended_at = NOW
    session.flush()

    assert [one.name for one in recipients.recipients(session, vejle, Role.PARTICIPANT)] == ["Mads Holm"]


def test_office_roles_are_held_by_the_programmes_own_people(session: Session) -> None:
    vejle = small_programme.enrolled(session)

    held = recipients.recipients(session, vejle, Role.FACILITATOR)

    assert [(one.name, one.email, one.contact_id) for one in held] == [
        ("Frank Facilitator", "frank@example.org", None)
    ]


def test_an_unknown_enrolment_is_named(session: Session) -> None:
    with pytest.raises(UnknownEnrolment) as unknown:
        enrolments.get(session, 4711)

    assert unknown.value.facts == {"enrolment": 4711}


def test_a_municipality_that_does_not_take_part_is_not_found(session: Session) -> None:
    version = two_steps.published(session)
    vejle = small_programme.enrolled(session, version)

    assert enrolments.find(session, version, "0630") is vejle
    with pytest.raises(UnknownEnrolment):
        enrolments.find(session, version, "Horsens")
