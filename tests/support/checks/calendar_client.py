"""A calendar as people's mail programs keep it: what the letters that came have left in it (RFC 5546)."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, NamedTuple

from icalendar import Calendar


class Entry(NamedTuple):
    """One event, in UTC."""

    starts: datetime
    ends: datetime
    place: str


@dataclass
class Client:
    """One person's calendar, by UID; `seen` is the last message about each: its sequence, and whether it took the event out."""

    entries: dict[str, Entry] = field(default_factory=dict)
    seen: dict[str, tuple[int, bool]] = field(default_factory=dict)

    def receive(self, ics: bytes) -> None:
        """What has been overtaken is ignored; a later REQUEST replaces, a CANCEL takes out until something newer comes."""
        calendar: Any = Calendar.from_ical(ics)
        (event,) = calendar.walk("VEVENT")
        uid, sequence = str(event["UID"]), int(event["SEQUENCE"])
        known, gone = self.seen.get(uid, (-1, False))
        if sequence < known or (gone and sequence == known):
            return
        cancelled = str(calendar["METHOD"]) == "CANCEL"
        self.seen[uid] = sequence, cancelled
        if cancelled:
            self.entries.pop(uid, None)
        else:
            place = str(event.get("LOCATION", ""))
            self.entries[uid] = Entry(event["DTSTART"].dt, event["DTEND"].dt, place)


def after(parts: Iterable[tuple[str, bytes | None]]) -> dict[str, Client]:
    """Everybody's calendar when these letters have come, by address: each an address and its calendar part, in order."""
    clients: dict[str, Client] = {}
    for address, ics in parts:
        if ics:
            clients.setdefault(address.lower(), Client()).receive(ics)
    return clients
