"""When something is to happen, as a programme writes it: a date, a window, a month, or working days from something else."""

from __future__ import annotations

import re
from datetime import date, datetime, time
from enum import StrEnum
from typing import Annotated, Any

from pydantic import (
    AfterValidator,
    BeforeValidator,
    Field,
    GetJsonSchemaHandler,
    WithJsonSchema,
    model_validator,
)
from pydantic.json_schema import JsonSchemaValue
from pydantic_core import CoreSchema

from models.definition import OUR_TIME, Definition


class Weekday(StrEnum):
    """Weekdays as programmes write them, Monday first as in ISO 8601."""

    MONDAY = "monday"
    TUESDAY = "tuesday"
    WEDNESDAY = "wednesday"
    THURSDAY = "thursday"
    FRIDAY = "friday"
    SATURDAY = "saturday"
    SUNDAY = "sunday"


class Anchor(StrEnum):
    """What an offset may be counted from."""

    EVENT = "event"
    END = "end"
    DEADLINE = "deadline"
    OPENING = "opening"


_REFERENCE = re.compile(r"^(event|end|deadline|opening):([a-z0-9_]+)(?:/([a-z0-9_]+))?$")


class Reference(Definition):
    """`event:kickoff` (its first day), `end:workshop` (its last), `opening:workshop` or `deadline:preparation/staff_data`."""

    anchor: Anchor
    key: str
    requirement: str = ""

    @classmethod
    def __get_pydantic_json_schema__(cls, core: CoreSchema, handler: GetJsonSchemaHandler) -> JsonSchemaValue:
        """Programmes write it as text; the mapping is how it is stored."""
        return {"anyOf": [{"type": "string", "pattern": _REFERENCE.pattern}, handler(core)]}

    @model_validator(mode="before")
    @classmethod
    def _from_text(cls, value: Any) -> Any:
        if not isinstance(value, str):
            return value
        found = _REFERENCE.match(value)
        if not found or (found[1] == "deadline") != bool(found[3]):
            raise ValueError(
                f"{value!r} is not a reference; write event:KEY, end:KEY, opening:STEP or deadline:STEP/REQUIREMENT"
            )
        return {"anchor": found[1], "key": found[2], "requirement": found[3] or ""}

    def __str__(self) -> str:
        return f"{self.anchor}:{self.key}" + (f"/{self.requirement}" if self.requirement else "")


def _in_our_time(day: date) -> date:
    if day.year not in OUR_TIME:
        first, last = OUR_TIME[0], OUR_TIME[-1]
        raise ValueError(f"the year {day.year} cannot be meant; write one between {first} and {last}")
    return day


def _day_or_instant(value: Any) -> Any:
    """A date stays a date; an ISO text with a clock time becomes local, naive programme time."""
    if isinstance(value, datetime):
        if value.tzinfo is not None:
            raise ValueError("write local time without an offset: the programme's zone applies")
        return _in_our_time(value)
    if isinstance(value, date):
        return _in_our_time(value)
    if not isinstance(value, str) or not _DAY.match(value):
        raise ValueError(f"{value!r} is not a date; write 2022-10-03 or 2022-10-03T14:00")
    try:
        parsed = datetime.fromisoformat(value) if len(value) > 10 else date.fromisoformat(value)
    except ValueError as wrong:
        raise ValueError(f"{value!r} is not in the calendar ({wrong}); write a day that exists") from wrong
    return _day_or_instant(parsed)


def _day(value: Any) -> Any:
    day = _day_or_instant(value)
    if isinstance(day, datetime):
        raise ValueError(f"{value!r} has a clock time; write the day only")
    return day


def _clock_time(value: Any) -> Any:
    """Texts like 14:00 only: a bare number would be taken for seconds since midnight."""
    if isinstance(value, time) or (isinstance(value, str) and _CLOCK.match(value)):
        return value
    raise ValueError(f"{value!r} is not a clock time; write 14:00")


