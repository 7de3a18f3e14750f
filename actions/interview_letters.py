"""What people are told of an interview: one function plans every letter and calendar part, whatever the change was."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from actions import appointments, outbox, people, writing
from actions.appointments import Appointment
from mails.calendar_parts import CANCEL, Meeting, Part, parts_of
from mails.context import EventFacts
from models.interviews import Interview
from models.letters import Letter
from models.moments import Language
from models.states import TIMED, InterviewStatus, LetterStatus

_WORDS: Mapping[Language, tuple[str, str]] = {
    "da": ("Interview", "Interviewer"),
    "nb": ("Intervju", "Intervjuer"),
}
"""What it is called in calendars, and who holds it."""


@dataclass(frozen=True)
class _Told:
    """What the people of an interview have in their calendars: the meeting, and who they are (name, address)."""

    meeting: Meeting
    interviewee: tuple[str, str] | None
    interviewer: tuple[str, str] | None

    @property
    def attendees(self) -> list[tuple[str, str]]:
        """Everybody once."""
        return list(dict.fromkeys(one for one in (self.interviewee, self.interviewer) if one))

    def as_json(self) -> dict[str, Any]:
        """Plain values, to be kept in the row."""
        plain = {**vars(self.meeting), "starts": self.meeting.starts.isoformat()}
        plain["ends"] = self.meeting.ends.isoformat()
        return {"meeting": plain, "interviewee": self.interviewee, "interviewer": self.interviewer}

    @classmethod
    def from_json(cls, plain: dict[str, Any]) -> _Told:
        """What `as_json` made."""
        meeting = dict(plain["meeting"])
        for name in ("starts", "ends"):
            meeting[name] = datetime.fromisoformat(meeting[name])
        meeting["organizer"] = tuple(meeting["organizer"])
        of, by = plain["interviewee"], plain["interviewer"]
        return cls(Meeting(**meeting), tuple(of) if of else None, tuple(by) if by else None)


def tell(session: Session, interview: Interview, *, why: str = "", now: datetime) -> None:
    """Write whatever makes everybody's calendar and knowledge right again; see `news`."""
    writing.write_all(session, news(session, interview, why=why, now=now), now=now)


def news(session: Session, interview: Interview, *, why: str = "", now: datetime) -> list[writing.Order]:
    """The letters that lead from what everybody was last told to what holds now; with this they count as told.

    Letters about it that have not gone yet are thrown away where another one takes their place: they would say what is no
    longer true. Somebody who left it earlier keeps the letter that says so.
    """
    about = appointments.of(session, interview)
    before = _Told.from_json(interview.told) if interview.told else None
    after = _holding(about)
    parts = parts_of(
        before.meeting if before else None,
        after.meeting if after else None,
        after.attendees if after else [],
        now=now,
        invited=before.attendees if before else None,
    )
    _discard_stale(session, interview, {part.attendee[1] for part in parts}, now=now)
    interview.told = after.as_json() if after else None
    if before and after is None:
        interview.sequence += 2  # CANCEL is one above what was told, and whatever comes next is above CANCEL
    session.flush()
    return [_order(about, part, before, after, why) for part in parts if _is_ahead(part, before, after, now)]


def _holding(about: Appointment) -> _Told | None:
    """What everybody should have in their calendar; None when it takes no time, or nobody in it is known."""
    interview, office = about.interview, about.programme.office
    _, interviewer = _WORDS[about.programme.language]
    if interview.status not in (*TIMED, InterviewStatus.HELD) or not (
        interview.starts_at and interview.ends_at
    ):
        return None
    meeting = Meeting(
        uid=interview.uid,
        sequence=interview.sequence,
        starts=interview.starts_at,
        ends=interview.ends_at,
        title=f"{about.programme.title}: {_title(about)}, {about.municipality}",
        place=about.place,
        description=f"{interviewer}: {about.person.name}" if about.person else "",
        organizer=(office.sender.name, str(office.sender.email)),
    )
    told = _Told(
        meeting,
        (about.contact.name, about.contact.email) if about.contact else None,
        (about.person.name, str(about.person.email)) if about.person else None,
    )
    return told if told.attendees else None


