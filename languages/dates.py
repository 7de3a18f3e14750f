"""Days and times as people write them; CLDR's own full patterns are not how an office writes."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime, time
from functools import lru_cache

from babel.dates import format_date, format_time

from languages.catalogues import speak
from models.language import Language


def date_text(value: date | datetime, language: Language) -> str:
    """`mandag den 3. oktober 2022`."""
    return _day(value.date() if isinstance(value, datetime) else value, language)


@lru_cache(maxsize=1024)
def _day(day: date, language: Language) -> str:
    """Kept by the day alone: instants of two zones may be equal and fall on different days."""
    return str(format_date(day, speak(language, "dates")("day_pattern"), locale=language))


def clock_text(value: datetime, language: Language) -> str:
    """`kl. 14.00`."""
    return speak(language, "dates")("clock", time=digits(value, language))


def moment_text(value: date | datetime, language: Language) -> str:
    """`mandag den 3. oktober 2022 kl. 14.00`; a bare date has no clock."""
    day = date_text(value, language)
    return f"{day} {clock_text(value, language)}" if isinstance(value, datetime) else day


def told(facts: Mapping[str, object], language: Language) -> dict[str, object]:
    """Facts of a sentence, those that are days or local times as the language writes them."""
    return {
        name: moment_text(fact, language) if isinstance(fact, date) else fact for name, fact in facts.items()
    }


def digits(value: datetime, language: Language) -> str:
    """`14.00`."""
    return _clock(value.time(), language)


@lru_cache(maxsize=1024)
def _clock(at: time, language: Language) -> str:
    return str(format_time(at, "H.mm", locale=language))
