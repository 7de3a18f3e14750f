"""A programme whose interviews are booked by themselves, municipalities in it, people named: ground for tests of many rooms."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from actions.deliveries import submissions
from actions.interviews import changes, planning
from actions.programmes import publishing
from actions.progress import enrolments, requirements
from actions.progress.enrolments import NewContact
from models.accounts.actors import administrator
from models.interviews.rows import Interview, Interviewee
from models.letters import Letter
from models.people import Enrolment
from models.programmes.office import Role
from models.programmes.programme import Programme
from models.programmes.versions import ProgrammeVersion
from models.progress import RequirementState
from models.states import InterviewStatus, LetterStatus
from tests.support.worlds import small_programme

NOW = datetime(2022, 9, 1, 8, tzinfo=UTC)
"""Thursday 1 September 2022, 10 o'clock in Copenhagen: the first day of the step."""
ROLES = ("Leder", "HR-konsulent", "Tillidsrepræsentant", "Uddannelsesansvarlig", "Medarbejder")
WEEKDAYS = ("monday", "tuesday", "wednesday", "thursday", "friday")


def hours(since: str = "09:00", until: str = "15:00") -> dict[str, Any]:
    """The same stretch of every weekday."""
    return {day: [{"from": since, "to": until}] for day in WEEKDAYS}


def interviewer(person: str, **changed: Any) -> dict[str, Any]:
    """Somebody who holds interviews from 9 to 15, with ten minutes before and twenty after each."""
    usual = {"person": person, "hours": hours(), "buffer_before": 10, "buffer_after": 20}
    return {**usual, "meeting_link": f"https://moede.example.org/{person}", **changed}


def programme(*, count: int = 3, **booking: Any) -> Programme:
    """One step that asks for interviewees and books interviews by 23 September with Frank and Karen."""
    usual = {
        "roles": [{"key": f"role_{n}", "title": title} for n, title in enumerate(ROLES, 1)],
        "interviewers": [interviewer("frank"), interviewer("karen", at_most_a_day=2)],
    }
    office = small_programme.programme().office.model_dump(mode="json")
    karen = {"key": "karen", "name": "Karen Konsulent", "email": "karen@example.org", "role": "facilitator"}
    asked = [
        {"key": "named", "title": "Hvem vi skal tale med", "kind": "interviewees", "due": "2022-09-07"},
        {
            "key": "talks",
            "title": "Interview",
            "kind": "interviews",
            "from": "facilitator",
            "count": count,
            "due": "2022-09-23",
            "booking": {**usual, **booking},
        },
    ]
    step = {
        "key": "preparation",
        "number": 1,
        "title": "Forberedelse",
        "flow": "preparation",
        "opens": "2022-08-29",
        "requirements": asked,
        "gates": [
            {"key": "collected", "title": "Interview er holdt", "needs": ["named", "talks"]},
            {"key": "pre_analysis", "title": "Analysen er færdig", "needs": ["talks"]},
        ],
        "letters": {
            "opening": "welcome",
            "request": "data_request",
            "interviews": "interview_offer",
            "hand_over": "pre_analysis_ready",
        },
    }
    office["people"].append(karen)
    places = {"municipalities": 100, "seats_each": 4}
    return small_programme.programme(
        key="interviewforloeb", office=office, places=places, events=[], steps=[step]
    )


def published(session: Session, **booking: Any) -> ProgrammeVersion:
    """That programme, published."""
    return publishing.publish(session, programme(**booking), actor=administrator("Anne Kontor"), now=NOW)


def enrolled(session: Session, version: ProgrammeVersion, home: str = "Vejle") -> Enrolment:
    """A municipality in it, asked for everything."""
    tove = NewContact(Role.COORDINATOR, f"Tove {home}", f"tove.{_plain(home)}@example.org")
    enrolment = enrolments.enrol(session, version, home, [tove], actor=administrator("Anne Kontor"), now=NOW)
    step = publishing.definition(session, version.id).step("preparation")
    for requirement in step.requirements:
        requirements.ask(session, enrolment, step.key, requirement, now=NOW)
    session.flush()
    return enrolment


def talks(session: Session, enrolment: Enrolment) -> RequirementState:
    """The interviews asked of it."""
    return requirements.state_of(session, enrolment.id, "preparation", "talks")


def form(home: str = "Vejle", *, roles: tuple[str, ...] = ROLES, **more: Any) -> dict[str, Any]:
    """The list a coordinator delivers; `times` and `closed` as in the form."""
    people = [
        {"role": role, "name": f"{role} i {home}", "email": f"{_plain(role)}.{_plain(home)}@example.org"}
        for role in roles
    ]
    return {"people": people, **more}


def _plain(text: str) -> str:
    return text.lower().replace("æ", "ae").replace("ø", "oe").replace("å", "aa").replace(" ", "-")


def named(
    session: Session, enrolment: Enrolment, given: dict[str, Any] | None = None, *, now: datetime = NOW
) -> submissions.Delivered:
    """The coordinator delivers the list."""
    state = requirements.state_of(session, enrolment.id, "preparation", "named")
    home = enrolments.municipality(session, enrolment).name
    delivered = submissions.submit(
        session, state, actor=administrator(f"Tove {home}"), now=now, form=given or form(home)
    )
    session.flush()
    return delivered


def interview(session: Session, enrolment: Enrolment, title: str = ROLES[0]) -> Interview:
    """The interview that counts with the person in that role."""
    person = (
        session.query(Interviewee)
        .filter_by(requirement_state_id=talks(session, enrolment).id, title=title, ended_at=None)
        .one()
    )
    found = changes.current(session, person)
    assert found is not None
    return found


def sent(session: Session) -> None:
    """Every letter that waits has gone out."""
    for letter in session.query(Letter).filter_by(status=LetterStatus.QUEUED):
        letter.status = LetterStatus.SENT
    session.flush()


def proposed(session: Session, version: ProgrammeVersion, home: str = "Vejle") -> Enrolment:
    """A municipality in it whose five people have been proposed a time."""
    enrolment = enrolled(session, version, home)
    named(session, enrolment)
    planning.plan(session, version.id, now=NOW)
    return enrolment


def letters(session: Session, name: str) -> list[Letter]:
    """The letters of that name, in the order in which they were written."""
    return list(session.scalars(select(Letter).where(Letter.name == name).order_by(Letter.id)))


def everybody(session: Session) -> dict[int, Interview]:
    """The interviews that count, by the interviewee."""
    known = select(Interview).where(Interview.status != InterviewStatus.NO_SHOW).order_by(Interview.id)
    return {one.interviewee_id: one for one in session.scalars(known)}


def times(session: Session) -> dict[int, tuple[datetime | None, str]]:
    """When and by whom, by the interviewee."""
    return {one: (it.starts_at, it.interviewer) for one, it in everybody(session).items()}
