"""Dates as people write them in letters: deadlines with their week, events with their span."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime
from zoneinfo import ZoneInfo

from babel.dates import format_date
from jinja2 import pass_context
from jinja2.runtime import Context

from languages.catalogues import speak
from languages.dates import clock_text, date_text, digits, moment_text
from mails.letters.context import EventFacts
from models.language import Language

When = date | datetime | str


def local(value: When, zone: ZoneInfo) -> date | datetime:
    """A date as it is; an instant, or ISO 8601 text of one, in the programme's time."""
    if isinstance(value, str):
        value = datetime.fromisoformat(value) if len(value) > len("2022-10-03") else date.fromisoformat(value)
    return value.astimezone(zone) if isinstance(value, datetime) and value.tzinfo else value


def month_text(value: date | datetime, language: Language) -> str:
    """`oktober 2022`."""
    return str(format_date(value, "MMMM y", locale=language))


def deadline_text(value: date | datetime, language: Language) -> str:
    """`fredag den 30. september 2022 (uge 39)`; the clock only when the day does not count to its end."""
    whole_day = not isinstance(value, datetime) or (value.hour, value.minute) == (23, 59)
    said = date_text(value, language) if whole_day else moment_text(value, language)
    return f"{said} ({_week(value, language)})"


def span_text(event: EventFacts, language: Language) -> str:
    """When an event is: one day, several days, or only the month when that is all one knows."""
    if event.provisional:
        return speak(language, "dates")("provisional", month=month_text(event.starts, language))
    start, week = moment_text(event.starts, language), _week(event.starts, language)
    if event.starts.date() == event.ends.date():
        return f"{start}–{digits(event.ends, language)} ({week})"
    return f"{start} – {moment_text(event.ends, language)} ({week})"


def day_text(event: EventFacts, language: Language) -> str:
    """The day an event begins, or its month: short enough for a subject."""
    if event.provisional:
        return month_text(event.starts, language)
    return date_text(event.starts, language)


def _week(value: date, language: Language) -> str:
    return speak(language, "dates")("week", number=value.isocalendar().week)


def filters(language: Language) -> dict[str, Callable[..., str]]:
    """The Jinja filters of a language: date, clock, moment and deadline; span and day for events; quote."""

    def said(text: Callable[..., str]) -> Callable[..., str]:
        @pass_context
        def in_programme_time(context: Context, value: When) -> str:
            return text(local(value, context["zone"]), language)

        return in_programme_time

    return {
        "date": said(date_text),
        "clock": said(clock_text),
        "moment": said(moment_text),
        "deadline": said(deadline_text),
        "span": lambda event: span_text(event, language),
        "day": lambda event: day_text(event, language),
        "quote": quoted,
    }


def quoted(value: object) -> str:
    """Somebody's own words, each line behind `> `, so that they cannot pass for ours."""
    return "\n".join(f"> {line}".rstrip() for line in str(value).strip().splitlines())
