"""Working days of a country, less the days a programme itself is closed."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from datetime import date, timedelta
from functools import lru_cache

import holidays

DESKS_EMPTY: Mapping[str, frozenset[tuple[int, int]]] = {
    "DK": frozenset({(6, 5), (12, 24), (12, 31)}),
    "NO": frozenset({(12, 24), (12, 31)}),
}
"""Month and day on which municipal offices are shut although the law does not make them public holidays.

Constitution Day, Christmas Eve and New Year's Eve; in Norway the last two. 1 May is left in as a working day in Denmark: only
some agreements give half of it off, and offices answer; in Norway it is a public holiday anyway.
"""

_ONE_DAY = timedelta(days=1)


@lru_cache(maxsize=8)
def _public_holidays(country: str) -> holidays.HolidayBase:
    return holidays.country_holidays(country, categories=("public",))


class WorkingDays:
    """Monday to Friday without public holidays, the days nobody is at a desk, and the programme's closed days."""

    def __init__(self, country: str, closed: Collection[date] = ()) -> None:
        self.closed = frozenset(closed)
        self._public = _public_holidays(country)
        self._empty = DESKS_EMPTY[country]

    def is_working_day(self, day: date) -> bool:
        """False on weekends, holidays and closed days."""
        return day.weekday() < 5 and not self.is_holiday(day) and day not in self.closed

    def is_holiday(self, day: date) -> bool:
        """True on public holidays and on days municipal offices are shut all the same."""
        return day in self._public or (day.month, day.day) in self._empty

    def shift(self, day: date, working_days: int) -> date:
        """The nth working day after `day`, or before it when negative; zero is `day` itself or the next working day."""
        if working_days == 0:
            return day if self.is_working_day(day) else self.shift(day, 1)
        step = _ONE_DAY if working_days > 0 else -_ONE_DAY
        left = abs(working_days)
        while left:
            day += step
            left -= self.is_working_day(day)
        return day
