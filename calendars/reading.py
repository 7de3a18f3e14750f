"""What a calendar file from somebody else says, line by line; nothing in it is expanded, fetched or believed."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from icalendar.parser import Contentline

MOST_BYTES = 10 * 2**20
MOST_LINES = 300_000
MOST_EVENTS = 20_000
MOST_OF_A_KIND = 1_000
"""Lines of one name kept in an event: more exceptions than anybody has, fewer than ten thousand attendees."""
_DEEPEST = 10
_OF_EVENTS = {
    *(
        "UID",
        "SEQUENCE",
        "DTSTAMP",
        "DTSTART",
        "DTEND",
        "DURATION",
        "RRULE",
        "RDATE",
        "EXDATE",
        "RECURRENCE-ID",
    ),
    *("STATUS", "TRANSP", "ATTENDEE", "ORGANIZER", "COMMENT", "SUMMARY", "LOCATION"),
    *("X-MICROSOFT-CDO-BUSYSTATUS", "X-TOVHOLDER-SEQUENCE"),
}
_NAME = re.compile(r"[A-Za-z0-9-]{1,60}")
_ESCAPED = re.compile(r"\\([\\;,nN])")


class NotACalendar(ValueError):
    """The bytes are no calendar, or one that is broken in its frame; the text says how, in English, for the log."""


@dataclass(frozen=True)
class CalendarLine:
    """One property: its parameters by upper-case name, its value as written."""

    value: str
    params: Mapping[str, str]

    @property
    def text(self) -> str:
        """The value of a text property, its escapes undone."""
        return _ESCAPED.sub(lambda found: "\n" if found[1] in "nN" else found[1], self.value)


@dataclass
class CalendarEvent:
    """The lines of one VEVENT that anybody here asks for, by name. `broken` names those that could not be read."""

    lines: dict[str, list[CalendarLine]] = field(default_factory=dict)
    broken: set[str] = field(default_factory=set)

    def first(self, name: str) -> CalendarLine | None:
        """The property of that name, the first if there are several."""
        return self.lines[name][0] if name in self.lines else None

    def text(self, name: str) -> str:
        """Its text, empty when there is none."""
        line = self.first(name)
        return line.text.strip() if line else ""


@dataclass
class CalendarFile:
    """One calendar file: its method, its events, and for each zone it defines the offsets that zone ever has."""

    method: str = ""
    events: list[CalendarEvent] = field(default_factory=list)
    zones: dict[str, set[str]] = field(default_factory=dict)


def read(ics: bytes, *, charset: str = "utf-8", most: int = MOST_BYTES) -> CalendarFile:
    """The file's lines, sorted; its own definitions of time zones are kept only as the offsets they name.

    Raises:
        NotACalendar: when it is too large, cut short, or not a calendar at all.
    """
    if len(ics) > most:
        raise NotACalendar(f"larger than {most} bytes")
    sheet, inside, zone, begun = CalendarFile(), list[str](), "", False
    for line in _unfolded(ics, charset):
        name, _, value = line.partition(":")
        if name.upper() == "BEGIN":
            _begin(sheet, inside, value.strip().upper())
            begun = True
        elif not inside:
            raise NotACalendar("text outside the calendar")
        elif name.upper() == "END":
            if value.strip().upper() != inside.pop():
                raise NotACalendar("a part that ends another one")
        else:
            zone = _take(sheet, inside, zone, line)
    if inside or not begun:
        raise NotACalendar("cut short" if begun else "no calendar in it")
    return sheet


def _begin(sheet: CalendarFile, inside: list[str], part: str) -> None:
    if (not inside) != (part == "VCALENDAR") or len(inside) >= _DEEPEST:
        raise NotACalendar("parts inside each other that do not belong there")
    inside.append(part)
    if inside == ["VCALENDAR", "VEVENT"]:
        if len(sheet.events) >= MOST_EVENTS:
            raise NotACalendar(f"more than {MOST_EVENTS} events")
        sheet.events.append(CalendarEvent())


def _take(sheet: CalendarFile, inside: list[str], zone: str, line: str) -> str:
    """Put one line where it belongs; the name of the time zone being defined, if any."""
    found = _NAME.match(line)
    name = found[0].upper() if found else ""
    if inside == ["VCALENDAR", "VEVENT"] and name in _OF_EVENTS:
        _add(sheet.events[-1], name, line)
    elif inside == ["VCALENDAR"] and name == "METHOD":
        sheet.method = line.partition(":")[2].strip().upper()[:20]
    elif inside[1:2] == ["VTIMEZONE"] and name == "TZID":
        return line.partition(":")[2].strip()
    elif inside[1:2] == ["VTIMEZONE"] and name == "TZOFFSETTO" and len(sheet.zones) < MOST_OF_A_KIND:
        sheet.zones.setdefault(zone, set()).add(line.partition(":")[2].strip())
    return zone


def _add(event: CalendarEvent, name: str, line: str) -> None:
    kept = event.lines.setdefault(name, [])
    if len(kept) >= MOST_OF_A_KIND:
        event.broken.add(name)
        return
    try:
        _, params, value = Contentline(line).parts()  # type: ignore[no-untyped-call]  # the library leaves it out
        kept.append(CalendarLine(str(value), {key.upper(): _one(each) for key, each in params.items()}))
    except Exception:  # whatever the library stumbles over: the line is lost, and the event knows it
        event.broken.add(name)
    if not kept:
        del event.lines[name]


def _one(parameter: str | list[str]) -> str:
    return parameter if isinstance(parameter, str) else ",".join(parameter)


def _unfolded(ics: bytes, charset: str) -> Iterator[str]:
    """Logical lines, empty ones left out; bytes that are no text become the replacement sign."""
    try:
        text = ics.decode(charset, errors="replace")
    except (LookupError, UnicodeError):
        text = ics.decode("utf-8", errors="replace")
    text = text.removeprefix("\ufeff").replace("\r\n", "\n").replace("\r", "\n").replace("\x00", "")
    lines = re.sub("\n[ \t]", "", text).split("\n")
    if len(lines) > MOST_LINES:
        raise NotACalendar(f"more than {MOST_LINES} lines")
    return (line for line in lines if line.strip())
