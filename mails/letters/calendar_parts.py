"""Calendar parts of event letters (RFC 5545, 5546): in UTC, one attendee each, the same UID for an event's whole life."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from typing import NamedTuple

from icalendar import STATUS, Calendar, Event, vCalAddress

from calendars.feeds import PRODUCT

REQUEST = "REQUEST"
CANCEL = "CANCEL"


@dataclass(frozen=True)
class Meeting:
    """An event as a calendar needs it. `sequence` rises with every change, never with a mere resend."""

    uid: str
    sequence: int
    starts: datetime
    ends: datetime
    title: str
    place: str
    description: str
    organizer: tuple[str, str]
    """Name and address; the same as the letter's From, because that is where calendars send their replies."""


class CalendarPart(NamedTuple):
    """What one attendee is to be sent: who (name and address), METHOD, and the calendar file for a letter of its own."""

    attendee: tuple[str, str]
    method: str
    ics: bytes


def parts_of(
    before: Meeting | None,
    after: Meeting | None,
    attendees: Sequence[tuple[str, str]],
    *,
    now: datetime,
    invited: Sequence[tuple[str, str]] | None = None,
) -> list[CalendarPart]:
    """Every message a change of a booking calls for, whatever the change is; none when nobody's calendar changes.

    Args:
        before: as the attendees were last told, None when they have not been.
        after: as it is now, None when it is cancelled.
        attendees: those who are to be there now.
        invited: those who were told of `before`, when they were others.
    Raises:
        ValueError: when the booking has changed and its sequence has not risen.
    """
    told = [*(attendees if invited is None else invited)] if before else []
    wanted = [*attendees] if after else []
    same = before is not None and after is not None and before.uid == after.uid
    if same and before and after:
        changed = replace(after, sequence=before.sequence) != before
        if changed and after.sequence <= before.sequence:
            raise ValueError(f"{after.uid} has changed, and its sequence is still {after.sequence}")
    else:
        changed = True
    parts = [
        CalendarPart(each, CANCEL, cancel(before, each, now=now))
        for each in told
        if before and not (same and _is_among(wanted, each))
    ]
    parts += [
        CalendarPart(each, REQUEST, request(after, each, now=now))
        for each in wanted
        if after and (changed or not _is_among(told, each))
    ]
    return parts


def _is_among(people: Sequence[tuple[str, str]], one: tuple[str, str]) -> bool:
    """By address: a corrected name is no other person."""
    return one[1].casefold() in {address.casefold() for _, address in people}


def request(meeting: Meeting, attendee: tuple[str, str], *, now: datetime) -> bytes:
    """An invitation, or the update of one when the sequence is higher than the one before."""
    return _calendar(meeting, attendee, now, REQUEST, status=STATUS.CONFIRMED)


def cancel(meeting: Meeting, attendee: tuple[str, str], *, now: datetime) -> bytes:
    """Takes the event out of the attendee's calendar; its sequence is one above that of the last invitation."""
    above = replace(meeting, sequence=meeting.sequence + 1)
    return _calendar(above, attendee, now, CANCEL, status=STATUS.CANCELLED)


def _calendar(
    meeting: Meeting, attendee: tuple[str, str], now: datetime, method: str, *, status: STATUS
) -> bytes:
    event = Event.new(
        uid=meeting.uid,
        sequence=meeting.sequence,
        stamp=now.astimezone(UTC),
        start=meeting.starts.astimezone(UTC),
        end=meeting.ends.astimezone(UTC),
        summary=meeting.title,
        location=meeting.place or None,
        description=meeting.description or None,
        status=status,
        organizer=vCalAddress.new(meeting.organizer[1], cn=meeting.organizer[0]),
        attendees=[
            vCalAddress.new(
                attendee[1],
                cn=attendee[0],
                partstat="NEEDS-ACTION",
                rsvp=method == REQUEST,
                role="REQ-PARTICIPANT",
                cutype="INDIVIDUAL",
            )
        ],
    )
    calendar = Calendar()  # not Calendar.new, which adds a random UID before the event's own
    for name, value in (("version", "2.0"), ("prodid", PRODUCT), ("method", method)):
        calendar.add(name, value)
    calendar.add_component(event)
    return bytes(calendar.to_ical())
