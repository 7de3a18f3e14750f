"""Calendar parts of event letters (RFC 5545, 5546): in UTC, one attendee each, the same UID for an event's whole life."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import UTC, datetime

from icalendar import STATUS, Calendar, Event, vCalAddress

REQUEST = "REQUEST"
CANCEL = "CANCEL"
_PRODUCT = "-//Tovholder//Tovholder//DA"


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
    for name, value in (("version", "2.0"), ("prodid", _PRODUCT), ("method", method)):
        calendar.add(name, value)
    calendar.add_component(event)
    return bytes(calendar.to_ical())
