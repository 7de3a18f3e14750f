"""The life of a booking in a person's calendar: the letters as mail programs read them, replayed into a real server."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import datetime, timedelta
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import default
from pathlib import Path
from typing import Any
from urllib.error import HTTPError
from urllib.request import Request, urlopen
from zoneinfo import ZoneInfo

from icalendar import Calendar
from sqlalchemy import select
from sqlalchemy.orm import Session

from actions.interviews import arrangements
from actions.letters import outbox
from mails.sending.envelope import compose
from models.accounts.actors import administrator
from models.interviews.rows import Interview
from models.letters import Letter
from models.people import Enrolment
from models.states import LetterStatus
from tests.support.servers.calendar_servers import radicale
from tests.support.worlds import interview_programme
from tests.support.worlds.interview_programme import NOW

COPENHAGEN = ZoneInfo("Europe/Copenhagen")
BEFORE_WINTER = datetime(2022, 10, 28, 10, tzinfo=COPENHAGEN)
"""The Friday before the clocks are set back."""
AFTER = datetime(2022, 10, 31, 10, tzinfo=COPENHAGEN)
"""The Monday after, at the same local time: 73 hours later."""
NOT_THERE = 404
LEADER, FRANK = "leder.vejle@example.org", "frank@example.org"


class MailProgram:
    """Keeps one person's calendar on a server, as the invitations say that come by mail."""

    def __init__(self, address: str) -> None:
        self.address = address

    def receive(self, mail: EmailMessage) -> None:
        """Obey METHOD: put the event there, in place of an older one of the same UID, or take it out."""
        calendar, event = event_of(mail)
        if calendar["METHOD"] == "CANCEL":
            self._ask("DELETE", event["UID"])
            return
        del calendar["METHOD"]  # a calendar keeps events, not messages
        self._ask("PUT", event["UID"], calendar.to_ical())

    def holds(self, uid: str) -> tuple[datetime, int] | None:
        """When it begins, and which version it is; None when it is not there."""
        try:
            calendar: Any = Calendar.from_ical(self._ask("GET", uid))
        except HTTPError as answer:
            if answer.code == NOT_THERE:
                return None
            raise
        (event,) = calendar.walk("VEVENT")
        return event["DTSTART"].dt, int(event["SEQUENCE"])

    def _ask(self, method: str, uid: str, body: bytes | None = None) -> bytes:
        headers = {"Authorization": "Basic aWRhOng=", "Content-Type": "text/calendar"}
        with urlopen(Request(f"{self.address}{uid}.ics", body, headers, method=method)) as answer:
            return bytes(answer.read())


def posted(session: Session) -> list[EmailMessage]:
    """What the postman carries now, as bytes that came over the line."""
    waiting = select(Letter).where(
        Letter.status == LetterStatus.QUEUED, Letter.calendar.is_not(None), Letter.interview_id.is_not(None)
    )
    mails = []
    for letter in session.scalars(waiting.order_by(Letter.id)).all():
        letter.status = LetterStatus.SENT
        whole = compose(outbox.outgoing(letter, zone=COPENHAGEN, rehearsal=False))
        mails.append(message_from_bytes(whole, policy=default))
    session.flush()
    return mails


def event_of(mail: EmailMessage) -> tuple[Any, Any]:
    """The calendar part of a mail, and its one event."""
    (part,) = [one for one in mail.walk() if one.get_content_type() == "text/calendar"]
    calendar: Any = Calendar.from_ical(part.get_content())
    (event,) = calendar.walk("VEVENT")
    return calendar, event


def told(mails: Sequence[EmailMessage]) -> list[tuple[str, str, int]]:
    """To whom each goes, its METHOD and its version."""
    events = [(mail, *event_of(mail)) for mail in mails]
    return [
        (mail["To"].addresses[0].addr_spec, str(calendar["METHOD"]), int(event["SEQUENCE"]))
        for mail, calendar, event in events
    ]


