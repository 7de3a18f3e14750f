"""Compared with dateutil, which is written by others from the same RFC."""

from __future__ import annotations

import datetime as python_datetime
from collections.abc import Iterator
from datetime import date, datetime, time, timedelta
from types import SimpleNamespace

import dateutil.rrule
import pytest
from dateutil.rrule import rrulestr
from hypothesis import Phase, given, settings
from hypothesis import strategies as st

from rules import calendars

FIRST = date(2022, 3, 31)
WEEKDAYS = ("MO", "TU", "WE", "TH", "FR", "SA", "SU")


@pytest.fixture(autouse=True, scope="module")
def an_oracle_that_ends() -> Iterator[None]:
    """Of a rule that hits nothing, dateutil tries every year until 9999."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(
            dateutil.rrule, "datetime", SimpleNamespace(**{**vars(python_datetime), "MAXYEAR": 2025})
        )
        yield


def hit(
    rule: str, first: date = FIRST, since: date = date(2022, 9, 1), until: date = date(2022, 12, 31)
) -> list[date]:
    return list(calendars.days(calendars.read(rule), first, since=since, until=until))


def expected(rule: str, first: date, since: date, until: date) -> list[date]:
    start, end = datetime.combine(since, time()), datetime.combine(until, time())
    found = rrulestr(rule, dtstart=datetime.combine(first, time())).between(start, end, inc=True)
    return [each.date() for each in found]


@st.composite
def rules(draw: st.DrawFn) -> str:
    every = draw(st.sampled_from(("DAILY", "WEEKLY", "MONTHLY", "YEARLY")))
    parts = [f"FREQ={every}", f"INTERVAL={draw(st.integers(1, 5))}"]
    plain = every in ("DAILY", "WEEKLY") or draw(st.booleans())
    ordinals = ("",) if plain else ("1", "2", "-1", "5", "-2")  # both kinds in one rule, dateutil gets wrong
    weekdays = st.builds(str.__add__, st.sampled_from(ordinals), st.sampled_from(WEEKDAYS))
    for name, values in (
        ("BYMONTH", st.integers(1, 12).map(str)),
        ("BYMONTHDAY", st.sampled_from(("1", "13", "28", "29", "30", "31", "-1", "-2"))),
        ("BYDAY", weekdays),
    ):
        if chosen := draw(st.lists(values, max_size=3, unique=True)):
            parts.append(f"{name}={','.join(chosen)}")
    # of a first week that began before the event, dateutil counts positions from the event
    if every != "WEEKLY" and len(parts) > 2 and draw(st.booleans()):
        parts.append(f"BYSETPOS={draw(st.sampled_from((1, 2, -1)))}")
    if draw(st.booleans()):
        parts.append(f"COUNT={draw(st.integers(1, 40))}")
    return ";".join([*parts, f"WKST={draw(st.sampled_from(('MO', 'SU')))}"])


@settings(max_examples=300, deadline=None, phases=(Phase.generate,))
@given(
    rule=rules(),
    first=st.dates(date(2015, 1, 1), date(2022, 12, 1)),
    since=st.dates(date(2022, 1, 1), date(2023, 1, 1)),
)
def test_the_days_are_those_another_reader_finds(rule: str, first: date, since: date) -> None:
    until = since + timedelta(days=200)

    assert hit(rule, first, since, until) == expected(rule, first, since, until)


def test_every_other_tuesday_goes_on_from_its_own_first_week() -> None:
    found = hit("FREQ=WEEKLY;INTERVAL=2;BYDAY=TU", date(2022, 9, 6), until=date(2022, 10, 10))

    assert found == [date(2022, 9, 6), date(2022, 9, 20), date(2022, 10, 4)]


def test_the_last_day_of_a_month_is_not_in_every_month() -> None:
    assert hit("FREQ=MONTHLY") == [date(2022, 10, 31), date(2022, 12, 31)]


@pytest.mark.parametrize(
    "rule",
    [
        "FREQ=SECONDLY",
        "FREQ=HOURLY;INTERVAL=1",
        "FREQ=DAILY;BYHOUR=1,2,3",
        "FREQ=YEARLY;BYWEEKNO=20",
        "FREQ=DAILY;INTERVAL=0",
        "FREQ=DAILY;INTERVAL=-1",
        "FREQ=DAILY;COUNT=0",
        "FREQ=WEEKLY;BYDAY=XX",
        "FREQ=DAILY;COUNT=many",
        "INTERVAL=2",
        "",
        ";;;=",
    ],
)
def test_a_rule_nobody_understands_is_said_to_be_one(rule: str) -> None:
    with pytest.raises(calendars.RuleUnread):
        calendars.read(rule)


def test_a_rule_that_hits_nothing_ends_where_the_question_ends() -> None:
    assert hit("FREQ=YEARLY;BYMONTH=2;BYMONTHDAY=30", date(1901, 1, 1)) == []
    assert hit("FREQ=DAILY;BYMONTH=2;BYMONTHDAY=31", date(1901, 1, 1)) == []


def test_a_count_from_long_ago_is_not_counted_for_ever() -> None:
    with pytest.raises(calendars.RuleUnread):
        hit("FREQ=DAILY;COUNT=99999999;BYMONTHDAY=31", date(1901, 1, 1))
