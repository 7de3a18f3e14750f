"""Planning: everybody named gets a time, and later plannings change no more than they must."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from actions.gates import withdrawal
from actions.interviews import absences, arrangements, planning
from actions.progress import requirements
from models.accounts.actors import administrator
from models.interviews.rows import Interviewee, Reservation
from models.journal import JournalEntry, What
from models.letters import Letter
from models.people import Enrolment
from models.programmes.office import Role
from models.programmes.versions import ProgrammeVersion
from models.states import Answer, InterviewStatus
from tests.support.worlds import interview_programme
from tests.support.worlds.interview_programme import NOW, everybody, letters, times


def plan(session: Session, version: ProgrammeVersion, now: datetime = NOW) -> planning.PlanningOutcome:
    return planning.plan(session, version.id, now=now)


def test_everybody_who_is_named_is_proposed_a_time_and_invited(
    session: Session, interview_cohort: list[Enrolment]
) -> None:
    asked = everybody(session).values()

    assert [one.status for one in asked] == [InterviewStatus.PROPOSED] * 15
    assert len(letters(session, "interview_invitation")) == 15
    assert len(letters(session, "interviewer_notice")) == 15


def test_a_proposal_takes_time_of_both_people(session: Session, interview_cohort: list[Enrolment]) -> None:
    leader = interview_programme.interview(session, interview_cohort[0])

    taken = session.scalars(select(Reservation).where(Reservation.interview_id == leader.id)).all()

    assert {one.person for one in taken} >= {"leder.vejle@example.org"}
    assert len(taken) == 2


def test_an_interviewers_time_has_buffers_and_an_interviewees_has_none(
    session: Session, interview_cohort: list[Enrolment]
) -> None:
    leader = interview_programme.interview(session, interview_cohort[0])
    taken = {
        one.person: one.during
        for one in session.scalars(select(Reservation).where(Reservation.interview_id == leader.id))
    }
    assert leader.starts_at
    assert leader.ends_at

    interviewee = taken.pop("leder.vejle@example.org")
    (interviewer,) = taken.values()

    assert (interviewee.lower, interviewee.upper) == (leader.starts_at, leader.ends_at)
    assert interviewer.lower == leader.starts_at - timedelta(minutes=10)
    assert interviewer.upper == leader.ends_at + timedelta(minutes=20)


def test_notice_is_given_in_working_days(session: Session, interview_version: ProgrammeVersion) -> None:
    friday = datetime(2022, 9, 2, 8, tzinfo=UTC)
    interview_programme.named(session, interview_programme.enrolled(session, interview_version), now=friday)

    plan(session, interview_version, friday)

    earliest = min(one.starts_at for one in everybody(session).values() if one.starts_at)
    assert earliest >= datetime(2022, 9, 6, 8, tzinfo=UTC)


def test_there_is_a_working_day_to_answer_on(session: Session, interview_cohort: list[Enrolment]) -> None:
    assert all(
        one.lapses_at and one.lapses_at >= datetime(2022, 9, 2, 8, tzinfo=UTC)
        for one in everybody(session).values()
    )


def test_planning_twice_changes_nothing(
    session: Session, interview_version: ProgrammeVersion, interview_cohort: list[Enrolment]
) -> None:
    before, written = times(session), len(session.scalars(select(Letter)).all())

    done = plan(session, interview_version)

    assert done == planning.PlanningOutcome()
    assert times(session) == before
    assert len(session.scalars(select(Letter)).all()) == written


def test_only_the_one_who_declines_gets_another_time(
    session: Session, interview_version: ProgrammeVersion, interview_cohort: list[Enrolment]
) -> None:
    before, leader = times(session), interview_programme.interview(session, interview_cohort[0])
    declined = leader.starts_at

    arrangements.answer(session, leader.id, Answer.NO, actor=administrator("Leder i Vejle"), now=NOW)
    done = plan(session, interview_version)

    after = times(session)
    changed = {one for one in after if after[one] != before[one]}
    assert (done.proposed, changed) == (1, {leader.interviewee_id})
    assert leader.starts_at != declined
    assert (leader.status, leader.sequence) == (InterviewStatus.PROPOSED, 1)


def test_whoever_declined_is_told_of_the_new_time_and_of_no_cancellation(
    session: Session, interview_version: ProgrammeVersion, interview_cohort: list[Enrolment]
) -> None:
    leader = interview_programme.interview(session, interview_cohort[0])
    arrangements.answer(session, leader.id, Answer.NO, actor=administrator("Leder i Vejle"), now=NOW)

    plan(session, interview_version)

    assert len(letters(session, "interview_moved")) == 1
    assert letters(session, "interview_cancelled") == []


def test_a_yes_makes_it_an_agreement_that_writes_nobody(
    session: Session, interview_cohort: list[Enrolment]
) -> None:
    leader, written = (
        interview_programme.interview(session, interview_cohort[0]),
        len(session.scalars(select(Letter)).all()),
    )

    arrangements.answer(session, leader.id, Answer.YES, actor=administrator("Leder i Vejle"), now=NOW)

    assert (leader.status, leader.lapses_at) == (InterviewStatus.BOOKED, None)
    assert len(session.scalars(select(Letter)).all()) == written


def test_when_everything_is_full_the_office_is_told_why_and_what_would_help(session: Session) -> None:
    narrow = [interview_programme.interviewer("frank", hours={"monday": [{"from": "09:00", "to": "10:00"}]})]
    version = interview_programme.published(session, interviewers=narrow)
    interview_programme.named(session, interview_programme.enrolled(session, version))

    done = plan(session, version)

    assert done.proposed + done.unplaced == 5
    assert done.unplaced > 0
    (letter,) = letters(session, "interviews_unplaced")
    assert (letter.to_email, "Vejle" in letter.text) == ("anne@example.org", True)
    waiting = [one for one in everybody(session).values() if one.status is InterviewStatus.WAITING]
    assert all(any("hjælpe" in reason for reason in one.reasons) for one in waiting)


def test_the_same_trouble_is_told_once(session: Session) -> None:
    narrow = [interview_programme.interviewer("frank", hours={"monday": [{"from": "09:00", "to": "10:00"}]})]
    version = interview_programme.published(session, interviewers=narrow)
    interview_programme.named(session, interview_programme.enrolled(session, version))

    for _ in range(3):
        plan(session, version)

    assert len(letters(session, "interviews_unplaced")) == 1


def test_a_later_deadline_helps_at_the_next_planning(session: Session) -> None:
    narrow = [interview_programme.interviewer("frank", hours={"monday": [{"from": "09:00", "to": "10:00"}]})]
    version = interview_programme.published(session, interviewers=narrow)
    home = interview_programme.enrolled(session, version)
    interview_programme.named(session, home)
    missing = plan(session, version).unplaced

    state = interview_programme.talks(session, home)
    requirements.move_deadline(session, state, state.due_at + timedelta(weeks=6), now=NOW)

    assert plan(session, version).proposed == missing


def test_somebody_who_declines_again_and_again_is_left_to_a_person(
    session: Session, interview_version: ProgrammeVersion, interview_cohort: list[Enrolment]
) -> None:
    leader = interview_programme.interview(session, interview_cohort[0])

    for _ in range(3):
        arrangements.answer(
            session, leader.id, Answer.NO, actor=administrator("Leder i Vejle"), remark="", now=NOW
        )
        leader.remark = "igen"  # so that the next no is not the same answer
        plan(session, interview_version)

    assert (leader.status, leader.attempts) == (InterviewStatus.WAITING, 3)
    assert "uden held" in leader.reasons[0]
    assert len(letters(session, "interviews_unplaced")) == 1
    assert len(letters(session, "interview_cancelled")) == 1


def test_whom_a_person_has_agreed_with_stays_where_the_person_put_it(
    session: Session, interview_version: ProgrammeVersion, interview_cohort: list[Enrolment]
) -> None:
    saturday = datetime(2022, 9, 17, 8, tzinfo=UTC)
    leader = interview_programme.interview(session, interview_cohort[0])
    arrangements.move(
        session,
        leader.id,
        starts_at=saturday,
        actor=administrator("Frank"),
        why="Aftalt i telefonen",
        now=NOW,
    )

    plan(session, interview_version)

    assert (leader.status, leader.starts_at) == (InterviewStatus.BOOKED, saturday)


def test_an_agreement_gives_way_when_its_interviewer_is_away(
    session: Session, interview_version: ProgrammeVersion, interview_cohort: list[Enrolment]
) -> None:
    leader = interview_programme.interview(session, interview_cohort[0])
    arrangements.move(
        session,
        leader.id,
        starts_at=datetime(2022, 9, 24, 8, tzinfo=UTC),
        actor=administrator("Frank"),
        now=NOW,
    )
    holder = leader.interviewer

    absences.away(
        session,
        interview_version.id,
        holder,
        first=date(2022, 9, 24),
        actor=administrator("Anne"),
        why="Ferie",
        now=NOW,
    )

    assert (leader.starts_at, leader.interviewer) != (datetime(2022, 9, 24, 8, tzinfo=UTC), holder)


def test_a_closed_day_gives_the_municipality_another_one(
    session: Session, interview_version: ProgrammeVersion, interview_cohort: list[Enrolment]
) -> None:
    leader = interview_programme.interview(session, interview_cohort[0])
    assert leader.starts_at
    closed = leader.starts_at.date()

    interview_programme.named(
        session, interview_cohort[0], interview_programme.form("Vejle", closed=[{"day": closed.isoformat()}])
    )
    plan(session, interview_version)

    ours = [
        one for one in everybody(session).values() if one.requirement_state_id == leader.requirement_state_id
    ]
    assert closed not in {one.starts_at.date() for one in ours if one.starts_at}


def test_a_municipality_that_leaves_frees_its_times_and_its_people_hear_of_it(
    session: Session, interview_version: ProgrammeVersion, interview_cohort: list[Enrolment]
) -> None:
    withdrawal.withdraw(
        session, interview_cohort[0], actor=administrator("Anne Kontor"), reason="Budget", now=NOW
    )

    theirs = interview_programme.talks(session, interview_cohort[0]).id
    left = [one for one in everybody(session).values() if one.requirement_state_id == theirs]
    assert {one.status for one in left} == {InterviewStatus.CANCELLED}
    assert (
        session.query(Reservation).filter(Reservation.interview_id.in_([one.id for one in left])).count() == 0
    )
    assert plan(session, interview_version) == planning.PlanningOutcome()


def test_somebody_else_in_the_role_is_invited_and_the_one_before_is_told(
    session: Session, interview_version: ProgrammeVersion, interview_cohort: list[Enrolment]
) -> None:
    given = interview_programme.form("Vejle")
    given["people"][0] |= {"name": "Ny Leder", "email": "ny.leder@example.org"}

    interview_programme.named(session, interview_cohort[0], given)
    plan(session, interview_version)

    (cancelled,) = letters(session, "interview_cancelled")
    assert cancelled.to_email == "leder.vejle@example.org"
    assert interview_programme.interview(session, interview_cohort[0]).status is InterviewStatus.PROPOSED
    assert letters(session, "interview_invitation")[-1].to_email == "ny.leder@example.org"


def test_what_was_planned_is_in_the_journal_by_number_only(
    session: Session, interview_cohort: list[Enrolment]
) -> None:
    lines = session.scalars(select(JournalEntry).where(JournalEntry.what == What.INTERVIEW_PROPOSED)).all()

    assert len(lines) == 15
    assert all(set(one.facts) == {"interview", "starts"} for one in lines)


def test_interviewees_see_their_own_links_only(session: Session, interview_cohort: list[Enrolment]) -> None:
    (letter, *_) = letters(session, "interview_invitation")

    assert letter.contact_id is not None
    assert "/jeres-side/" in letter.text
    assert Role.INTERVIEWEE.value == "interviewee"


def test_a_new_list_leaves_alone_what_a_person_has_said(
    session: Session, interview_version: ProgrammeVersion, interview_cohort: list[Enrolment]
) -> None:
    leader = interview_programme.interview(session, interview_cohort[0])
    person = session.get_one(Interviewee, leader.interviewee_id)
    person.own_impossible = [["2022-09-12T07:00:00+00:00", "2022-09-12T10:00:00+00:00"]]

    interview_programme.named(
        session, interview_cohort[0], interview_programme.form("Vejle", closed=[{"day": "2022-09-14"}])
    )

    assert person.own_impossible == [["2022-09-12T07:00:00+00:00", "2022-09-12T10:00:00+00:00"]]


def test_whoever_waits_in_vain_is_looked_for_again_when_the_list_changes(session: Session) -> None:
    version = interview_programme.published(session)
    home = interview_programme.enrolled(session, version)
    days = [f"2022-09-{day:02}" for day in range(1, 24)]
    interview_programme.named(
        session, home, interview_programme.form("Vejle", closed=[{"day": day} for day in days])
    )
    assert planning.plan(session, version.id, now=NOW).unplaced == 5

    interview_programme.named(session, home)

    assert planning.is_wanted(session, home.id, "preparation")
    assert planning.plan(session, version.id, now=NOW).proposed == 5
