"""The list of participants: who has a seat, who is invited, who no longer owes an answer."""

from __future__ import annotations

from datetime import timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from models.events import Invitation
from models.people import Contact, Enrolment, Participant
from models.programmes.office import Role
from models.programmes.programme import ParticipantGroup
from models.states import Answer, RequirementStatus
from tests.support.acts.delivering import count, deliver, people_of
from tests.support.worlds import small_programme
from tests.support.worlds.small_programme import GROUP, NOW


def test_a_list_of_participants_seats_them(session: Session, small_vejle: Enrolment) -> None:
    state = small_programme.asked(session, small_vejle, "group")

    delivered = deliver(session, state, form=GROUP)

    assert delivered.accepted
    assert people_of(session, small_vejle) == {"lea@example.org": True, "mads@example.org": True}
    assert set(session.scalars(select(Participant.group))) == {
        ParticipantGroup.LEADER,
        ParticipantGroup.EMPLOYEE,
    }


def test_a_list_without_a_leader_seats_nobody(session: Session, small_vejle: Enrolment) -> None:
    state = small_programme.asked(session, small_vejle, "group")

    delivered = deliver(session, state, form={"participants": GROUP["participants"][1:]})

    assert [one.rule for one in delivered.findings] == ["must_include"]
    assert people_of(session, small_vejle) == {}


def test_a_later_list_replaces_the_earlier(session: Session, small_vejle: Enrolment) -> None:
    state = small_programme.asked(session, small_vejle, "group")
    deliver(session, state, form=GROUP)
    mia = {"name": "Mia Medarbejder", "email": "Mia@Example.org", "group": "Medarbejder"}

    deliver(
        session, state, form={"participants": [GROUP["participants"][0], mia]}, now=NOW + timedelta(days=1)
    )

    session.expire_all()
    assert people_of(session, small_vejle) == {
        "lea@example.org": True,
        "mads@example.org": False,
        "mia@example.org": True,
    }


def test_somebody_who_comes_back_on_the_list_takes_part_again(
    session: Session, small_vejle: Enrolment
) -> None:
    state = small_programme.asked(session, small_vejle, "group")
    deliver(session, state, form=GROUP)
    other = {"name": "Ole Ny", "email": "ole@example.org", "group": "employee"}
    deliver(
        session, state, form={"participants": [GROUP["participants"][0], other]}, now=NOW + timedelta(days=1)
    )

    deliver(session, state, form=GROUP, now=NOW + timedelta(days=2))

    session.expire_all()
    assert people_of(session, small_vejle) == {
        "lea@example.org": True,
        "mads@example.org": True,
        "ole@example.org": False,
    }


def test_newcomers_are_invited_and_those_who_left_owe_no_answer(
    session: Session, small_vejle: Enrolment
) -> None:
    state = small_programme.asked(session, small_vejle, "group")
    deliver(session, state, form=GROUP)
    answers = small_programme.asked(session, small_vejle, "answers")
    lea, _ = session.scalars(select(Contact).where(Contact.role == Role.PARTICIPANT).order_by(Contact.id))
    mads_silent = small_programme.invited(
        session, small_vejle, *session.scalars(select(Contact).where(Contact.role == Role.PARTICIPANT))
    )
    for invitation in mads_silent:
        if invitation.contact_id == lea.id:
            invitation.answer = Answer.YES
    ole = {"name": "Ole Ny", "email": "ole@example.org", "group": "employee"}

    deliver(
        session, state, form={"participants": [GROUP["participants"][0], ole]}, now=NOW + timedelta(days=1)
    )

    assert count(session, Invitation) == 3
    assert answers.status is RequirementStatus.ASKED


def test_when_the_last_silent_person_leaves_the_list_all_have_answered(
    session: Session, small_vejle: Enrolment
) -> None:
    group = small_programme.asked(session, small_vejle, "group")
    ole = {"name": "Ole Tavs", "email": "ole@example.org", "group": "employee"}
    deliver(session, group, form={"participants": [*GROUP["participants"], ole]})
    answers = small_programme.asked(session, small_vejle, "answers")
    people = list(
        session.scalars(select(Contact).where(Contact.role == Role.PARTICIPANT).order_by(Contact.id))
    )
    for invitation in small_programme.invited(session, small_vejle, *people)[:2]:
        invitation.answer = Answer.YES

    deliver(session, group, form=GROUP, now=NOW + timedelta(days=1))

    session.expire_all()
    assert answers.status is RequirementStatus.FULFILLED
