"""When somebody is busy, from what their calendar says. What cannot be read counts as busy, and is told."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Container, Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import UTC, datetime, time, timedelta
from enum import Enum
from zoneinfo import ZoneInfo

from calendars.moments import CalendarTime, CalendarTimeKind, duration, moment
from calendars.reading import CalendarEvent, CalendarFile, CalendarLine, NotACalendar, read
from models.errors.interviews import CalendarCutShort, CalendarDoubtful
from models.sentences import Unsaid
from rules import calendars

Interval = tuple[datetime, datetime]
LONGEST_QUESTION = timedelta(days=400)
_LONGEST_EVENT = timedelta(days=400)
_DAY = timedelta(days=1)
OURS = "X-TOVHOLDER-SEQUENCE"
"""In the events we put there ourselves: the database knows them better, and they must not stand in their own way."""


@dataclass(frozen=True)
class Busy:
    """Busy times in UTC, sorted, none touching another; `trouble` says what is not known, empty when all is."""

    intervals: tuple[Interval, ...] = ()
    trouble: tuple[Unsaid, ...] = ()
    read: bool = True
    """False when nothing could be read: then no intervals do not mean that there is time."""


class EntryDoubt(Enum):
    """What about an entry cannot be known."""

    UNREAD = "could not be read"
    TIME = "have a time that cannot be read"
    ONWARDS = "were changed from some time on"
    ZONE = "lie in an unknown time zone and count as whole days"
    REPEATS = "repeat in a way that cannot be read and count as whole days"


@dataclass(frozen=True)
class _Question:
    since: datetime
    until: datetime
    home: ZoneInfo
    own: Container[str]


@dataclass(frozen=True)
class _Span:
    """Where an event lies: `whole_days` when nobody can say when on its days."""

    start: CalendarTime
    length: timedelta
    whole_days: bool = False


def busy(
    files: Iterable[bytes], since: datetime, until: datetime, *, home: ZoneInfo, own: Container[str] = ()
) -> Busy:
    """What the calendar files make busy between two instants.

    Args:
        home: the zone of the calendar's owner, for whole days and for times that name none.
        own: UIDs of events that do not count, because the database has them.
    """
    asked = _Question(since, min(until, since + LONGEST_QUESTION), home, own)
    found: list[Interval] = []
    doubts = Counter[EntryDoubt]()
    for file in files:
        try:
            sheet = read(file)
        except NotACalendar:
            doubts[EntryDoubt.UNREAD] += 1
            continue
        for group in _by_uid(sheet):
            intervals, about = _of_event(group, sheet, asked)
            found += intervals
            doubts.update(about)
    told = [_doubtful(one, doubts[one]) for one in EntryDoubt if doubts[one]]
    if until - since > LONGEST_QUESTION:
        told.append(CalendarCutShort(days=LONGEST_QUESTION.days).unsaid())
    return Busy(_merged(found, asked), tuple(told))


def _doubtful(doubt: EntryDoubt, number: int) -> Unsaid:
    return CalendarDoubtful(variant=doubt.name.lower(), reason=doubt.value, count=number).unsaid()


def _by_uid(sheet: CalendarFile) -> Iterable[list[CalendarEvent]]:
    """A repeating event with the single times that were changed; an event without UID alone."""
    groups: dict[object, list[CalendarEvent]] = defaultdict(list)
    for number, event in enumerate(sheet.events):
        groups[event.text("UID") or number].append(event)
    return groups.values()


def _of_event(
    group: list[CalendarEvent], sheet: CalendarFile, asked: _Question
) -> tuple[list[Interval], set[EntryDoubt]]:
    if any(each.text("UID") in asked.own or each.first(OURS) for each in group):
        return [], set()
    changed = [each for each in group if _is_changed_time(each)]
    replaced: list[CalendarTime] = []
    found: list[Interval] = []
    doubts: set[EntryDoubt] = set()
    for each in changed:
        line = each.first("RECURRENCE-ID")
        try:
            replaced += _moments(line, sheet, asked.home) if line else []
        except ValueError:
            doubts.add(EntryDoubt.TIME)
        if line and "RANGE" in line.params:
            doubts.add(EntryDoubt.ONWARDS)
    for each in group:
        try:
            skip = [] if each in changed else replaced
            intervals, doubt = _times(each, sheet, asked, skip)
        except (ValueError, OverflowError):
            intervals, doubt = [], EntryDoubt.TIME
        found += intervals
        doubts |= {doubt} if doubt else set()
    return found, doubts


def _is_changed_time(event: CalendarEvent) -> bool:
    return "RECURRENCE-ID" in event.lines or "RECURRENCE-ID" in event.broken


def _times(
    event: CalendarEvent, sheet: CalendarFile, asked: _Question, replaced: list[CalendarTime]
) -> tuple[list[Interval], EntryDoubt | None]:
    """The event's busy intervals that may concern the question, and what is doubtful about them."""
    if _is_free(event):
        return [], None
    span = _span(event, sheet, asked.home)
    doubt = EntryDoubt.ZONE if span.whole_days else None
    if _is_changed_time(event) or not ({"RRULE", "RDATE"} & (event.lines.keys() | event.broken)):
        return [_interval(span, span.start.local)], doubt
    if event.broken & {"RRULE", "RDATE", "EXDATE"} or len(event.lines.get("RRULE", ())) > 1:
        return [_for_ever(span, asked)], EntryDoubt.REPEATS
    try:
        starts = set(_repeated(event, span, sheet, asked))
        gone = replaced + [
            each for line in event.lines.get("EXDATE", ()) for each in _moments(line, sheet, asked.home)
        ]
    except (ValueError, OverflowError):  # among them a rule nobody understands
        return [_for_ever(span, asked)], EntryDoubt.REPEATS
    return [_interval(span, each) for each in starts if not _is_among(gone, span, each)], doubt