def live(session: Session, vejle: Enrolment) -> Iterator[tuple[Interview, list[EmailMessage]]]:
    """Agreed, moved over the night the clocks are set back, called off, agreed anew; each with its mails."""
    talks = interview_programme.talks(session, vejle)
    signed: dict[str, Any] = {"actor": administrator("Frank Facilitator")}
    at = [NOW + timedelta(hours=hours) for hours in range(4)]
    interview = arrangements.book(
        session, talks, interviewee="Leder", starts_at=BEFORE_WINTER, interviewer="frank", now=at[0], **signed
    )
    yield interview, posted(session)
    arrangements.move(session, interview.id, starts_at=AFTER, why="Bytte", now=at[1], **signed)
    yield interview, posted(session)
    arrangements.cancel(session, interview.id, why="Sygdom", now=at[2], **signed)
    yield interview, posted(session)
    again = arrangements.book(session, talks, interviewee="Leder", starts_at=AFTER, now=at[3], **signed)
    yield again, posted(session)


def test_each_stage_is_told_to_both_with_a_higher_sequence(
    session: Session, interview_vejle_named: Enrolment
) -> None:
    stages = [told(mails) for _, mails in live(session, interview_vejle_named)]

    methods = [{method for _, method, _ in stage} for stage in stages]
    versions = [{sequence for _, _, sequence in stage} for stage in stages]
    assert [sorted(to for to, _, _ in stage) for stage in stages] == [[FRANK, LEADER]] * 4
    assert methods == [{"REQUEST"}, {"REQUEST"}, {"CANCEL"}, {"REQUEST"}]
    assert [len(each) for each in versions] == [1] * 4
    assert sorted(set.union(*versions)) == [each.pop() for each in versions]


def test_every_calendar_part_is_one_a_calendar_accepts(
    session: Session, interview_vejle_named: Enrolment
) -> None:
    mails = [mail for _, stage in live(session, interview_vejle_named) for mail in stage]

    for mail in mails:
        calendar, event = event_of(mail)
        (part,) = [one for one in mail.walk() if one.get_content_type() == "text/calendar"]
        (attached,) = mail.iter_attachments()
        attendees = event["ATTENDEE"] if isinstance(event["ATTENDEE"], list) else [event["ATTENDEE"]]
        assert part["Content-Type"].params["method"] == calendar["METHOD"]
        assert attached.get_content() == part.get_content().encode()
        assert [str(one).lower() for one in attendees] == [f"mailto:{mail['To'].addresses[0].addr_spec}"]
        assert str(event["ORGANIZER"]).lower() == f"mailto:{mail['From'].addresses[0].addr_spec}"
        assert event["STATUS"] == {"REQUEST": "CONFIRMED", "CANCEL": "CANCELLED"}[calendar["METHOD"]]
        assert {event[name].dt.utcoffset() for name in ("DTSTAMP", "DTSTART", "DTEND")} == {timedelta()}
        assert (calendar["VERSION"], calendar.errors, event.errors) == ("2.0", [], [])
    assert len({str(event_of(mail)[1]["UID"]) for mail in mails}) == 1
    stamps = [event_of(mail)[1]["DTSTAMP"].dt for mail in mails]
    assert stamps == sorted(stamps)


def test_a_calendar_server_ends_right_at_each_stage(
    session: Session, interview_vejle_named: Enrolment, tmp_path: Path
) -> None:
    with radicale(tmp_path) as address:
        program, seen = MailProgram(address), []
        for interview, mails in live(session, interview_vejle_named):
            for mail in mails:
                if mail["To"].addresses[0].addr_spec == LEADER:
                    program.receive(mail)
            seen.append(program.holds(interview.uid))

    times = [None if one is None else one[0].astimezone(COPENHAGEN) for one in seen]
    assert times == [BEFORE_WINTER, AFTER, None, AFTER]
    assert [None if at is None else f"{at:%H:%M %Z}" for at in times] == [
        *("10:00 CEST", "10:00 CET"),
        *(None, "10:00 CET"),
    ]


def test_the_letters_say_the_local_time_on_both_sides_of_the_night(
    session: Session, interview_vejle_named: Enrolment
) -> None:
    texts = [
        mail.get_body(("plain",)).get_content()  # type: ignore[union-attr]
        for _, mails in live(session, interview_vejle_named)
        for mail in mails
        if mail["To"].addresses[0].addr_spec == LEADER
    ]

    assert "fredag den 28. oktober 2022" in texts[0]
    assert "mandag den 31. oktober 2022" in texts[1]
    assert all("10.00" in text for text in texts)
