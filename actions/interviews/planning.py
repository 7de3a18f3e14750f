"""Planning interviews: the engine's answer put into the rows, with as little disturbance as it found, and everybody told."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, time, timedelta

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from actions import clock
from actions.interviews import appointments, changes, letters, problem
from actions.interviews.cohort import BookingCohort, CohortInterview, cohorts
from actions.letters import writing
from actions.people import recipients
from actions.programmes import publishing
from languages.catalogues import speak
from models.booking.instance import Instance
from models.booking.plan import BookingChange, Help, PlannedBooking, Unbooked
from models.errors.interviews import TimeTaken
from models.interviews.rows import Interview, Interviewee, PlanMade
from models.journal import What
from models.people import Enrolment
from models.progress import RequirementState
from models.states import OWED, TIMED, Answer, EnrolmentStatus, InterviewStatus
from rules.booking import solve
from rules.booking.words import because, would_help

A_WHILE = timedelta(days=1)
"""At short notice a proposal holds its time at least so long, or until it begins."""


@dataclass(frozen=True)
class PlanningOutcome:
    """What one planning did, in interviews. `unplaced`: those who have no time now and why is written at them."""

    proposed: int = 0
    moved: int = 0
    given_up: int = 0
    unplaced: int = 0

    def __add__(self, other: PlanningOutcome) -> PlanningOutcome:
        return PlanningOutcome(
            *(a + b for a, b in zip(vars(self).values(), vars(other).values(), strict=True))
        )


def is_wanted(session: Session, enrolment_id: int, step: str) -> bool:
    """Whether somebody in the step waits for a time nobody has looked for yet."""
    waiting = (
        select(Interview.id)
        .join(RequirementState, RequirementState.id == Interview.requirement_state_id)
        .where(
            RequirementState.enrolment_id == enrolment_id,
            RequirementState.step == step,
            RequirementState.status.in_(OWED),
            Interview.status == InterviewStatus.WAITING,
            func.jsonb_array_length(Interview.reasons) == 0,
        )
    )
    return session.scalar(waiting.limit(1)) is not None


def plan(session: Session, programme_id: int, *, now: datetime) -> PlanningOutcome:
    """Find a time for everybody who waits for one, and another one for what can no longer stand; the rest stays.

    One planning at a time: a second one, or somebody who books, waits, and then finds the first one's bookings.
    """
    appointments.plan_alone(session)
    done = PlanningOutcome()
    for cohort in cohorts(session, programme_id, now=now):
        done += _plan(session, programme_id, cohort)
    if done != PlanningOutcome():
        clock.stir(session)
    return done


def _plan(session: Session, programme_id: int, cohort: BookingCohort) -> PlanningOutcome:
    instance = problem.instance_of(session, cohort)
    if _is_known(session, programme_id, cohort, instance):
        return PlanningOutcome(unplaced=sum(bool(row.interview.reasons) for row in cohort.rows.values()))
    spent = _spent(cohort)
    if not instance.interviewees:
        return _keep_reasons(session, programme_id, cohort, spent)
    answer = solve.solve(instance)
    held = _hold(session, cohort)
    placed = [
        one
        for one in answer.bookings
        if one.change is not BookingChange.KEPT and int(one.interviewee) in held
    ]
    lost = [int(one) for one in answer.cancelled if int(one) in held]
    for number in [*lost, *(int(one.interviewee) for one in placed if one.change is BookingChange.MOVED)]:
        appointments.release(session, cohort.rows[number].interview)  # for another one of the same plan
    news: list[writing.Order] = []
    proposed = [_propose(session, cohort, one, news) for one in placed]
    writing.write_all(session, news, now=cohort.now)
    unbooked = [one for one in answer.unbooked if int(one.interviewee) in held]
    reasons = {int(one.interviewee): _sentences(cohort, one) for one in unbooked} | spent
    for number in lost:
        _give_up(session, cohort.rows[number], now=cohort.now)
    told = _keep_reasons(session, programme_id, cohort, reasons)
    if not placed and not lost:
        _remember(session, programme_id, cohort, instance)
    moved = sum(one.change is BookingChange.MOVED for one, done in zip(placed, proposed, strict=True) if done)
    return told + PlanningOutcome(sum(proposed) - moved, moved, len(lost))


def _is_known(session: Session, programme_id: int, cohort: BookingCohort, instance: Instance) -> bool:
    """Whether the last planning was told the same and found nothing to do; time that merely passes opens no time."""
    made = session.get(PlanMade, (programme_id, cohort.requirement), populate_existing=True)
    waiting = any(cohort.wants_a_time(row) and not row.interview.reasons for row in cohort.rows.values())
    return made is not None and not waiting and made.digest == _digest(instance)


def _remember(session: Session, programme_id: int, cohort: BookingCohort, instance: Instance) -> None:
    made = {"programme_id": programme_id, "requirement": cohort.requirement, "digest": _digest(instance)}
    session.merge(PlanMade(**made))
    session.flush()


def _digest(instance: Instance) -> str:
    return hashlib.sha256(instance.model_dump_json(exclude={"earliest"}).encode()).hexdigest()


def _hold(session: Session, cohort: BookingCohort) -> frozenset[int]:
    """Keep everybody still while times are given out; those who have changed since they were read are left for next time."""
    ids = {row.enrolment.id for row in cohort.rows.values()}
    enrolled = select(Enrolment.id).where(Enrolment.id.in_(ids), Enrolment.status == EnrolmentStatus.ENROLLED)
    staying = set(session.scalars(enrolled.order_by(Enrolment.id).with_for_update(key_share=True)))
    seen = {number: _seen(row) for number, row in cohort.rows.items()}
    fresh = select(Interview).where(Interview.id.in_(seen)).order_by(Interview.id).with_for_update()
    said = select(Interviewee).where(Interviewee.id.in_([row.interviewee.id for row in cohort.rows.values()]))
    for again in (fresh, said):
        session.scalars(again.execution_options(populate_existing=True)).all()
    return frozenset(
        number
        for number, row in cohort.rows.items()
        if seen[number] == _seen(row) and row.enrolment.id in staying
    )


def _seen(row: CohortInterview) -> tuple[object, ...]:
    interview, person = row.interview, row.interviewee
    times = (interview.starts_at, interview.interviewer, interview.sequence, interview.attempts)
    said = (person.wished, person.impossible, person.own_wished, person.own_impossible, person.refused)
    return interview.status, *times, repr(said), person.mode, person.ended_at


def _propose(
    session: Session, cohort: BookingCohort, placed: PlannedBooking, news: list[writing.Order]
) -> bool:
    """Give the time, with its letters; False when somebody else took it meanwhile: then another is looked for next time."""
    row = cohort.rows[int(placed.interviewee)]
    interview, now = row.interview, cohort.now
    try:
        changes.place(session, interview, placed.starts, placed.interviewer, now=now)
    except TimeTaken:
        changes.avoid(row.interviewee, placed.starts, placed.ends)
        if interview.status in TIMED:
            changes.give_up(session, appointments.of(session, interview), now=now)
        return False
    what = What.INTERVIEW_MOVED if placed.change is BookingChange.MOVED else What.INTERVIEW_PROPOSED
    interview.status, interview.by_hand = InterviewStatus.PROPOSED, False
    interview.answer, interview.answered_at = Answer.NONE, None
    interview.proposed_at, interview.lapses_at = now, _lapses(cohort, placed.starts)
    session.flush()
    changes.record(session, what, appointments.of(session, interview), now=now)
    news += letters.news(session, interview, now=now)
    return True


def _lapses(cohort: BookingCohort, starts: datetime) -> datetime:
    """At the end of the last working day to answer on, or a working day before it begins: then another can still have it."""
    last = cohort.working_days(cohort.now, cohort.booking.answer_within)
    ends = datetime.combine(last.date(), time(23, 59), cohort.zone)
    return max(min(ends, cohort.working_days(starts, -1)), min(starts, cohort.now + A_WHILE))


def _give_up(session: Session, row: CohortInterview, *, now: datetime) -> None:
    """There is no time for it any more: it waits, and its people hear that it is off."""
    changes.give_up(session, appointments.of(session, row.interview), now=now)
    letters.tell(session, row.interview, now=now)


def _sentences(cohort: BookingCohort, unbooked: Unbooked) -> list[str]:
    say = speak(cohort.programme.language, "booking")

    def named(help: Help) -> Help:
        return replace(help, interviewer=cohort.programme.person(help.interviewer).name)

    helps = [would_help(named(one), cohort.zone, say) for one in unbooked.would_help]
    return [*(because(family, say) for family in unbooked.reasons), *helps]


def _spent(cohort: BookingCohort) -> dict[int, list[str]]:
    """Those whom only a person can help."""
    say = speak(cohort.programme.language, "booking")
    return {
        number: [say("spent", number=row.interview.attempts)]
        for number, row in cohort.rows.items()
        if row.interview.status is InterviewStatus.WAITING
        and row.state.status in OWED
        and cohort.is_spent(row)
    }


def _keep_reasons(
    session: Session, programme_id: int, cohort: BookingCohort, reasons: Mapping[int, Sequence[str]]
) -> PlanningOutcome:
    """Write down why there is no time. When somebody new is among them, the office hears of them; they hear that it is off."""
    new = [number for number in reasons if not cohort.rows[number].interview.reasons]
    for number, why in reasons.items():
        interview = cohort.rows[number].interview
        if interview.reasons != list(why):
            interview.reasons = list(why)
    session.flush()
    for number in new:
        about = appointments.of(session, cohort.rows[number].interview)
        changes.record(session, What.INTERVIEW_UNPLACED, about, now=cohort.now)
        if about.interview.told:
            letters.tell(session, about.interview, now=cohort.now)
    if new:
        _write(session, programme_id, cohort, {number: reasons[number] for number in new})
    return PlanningOutcome(unplaced=len(reasons))


def _write(
    session: Session, programme_id: int, cohort: BookingCohort, reasons: Mapping[int, Sequence[str]]
) -> None:
    programme = cohort.programme
    who = [
        {
            "municipality": cohort.rows[number].home.name,
            "role": cohort.rows[number].interviewee.title,
            "reasons": list(why),
        }
        for number, why in sorted(reasons.items())
    ]
    writing.write_office(
        session,
        letter="interviews_unplaced",
        programme_id=programme_id,
        person=recipients.escalation_person(programme),
        occasion=f"{cohort.now:%Y%m%dT%H%M}-{'-'.join(str(number) for number in sorted(reasons))}"[:200],
        now=cohort.now,
        facts={"people": who, "programme": programme.key},
    )


def programmes_with_interviews(session: Session) -> Iterable[int]:
    """Published programmes in which interviews are booked by themselves."""
    for version in publishing.published(session):
        programme = publishing.definition(session, version.id)
        if any(one.booking for step in programme.steps for one in step.requirements):
            yield version.id
