"""The words of a week plan: statuses, headings, and dates as an office writes them."""

from __future__ import annotations

from datetime import date, datetime

from babel.dates import format_date, format_time

from models.language import Say
from models.states import InterviewStatus
from models.week_plans import PlannedInterview, PlannedWeek


def status(of: InterviewStatus, say: Say) -> str:
    """What an interview's status is called."""
    return say(f"status_{of.value}")


def title(of: str, say: Say) -> str:
    """`Ugeplan – Vejle`."""
    return say("title", of=of)


def written(at: datetime, say: Say) -> str:
    """When the plan was written, in words, and that it held then."""
    return say("written", day=_date(at, "d. MMMM y", say), clock=_clock(at, say))


def week(one: PlannedWeek, say: Say) -> str:
    """`Uge 39 · 26.–30. september 2022`; months and years are told once when they are the same."""
    if not one.days:
        return say("week", number=one.number, span=one.year)
    first, last = one.days[0].day, one.days[-1].day
    if first.year != last.year:
        begins = _date(first, "d. MMMM y", say)
    elif first.month != last.month:
        begins = _date(first, "d. MMMM", say)
    else:
        begins = _date(first, "d.", say)
    dash = "–" if begins.endswith(".") else " – "
    span = (
        _date(last, "d. MMMM y", say) if first == last else f"{begins}{dash}{_date(last, 'd. MMMM y', say)}"
    )
    return say("week", number=one.number, span=span)


def weekday(day: date, say: Say) -> str:
    """`Mandag`."""
    return _date(day, "EEEE", say).capitalize()


def short_day(day: date, say: Say) -> str:
    """`26. september`."""
    return _date(day, "d. MMMM", say)


def hours(one: PlannedInterview, say: Say) -> str:
    """`9.00–10.00`; the end also with its day when it is another one."""
    end = _clock(one.ends, say)
    if one.starts.date() != one.ends.date():
        end = f"{_date(one.ends, 'd. MMM', say)} {end}"
    return f"{_clock(one.starts, say)}–{end}"


def place(one: PlannedInterview, say: Say) -> str:
    """Where an interview is: online, the place that is told, or empty when none is."""
    return say("online") if one.online else one.place


def _date(day: date, pattern: str, say: Say) -> str:
    return str(format_date(day, pattern, locale=say.language))


def _clock(at: datetime, say: Say) -> str:
    return str(format_time(at, "H.mm", locale=say.language))
