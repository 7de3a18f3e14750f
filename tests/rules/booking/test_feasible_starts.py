"""Starts as bits: local clock times, days without any, and nights the clocks are moved."""

from __future__ import annotations

from datetime import UTC, date, datetime, time
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from models.booking.instance import BookingMunicipality, Hours, Instance, Interviewer
from rules.booking.feasible_starts import Grid, hours_of, instant, minute_of

COPENHAGEN = ZoneInfo("Europe/Copenhagen")


@pytest.mark.parametrize(
    ("local", "late", "expected"),
    [
        ("2022-10-28T09:00", False, "2022-10-28T07:00"),
        ("2022-10-31T09:00", False, "2022-10-31T08:00"),
        ("2022-10-30T02:30", False, "2022-10-30T00:30"),
        ("2022-10-30T02:30", True, "2022-10-30T01:30"),
        ("2022-03-27T02:30", False, "2022-03-27T01:00"),
        ("2022-03-27T02:30", True, "2022-03-27T01:00"),
        ("2022-10-30T02:30+01:00", False, "2022-10-30T01:30"),
        ("2022-10-28T09:00:30", False, "2022-10-28T07:00"),
        ("2022-10-28T09:00:30", True, "2022-10-28T07:01"),
    ],
)
def test_a_local_time_becomes_a_minute(local: str, late: bool, expected: str) -> None:
    minute = minute_of(datetime.fromisoformat(local), COPENHAGEN, late=late)

    assert instant(minute) == datetime.fromisoformat(expected).replace(tzinfo=UTC)


def grid(first: date, last: date, step: int) -> Grid:
    hours = {"monday": (Hours(from_=time(9), to=time(12)),), "sunday": (Hours(from_=time(0), to=time(0)),)}
    instance = Instance.model_validate(
        {
            "first": first,
            "last": last,
            "grid": step,
            "interviewers": (Interviewer.model_validate({"key": "ida", "hours": hours}),),
            "municipalities": (BookingMunicipality(key="vejle"),),
            "interviewees": (),
        }
    )
    return Grid(instance, hours_of(instance.interviewers))


def test_the_day_with_an_hour_more_has_four_starts_more() -> None:
    counts = [day.count for day in grid(date(2022, 10, 23), date(2022, 10, 31), 15).days]

    assert counts == [96, 12, 0, 0, 0, 0, 0, 100, 12]


@given(
    st.sampled_from([5, 10, 15, 20, 30, 60]),
    st.integers(-3, 3000),
    st.integers(-3, 3000),
)
def test_a_stretch_holds_exactly_the_starts_within_it(step: int, begin: int, length: int) -> None:
    made = grid(date(2022, 10, 29), date(2022, 10, 31), step)
    low = made.days[0].midnight + begin
    starts = [made.minute(bit) for bit in range(made.size)]

    expected = sum(1 << bit for bit, start in enumerate(starts) if low <= start < low + length)

    assert made.between(low, low + length) == expected
    assert starts == sorted(starts)
