"""Calendars others subscribe to, as .ics: the same values give the same bytes, so that nobody fetches news that is none."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime

from icalendar import STATUS, Calendar, Event

PRODUCT = "-//Tovholder//Tovholder//DA"


@dataclass(frozen=True)
class Entry:
    """A booking as it stands in a calendar. A cancelled one stays, so that those who have it see that it is."""

    uid: str
    sequence: int
    starts: datetime
    ends: datetime
    title: str
    place: str
    last_modified: datetime
    cancelled: bool = False
    description: str = ""


def feed(name: str, entries: Iterable[Entry]) -> bytes:
    """A calendar with that name, in UTC; it invites nobody, so it has no METHOD and no attendee."""
    calendar = Calendar()  # not Calendar.new, which adds a random UID
    title = " ".join(name.split())
    for key, value in (("version", "2.0"), ("prodid", PRODUCT), ("name", title), ("x-wr-calname", title)):
        calendar.add(key, value)
    for entry in sorted(entries, key=lambda each: (each.starts, each.uid)):
        calendar.add_component(event_of(entry))
    return bytes(calendar.to_ical())


def event_of(entry: Entry) -> Event:
    """The entry as a VEVENT. Its stamp is its last change: a feed's clock stands still while nothing happens."""
    modified = entry.last_modified.astimezone(UTC)
    event = Event.new(
        uid=entry.uid,
        sequence=entry.sequence,
        stamp=modified,
        last_modified=modified,
        start=entry.starts.astimezone(UTC),
        end=entry.ends.astimezone(UTC),
        summary=_lines(entry.title),
        location=_lines(entry.place) or None,
        description=_lines(entry.description) or None,
        status=STATUS.CANCELLED if entry.cancelled else STATUS.CONFIRMED,
    )
    if entry.cancelled:
        event.add("transp", "TRANSPARENT")
    return event


def _lines(text: str) -> str:
    """With one kind of line break: the library writes the others as they are."""
    return "\n".join(text.replace("\x00", "").splitlines())
