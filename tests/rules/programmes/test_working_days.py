"""Working days: whose desks are empty when, and counting there and back."""

from __future__ import annotations

from datetime import date

import holidays
import pytest
from hypothesis import given
from hypothesis import strategies as st

from rules.programmes.working_days import DESKS_EMPTY, WorkingDays

days = st.dates(date(2016, 1, 1), date(2030, 12, 31))
counts = st.integers(-60, 60)
calendars = st.builds(
    WorkingDays,
    st.sampled_from(["DK", "NO"]),
    st.frozensets(st.dates(date(2022, 1, 1), date(2022, 12, 31)), max_size=20),
)


@pytest.mark.parametrize(
    ("country", "day", "working"),
    [
        ("DK", date(2022, 10, 3), True),
        ("DK", date(2022, 10, 1), False),
        ("DK", date(2022, 5, 13), False),
        ("DK", date(2024, 4, 26), True),
        ("DK", date(2024, 6, 5), False),
        ("DK", date(2024, 12, 24), False),
        ("DK", date(2024, 12, 31), False),
        ("DK", date(2024, 5, 1), True),
        ("NO", date(2019, 5, 1), False),
        ("NO", date(2019, 5, 17), False),
        ("NO", date(2019, 12, 24), False),
        ("NO", date(2019, 6, 5), True),
    ],
)
def test_offices_answer_on_working_days_only(country: str, day: date, working: bool) -> None:
    assert WorkingDays(country).is_working_day(day) is working


def test_store_bededag_ended_with_2023() -> None:
    calendar = WorkingDays("DK")

    assert [calendar.is_working_day(day) for day in (date(2023, 5, 5), date(2024, 4, 26))] == [False, True]


def test_a_closed_day_is_no_working_day_and_no_holiday_either() -> None:
    calendar = WorkingDays("DK", [date(2022, 12, 27)])

    assert not calendar.is_working_day(date(2022, 12, 27))
    assert not calendar.is_holiday(date(2022, 12, 27))


def test_our_list_of_empty_desks_is_the_optional_holidays_without_1_may() -> None:
    optional = holidays.country_holidays("DK", years=range(2022, 2030), categories=("optional",))

    assert {(day.month, day.day) for day in optional} - {(5, 1)} == DESKS_EMPTY["DK"]


@pytest.mark.parametrize(
    ("day", "count", "arrives"),
    [
        (date(2022, 10, 3), 0, date(2022, 10, 3)),
        (date(2022, 10, 1), 0, date(2022, 10, 3)),
        (date(2022, 10, 3), 5, date(2022, 10, 10)),
        (date(2022, 10, 3), -1, date(2022, 9, 30)),
        (date(2022, 10, 1), 1, date(2022, 10, 3)),
        (date(2022, 10, 2), -1, date(2022, 9, 30)),
        (date(2022, 12, 23), 1, date(2022, 12, 27)),
        (date(2023, 4, 5), 1, date(2023, 4, 11)),
    ],
)
def test_counting_leaves_out_weekends_and_holidays(day: date, count: int, arrives: date) -> None:
    assert WorkingDays("DK").shift(day, count) == arrives


@given(calendars, days, counts)
def test_a_shift_ends_on_a_working_day(calendar: WorkingDays, day: date, count: int) -> None:
    assert calendar.is_working_day(calendar.shift(day, count))


@given(calendars, days, counts)
def test_there_and_back_again(calendar: WorkingDays, day: date, count: int) -> None:
    start = calendar.shift(day, 0)

    assert calendar.shift(calendar.shift(start, count), -count) == start


@given(calendars, days, st.integers(0, 30), st.integers(0, 30))
def test_two_shifts_are_one(calendar: WorkingDays, day: date, first: int, second: int) -> None:
    start = calendar.shift(day, 0)

    assert calendar.shift(calendar.shift(start, first), second) == calendar.shift(start, first + second)


@given(calendars, days, counts)
def test_one_more_working_day_is_always_later(calendar: WorkingDays, day: date, count: int) -> None:
    start = calendar.shift(day, 0)

    assert calendar.shift(start, count) < calendar.shift(start, count + 1)


@given(calendars, days, days, counts)
def test_who_starts_later_never_arrives_earlier(
    calendar: WorkingDays, one: date, other: date, count: int
) -> None:
    earlier, later = sorted((one, other))

    assert calendar.shift(earlier, count) <= calendar.shift(later, count)