def _is_among(gone: list[CalendarTime], span: _Span, start: datetime) -> bool:
    """Whether that time is left out or changed, whichever zone that is written in."""
    instant = replace(span.start, local=start).earliest()
    return any(
        each.local.date() == start.date() if each.kind is CalendarTimeKind.DAY else each.earliest() == instant
        for each in gone
    )


def _is_free(event: CalendarEvent) -> bool:
    return (
        event.text("STATUS").upper() == "CANCELLED"
        or event.text("TRANSP").upper() == "TRANSPARENT"
        or event.text("X-MICROSOFT-CDO-BUSYSTATUS").upper() == "FREE"
    )


def _span(event: CalendarEvent, sheet: CalendarFile, home: ZoneInfo) -> _Span:
    """Start and length; an event that ends before it begins, or lasts for years, is of unknown length.

    Raises:
        ValueError: when it has no readable start.
    """
    line = event.first("DTSTART")
    if line is None:
        raise ValueError("no start")
    start = moment(line, sheet.zones, home)
    try:
        length, end_known = _length(event, start, sheet, home)
    except ValueError:
        length, end_known = timedelta(), False
    fits = timedelta() <= length <= _LONGEST_EVENT
    doubtful = start.kind is CalendarTimeKind.NONSENSE or not end_known or not fits
    return _Span(start, length if fits else timedelta(), doubtful)


def _length(
    event: CalendarEvent, start: CalendarTime, sheet: CalendarFile, home: ZoneInfo
) -> tuple[timedelta, bool]:
    """On the wall clock when both ends hang beside the same one."""
    if end_line := event.first("DTEND"):
        end = moment(end_line, sheet.zones, home)
        known = end.kind is not CalendarTimeKind.NONSENSE
        if end.zone == start.zone:
            return end.local - start.local, known
        return end.latest() - start.earliest(), known
    if length := event.first("DURATION"):
        return duration(length.value), True
    return _DAY if start.kind is CalendarTimeKind.DAY else timedelta(), not event.broken & {
        "DTEND",
        "DURATION",
    }


def _interval(span: _Span, local: datetime) -> Interval:
    """One time of the event; in doubt, from the midnight before to the midnight after."""
    first, last = replace(span.start, local=local), replace(span.start, local=local + span.length)
    if span.whole_days:
        first = replace(first, local=datetime.combine(first.local, time()))
        last = replace(last, local=datetime.combine(last.local, time()) + _DAY)
    return first.earliest(), last.latest()


def _for_ever(span: _Span, asked: _Question) -> Interval:
    """Every hour of the question from the event's first day on."""
    first = replace(span.start, local=datetime.combine(span.start.local, time()))
    return first.earliest(), asked.until


def _repeated(event: CalendarEvent, span: _Span, sheet: CalendarFile, asked: _Question) -> Iterator[datetime]:
    """Wall-clock starts of the repetitions; the first time counts even when the rule does not hit it."""
    first = span.start.local
    margin = span.length + 2 * _DAY  # zones lie at most a day apart, and a doubtful one fills its day
    since = max(first, asked.since.replace(tzinfo=None) - margin)
    until = asked.until.replace(tzinfo=None) + 2 * _DAY
    yield first
    if line := event.first("RRULE"):
        rule = calendars.read(line.value)
        last = _last(rule.until, sheet, asked.home) if rule.until else None
        for day in calendars.days(rule, first.date(), since=since.date(), until=until.date()):
            start = datetime.combine(day, first.time())
            if last and replace(span.start, local=start).earliest() > last:
                return
            yield start
    for line in event.lines.get("RDATE", ()):
        for each in _moments(line, sheet, asked.home):
            there = each.earliest().astimezone(span.start.zone).replace(tzinfo=None)
            yield each.local if each.kind is CalendarTimeKind.DAY else there


def _last(until: str, sheet: CalendarFile, home: ZoneInfo) -> datetime:
    """The instant of an UNTIL; a bare date includes its whole day."""
    last = moment(CalendarLine(until, {}), sheet.zones, home)
    return last.latest() + _DAY if last.kind is CalendarTimeKind.DAY else last.latest()


def _moments(line: CalendarLine, sheet: CalendarFile, home: ZoneInfo) -> Iterator[CalendarTime]:
    """The dates of a list; of a period, its start."""
    for value in line.value.split(","):
        yield moment(replace(line, value=value.partition("/")[0]), sheet.zones, home)


def _merged(found: list[Interval], asked: _Question) -> tuple[Interval, ...]:
    """What of it lies in the question, overlapping ones made one; an event without length keeps nobody busy."""
    cut = sorted((max(start, asked.since), min(end, asked.until)) for start, end in found)
    merged: list[Interval] = []
    for start, end in cut:
        if start >= end:
            continue
        if merged and start <= merged[-1][1]:
            merged[-1] = (merged[-1][0], max(end, merged[-1][1]))
        else:
            merged.append((start, end))
    return tuple((start.astimezone(UTC), end.astimezone(UTC)) for start, end in merged)
