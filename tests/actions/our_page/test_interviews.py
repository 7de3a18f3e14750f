"""What somebody sees of the interviews on "our page", and what they may say."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from actions.interviews import arrangements, planning
from actions.interviews.appointments import Appointment
from actions.our_page import interviews
from actions.our_page.interviews import Times
from actions.people import links
from models.accounts.actors import administrator
from models.errors.interviews import UnknownInterview
from models.interviews.rows import Interview, Interviewee
from models.journal import JournalEntry, What
from models.people import Contact, Enrolment
from models.programmes.office import Role
from models.states import Answer, InterviewStatus
from tests.support.worlds import interview_programme
from tests.support.worlds.interview_programme import NOW


def coordinator(session: Session, home: Enrolment) -> Contact:
    return session.scalars(
        select(Contact).where(Contact.enrolment_id == home.id, Contact.role == Role.COORDINATOR)
    ).one()


def person(session: Session, interview: Interview) -> Contact:
    """Whom it is with."""
    interviewee = session.get_one(Interviewee, interview.interviewee_id)
    return session.get_one(Contact, interviewee.contact_id)


def read(about: Appointment) -> str:
    """The time that stood on the page."""
    assert about.contact
    return interviews.shown(about, about.contact, now=NOW).time


def row(day: str = "5.9.2022", what: str = "Passer godt", since: str = "", until: str = "") -> dict[str, Any]:
    return {"what": what, "day": day, "since": since, "until": until}


def test_a_coordinator_sees_everybodys_and_a_person_the_own(
    session: Session, interview_vejle_proposed: Enrolment
) -> None:
    interview = interview_programme.interview(session, interview_vejle_proposed)

    all_of_them = interviews.of(session, coordinator(session, interview_vejle_proposed), now=NOW)
    (own,) = interviews.of(session, person(session, interview), now=NOW)

    assert [one.about.interviewee.title for one in all_of_them] == list(interview_programme.ROLES)
    assert {one.is_own for one in all_of_them} == {False}
    assert (own.about.interview, own.is_own, own.open) == (interview, True, True)
    assert interview.status is InterviewStatus.PROPOSED
    assert own.about.person
    assert own.about.person.name in {"Frank Facilitator", "Karen Konsulent"}
    assert own.about.link.startswith("https://moede.example.org/")


def test_a_person_finds_no_other_interview(session: Session, interview_vejle_proposed: Enrolment) -> None:
    own, other = (
        interview_programme.interview(session, interview_vejle_proposed),
        interview_programme.interview(session, interview_vejle_proposed, interview_programme.ROLES[1]),
    )

    with pytest.raises(UnknownInterview):
        interviews.find(session, person(session, own), other.id)


def test_a_coordinator_who_is_interviewed_answers_for_herself(
    session: Session, interview_vejle_proposed: Enrolment
) -> None:
    tove = coordinator(session, interview_vejle_proposed)
    given = interview_programme.form()
    given["people"][0]["email"] = tove.email.upper()
    interview_programme.named(session, interview_vejle_proposed, given)
    planning.plan(session, interview_vejle_proposed.programme_id, now=NOW)

    (own,) = [one for one in interviews.of(session, tove, now=NOW) if one.is_own]
    about = interviews.find(session, tove, own.about.interview.id)
    interviews.say(
        session,
        tove,
        about,
        Answer.YES,
        actor=links.actor_of(tove),
        time=read(about),
        remark="",
        times=Times(),
        now=NOW,
    )

    line = session.scalars(select(JournalEntry).where(JournalEntry.what == What.INTERVIEW_ANSWERED)).one()
    assert (line.by, line.on_behalf) == ("Tove Vejle", "")


def test_a_coordinators_answer_says_on_whose_behalf(
    session: Session, interview_vejle_proposed: Enrolment
) -> None:
    tove, interview = (
        coordinator(session, interview_vejle_proposed),
        interview_programme.interview(session, interview_vejle_proposed),
    )

    about = interviews.find(session, tove, interview.id)
    interviews.say(
        session,
        tove,
        about,
        Answer.YES,
        actor=links.actor_of(tove),
        time=read(about),
        remark="Ringede",
        times=Times(),
        now=NOW,
    )

    line = session.scalars(select(JournalEntry).where(JournalEntry.what == What.INTERVIEW_ANSWERED)).one()
    assert (line.by, line.on_behalf) == ("Tove Vejle", "Leder i Vejle")
    assert (interview.status, interview.remark) == (InterviewStatus.BOOKED, "Ringede")


def test_one_who_cannot_says_when_and_gets_another_time(
    session: Session, interview_vejle_proposed: Enrolment
) -> None:
    interview = interview_programme.interview(session, interview_vejle_proposed)
    before, leader = interview.starts_at, person(session, interview)
    about = interviews.find(session, leader, interview.id)
    rows = [row("14.9.2022"), row("12.9.2022", "Kan ikke", "9", "12.30")]

    times = interviews.read_times(about, rows)
    interviews.say(
        session,
        leader,
        about,
        Answer.NO,
        actor=links.actor_of(leader),
        time=read(about),
        remark="",
        times=times,
        now=NOW,
    )
    planning.plan(session, interview_vejle_proposed.programme_id, now=NOW)

    assert about.interviewee.own_wished == [["2022-09-13T22:00:00+00:00", "2022-09-14T22:00:00+00:00"]]
    assert about.interviewee.own_impossible == [["2022-09-12T07:00:00+00:00", "2022-09-12T10:30:00+00:00"]]
    assert interview.status is InterviewStatus.PROPOSED
    assert interview.starts_at != before
    assert interview.starts_at is not None
    assert interview.starts_at.date() == datetime(2022, 9, 14).date()  # noqa: DTZ001 - only the day


def test_the_page_shows_what_is_known_of_when_one_can(
    session: Session, interview_vejle_proposed: Enrolment
) -> None:
    interview = interview_programme.interview(session, interview_vejle_proposed)
    leader = person(session, interview)
    about = interviews.find(session, leader, interview.id)
    times = interviews.read_times(about, [row("14.9.2022"), row("12.9.2022", "Kan ikke", "9", "12.30")])

    for _ in range(2):
        interviews.say(
            session,
            leader,
            about,
            Answer.NONE,
            actor=links.actor_of(leader),
            time=read(about),
            remark="",
            times=times,
            now=NOW,
        )

    cannot, suits = interviews.shown(about, leader, now=NOW).known
    assert (cannot.suits, cannot.whole_day, f"{cannot.during.ends:%H.%M}") == (False, False, "12.30")
    assert (suits.suits, suits.whole_day, suits.during.starts.day) == (True, True, 14)


def test_whoever_waits_in_vain_is_looked_for_again_when_times_come(
    session: Session, interview_vejle_proposed: Enrolment
) -> None:
    interview = interview_programme.interview(session, interview_vejle_proposed)
    leader = person(session, interview)
    arrangements.answer(session, interview.id, Answer.NO, actor=administrator(leader.name), now=NOW)
    interview.reasons = ["Ingen tid er fri."]
    about = interviews.find(session, leader, interview.id)
    was_wanted = planning.is_wanted(session, interview_vejle_proposed.id, "preparation")

    times = interviews.read_times(about, [row()])
    interviews.say(
        session,
        leader,
        about,
        Answer.NONE,
        actor=links.actor_of(leader),
        time=read(about),
        remark="",
        times=times,
        now=NOW,
    )

    assert (was_wanted, planning.is_wanted(session, interview_vejle_proposed.id, "preparation")) == (
        False,
        True,
    )


def test_faults_in_times_stand_at_the_fields_of_the_page(
    session: Session, interview_vejle_proposed: Enrolment
) -> None:
    interview = interview_programme.interview(session, interview_vejle_proposed)
    about = interviews.find(session, person(session, interview), interview.id)

    times = interviews.read_times(about, [row("i morgen"), row(since="12", until="9")])

    key = f"times_{interview.id}"
    assert [one.field for one in times.findings] == [f"{key}.0.day", f"{key}.1.until"]
    assert (times.wished, times.impossible) == ((), ())


def test_nobody_is_asked_when_they_can_for_an_interview_agreed_by_hand(
    session: Session, interview_vejle_proposed: Enrolment
) -> None:
    state = interview_programme.talks(session, interview_vejle_proposed)
    by_hand = arrangements.book(
        session,
        state,
        interviewee="Borgmester",
        starts_at=NOW + timedelta(days=4),
        actor=administrator("Frank"),
        now=NOW,
    )

    shown = interviews.of(session, coordinator(session, interview_vejle_proposed), now=NOW)[-1]
    about = interviews.find(session, coordinator(session, interview_vejle_proposed), by_hand.id)

    assert (shown.about.interviewee.title, shown.about.contact, shown.open, shown.times) == (
        "Borgmester",
        None,
        True,
        None,
    )
    assert interviews.read_times(about, [row()]) == Times()


def test_nobody_agrees_to_a_time_that_came_in_between(
    session: Session, interview_vejle_proposed: Enrolment
) -> None:
    interview = interview_programme.interview(session, interview_vejle_proposed)
    leader = person(session, interview)
    about = interviews.find(session, leader, interview.id)
    before = read(about)
    arrangements.move(
        session, interview.id, starts_at=NOW + timedelta(days=6), actor=administrator("Frank"), now=NOW
    )

    with pytest.raises(UnknownInterview):
        interviews.say(
            session,
            leader,
            about,
            Answer.YES,
            actor=links.actor_of(leader),
            time=before,
            remark="",
            times=Times(),
            now=NOW,
        )

    assert interview.answer is Answer.NONE
