"""Dates and times as calendars write them, and the time zones they name."""

from __future__ import annotations

import re
from collections.abc import Mapping, Set
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta, timezone, tzinfo
from enum import StrEnum
from functools import lru_cache
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from icalendar.timezone.windows_to_olson import WINDOWS_TO_OLSON

from calendars.reading import CalendarLine

_TIME = re.compile(r"(\d{4})(\d\d)(\d\d)(?:T(\d\d)(\d\d)(\d\d)?(Z?))?", re.ASCII)
_ZONE = re.compile(r"[A-Za-z]{1,20}(/[A-Za-z0-9_+-]{1,30}){0,2}", re.ASCII)
_OFFSET = re.compile(r"([+-])(\d\d)(\d\d)(\d\d)?", re.ASCII)
_DURATION = re.compile(
    r"([+-]?)P(?:(\d{1,4})W|(?:(\d{1,5})D)?(?:T(?:(\d{1,5})H)?(?:(\d{1,6})M)?(?:(\d{1,7})S)?)?)", re.ASCII
)
_OF_THE_MACHINE = {"localtime", "posixrules", "factory"}


class CalendarTimeKind(StrEnum):
    """A whole day; a wall clock without a place; a wall clock in a zone; one in a zone that nobody knows."""

    DAY = "day"
    FLOATING = "floating"
    PLACED = "placed"
    NONSENSE = "nonsense"


@dataclass(frozen=True)
class CalendarTime:
    """`local` is what the wall clock says there; for a whole day it is its midnight."""

    local: datetime
    kind: CalendarTimeKind
    zone: tzinfo

    def earliest(self) -> datetime:
        """In UTC; of a time the clocks show twice, the first, and of one they skip, the earlier reading."""
        return min(self._readings())

    def latest(self) -> datetime:
        """In UTC; the later reading of a time the clocks show twice or never."""
        return max(self._readings())

    def _readings(self) -> tuple[datetime, datetime]:
        first, second = (self.local.replace(tzinfo=self.zone, fold=fold).astimezone(UTC) for fold in (0, 1))
        return first, second


def moment(line: CalendarLine, zones: Mapping[str, Set[str]], home: ZoneInfo) -> CalendarTime:
    """When it is; days and floating times are those of `home`.

    Raises:
        ValueError: when it is neither a date nor a time, or one outside the years 1900 to 2200.
    """
    local, in_utc, timed = _written(line.value)
    if not timed:
        return CalendarTime(local, CalendarTimeKind.DAY, home)
    if in_utc:
        return CalendarTime(local, CalendarTimeKind.PLACED, UTC)
    if not (name := line.params.get("TZID", "")):
        return CalendarTime(local, CalendarTimeKind.FLOATING, home)
    zone = zone_named(name) or _by_offsets(zones.get(name, frozenset()), home, local.year)
    return (
        CalendarTime(local, CalendarTimeKind.PLACED, zone)
        if zone
        else CalendarTime(local, CalendarTimeKind.NONSENSE, home)
    )


def duration(text: str) -> timedelta:
    """A DURATION.

    Raises:
        ValueError: when it is none, or negative.
    """
    found = _DURATION.fullmatch(text.strip())
    if not found or found[1] == "-" or text.strip()[-1] in "PT":
        raise ValueError(text[:40])
    weeks, days, hours, minutes, seconds = (int(number or 0) for number in found.groups()[1:])
    return timedelta(weeks=weeks, days=days, hours=hours, minutes=minutes, seconds=seconds)


@lru_cache(maxsize=512)
def zone_named(name: str) -> ZoneInfo | None:
    """The zone of that name as Olson, Windows or a vendor with a path before it writes it; None when nobody knows it."""
    bare = name.strip().strip('"')
    parts = bare.strip("/").split("/")
    tails = ["/".join(parts[-length:]) for length in (3, 2) if len(parts) > length]
    for candidate in (bare, WINDOWS_TO_OLSON.get(bare, ""), *tails):
        if _ZONE.fullmatch(candidate) and candidate.lower() not in _OF_THE_MACHINE:
            try:
                return ZoneInfo(candidate)
            except (ZoneInfoNotFoundError, ValueError, OSError):  # OSError: the name of a folder of zones
                continue
    return None


def _by_offsets(offsets: Set[str], home: ZoneInfo, year: int) -> tzinfo | None:
    """A zone with an invented name: fixed when it has one offset, home when its offsets are just those of home."""
    known = {_offset(one) for one in offsets}
    if None in known or not known:
        return None
    if len(known) == 1:
        return timezone(known.pop() or timedelta())
    there = {datetime(year, month, 1, tzinfo=home).utcoffset() for month in (1, 7)}
    return home if known == there else None


def _offset(text: str) -> timedelta | None:
    found = _OFFSET.fullmatch(text)
    if not found or int(found[2]) > 15 or int(found[3]) > 59:
        return None
    length = timedelta(hours=int(found[2]), minutes=int(found[3]))
    return -length if found[1] == "-" else length


def _written(text: str) -> tuple[datetime, bool, bool]:
    """The wall clock, whether it is in UTC, and whether there is a time at all."""
    found = _TIME.fullmatch(text.strip())
    if not found or not 1900 <= int(found[1]) <= 2200:
        raise ValueError(text[:40])
    year, month, day, hour, minute, second = (int(number or 0) for number in found.groups()[:6])
    wall = datetime(year, month, day, hour, minute, min(second, 59), tzinfo=UTC).replace(tzinfo=None)
    return wall, found[7] == "Z", found[4] is not None
