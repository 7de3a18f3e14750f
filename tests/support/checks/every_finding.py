"""Findings of every kind there is outside pages, brought about as people bring them about."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any
from zoneinfo import ZoneInfo

from datasets import guard, reader
from datasets.values import Unfit, reader_of
from languages.catalogues import speak
from models.datasets.delivered import DeliveredRow
from models.datasets.schema import About, Column, ColumnType
from models.datasets.shipped import FORANALYSE
from models.forms.fields import FormField
from models.forms.findings import Finding
from models.programmes.interview_booking import InterviewBooking
from models.programmes.programme import Places
from rules.datasets import validation
from rules.figures import plausibility
from rules.forms.checking import checked
from rules.interviews.naming import named
from rules.participants import composed
from tests.support.files.comma_files import GOOD, LINES
from tests.support.files.hostile_files import REFUSED, corpus
from tests.support.files.workbooks import changed, put, workbook


def every_finding() -> Iterator[Finding]:
    """All of them, most more than once."""
    yield from _of_files()
    yield from _of_cells()
    yield from _of_figures()
    yield from _of_forms()
    yield from _of_lists()


def _of_files() -> Iterator[Finding]:
    """The corpus of files nobody should send: one for each refusal, and all that are read and found fault with."""
    sent = corpus()
    refused = {one.rule: one for one in reversed(sent) if one.rule in REFUSED}.values()
    for one in (*refused, *(one for one in sent if one.rule not in REFUSED)):
        yield from reader.read(one.make(), one.filename, FORANALYSE).findings
    for content, filename in ((b"a\x00", "plan.txt"), (b"a", "plan.js")):
        found = guard.document(content, filename, limit=9)
        yield from (found,) if found else ()
    many = GOOD + "\r\n".join(LINES * 20)
    yield from reader.read(many.encode(), "a.csv", FORANALYSE, municipality="0630").findings
    whole = workbook(changed("Kommune", put(4, 1, "KRL/SIRKA")))
    for asked in ({"municipality": "0630"}, {"known": {"0630"}}):
        yield from reader.read(whole, "a.xlsx", FORANALYSE, **asked).findings


def _keys(rows: list[list[Any]]) -> None:
    rows[1:] = [["farve", "blå"], rows[2], rows[2], ["source_system", True]]


def _of_cells() -> Iterator[Finding]:
    yield from reader.read(workbook(changed("Kommune", _keys)), "a.xlsx", FORANALYSE).findings
    limits: list[dict[str, Any]] = [{"at_least": 1}, {"at_most": 1}, {}]
    for limit, cell in zip(limits, (0.0, 2.0, float("inf")), strict=True):
        column = Column(id="a", title="A", type=ColumnType.DECIMAL, **limit)
        try:
            reader_of(column)(cell)
        except Unfit as unfit:
            yield Finding(unfit.rule, unfit.facts, unfit.key)


_STAFF = {
    "period_year": 2020,
    "staff_group": "ssh",
    "headcount_start": 100,
    "headcount_end": 150,
    "joiners": 1,
    "leavers": 200,
    "leavers_60plus": 300,
    "fte_avg": 400.5,
    "fulltime_end": 1,
    "parttime_end": 2,
    "sick_days": 100_000.25,
}
_STUDENTS = {
    "programme": "ssa",
    "intake_year": 2020,
    "started": 20,
    "dropouts_0_6m": 15,
    "dropouts_6_12m": 9,
    "dropouts_after_12m": 9,
    "completed": 9,
    "still_active": 0,
}
_ATTEMPTS = {
    "staff_group": "ssa",
    "attempts": 30,
    "filled": 0,
    "filled_other_profile": 0,
    "unfilled": 29,
    "advertised_fulltime": 31,
}


def _of_figures() -> Iterator[Finding]:
    """Rows in which nothing is right."""
    told = [
        (About.STAFF, _STAFF),
        (About.STAFF, {**_STAFF, "period_year": 2021, "sick_days": None}),
        (About.STAFF, {**_STAFF, "staff_group": "alle", "headcount_end": 99}),
        (About.STUDENTS, _STUDENTS),
        (About.RECRUITMENT, _ATTEMPTS),
    ]
    rows = [DeliveredRow(about, number, values) for number, (about, values) in enumerate(told, start=3)]
    yield from validation.findings(FORANALYSE, rows)
    yield from plausibility.findings(FORANALYSE, rows)


def _of_forms() -> Iterator[Finding]:
    inner = [{"key": "a", "title": "Navn", "type": "text"}]
    cases: tuple[tuple[str, dict[str, Any], Any], ...] = (
        ("text", {}, ""),
        ("text", {}, "010190-1234"),
        ("text", {"at_most": 3}, "abcd"),
        ("integer", {}, "tolv"),
        ("integer", {"at_least": 1}, 0),
        ("integer", {"at_most": 1}, 2),
        ("date", {}, "snart"),
        ("choice", {"choices": ["Roligt"]}, "Hurtigt"),
        ("yes_no", {}, "måske"),
        ("email", {}, "mona"),
        ("rows", {"fields": inner}, "tekst"),
        ("rows", {"fields": inner, "at_least": 2}, [{"a": "b"}]),
        ("rows", {"fields": inner, "at_most": 1}, [{"a": "b"}] * 2),
    )
    for type, more, raw in cases:
        field = FormField.model_validate({"key": "x", "title": "Feltet", "type": type, **more})
        yield from checked([field], {"x": raw, "y": 1}).findings


def _of_lists() -> Iterator[Finding]:
    """A list of participants and one of interviewees in which every rule of theirs is broken."""
    mads = {"name": "Mads", "email": "mads@example.org", "group": "external_partner"}
    places = Places.model_validate({"municipalities": 1, "seats_each": 1, "must_include": ["leader"]})
    yield from composed(places, {"participants": [mads, mads]}, say=speak("da", "participants")).findings
    roles = [{"key": "leader", "title": "Leder"}, {"key": "hr", "title": "HR"}]
    booking = InterviewBooking.model_validate(
        {"roles": roles, "interviewers": [{"person": "frank", "hours": {}}]}
    )
    people = [{"role": "Leder", "name": "Lea", "email": "lea@example.org"}] * 2
    slips = (("9999-12-31", "", ""), ("2022-09-13", "ni", "10"), ("2022-09-13", "9", ""))
    times = [
        {"who": "HR", "what": "Kan ikke", "day": day, "since": since, "until": until}
        for day, since, until in (*slips, ("2022-09-13", "10", "9"))
    ]
    answers = {"people": people, "times": times}
    zone = ZoneInfo("Europe/Copenhagen")
    yield from named(booking, 3, zone, answers, say=speak("da", "interviewees")).findings
