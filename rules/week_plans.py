"""The words of a week plan in Danish and bokmål: statuses, headings, and dates as an office writes them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime

from babel.dates import format_date, format_time

from models.language import Language
from models.states import InterviewStatus
from models.week_plans import PlannedInterview, PlannedWeek

_I = InterviewStatus


@dataclass(frozen=True)
class WeekPlanWords:
    """What a week plan says beside its facts. `title`, `written` and `week` take them in braces."""

    title: str
    programme: str
    written: str
    written_name: str
    nothing: str
    rehearsal: str
    week: str
    empty: str
    unplaced: str
    no_reason: str
    online: str
    day: str
    time: str
    municipality: str
    role: str
    interviewer: str
    place: str
    status: str
    continued: str
    page: str
    of: str
    statuses: Mapping[InterviewStatus, str]


WORDS: Mapping[Language, WeekPlanWords] = {
    "da": WeekPlanWords(
        title="Ugeplan – {of}",
        programme="Forløb",
        written="{day} kl. {clock}. Planen viser, hvad der gjaldt da.",
        written_name="Skrevet",
        nothing="Der er endnu ingen interview i planen.",
        rehearsal="GENERALPRØVE – ingen af aftalerne er rigtige",
        week="Uge {number} · {span}",
        empty="Ingen interview",
        unplaced="Uden tid endnu",
        no_reason="Der er ikke fundet en tid.",
        online="Online",
        day="Dag",
        time="Tid",
        municipality="Kommune",
        role="Hvem",
        interviewer="Interviewer",
        place="Sted",
        status="Status",
        continued="(fortsat)",
        page="side",
        of="af",
        statuses={
            _I.WAITING: "uden tid",
            _I.PROPOSED: "foreslået, venter på svar",
            _I.BOOKED: "aftalt",
            _I.HELD: "holdt",
            _I.NO_SHOW: "udeblevet",
            _I.CANCELLED: "aflyst",
        },
    ),
    "nb": WeekPlanWords(
        title="Ukeplan – {of}",
        programme="Program",
        written="{day} kl. {clock}. Planen viser hva som gjaldt da.",
        written_name="Skrevet",
        nothing="Det er ennå ingen intervjuer i planen.",
        rehearsal="GENERALPRØVE – ingen av avtalene er ekte",
        week="Uke {number} · {span}",
        empty="Ingen intervjuer",
        unplaced="Uten tid ennå",
        no_reason="Det er ikke funnet noen tid.",
        online="På nett",
        day="Dag",
        time="Tid",
        municipality="Kommune",
        role="Hvem",
        interviewer="Intervjuer",
        place="Sted",
        status="Status",
        continued="(fortsatt)",
        page="side",
        of="av",
        statuses={
            _I.WAITING: "uten tid",
            _I.PROPOSED: "foreslått, venter på svar",
            _I.BOOKED: "avtalt",
            _I.HELD: "holdt",
            _I.NO_SHOW: "møtte ikke",
            _I.CANCELLED: "avlyst",
        },
    ),
}


def status(language: Language, of: InterviewStatus) -> str:
    """What an interview's status is called."""
    return WORDS[language].statuses[of]


def title(language: Language, of: str) -> str:
    """`Ugeplan – Vejle`."""
    return WORDS[language].title.format(of=of)


def written(language: Language, at: datetime) -> str:
    """When the plan was written, in words, and that it held then."""
    return WORDS[language].written.format(day=_date(at, "d. MMMM y", language), clock=_clock(at, language))


def week(language: Language, one: PlannedWeek) -> str:
    """`Uge 39 · 26.–30. september 2022`; months and years are told once when they are the same."""
    words = WORDS[language]
    if not one.days:
        return words.week.format(number=one.number, span=one.year)
    first, last = one.days[0].day, one.days[-1].day
    if first.year != last.year:
        begins = _date(first, "d. MMMM y", language)
    elif first.month != last.month:
        begins = _date(first, "d. MMMM", language)
    else:
        begins = _date(first, "d.", language)
    dash = "–" if begins.endswith(".") else " – "
    span = (
        _date(last, "d. MMMM y", language)
        if first == last
        else f"{begins}{dash}{_date(last, 'd. MMMM y', language)}"
    )
    return words.week.format(number=one.number, span=span)


def weekday(language: Language, day: date) -> str:
    """`Mandag`."""
    return _date(day, "EEEE", language).capitalize()


def short_day(language: Language, day: date) -> str:
    """`26. september`."""
    return _date(day, "d. MMMM", language)


def hours(language: Language, one: PlannedInterview) -> str:
    """`9.00–10.00`; the end also with its day when it is another one."""
    end = _clock(one.ends, language)
    if one.starts.date() != one.ends.date():
        end = f"{_date(one.ends, 'd. MMM', language)} {end}"
    return f"{_clock(one.starts, language)}–{end}"


def place(language: Language, one: PlannedInterview) -> str:
    """Where an interview is: online, the place that is told, or empty when none is."""
    return WORDS[language].online if one.online else one.place


def _date(day: date, pattern: str, language: Language) -> str:
    return str(format_date(day, pattern, locale=language))


def _clock(at: datetime, language: Language) -> str:
    return str(format_time(at, "H.mm", locale=language))