def _month(value: str) -> str:
    _in_our_time(date.fromisoformat(f"{value}-01"))
    return value


_DAY = re.compile(r"^\d{4}-\d{2}-\d{2}([T ]\d{2}:\d{2}.*)?$")
_CLOCK = re.compile(r"^([01]\d|2[0-3]):[0-5]\d(:[0-5]\d)?$")
MONTH = r"^\d{4}-(0[1-9]|1[0-2])$"
_DAY_SCHEMA = {"type": "string", "pattern": r"^\d{4}-\d{2}-\d{2}$"}
_MOMENT_SCHEMA = {"type": "string", "pattern": r"^\d{4}-\d{2}(-\d{2}([T ]\d{2}:\d{2}(:\d{2})?)?)?$"}

DayOrInstant = Annotated[date | datetime, BeforeValidator(_day_or_instant), WithJsonSchema(_MOMENT_SCHEMA)]
Day = Annotated[date, BeforeValidator(_day), WithJsonSchema(_DAY_SCHEMA)]
ClockTime = Annotated[
    time, BeforeValidator(_clock_time), WithJsonSchema({"type": "string", "pattern": _CLOCK.pattern})
]
Month = Annotated[str, Field(pattern=MONTH), AfterValidator(_month)]


class Window(Definition):
    """A period of whole days, both ends included; as a deadline its last day counts, as an opening its first."""

    first: Day
    last: Day

    @model_validator(mode="after")
    def _forwards(self) -> Window:
        if self.last < self.first:
            raise ValueError(f"the window ends {self.last}, before it begins {self.first}")
        return self

    @property
    def days(self) -> int:
        """How many days it has, both ends included."""
        return (self.last - self.first).days + 1


class Moment(Definition):
    """Exactly one of `on`, `window`, `month` and `working_days` (counted from `from`).

    Zero working days without `at` is the very instant counted from: {working_days: 0, from: end:workshop}. A bare date,
    date-time or `2019-05` may be written instead of a mapping. Week and weekday are checked against the date.
    """

    on: DayOrInstant | None = None
    window: Window | None = None
    month: Month | None = None
    working_days: Annotated[int, Field(ge=-500, le=500, strict=True)] | None = None
    reference: Reference | None = Field(None, alias="from")
    at: ClockTime | None = None
    week: Annotated[int, Field(ge=1, le=53, strict=True)] | None = None
    weekday: Weekday | None = None
    own_choice: str = Field("", description="Why this date, where the sources leave it open.")

    @classmethod
    def __get_pydantic_json_schema__(cls, core: CoreSchema, handler: GetJsonSchemaHandler) -> JsonSchemaValue:
        """Editors must accept the short way of writing as well."""
        return {"anyOf": [_MOMENT_SCHEMA, handler(core)]}

    @model_validator(mode="before")
    @classmethod
    def _from_scalar(cls, value: Any) -> Any:
        if isinstance(value, str) and re.fullmatch(r"\d{4}-\d{2}", value):
            return {"month": value}
        return value if isinstance(value, dict | Moment) else {"on": value}

    @model_validator(mode="after")
    def _one_way_of_saying_it(self) -> Moment:
        ways = [name for name in ("on", "window", "month", "working_days") if getattr(self, name) is not None]
        if len(ways) != 1:
            said = ", ".join(ways) or "none"
            raise ValueError(f"say when in exactly one way: on, window, month or working_days (here: {said})")
        if (self.working_days is None) != (self.reference is None):
            raise ValueError("working_days and from belong together")
        if self.at is not None and isinstance(self.on, datetime):
            raise ValueError("the clock time is written twice: in the date and in at")
        return self


class Precision(StrEnum):
    """How exactly a resolved instant is known; a month's day is provisional until the office sets it."""

    INSTANT = "instant"
    DAY = "day"
    MONTH = "month"
