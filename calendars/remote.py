"""When an interviewer is busy, and a mirror of our bookings, over CalDAV. The database stays the truth."""

from __future__ import annotations

from collections.abc import Callable, Container
from dataclasses import dataclass
from datetime import UTC, datetime
from zoneinfo import ZoneInfo

from icalendar import Calendar

from calendars.busy import OURS, Busy, busy
from calendars.feeds import PRODUCT, Entry, event_of
from calendars.reading import CalendarEvent, read
from calendars.server import Account, CalendarTrouble, Server, unusable, within
from models.errors.interviews import CalendarUnusable
from models.sentences import Unsaid

__all__ = ["Account", "Mirrored", "free_busy", "put", "remove"]

_TRIES = 3


@dataclass(frozen=True)
class Mirrored:
    """Whether the calendar now says what the database says; `trouble` says why not."""

    done: bool
    trouble: tuple[Unsaid, ...] = ()


def free_busy(
    account: Account, since: datetime, until: datetime, *, home: ZoneInfo, own: Container[str] = ()
) -> Busy:
    """When the calendar's owner is busy; a server in trouble gives no intervals and says what is wrong with it."""
    window = f'<C:time-range start="{_utc(since)}" end="{_utc(until)}"/>'

    def ask(server: Server) -> Busy:
        files = [data.encode() for _, _, data in server.query(window)]
        return busy(files, since, until, home=home, own=own)

    try:
        return within(account, ask)
    except CalendarUnusable as trouble:
        return Busy(trouble=(trouble.unsaid(),), read=False)


def put(account: Account, entry: Entry) -> Mirrored:
    """Make the calendar say what the entry says; again costs one look. A newer one of ours is left alone."""
    if entry.cancelled:
        return remove(account, entry.uid)

    def write(server: Server) -> bool:
        found = server.find(entry.uid)
        kept = found.events[0] if found.events else None
        if kept and (_ours(kept) > entry.sequence or _says(kept, entry)):
            return True
        return server.write(found, _file(entry))

    return _mirrored(account, write)


def remove(account: Account, uid: str) -> Mirrored:
    """Take the event out of the calendar; done as well when it is not there."""

    def erase(server: Server) -> bool:
        found = server.find(uid)
        return not found.tag or server.erase(found)

    return _mirrored(account, erase)


def _mirrored(account: Account, change: Callable[[Server], bool]) -> Mirrored:
    """Look, then change only what was seen; when somebody else was faster, look again."""
    try:
        for _ in range(_TRIES):
            if within(account, change):
                return Mirrored(True)
    except CalendarUnusable as trouble:
        return Mirrored(False, (trouble.unsaid(),))
    return Mirrored(False, (unusable(CalendarTrouble.CONTENDED).unsaid(),))


def _file(entry: Entry) -> bytes:
    calendar = Calendar()
    for key, value in (("version", "2.0"), ("prodid", PRODUCT)):
        calendar.add(key, value)
    event = event_of(entry)
    event.add(OURS, str(entry.sequence))
    calendar.add_component(event)
    return bytes(calendar.to_ical())


def _ours(event: CalendarEvent) -> int:
    """The sequence of ours that was last written there, -1 when it was not us."""
    written = event.text(OURS)
    return int(written) if written.isdecimal() and len(written) < 10 else -1


def _says(event: CalendarEvent, entry: Entry) -> bool:
    """Whether everything we write stands there already, whatever its owner has added."""
    wanted = read(_file(entry)).events[0]
    return all(event.text(name) == wanted.text(name) for name in wanted.lines if name != "DTSTAMP")


def _utc(instant: datetime) -> str:
    return instant.astimezone(UTC).strftime("%Y%m%dT%H%M%SZ")
