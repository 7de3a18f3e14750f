"""Proposed and agreed interviews with somebody who has an address, and calendars of those who hold them."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from sqlalchemy.orm import Session

from actions.interviews import changes, letters
from actions.progress import enrolments
from actions.progress.enrolments import NewContact
from models.interviews.rows import Interview, Interviewee
from models.people import Enrolment
from models.programmes.office import Role
from models.settings import settings
from models.states import InterviewStatus
from tests.support.worlds import interview_programme
from tests.support.worlds.interview_programme import NOW

FRANK, KAREN = "frank@example.org", "karen@example.org"
THEN = datetime(2022, 9, 8, 8, tzinfo=UTC)
"""A Thursday before the deadline."""
DUE = datetime(2022, 9, 23, 21, 59, tzinfo=UTC)


def enrolled(session: Session, home: str = "Vejle") -> Enrolment:
    """A municipality in a programme of its own, asked for interviews that Frank and Karen hold."""
    return interview_programme.enrolled(session, interview_programme.published(session), home)


def talk(
    session: Session,
    enrolment: Enrolment,
    *,
    name: str = "Tove",
    starts_at: datetime = THEN,
    interviewer: str = "frank",
    status: InterviewStatus = InterviewStatus.PROPOSED,
    mode: str = "online",
) -> Interview:
    """An interview with `tove@example.org`, and both of its people have been told."""
    new = NewContact(Role.INTERVIEWEE, f"{name} Leder", f"{name.lower()}@example.org")
    contact = enrolments.add_contact(session, enrolment, new)
    session.flush()
    interviewee = Interviewee(
        requirement_state_id=interview_programme.talks(session, enrolment).id,
        role=name,
        title="Leder",
        contact_id=contact.id,
        mode=mode,
        named_at=NOW,
        named_by="Tove Vejle",
    )
    session.add(interviewee)
    session.flush()
    interview = changes.begin(session, interviewee, now=NOW)
    changes.place(session, interview, starts_at, interviewer, now=NOW)
    interview.status = status
    letters.tell(session, interview, now=NOW)
    return interview


def move(session: Session, interview: Interview, *, hours: int = 2, interviewer: str = "") -> None:
    """Another time, or another interviewer, and everybody knows."""
    assert interview.starts_at
    starts = interview.starts_at + timedelta(hours=hours)
    changes.place(session, interview, starts, interviewer or interview.interviewer, now=NOW)
    letters.tell(session, interview, now=NOW)


def accounts(monkeypatch: pytest.MonkeyPatch, folder: Path, **urls: str) -> Path:
    """The accounts file of this installation: `frank="http://…"` is the calendar of frank@example.org."""
    file = folder / "calendars.toml"
    file.write_text(
        "".join(
            f'["{who}@example.org"]\nurl = "{url}"\nuser = "ida"\npassword = "hemmelig"\n'
            for who, url in urls.items()
        )
    )
    file.chmod(0o600)
    monkeypatch.setenv("TOVHOLDER_CALENDARS_FILE", str(file))
    settings.cache_clear()
    return file