def _title(about: Appointment) -> str:
    interview, _ = _WORDS[about.programme.language]
    return f"{interview} – {about.interviewee.title}"


def _is_ahead(part: Part, before: _Told | None, after: _Told | None, now: datetime) -> bool:
    """Nobody is invited to the past, or told that it is cancelled; but whoever has it ahead hears that it lay elsewhere."""
    invited = before is not None and part.attendee[1] in {address for _, address in before.attendees}
    about = [before if invited else None, None if part.method == CANCEL else after]
    return any(one is not None and one.meeting.ends > now for one in about)


def _order(
    about: Appointment, part: Part, before: _Told | None, after: _Told | None, why: str
) -> writing.Order:
    """The letter that brings a calendar part to its attendee."""
    told = before if part.method == CANCEL or after is None else after
    assert told is not None  # noqa: S101 - a part is about the one or the other
    to_interviewer = part.attendee == told.interviewer
    change = "cancelled" if part.method == CANCEL else "new"
    if change == "new" and before and part.attendee[1] in {address for _, address in before.attendees}:
        change = "moved"
    letter = "interviewer_notice" if to_interviewer else _LETTERS[change]
    starts_before = before.meeting.starts if before else None
    moved = starts_before if after and starts_before != after.meeting.starts else None
    facts = {
        **told_facts(about),
        "change": change,
        "before": moved.astimezone(about.zone) if moved and change == "moved" else None,
        "starts": told.meeting.starts.astimezone(about.zone),
        "again": about.interview.status is InterviewStatus.WAITING,
        "why": why,
    }
    return writing.Order(
        letter=letter,
        enrolment=about.enrolment,
        step=about.state.step,
        to=_recipient(about, part.attendee, to_interviewer=to_interviewer),
        occasion=f"{about.interview.id}.{told.meeting.sequence}.{change}",
        facts=facts,
        appointment=writing.Appointment(about.interview.id, _facts(about, told.meeting), part),
    )


_LETTERS = {"new": "interview_invitation", "moved": "interview_moved", "cancelled": "interview_cancelled"}


def told_facts(about: Appointment) -> dict[str, object]:
    """What every letter about an interview may speak of; instants are local."""
    lapses = about.interview.lapses_at
    return {
        "number": about.interview.id,
        "role": about.interviewee.title,
        "interviewee": about.contact.name if about.contact else "",
        "interviewer": about.person.name if about.person else "",
        "meeting_link": about.hours.meeting_link if about.hours and about.online else "",
        "lapses": lapses.astimezone(about.zone) if lapses else None,
    }


def _facts(about: Appointment, meeting: Meeting) -> EventFacts:
    """The interview as letters tell of it; each knows how to say that it is on site."""
    starts = meeting.starts.astimezone(about.zone)
    return EventFacts(
        title=_title(about),
        starts=starts,
        ends=meeting.ends.astimezone(about.zone),
        week=starts.isocalendar().week,
        online=about.online,
    )


def appointed(about: Appointment) -> writing.Appointment | None:
    """For a letter that reminds: the time that holds now, without a calendar part; None when it has none."""
    holding = _holding(about)
    if holding is None:
        return None
    return writing.Appointment(about.interview.id, _facts(about, holding.meeting))


def _recipient(about: Appointment, who: tuple[str, str], *, to_interviewer: bool) -> people.Recipient:
    if to_interviewer:
        for person in about.programme.office.people:
            if str(person.email) == who[1]:
                return people.of_person(person)
    contact = about.contact
    if contact and contact.email == who[1]:
        return people.of_contact(contact)
    return people.Recipient(who[0], who[1], contact.role if contact else about.state.role)


def _discard_stale(
    session: Session, interview: Interview, addresses: Collection[str], *, now: datetime
) -> None:
    waiting = select(Letter).where(
        Letter.interview_id == interview.id,
        Letter.to_email.in_(addresses),
        Letter.status.in_((LetterStatus.HELD, LetterStatus.QUEUED, LetterStatus.CLAIMED)),
    )
    for letter in session.scalars(waiting.order_by(Letter.id).with_for_update()).all():
        outbox.discard(session, letter, now=now)
