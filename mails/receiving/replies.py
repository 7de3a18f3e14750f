"""What a mail says to an invitation of ours. Everything in it was written by somebody else, and nothing of it raises."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime
from itertools import islice
from zoneinfo import ZoneInfo

from calendars import reading
from calendars.moments import CalendarTimeKind, duration, moment
from calendars.reading import CalendarEvent, CalendarFile, CalendarLine, NotACalendar
from mails.receiving.message import (
    ADDRESS,
    MOST_WORDS,
    Letter,
    authentic,
    bounce,
    content,
    is_named_ics,
    opened,
    parsed,
    without_calendar,
    words,
)
from models.replies import Method, Partstat, Reply, UnreadableKind, UnreadableReply

MOST_BYTES = 2 * 2**20
"""Of a mail; an answer to an invitation has some kilobytes."""
MOST_CALENDAR_BYTES = 256 * 2**10
_MOST_PARTS = 100
_CALENDARS = {"text/calendar", "application/ics", "application/calendar"}
_UTC = ZoneInfo("UTC")


class _Odd(ValueError):
    """The calendar part cannot be an answer; the text says why."""


def read(message: bytes, *, authserv_id: str = "") -> Reply | UnreadableReply:
    """The answer in a mail as it came.

    Args:
        authserv_id: the name our own mail server signs its Authentication-Results with; empty: nobody is believed.
    """
    if len(message) > MOST_BYTES:
        return UnreadableReply(UnreadableKind.HUGE, f"larger than {MOST_BYTES} bytes")
    try:
        return _read(message, authserv_id)
    # the mail was written to hurt, or by a program that did not care: a person looks
    except Exception as failure:
        return UnreadableReply(
            UnreadableKind.BROKEN, f"not a mail that can be read: {type(failure).__name__}"
        )


def _read(source: bytes, authserv_id: str) -> Reply | UnreadableReply:
    message = parsed(source)
    mail = opened(message)
    parts = list(islice(message.walk(), _MOST_PARTS))
    if returned := bounce(mail, parts):
        return returned
    calendars = [each for each in parts if each.get_content_type() in _CALENDARS or is_named_ics(each)]
    if not calendars:
        return without_calendar(mail, parts)
    try:
        reply = _answer(calendars, mail.sender)
    except _Odd as odd:
        kind, _, reason = str(odd).partition(" ")
        return replace(mail.about, kind=UnreadableKind(kind), reason=reason, words=words(parts))
    return replace(
        reply, message_id=mail.about.message_id, authentic=authentic(message, mail.sender, authserv_id)
    )


def _answer(calendars: list[Letter], sender: str) -> Reply:
    """The one answer of all calendar parts; the same part twice, inline and attached, is one."""
    found = dict.fromkeys(reply for part in calendars for reply in _of_part(part, sender))
    if len(found) != 1:
        raise _Odd(f"broken {len(found)} different answers in one mail")
    return next(iter(found))


def _of_part(part: Letter, sender: str) -> Iterator[Reply]:
    data, charset = content(part)
    if len(data) > MOST_CALENDAR_BYTES:
        raise _Odd(f"huge its calendar part is larger than {MOST_CALENDAR_BYTES} bytes")
    try:
        sheet = reading.read(data, charset=charset)
    except NotACalendar as broken:
        raise _Odd(f"broken its calendar part: {broken}") from None
    method = sheet.method or str(part.get_param("method", "")).upper()
    if method not in set(Method):
        raise _Odd("other_method it is no answer, but something of its own")
    if not sheet.events:
        raise _Odd("broken its calendar part has no event")
    for event in sheet.events:
        yield _of_event(event, sheet, Method(method), sender)


def _of_event(event: CalendarEvent, sheet: CalendarFile, method: Method, sender: str) -> Reply:
    line = _answering(event.lines.get("ATTENDEE", []), method, sender)
    uid, attendee = event.text("UID"), _of_mailto(line.value)
    if not uid or len(uid) > 250 or not attendee:
        raise _Odd("broken it does not say which event, or who answers")
    said = line.params.get("PARTSTAT", "NEEDS-ACTION").upper()
    if said not in set(Partstat):
        raise _Odd("broken an answer nobody knows")
    return Reply(
        method=method,
        uid=uid,
        attendee=attendee,
        sender=sender,
        partstat=Partstat(said),
        sequence=_sequence(event),
        stamped=_stamp(event, sheet),
        recurrence=event.text("RECURRENCE-ID")[:40],
        comment=event.text("COMMENT").replace("\x00", "")[:MOST_WORDS],
        proposed=_proposed(event, sheet) if method is Method.COUNTER else None,
        delegated_to=_of_mailto(line.params.get("DELEGATED-TO", "")),
        delegated_from=_of_mailto(line.params.get("DELEGATED-FROM", "")),
    )


def _answering(attendees: list[CalendarLine], method: Method, sender: str) -> CalendarLine:
    """The attendee who answers: the only one, the one who delegates to the other, or of a COUNTER the sender."""
    if len(attendees) == 1:
        return attendees[0]
    if method is Method.REPLY:
        chosen = [each for each in attendees[:2] if each.params.get("PARTSTAT", "").upper() == "DELEGATED"]
        chosen = chosen if len(attendees) == 2 else []
    else:
        chosen = [each for each in attendees if _of_mailto(each.value) == sender]
    if len(chosen) != 1:
        raise _Odd(f"broken {len(attendees)} attendees where one is to answer")
    return chosen[0]


def _of_mailto(text: str) -> str:
    address = re.sub(r"^mailto:", "", text.strip().strip('"'), flags=re.IGNORECASE).strip().lower()
    return address if ADDRESS.fullmatch(address) else ""


def _sequence(event: CalendarEvent) -> int:
    text = event.text("SEQUENCE") or "0"
    if not re.fullmatch(r"[0-9]{1,9}", text) or "SEQUENCE" in event.broken:
        raise _Odd("broken a version that is no number")
    return int(text)


def _stamp(event: CalendarEvent, sheet: CalendarFile) -> datetime | None:
    line = event.first("DTSTAMP")
    try:
        return moment(line, sheet.zones, _UTC).earliest() if line else None
    except ValueError:
        return None


def _proposed(event: CalendarEvent, sheet: CalendarFile) -> tuple[datetime, datetime] | None:
    """From start to end, if both are times in a zone that is known: a day or a floating time says too little."""
    start_line, end_line, length = event.first("DTSTART"), event.first("DTEND"), event.first("DURATION")
    try:
        start = moment(start_line, sheet.zones, _UTC) if start_line else None
        if start is None or start.kind is not CalendarTimeKind.PLACED:
            return None
        end_moment = moment(end_line, sheet.zones, _UTC) if end_line else None
        if end_moment and end_moment.kind is CalendarTimeKind.PLACED:
            end = end_moment.earliest()
        elif length and not end_line:
            end = start.earliest() + duration(length.value)
        else:
            return None
    except (ValueError, OverflowError):
        return None
    return (start.earliest().astimezone(UTC), end) if start.earliest() < end else None
