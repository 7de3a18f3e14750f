"""Whom a municipality names for its interviews, when they can, and on which days it is closed: the form, and how it is read."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from typing import Any, get_args
from zoneinfo import ZoneInfo

from models.definition import OUR_TIME
from models.forms.fields import FieldType, FormField
from models.forms.findings import Finding
from models.language import Say
from models.programmes.interview_booking import InterviewBooking, Mode
from rules.forms.checking import CheckedForm, checked
from rules.forms.written_dates import day_or_none

Window = tuple[datetime, datetime]
_CLOCK = re.compile(r"(\d{1,2})(?:[.:](\d{2}))?", re.ASCII)


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


@dataclass(frozen=True)
class OwnTimes:
    """When somebody can and cannot, in UTC, or what is wrong with how they wrote it."""

    wished: tuple[Window, ...] = ()
    impossible: tuple[Window, ...] = ()
    findings: tuple[Finding, ...] = ()


def interviewee_fields(booking: InterviewBooking, say: Say) -> tuple[FormField, ...]:
    """The form: people by role; times that suit or do not; days the municipality is closed."""
    roles = tuple(one.title for one in booking.roles)
    text, day = FieldType.TEXT, FormField(key="day", title=say("day"), type=FieldType.DATE)
    modes, suiting = tuple(map(say, get_args(Mode))), (say("suits"), say("cannot"))
    return (
        _rows(
            "people",
            say,
            FormField(key="role", title=say("role"), type=FieldType.CHOICE, choices=roles),
            FormField(key="name", title=say("name"), type=text, at_most=120),
            FormField(key="email", title=say("email"), type=FieldType.EMAIL),
            FormField(key="mode", title=say("mode"), type=FieldType.CHOICE, choices=modes, required=False),
            required=True,
        ),
        _rows(
            "times",
            say,
            FormField(key="who", title=say("who"), type=FieldType.CHOICE, choices=(say("everybody"), *roles)),
            FormField(key="what", title=say("what"), type=FieldType.CHOICE, choices=suiting),
            day,
            FormField(key="since", title=say("since"), type=text, required=False, at_most=10),
            FormField(key="until", title=say("until"), type=text, required=False, at_most=10),
        ),
        _rows("closed", say, day),
    )


def _rows(key: str, say: Say, *columns: FormField, required: bool = False) -> FormField:
    return FormField(key=key, title=say(key), type=FieldType.ROWS, required=required, fields=columns)


def named(
    booking: InterviewBooking, count: int, zone: ZoneInfo, answers: Mapping[str, Any], *, say: Say
) -> NamedList:
    """The form read and held against what is asked for: enough people, each role and each address once, times that are times."""
    form = checked(interviewee_fields(booking, say), answers)
    people, times = form.values["people"], form.values["times"]
    findings = [
        *form.findings,
        *_people_findings(people),
        *_time_findings(people, times, zone, say),
        *_closed_findings(form.values["closed"]),
    ]
    if people and len(people) < count:
        findings.append(Finding("enough", {"wanted": count, "named": len(people)}, field="people"))
    read = CheckedForm(form.values, tuple(findings))
    if findings:
        return NamedList(read, (), ())
    closed = tuple(sorted({date.fromisoformat(row["day"]) for row in form.values["closed"]}))
    windows = [_window(row, zone) for row in times]
    return NamedList(read, tuple(_named(booking, row, times, windows, say) for row in people), closed)


def _people_findings(people: Sequence[Mapping[str, Any]]) -> list[Finding]:
    findings = []
    for column, rule, key in (("role", "once", ""), ("email", "unique", "unique_interviewee")):
        seen: dict[str, int] = {}
        for number, row in enumerate(people):
            said = str(row[column] or "").casefold()
            if said and said in seen:
                where, facts = f"people.{number}.{column}", {"row": seen[said] + 1}
                findings.append(Finding(rule, facts, key, field=where))
            seen.setdefault(said, number)
    return findings


def _time_findings(
    people: Sequence[Mapping[str, Any]], times: Sequence[Mapping[str, Any]], zone: ZoneInfo, say: Say
) -> list[Finding]:
    known = {say("everybody"), *(row["role"] for row in people)}
    strangers = [
        Finding("named", {"role": row["who"]}, field=f"times.{number}.who")
        for number, row in enumerate(times)
        if row["who"] and row["who"] not in known
    ]
    return [*strangers, *_slip_findings("times", times, zone)]


def _slip_findings(key: str, times: Sequence[Mapping[str, Any]], zone: ZoneInfo) -> list[Finding]:
    return [
        Finding(rule, field=f"{key}.{number}.{column}")
        for number, row in enumerate(times)
        for rule, column in _slips(row, zone)
    ]


def own_times(field: FormField, rows: Sequence[Mapping[str, Any]], zone: ZoneInfo, *, say: Say) -> OwnTimes:
    """Rows of `own_times_field` as one person wrote them about themselves; empty ones do not count."""
    form = checked((field,), {field.key: rows})
    told = form.values[field.key]
    findings = (*form.findings, *_slip_findings(field.key, told, zone))
    if findings:
        return OwnTimes(findings=findings)
    theirs = [(row["what"], _window(row, zone)) for row in told]
    return OwnTimes(
        wished=tuple(window for what, window in theirs if what == say("suits")),
        impossible=tuple(window for what, window in theirs if what == say("cannot")),
    )


def own_times_field(key: str, booking: InterviewBooking, say: Say) -> FormField:
    """The list's rows for times, without whom they are about."""
    whole = next(one for one in interviewee_fields(booking, say) if one.key == "times")
    columns = tuple(one for one in whole.fields if one.key != "who")
    return whole.model_copy(update={"key": key, "fields": columns})


def _slips(row: Mapping[str, Any], zone: ZoneInfo) -> Iterator[tuple[str, str]]:
    """Rules a row's day and clocks break, each with its column. What is no day at all the form has found already."""
    day = day_or_none(row["day"] or "")
    if day and day.year not in OUR_TIME:
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
    if day is None or day.year not in OUR_TIME:
        return True
    starts, ends = _stretch(day, since, until, zone)
    return starts < ends


def _closed_findings(closed: Sequence[Mapping[str, Any]]) -> list[Finding]:
    days = [day_or_none(row["day"] or "") for row in closed]
    return [
        Finding("year", field=f"closed.{number}.day")
        for number, day in enumerate(days)
        if day and day.year not in OUR_TIME
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
    say: Say,
) -> Named:
    role = next(one for one in booking.roles if one.title == row["role"])
    theirs = [
        (told["what"], window)
        for told, window in zip(times, windows, strict=True)
        if told["who"] in (say("everybody"), role.title)
    ]
    modes: dict[str, Mode] = {say(mode): mode for mode in get_args(Mode)}
    return Named(
        role=role.key,
        title=role.title,
        name=row["name"],
        email=row["email"].lower(),
        mode=modes[row["mode"]] if row["mode"] else role.mode,
        minutes=role.minutes or booking.minutes,
        wished=tuple(window for what, window in theirs if what == say("suits")),
        impossible=tuple(window for what, window in theirs if what == say("cannot")),
    )
