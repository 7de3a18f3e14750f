"""What people do about interviews that are booked by themselves: they answer, come or stay away, and an interviewer falls ill."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import datetime, time, timedelta

from sqlalchemy import select

from actions.interviews import absences, appointments, arrangements
from actions.interviews.appointments import Appointment
from actions.people import links
from models.accounts.actors import Actor
from models.interviews.rows import Interview
from models.journal import JournalEntry, What
from models.progress import RequirementState
from models.states import TIMED, Answer, InterviewStatus
from rehearsal.agenda import FORENOON, Agenda, Turn
from rehearsal.scene import REHEARSAL, Scene, rehearsing

CALLS_IN_ILL = time(7)
DAYS_ILL = 2


def acts(agenda: Agenda, state: RequirementState) -> Iterator[Turn]:
    """Everything that will be done about the requirement's interviews as things stand."""
    known = select(Interview).where(Interview.requirement_state_id == state.id)
    booked = agenda.session.scalars(known.order_by(Interview.interviewee_id)).all()
    missed = {one.interviewee_id for one in booked if one.status is InterviewStatus.NO_SHOW}
    counting = [one for one in booked if one.status is not InterviewStatus.NO_SHOW]
    if illness := _illness(agenda, state, counting):
        yield illness
    for number, interview in enumerate(counting):
        if interview.status is InterviewStatus.PROPOSED and interview.proposed_at:
            declines = number < agenda.home.declines and interview.attempts == 0
            at = agenda.after(interview.proposed_at, 1, FORENOON)
            yield _act(agenda, state, "decline" if declines else "accept", at, interview)
        elif interview.status is InterviewStatus.BOOKED and interview.ends_at:
            chosen = number >= len(counting) - agenda.home.no_shows
            what = "miss" if chosen and interview.interviewee_id not in missed else "hold"
            yield _act(agenda, state, what, interview.ends_at, interview)


def _act(agenda: Agenda, state: RequirementState, what: str, at: datetime, interview: Interview) -> Turn:
    order = (agenda.home.municipality, state.step, f"{state.key}/{interview.interviewee_id:06}")
    return Turn(at, order, what, agenda.enrolment.id, state.id, interview.id)


def _illness(agenda: Agenda, state: RequirementState, counting: Sequence[Interview]) -> Turn | None:
    """Whoever holds the municipality's first interview is ill that morning, once."""
    ahead = [(one.starts_at, one.id, one) for one in counting if one.status in TIMED and one.starts_at]
    told = select(JournalEntry.id).where(
        JournalEntry.what == What.INTERVIEWER_AWAY,
        JournalEntry.programme_id == agenda.enrolment.programme_id,
    )
    if not (agenda.home.interviewer_ill and ahead) or agenda.session.scalar(told.limit(1)):
        return None
    starts, _, first = min(ahead)
    return _act(agenda, state, "fall_ill", agenda.local(agenda.day(starts), CALLS_IN_ILL), first)


def perform(scene: Scene) -> None:
    """Do it through the actions the portal and the office use."""
    session, now, office = scene.session, scene.now, scene.office
    about = appointments.of(session, session.get_one(Interview, scene.act.interview_id))
    number = about.interview.id
    holder = rehearsing(about.person.name) if about.person else office
    match scene.act.what:
        case "accept" | "decline":
            said = Answer.YES if scene.act.what == "accept" else Answer.NO
            actor = links.actor_of(about.contact, through=REHEARSAL) if about.contact else office
            arrangements.answer(session, number, said, actor=actor, now=now)
        case "hold":
            notes = scene.say("interview_notes", title=about.interviewee.title)
            arrangements.hold(session, number, actor=holder, notes=notes, now=now)
        case "miss":
            arrangements.no_show(session, number, actor=holder, now=now)
        case _:
            _fall_ill(about, scene, office)


def _fall_ill(about: Appointment, scene: Scene, office: Actor) -> None:
    today = scene.now.astimezone(about.zone).date()
    absences.away(
        scene.session,
        about.enrolment.programme_id,
        about.interview.interviewer,
        first=today,
        last=today + timedelta(days=DAYS_ILL - 1),
        actor=office,
        why=scene.say("ill"),
        now=scene.now,
    )
