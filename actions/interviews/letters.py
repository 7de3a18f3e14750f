"""What people are told of an interview: one function plans every letter and calendar part, whatever the change was."""

from __future__ import annotations

from collections.abc import Collection, Container, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from actions.interviews import appointments
from actions.interviews.appointments import Appointment
from actions.letters import outbox, writing
from actions.people import recipients
from languages.catalogues import speak
from mails.letters.calendar_parts import CANCEL, CalendarPart, Meeting, parts_of
from mails.letters.context import EventFacts
from models.interviews.rows import Interview
from models.language import Say
from models.letters import Letter
from models.settings import settings
from models.states import OWED, TIMED, InterviewStatus, LetterStatus


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
    longer true. Somebody who left it earlier keeps the letter that says so. Whom nothing has reached yet is invited anew,
    or hears nothing of what is off.
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
    interview.told = after.as_json() if after else None
    if before and after is None:
        interview.sequence += 2  # CANCEL is one above what was told, and whatever comes next is above CANCEL
    session.flush()
    if not parts:
        return []
    waiting = _waiting(session, interview, {part.attendee[1] for part in parts})
    reached = _reached(session, interview)  # while those that wait are held, none of them leaves
    changes = [_Change(part, before, after, is_known=part.attendee[1] in reached) for part in parts]
    told = [change for change in changes if change.is_worth_a_letter(now)]
    _discard_stale(session, waiting, keep=reached - {change.address for change in told}, now=now)
    return [_order(about, change, why, now) for change in told]


def _holding(about: Appointment) -> _Told | None:
    """What everybody should have in their calendar; None when it takes no time, or nobody in it is known."""
    interview, office = about.interview, about.programme.office
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
        description=_say(about)("held_by", name=about.person.name) if about.person else "",
        organizer=(office.sender.name, str(office.sender.email)),
    )
    told = _Told(
        meeting,
        (about.contact.name, about.contact.email) if about.contact else None,
        (about.person.name, str(about.person.email)) if about.person else None,
    )
    return told if told.attendees else None


def _title(about: Appointment) -> str:
    return _say(about)("title", of=about.interviewee.title)


def _say(about: Appointment) -> Say:
    """What stands in calendars."""
    return speak(about.programme.language, "interviews")


@dataclass(frozen=True)
class _Change:
    """What a calendar part is to its attendee; `is_known`: an earlier one has left for the same address, and may stand there."""

    part: CalendarPart
    before: _Told | None
    after: _Told | None
    is_known: bool

    @property
    def address(self) -> str:
        """The attendee's."""
        return self.part.attendee[1]

    @property
    def word(self) -> str:
        """As letters read it: new, moved or cancelled."""
        if self.part.method == CANCEL:
            return "cancelled"
        return "moved" if self._had else "new"

    @property
    def told(self) -> _Told:
        """What the letter is about."""
        told = self.before if self.part.method == CANCEL else self.after
        assert told is not None  # noqa: S101 - a part is about the one or the other
        return told

    @property
    def moved_from(self) -> datetime | None:
        """When it lay before, for those who knew, if that was another time."""
        was = self._had.meeting.starts if self._had and self.word == "moved" else None
        return was if was != self.told.meeting.starts else None

    @property
    def _had(self) -> _Told | None:
        """What the attendee was told before."""
        invited = self.before.attendees if self.before else []
        return self.before if self.is_known and self.address in {one for _, one in invited} else None

    def is_worth_a_letter(self, now: datetime) -> bool:
        """Nobody is invited to the past, or told that it is cancelled; but whoever has it ahead hears that it lay elsewhere."""
        about = [self._had, None if self.part.method == CANCEL else self.after]
        return any(one is not None and one.meeting.ends > now for one in about)


def _order(about: Appointment, change: _Change, why: str, now: datetime) -> writing.Order:
    """The letter that brings a calendar part to its attendee."""
    told, part, moved = change.told, change.part, change.moved_from
    to_interviewer = part.attendee == told.interviewer
    facts = {
        **told_facts(about),
        "change": change.word,
        "before": moved.astimezone(about.zone) if moved else None,
        "starts": told.meeting.starts.astimezone(about.zone),
        "past": told.meeting.starts <= now,
        "again": _is_sought_again(about),
        "why": why,
    }
    return writing.Order(
        letter="interviewer_notice" if to_interviewer else _LETTERS[change.word],
        enrolment=about.enrolment,
        step=about.state.step,
        to=_recipient(about, part.attendee, to_interviewer=to_interviewer),
        occasion=f"{about.interview.id}.{told.meeting.sequence}.{change.word}",
        facts=facts,
        appointment=writing.LetterAppointment(about.interview.id, _facts(about, told.meeting), part),
    )


def _is_sought_again(about: Appointment) -> bool:
    """Whether another time will be looked for without anybody's doing."""
    waits = about.interview.status is InterviewStatus.WAITING and about.state.status in OWED
    return waits and about.booking is not None and about.booking.attempts > about.interview.attempts


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
        "buttons": settings().reads_mail,
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


def appointed(about: Appointment) -> writing.LetterAppointment | None:
    """For a letter that reminds: the time that holds now, without a calendar part; None when it has none."""
    holding = _holding(about)
    if holding is None:
        return None
    return writing.LetterAppointment(about.interview.id, _facts(about, holding.meeting))


def _recipient(about: Appointment, who: tuple[str, str], *, to_interviewer: bool) -> recipients.Recipient:
    if to_interviewer:
        for person in about.programme.office.people:
            if str(person.email) == who[1]:
                return recipients.of_person(person)
    contact = about.contact
    if contact and contact.email == who[1]:
        return recipients.of_contact(contact)
    return recipients.Recipient(who[0], who[1], contact.role if contact else about.state.role)


def _waiting(session: Session, interview: Interview, addresses: Collection[str]) -> Sequence[Letter]:
    """Letters about it to these addresses that have not gone yet; they stay where they are until the transaction ends."""
    waiting = select(Letter).where(
        Letter.interview_id == interview.id,
        Letter.to_email.in_(addresses),
        Letter.status.in_((LetterStatus.HELD, LetterStatus.QUEUED, LetterStatus.CLAIMED)),
    )
    return session.scalars(waiting.order_by(Letter.id).with_for_update()).all()


def _reached(session: Session, interview: Interview) -> set[str]:
    """Addresses whose calendar may have it: a part has left for them, and none has surely taken it out again."""
    left = select(Letter.to_email, Letter.calendar_method, Letter.status).where(
        Letter.interview_id == interview.id,
        Letter.calendar.is_not(None),
        Letter.status.in_((LetterStatus.SENDING, LetterStatus.SENT, LetterStatus.DOUBTFUL)),
    )
    last = {to: part for to, *part in session.execute(left.order_by(Letter.id)).tuples()}
    return {to for to, part in last.items() if part != [CANCEL, LetterStatus.SENT]}


def _discard_stale(
    session: Session, waiting: Iterable[Letter], *, keep: Container[str], now: datetime
) -> None:
    """Throw away what no longer holds; of those to keep, only what brings no calendar part."""
    for letter in waiting:
        if letter.calendar is None or letter.to_email not in keep:
            outbox.discard(session, letter, now=now)
