"""Whom a municipality names for its interviews, when they can, and on which days it is closed: the form, and how it is read."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from models.forms.fields import FieldType, FormField
from models.forms.findings import Finding
from models.language import Language
from models.programmes.interview_booking import InterviewBooking, Mode
from rules.forms.checking import CheckedForm, checked
from rules.forms.written_dates import day_or_none

Window = tuple[datetime, datetime]
YEARS = range(2000, 2101)
"""A day in another year is a slip of the pen."""
_CLOCK = re.compile(r"(\d{1,2})(?:[.:](\d{2}))?", re.ASCII)


@dataclass(frozen=True)
class _Words:
    titles: tuple[str, ...]
    modes: Mapping[Mode, str]
    everybody: str
    suits: str
    cannot: str
    findings: Mapping[str, str]


_WORDS: Mapping[Language, _Words] = {
    "da": _Words(
        titles=(
            "Hvem skal interviewes?",
            "Rolle",
            "Navn",
            "E-mail",
            "Hvordan?",
            "Hvornår passer det – og hvornår ikke?",
            "Hvem",
            "Hvad",
            "Dag",
            "Fra kl.",
            "Til kl.",
            "Dage, hvor ingen hos jer kan interviewes",
            "Dag",
        ),
        modes={"online": "Online", "on_site": "Hos os"},
        everybody="Alle",
        suits="Passer godt",
        cannot="Kan ikke",
        findings={
            "once": "Rollen står også i række {row}. Skriv én person for hver rolle.",
            "unique": "Adressen står også i række {row}. Hver person interviewes kun én gang.",
            "clock": "Skriv klokkeslættet som 9.30, eller lad begge felter stå tomme for hele dagen.",
            "both": "Skriv både fra og til, eller lad begge stå tomme for hele dagen.",
            "forward": "Tiden slutter, før den begynder.",
            "year": "Året skal ligge mellem 2000 og 2100.",
            "enough": "Vi skal bruge mindst {count} personer, og I har skrevet {named}.",
            "named": "Rollen »{role}« står ikke på listen over personer.",
        },
    ),
    "nb": _Words(
        titles=(
            "Hvem skal intervjues?",
            "Rolle",
            "Navn",
            "E-post",
            "Hvordan?",
            "Når passer det – og når ikke?",
            "Hvem",
            "Hva",
            "Dag",
            "Fra kl.",
            "Til kl.",
            "Dager der ingen hos dere kan intervjues",
            "Dag",
        ),
        modes={"online": "På nett", "on_site": "Hos oss"},
        everybody="Alle",
        suits="Passer godt",
        cannot="Kan ikke",
        findings={
            "once": "Rollen står også i rad {row}. Skriv én person for hver rolle.",
            "unique": "Adressen står også i rad {row}. Hver person intervjues bare én gang.",
            "clock": "Skriv klokkeslettet som 9.30, eller la begge feltene stå tomme for hele dagen.",
            "both": "Skriv både fra og til, eller la begge stå tomme for hele dagen.",
            "forward": "Tiden slutter før den begynner.",
            "year": "Året må ligge mellom 2000 og 2100.",
            "enough": "Vi trenger minst {count} personer, og dere har skrevet {named}.",
            "named": "Rollen «{role}» står ikke på listen over personer.",
        },
    ),
}


@dataclass(frozen=True)
class Named:
    """One person to be interviewed; the address in lower case, windows in UTC."""

    role: str
    title: str
    name: str
    email: str
    mode: Mode
    minutes: int
    wished: tuple[Window, ...] = ()
    impossible: tuple[Window, ...] = ()


@dataclass(frozen=True)
class NamedList:
    """The form as it was read. `named` and `closed` are empty when there are findings: half a list is never registered."""

    form: CheckedForm
    named: tuple[Named, ...]
    closed: tuple[date, ...]

    @property
    def findings(self) -> tuple[Finding, ...]:
        """What is wrong with it."""
        return self.form.findings


def interviewee_fields(booking: InterviewBooking, language: Language = "da") -> tuple[FormField, ...]:
    """The form: people by role; times that suit or do not; days the municipality is closed."""
    words = _WORDS[language]
    people, role, name, email, mode, times, who, what, day, since, until, closed, closed_day = words.titles
    roles = tuple(one.title for one in booking.roles)
    return (
        _rows(
            "people",
            people,
            FormField(key="role", title=role, type=FieldType.CHOICE, choices=roles),
            FormField(key="name", title=name, type=FieldType.TEXT, at_most=120),
            FormField(key="email", title=email, type=FieldType.EMAIL),
            FormField(
                key="mode",
                title=mode,
                type=FieldType.CHOICE,
                choices=tuple(words.modes.values()),
                required=False,
            ),
            required=True,
        ),
        _rows(
            "times",
            times,
            FormField(key="who", title=who, type=FieldType.CHOICE, choices=(words.everybody, *roles)),
            FormField(key="what", title=what, type=FieldType.CHOICE, choices=(words.suits, words.cannot)),
            FormField(key="day", title=day, type=FieldType.DATE),
            FormField(key="since", title=since, type=FieldType.TEXT, required=False, at_most=10),
            FormField(key="until", title=until, type=FieldType.TEXT, required=False, at_most=10),
        ),
        _rows("closed", closed, FormField(key="day", title=closed_day, type=FieldType.DATE)),
    )


def _rows(key: str, title: str, *columns: FormField, required: bool = False) -> FormField:
    return FormField(key=key, title=title, type=FieldType.ROWS, required=required, fields=columns)


def named(
    booking: InterviewBooking, count: int, zone: ZoneInfo, answers: Mapping[str, Any], *, language: Language
) -> NamedList:
    """The form read and held against what is asked for: enough people, each role and each address once, times that are times."""
    words = _WORDS[language]
    form = checked(interviewee_fields(booking, language), answers, language=language)
    people, times = form.values["people"], form.values["times"]
    findings = [
        *form.findings,
        *_people_findings(people, words),
        *_time_findings(people, times, zone, words),
        *_closed_findings(form.values["closed"], words),
    ]
    if people and len(people) < count:
        message = words.findings["enough"].format(count=count, named=len(people))
        findings.append(Finding("enough", message, field="people"))
    read = CheckedForm(form.values, tuple(findings))
    if findings:
        return NamedList(read, (), ())
    closed = tuple(sorted({date.fromisoformat(row["day"]) for row in form.values["closed"]}))
    windows = [_window(row, zone) for row in times]
    return NamedList(read, tuple(_named(booking, row, times, windows, words) for row in people), closed)


def _people_findings(people: Sequence[Mapping[str, Any]], words: _Words) -> list[Finding]:
    findings = []
    for column, rule in (("role", "once"), ("email", "unique")):
        seen: dict[str, int] = {}
        for number, row in enumerate(people):
            said = str(row[column] or "").casefold()
            if said and said in seen:
                message = words.findings[rule].format(row=seen[said] + 1)
                findings.append(Finding(rule, message, field=f"people.{number}.{column}"))
            seen.setdefault(said, number)
    return findings


def _time_findings(
    people: Sequence[Mapping[str, Any]], times: Sequence[Mapping[str, Any]], zone: ZoneInfo, words: _Words
) -> list[Finding]:
    known = {words.everybody, *(row["role"] for row in people)}
    findings = []
    for number, row in enumerate(times):
        wrong = [*_slips(row, zone)]
        if row["who"] and row["who"] not in known:
            wrong.insert(0, ("named", "who"))
        for rule, column in wrong:
            message = words.findings[rule].format(role=row["who"])
            findings.append(Finding(rule, message, field=f"times.{number}.{column}"))
    return findings


def _slips(row: Mapping[str, Any], zone: ZoneInfo) -> Iterator[tuple[str, str]]:
    """Rules a row's day and clocks break, each with its column. What is no day at all the form has found already."""
    day = day_or_none(row["day"] or "")
    if day and day.year not in YEARS:
        yield "year", "day"
    said = {key: row[key] for key in ("since", "until") if row[key]}
    if len(said) == 1:
        yield "both", "until" if "since" in said else "since"
        return
    clocks = {key: clock_or_none(text) for key, text in said.items()}
    wrong = [key for key, clock in clocks.items() if clock is None]
    yield from (("clock", key) for key in wrong)
    if not wrong and not _forward(day, clocks.get("since"), clocks.get("until"), zone):
        yield "forward", "until"


