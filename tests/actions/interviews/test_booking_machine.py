"""Everything that can happen to a few bookings, in any order: after every step each promise about them holds."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime, timedelta
from typing import Any

from hypothesis import HealthCheck, Phase, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule, run_state_machine_as_test
from sqlalchemy import select
from sqlalchemy.orm import Session

from actions.gates import withdrawal
from actions.interviews import absences, appointments, arrangements, planning
from actions.sweeps import interviews
from models.accounts.actors import administrator
from models.errors.error import TovholderError
from models.interviews.rows import Interview, Interviewee, Reservation
from models.letters import Letter
from models.people import Enrolment
from models.progress import RequirementState
from models.states import OWED, TIMED, Answer, EnrolmentStatus, InterviewStatus, LetterStatus
from tests.support.acts.deciding import EXTEND, decide
from tests.support.checks import calendar_client
from tests.support.checks.calendar_client import Entry
from tests.support.checks.interview_arithmetic import (
    TAKES_TIME,
    Calendar,
    Place,
    Stretch,
    free,
    placed,
    standing,
    wrong_with,
)
from tests.support.worlds import interview_programme
from tests.support.worlds.interview_programme import NOW

ANNE, FRANK, LEA = map(administrator, ("Anne", "Frank", "Lea"))
HOMES = ("Vejle", "Odense")
ROLES = interview_programme.ROLES[:3]
DAYS = tuple(date(2022, 9, day) for day in range(5, 24))
WHO = st.integers(0, len(HOMES) * len(ROLES) - 1)
PERSONS = st.sampled_from(("frank", "karen"))
TIMES = st.builds(
    lambda day, quarter: datetime(2022, 9, day, 7, tzinfo=NOW.tzinfo) + timedelta(minutes=15 * quarter),
    st.integers(5, 23),
    st.integers(0, 12),
)


class Bookings(RuleBasedStateMachine):
    """Two municipalities with three people each, and two interviewers who have little time."""

    session: Session
    version: int

    def __init__(self) -> None:
        super().__init__()
        self.now, self.sequences, self.declined = NOW, dict[int, int](), dict[int, list[Stretch]]()
        self.whole = self.session.begin_nested()

    def teardown(self) -> None:
        self.whole.rollback()
        self.session.expire_all()

    def homes(self) -> list[Enrolment]:
        return list(self.session.scalars(select(Enrolment).order_by(Enrolment.id)))

    def try_to(self, act: Callable[..., object], *given: Any, **named: Any) -> bool:
        """As a transaction would: all of it, or nothing when it is refused."""
        self.now += timedelta(minutes=1)
        try:
            with self.session.begin_nested():
                act(self.session, *given, now=self.now, **named)
        except TovholderError:
            return False
        return True

    def one(self, who: int, *statuses: InterviewStatus) -> Interview | None:
        """One of the interviews in these statuses, None when there are none."""
        rows = select(Interview).where(Interview.status.in_(statuses or list(InterviewStatus)))
        found = self.session.scalars(rows.order_by(Interview.id)).all()
        return found[who % len(found)] if found else None

    @initialize()
    def everybody_is_named(self) -> None:
        for home in self.homes():
            self.try_to(
                interview_programme.named, home, interview_programme.form(self.called(home), roles=ROLES)
            )

    def called(self, home: Enrolment) -> str:
        return HOMES[home.id - self.homes()[0].id]

    @rule(
        who=st.integers(0, 1),
        left_out=st.sampled_from((None, None, *ROLES[1:])),
        other=st.booleans(),
        cannot=st.lists(st.sampled_from(DAYS), max_size=8, unique=True),
        closed=st.lists(st.sampled_from(DAYS), max_size=6, unique=True),
    )
    def name(
        self, who: int, left_out: str | None, other: bool, cannot: list[date], closed: list[date]
    ) -> None:
        home = self.homes()[who]
        form = interview_programme.form(
            self.called(home), roles=tuple(one for one in ROLES if one != left_out)
        )
        if other:
            form["people"][0] |= {"name": "En anden", "email": f"en.anden.{who}@example.org"}
        form["times"] = [{"who": ROLES[0], "what": "Kan ikke", "day": f"{day}"} for day in cannot]
        form["closed"] = [{"day": f"{day}"} for day in closed]
        self.try_to(interview_programme.named, home, form)

    @rule()
    def plan(self) -> None:
        self.find_times(lambda: self.try_to(planning.plan, self.version))

    @rule()
    def sweep(self) -> None:
        for interview in self.session.scalars(select(Interview)):
            over = interview.lapses_at and interview.lapses_at <= self.now + timedelta(minutes=1)
            if interview.status is InterviewStatus.PROPOSED and over:
                self.refuses(interview)
        self.find_times(lambda: self.try_to(interviews.sweep))

    @rule(who=WHO, yes=st.booleans())
    def answer(self, who: int, yes: bool) -> None:
        if interview := self.one(who, *TIMED):
            said, before = Answer.YES if yes else Answer.NO, placed(self.session, interview)
            self.try_to(arrangements.answer, interview.id, said, actor=LEA, remark=f"{self.now}")
            if interview.status is InterviewStatus.WAITING and before:
                self.refuses(interview, before)

    def refuses(self, interview: Interview, before: Place | None = None) -> None:
        place = before or placed(self.session, interview)
        if place and place.starts > self.now:
            mine = self.declined.setdefault(interview.interviewee_id, [])
            mine.append(Stretch("", place.starts, place.ends))

    @rule(who=WHO, at=TIMES, by=PERSONS)
    def book(self, who: int, at: datetime, by: str) -> None:
        home = self.homes()[who % 2]
        whom = {"interviewee": ROLES[who // 2], "starts_at": at, "interviewer": by, "actor": ANNE}
        state = interview_programme.talks(self.session, home)
        self.try_to(arrangements.book, state, **whom)

    @rule(who=WHO, at=TIMES, by=PERSONS)
    def move(self, who: int, at: datetime, by: str) -> None:
        if interview := self.one(who, *TIMED):
            self.try_to(
                arrangements.move, interview.id, starts_at=at, interviewer=by, actor=ANNE, why="Bytte"
            )

    @rule(who=WHO)
    def cancel(self, who: int) -> None:
        if interview := self.one(who):
            self.try_to(arrangements.cancel, interview.id, actor=ANNE, why="Ikke nødvendigt")

    @rule(who=WHO, came=st.booleans(), notes=st.sampled_from(("", "Det gik godt")))
    def meet(self, who: int, came: bool, notes: str) -> None:
        if interview := self.one(who, *TIMED):
            if came:
                self.try_to(arrangements.hold, interview.id, actor=FRANK, notes=notes)
            else:
                self.try_to(arrangements.no_show, interview.id, actor=FRANK)

    @rule(person=PERSONS, first=st.sampled_from(DAYS), days=st.sampled_from((0, 1, 4, None)))
    def away(self, person: str, first: date, days: int | None) -> None:
        last = None if days is None else first + timedelta(days=days)
        told = {"first": first, "last": last, "actor": ANNE, "why": "Syg"}
        self.find_times(lambda: self.try_to(absences.away, self.version, person, **told))

    @rule(person=PERSONS, day=st.sampled_from(DAYS))
    def back(self, person: str, day: date) -> None:
        self.find_times(lambda: self.try_to(absences.back, self.version, person, day=day, actor=ANNE))

    @rule(who=st.integers(0, 1), days=st.integers(1, 7))
    def extend(self, who: int, days: int) -> None:
        state = interview_programme.talks(self.session, self.homes()[who])
        until = (state.due_at + timedelta(days=days)).date().isoformat()
        if self.now.month == 9 and state.due_at.month == 9:
            self.try_to(decide, state, EXTEND, until=until, occasion=f"{self.now}")

    @rule(who=st.integers(0, 9))
    def withdraw(self, who: int) -> None:
        if who == 0:
            self.try_to(withdrawal.withdraw, self.homes()[0], actor=ANNE, reason="Nedlagt")

    @rule(hours=st.sampled_from((1, 5, 24, 24, 72, 120)))
    def time_passes(self, hours: int) -> None:
        self.now += timedelta(hours=hours)

    @rule()
    def letters_are_sent(self) -> None:
        for letter in self.session.scalars(select(Letter).where(Letter.status == LetterStatus.QUEUED)):
            letter.status = LetterStatus.SENT
        self.session.flush()

    def find_times(self, act: Callable[[], bool]) -> None:
        """Plan, and see that only what had to move moved, and that nobody is left who could have had a time."""
        self.session.flush()
        before = {one.about.interview.id: one for one in standing(self.session, *TIMED)}
        if not act():
            return
        calendar, after = Calendar.of(self.session), standing(self.session)
        moved = [one for one in after if self.has_moved(one, before)]
        waiting = [one for one in self.bookable() if one.status is InterviewStatus.WAITING]
        for one in after:
            if one.about.interview.proposed_at == self.now:
                assert wrong_with(calendar, one, after, now=self.now) == []
        for interview in waiting:
            about = appointments.of(self.session, interview)
            assert interview.reasons
            assert about.booking
            if interview.attempts < about.booking.attempts:
                assert next(free(calendar, about, after, now=self.now), None) is None
        if moved and (stayed := self.could_have_stayed(calendar, moved, before, after)):
            raise AssertionError(f"{stayed} was moved for nothing")

    def has_moved(self, place: Place, before: dict[int, Place]) -> bool:
        was = before.get(place.about.interview.id)
        return was is not None and (was.starts, was.by.person) != (place.starts, place.by.person)

    def could_have_stayed(
        self, calendar: Calendar, moved: list[Place], before: dict[int, Place], after: list[Place]
    ) -> list[int]:
        """Those moved whose old time was still good, though everybody new would have found a time beside them."""
        still = [one for one in before.values() if one.about.interview.status in TAKES_TIME]
        good = [one for one in still if not wrong_with(calendar, one, still, now=None)]
        rest = [
            one for one in after if one.about.interview.id not in {old.about.interview.id for old in good}
        ]
        beside = list(good)
        for one in rest:
            if one.about.interview.proposed_at != self.now:
                beside.append(one)
        for one in [each for each in rest if each.about.interview.proposed_at == self.now]:
            found = next(free(calendar, one.about, beside, now=self.now), None)
            if found is None:
                return []
            beside.append(found)
        if any(one.status is InterviewStatus.WAITING for one in self.bookable()):
            return []
        ids = {one.about.interview.id for one in good}
        return [one.about.interview.id for one in moved if one.about.interview.id in ids]

    def bookable(self) -> list[Interview]:
        """Interviews somebody still owes, with people who are still to be interviewed."""
        rows = (
            select(Interview)
            .join(RequirementState, RequirementState.id == Interview.requirement_state_id)
            .join(Enrolment, Enrolment.id == RequirementState.enrolment_id)
            .join(Interviewee, Interviewee.id == Interview.interviewee_id)
            .where(RequirementState.status.in_(OWED), Enrolment.status == EnrolmentStatus.ENROLLED)
            .where(Interviewee.ended_at.is_(None), Interview.status != InterviewStatus.CANCELLED)
        )
        return list(self.session.scalars(rows.order_by(Interview.id)))

    @invariant()
    def nobody_is_in_two_places(self) -> None:
        self.session.flush()
        taken = [stretch for one in standing(self.session) for stretch in one.takes()]
        noted = [
            (one.person, one.during.lower, one.during.upper)
            for one in self.session.scalars(select(Reservation))
        ]

        assert [one for one in taken if sum(one.meets(other) for other in taken) > 1] == []
        assert sorted(noted) == sorted((one.person, one.starts, one.ends) for one in taken)

    @invariant()
    def everybody_named_has_one_interview(self) -> None:
        for person in self.session.scalars(select(Interviewee)):
            rows = select(Interview).where(Interview.interviewee_id == person.id)
            current = [one for one in self.session.scalars(rows) if one.status != InterviewStatus.NO_SHOW]
            assert len(current) == 1

    @invariant()
    def sequences_never_fall(self) -> None:
        for interview in self.session.scalars(select(Interview)):
            assert interview.sequence >= self.sequences.get(interview.id, 0)
            self.sequences[interview.id] = interview.sequence

    @invariant()
    def what_was_declined_is_not_proposed_again(self) -> None:
        for one in standing(self.session, InterviewStatus.PROPOSED):
            mine = Stretch("", one.starts, one.ends)
            assert not any(mine.meets(no) for no in self.declined.get(one.about.interviewee.id, ()))

    @invariant()
    def everybodys_calendar_is_right(self) -> None:
        kept = self.kept()

        assert self.ahead([(one.to_email, one.calendar) for one in kept]) == self.wanted()

    @invariant()
    def nobody_hears_a_change_of_what_they_never_heard_of(self) -> None:
        knows: set[tuple[str, int | None]] = set()
        for one in self.kept():
            who = one.to_email, one.interview_id
            if one.calendar_method == "CANCEL" or one.name == "interview_moved":
                assert who in knows
            if one.calendar_method == "CANCEL":
                knows.remove(who)
            elif one.calendar is not None:
                knows.add(who)

    def kept(self) -> list[Letter]:
        """The letters that went, or will."""
        letters = self.session.scalars(select(Letter).order_by(Letter.id))
        return [one for one in letters if one.status is not LetterStatus.DISCARDED]

    def ahead(self, parts: list[tuple[str, bytes | None]]) -> dict[tuple[str, str], Entry]:
        """What people's calendars say of the time to come."""
        looking = {one.uid for one in self.session.scalars(select(Interview)) if not self.is_open(one)}
        return {
            (person, uid): entry
            for person, client in calendar_client.after(parts).items()
            for uid, entry in client.entries.items()
            if entry.ends > self.now and uid in looking
        }

    def is_open(self, interview: Interview) -> bool:
        """Its time was given up and nobody has looked for another one, so people still have the old one."""
        return interview.status is InterviewStatus.WAITING and not interview.reasons

    def wanted(self) -> dict[tuple[str, str], Entry]:
        """What the rows say of it."""
        ahead = [one for one in standing(self.session, *TIMED, InterviewStatus.HELD) if one.ends > self.now]
        return {
            (str(person).lower(), one.about.interview.uid): Entry(one.starts, one.ends, one.about.place)
            for one in ahead
            for person in (
                one.about.contact.email if one.about.contact else None,
                one.about.person.email if one.about.person else None,
            )
            if person
        }


def test_whatever_happens_to_bookings_they_are_right(session: Session) -> None:
    halves = interview_programme.hours("09:00", "12:00")
    people = [
        interview_programme.interviewer("frank", hours=halves),
        interview_programme.interviewer("karen", at_most_a_day=2),
    ]
    people[1]["hours"] = interview_programme.hours("12:00", "14:30")
    version = interview_programme.published(session, interviewers=people)
    for home in HOMES:
        interview_programme.enrolled(session, version, home)
    ours = type("Ours", (Bookings,), {"session": session, "version": version.id})

    run_state_machine_as_test(
        ours,
        settings=settings(
            max_examples=12,
            stateful_step_count=25,
            deadline=None,
            derandomize=True,
            phases=(Phase.generate,),
            report_multiple_bugs=False,
            suppress_health_check=list(HealthCheck),
        ),
    )
