"""A municipality whose people are interviewed, and what they do on "our page"."""

from __future__ import annotations

import re
from dataclasses import dataclass

from httpx import Response
from sqlalchemy import select
from sqlalchemy.orm import Session

from actions.interviews import planning
from actions.progress import requirements
from models.clock import Clock
from models.interviews.rows import Interview, Interviewee
from models.people import Contact, Enrolment
from models.programmes.office import Role
from models.programmes.versions import ProgrammeVersion
from tests.support.acts.browsing import Browser, page_of
from tests.support.worlds import interview_programme
from tests.support.worlds.interview_programme import NOW

LEADER = interview_programme.ROLES[0]
PEOPLE = {
    f"svar.people.{number}.{key}": value
    for number, person in enumerate(interview_programme.form()["people"])
    for key, value in person.items()
}


@dataclass
class Talks:
    """A municipality in a programme with interviews, its coordinator's page and its list of interviewees."""

    enrolment: Enrolment
    coordinator: Contact
    page: str

    def list_of(self, session: Session) -> str:
        """Address of the form."""
        state = requirements.state_of(session, self.enrolment.id, "preparation", "named")
        return f"{self.page}/krav/{state.id}"

    def page_of(self, session: Session, interview: Interview) -> str:
        """The address in a letter to the person it is with."""
        interviewee = session.get_one(Interviewee, interview.interviewee_id)
        address = page_of(session, session.get_one(Contact, interviewee.contact_id))
        session.commit()
        return address


def settle(session: Session, version: ProgrammeVersion, home: str = "Vejle", *, named: bool = True) -> Talks:
    """A municipality that has named its people, who have been proposed a time."""
    enrolment = interview_programme.enrolled(session, version, home)
    if named:
        interview_programme.named(session, enrolment, interview_programme.form(home))
        planning.plan(session, version.id, now=NOW)
    tove = session.scalars(
        select(Contact).where(Contact.enrolment_id == enrolment.id, Contact.role == Role.COORDINATOR)
    ).one()
    talks = Talks(enrolment, tove, page_of(session, tove))
    session.commit()
    return talks


def nonce(browser: Browser, page: str) -> str:
    """What a form on the page brings along."""
    found = re.search(r'tovholder_nonce" value="([^"]+)"', browser.get(page).text)
    assert found, "the page has no form"
    return found[1]


def answered(browser: Browser, page: str, interview: Interview, **said: str) -> Response:
    """Open the page, and answer the interview as it stands there."""
    said = {key.replace("__", "."): value for key, value in said.items()}
    data = {"tovholder_nonce": nonce(browser, page), "time": time_of(interview), **said}
    return browser.post(f"{page}/interview/{interview.id}", data=data)


def time_of(interview: Interview) -> str:
    """The time it has, as its form brings it along."""
    return interview.starts_at.isoformat() if interview.starts_at else ""


def fresh(session: Session, interview: Interview) -> Interview:
    """As the database has it now."""
    session.expire_all()
    return session.get_one(Interview, interview.id)


def times(interview: Interview, number: int = 0, **row: str) -> dict[str, str]:
    """A row of when somebody can."""
    return {f"svar__times_{interview.id}__{number}__{key}": value for key, value in row.items()}


def published(session: Session) -> ProgrammeVersion:
    """A programme with interviews, in a rehearsal whose clock stands at NOW."""
    session.query(Clock).one().virtual_now = NOW
    return interview_programme.published(session)