def _forward(day: date | None, since: time | None, until: time | None, zone: ZoneInfo) -> bool:
    """Whether a stretch ends after it begins: on the clock and, on a day the clock is moved, also in truth."""
    if since and until and since >= until:
        return False
    if day is None or day.year not in YEARS:
        return True
    starts, ends = _stretch(day, since, until, zone)
    return starts < ends


def _closed_findings(closed: Sequence[Mapping[str, Any]], words: _Words) -> list[Finding]:
    days = [day_or_none(row["day"] or "") for row in closed]
    return [
        Finding("year", words.findings["year"], field=f"closed.{number}.day")
        for number, day in enumerate(days)
        if day and day.year not in YEARS
    ]


def clock_or_none(text: str) -> time | None:
    """A clock time as people write it: 9, 9.30, 09:30; None when it is none."""
    said = _CLOCK.fullmatch(text.strip().lower().removeprefix("kl.").strip())
    if said is None or int(said[1]) > 23 or int(said[2] or 0) > 59:
        return None
    return time(int(said[1]), int(said[2] or 0))


def _window(row: Mapping[str, Any], zone: ZoneInfo) -> Window:
    """The row's stretch of its day; a whole day when it names no clock."""
    since, until = (clock_or_none(row[key] or "") for key in ("since", "until"))
    return _stretch(date.fromisoformat(row["day"]), since, until, zone)


def _stretch(day: date, since: time | None, until: time | None, zone: ZoneInfo) -> Window:
    """In UTC. On a day the clock is moved it may end before it begins."""
    ends = datetime.combine(day if until else day + timedelta(days=1), until or time(0), zone)
    return datetime.combine(day, since or time(0), zone).astimezone(UTC), ends.astimezone(UTC)


def _named(
    booking: InterviewBooking,
    row: Mapping[str, Any],
    times: Sequence[Mapping[str, Any]],
    windows: Sequence[Window],
    words: _Words,
) -> Named:
    role = next(one for one in booking.roles if one.title == row["role"])
    theirs = [
        (told["what"], window)
        for told, window in zip(times, windows, strict=True)
        if told["who"] in (words.everybody, role.title)
    ]
    modes = {said: mode for mode, said in words.modes.items()}
    return Named(
        role=role.key,
        title=role.title,
        name=row["name"],
        email=row["email"].lower(),
        mode=modes[row["mode"]] if row["mode"] else role.mode,
        minutes=role.minutes or booking.minutes,
        wished=tuple(window for what, window in theirs if what == words.suits),
        impossible=tuple(window for what, window in theirs if what == words.cannot),
    )
