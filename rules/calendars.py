"""The days a repeating event falls on (RFC 5545, RRULE), counted only as far as somebody asks."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import count

MOST_PERIODS = 20_000
"""Periods gone through for a rule with a COUNT, which can only be counted from its first day: 54 years of days."""
_WEEKDAYS = ("MO", "TU", "WE", "TH", "FR", "SA", "SU")
_BY_DAY = re.compile(r"([+-]?\d{1,2})?(MO|TU|WE|TH|FR|SA|SU)")
_UNREAD = {"BYHOUR", "BYMINUTE", "BYSECOND", "BYWEEKNO", "BYYEARDAY", "BYEASTER", "RSCALE", "SKIP"}


class RuleUnread(ValueError):
    """The rule is broken, or says something nobody we know writes. Its event must be taken as always there."""


@dataclass(frozen=True)
class RecurrenceRule:
    """A rule by whole days. Empty sets forbid nothing; `until` is the text as written, for the caller knows its zone."""

    every: str
    interval: int = 1
    count: int | None = None
    until: str = ""
    months: frozenset[int] = frozenset()
    month_days: frozenset[int] = frozenset()
    weekdays: frozenset[tuple[int, int]] = frozenset()
    """Weekday (Monday is 0) and which of its kind in the month or year; 0 is each of them, -1 the last."""
    positions: frozenset[int] = frozenset()
    week_start: int = 0


def read(text: str) -> RecurrenceRule:
    """A rule from the value of an RRULE.

    Raises:
        RuleUnread: when it repeats within a day, or has a part that is not understood.
    """
    parts = dict(part.upper().partition("=")[::2] for part in text.split(";") if part)
    if not _UNREAD.isdisjoint(parts) or parts.get("FREQ") not in _PERIODS:
        raise RuleUnread(text[:80])
    try:
        rule = RecurrenceRule(
            every=parts["FREQ"],
            interval=int(parts.get("INTERVAL", "1")),
            count=int(parts["COUNT"]) if "COUNT" in parts else None,
            until=parts.get("UNTIL", ""),
            months=_numbers(parts, "BYMONTH"),
            month_days=_numbers(parts, "BYMONTHDAY"),
            weekdays=_weekdays(parts.get("BYDAY", "")),
            positions=_numbers(parts, "BYSETPOS"),
            week_start=_WEEKDAYS.index(parts.get("WKST", "MO")),
        )
    except ValueError as broken:
        raise RuleUnread(text[:80]) from broken
    if not 1 <= rule.interval <= 10_000 or (rule.count is not None and rule.count < 1):
        raise RuleUnread(text[:80])
    return rule


def days(rule: RecurrenceRule, first: date, *, since: date, until: date) -> Iterator[date]:
    """Days from `since` to `until`, both included, that the rule of an event beginning on `first` hits, in order.

    Raises:
        RuleUnread: when the days up to `since` are too many to be counted.
    """
    hit = 0
    for number, (begins, period) in enumerate(
        _PERIODS[rule.every](rule, first, first if rule.count else since)
    ):
        if begins > until:
            return
        if number > MOST_PERIODS:
            raise RuleUnread("more repetitions than anybody can count")
        for day in _chosen(rule, first, period):
            if day > until or hit == rule.count:
                return
            hit += 1
            if day >= since:
                yield day


def _chosen(rule: RecurrenceRule, first: date, period: list[date]) -> Iterator[date]:
    """The period's days that fit, then those of them whose place is asked for, from the first day on."""
    fitting = [day for day in period if _fits(rule, first, day)]
    places = sorted(place - 1 if place > 0 else len(fitting) + place for place in rule.positions)
    if rule.positions:
        fitting = [fitting[place] for place in dict.fromkeys(places) if 0 <= place < len(fitting)]
    return (day for day in fitting if day >= first)


def _fits(rule: RecurrenceRule, first: date, day: date) -> bool:
    if not (rule.weekdays or rule.month_days) and not _like_first(rule, first, day):
        return False
    if rule.months and day.month not in rule.months:
        return False
    if rule.month_days and rule.month_days.isdisjoint((day.day, day.day - _month_length(day) - 1)):
        return False
    return not rule.weekdays or any(_is_weekday(rule, day, *wanted) for wanted in rule.weekdays)


def _like_first(rule: RecurrenceRule, first: date, day: date) -> bool:
    """What the rule leaves open, the event's first day says."""
    if rule.every == "WEEKLY":
        return day.weekday() == first.weekday()
    if rule.every == "MONTHLY" or (rule.every == "YEARLY" and rule.months):
        return day.day == first.day
    return rule.every == "DAILY" or (day.month, day.day) == (first.month, first.day)


def _is_weekday(rule: RecurrenceRule, day: date, weekday: int, which: int) -> bool:
    if day.weekday() != weekday:
        return False
    if not which or rule.every in ("DAILY", "WEEKLY"):
        return True
    if rule.every == "MONTHLY" or rule.months:
        place, length = day.day, _month_length(day)
    else:
        place, length = day.timetuple().tm_yday, date(day.year, 12, 31).timetuple().tm_yday
    return which in ((place - 1) // 7 + 1, -((length - place) // 7 + 1))


def _daily(rule: RecurrenceRule, first: date, since: date) -> Iterator[tuple[date, list[date]]]:
    for steps in count(_skipped((since - first).days, rule.interval)):
        day = first + timedelta(days=steps * rule.interval)
        yield day, [day]


def _weekly(rule: RecurrenceRule, first: date, since: date) -> Iterator[tuple[date, list[date]]]:
    start = first - timedelta(days=(first.weekday() - rule.week_start) % 7)
    for steps in count(_skipped((since - start).days // 7, rule.interval)):
        begins = start + timedelta(weeks=steps * rule.interval)
        yield begins, [begins + timedelta(days=number) for number in range(7)]


def _monthly(rule: RecurrenceRule, first: date, since: date) -> Iterator[tuple[date, list[date]]]:
    start = first.year * 12 + first.month - 1
    for steps in count(_skipped(since.year * 12 + since.month - 1 - start, rule.interval)):
        year, month = divmod(start + steps * rule.interval, 12)
        begins = date(year, month + 1, 1)
        yield begins, [begins.replace(day=number + 1) for number in range(_month_length(begins))]


def _yearly(rule: RecurrenceRule, first: date, since: date) -> Iterator[tuple[date, list[date]]]:
    for steps in count(_skipped(since.year - first.year, rule.interval)):
        begins = date(first.year + steps * rule.interval, 1, 1)
        length = date(begins.year, 12, 31).timetuple().tm_yday
        yield begins, [begins + timedelta(days=number) for number in range(length)]


_PERIODS = {"DAILY": _daily, "WEEKLY": _weekly, "MONTHLY": _monthly, "YEARLY": _yearly}


def _skipped(periods: int, interval: int) -> int:
    """Whole steps that end before the period asked for."""
    return max(0, periods) // interval


def _month_length(day: date) -> int:
    following = day.replace(day=28) + timedelta(days=4)
    return (following - timedelta(days=following.day)).day


def _numbers(parts: Mapping[str, str], name: str) -> frozenset[int]:
    return frozenset(int(number) for number in parts[name].split(",")) if name in parts else frozenset()


def _weekdays(text: str) -> frozenset[tuple[int, int]]:
    found = [_BY_DAY.fullmatch(word) for word in text.split(",")] if text else []
    if None in found:
        raise ValueError(text)
    return frozenset((_WEEKDAYS.index(one[2]), int(one[1] or 0)) for one in found if one)
