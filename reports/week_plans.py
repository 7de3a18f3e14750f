"""A week plan on paper: one table a week, and at the end whoever has no time. The same plan gives the same bytes."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from models.language import Say
from models.week_plans import PlannedDay, PlannedInterview, WeekPlan
from reports.press import set_in_type
from rules import week_plans as words

TEMPLATE = Path(__file__).with_name("week_plan.typ")
Sheet = Mapping[str, Any]
_WORDS = ("programme", "written_name", "nothing", "rehearsal", "empty", "unplaced", "day", "page", "of")
_ROWS_TOGETHER, _SIGNS_TOGETHER = 8, 1_500
"""A day that holds no more than this is not parted by the end of a page; a longer one is told anew on the next."""


def printed(plan: WeekPlan, say: Say) -> bytes:
    """The plan as a PDF that everybody can read, also with a screen reader (PDF/UA-1)."""
    return typeset(sheet(plan, say))


def sheet(plan: WeekPlan, say: Say) -> Sheet:
    """What stands on the paper, in words: plain data that another process can be given."""
    columns = _columns(plan)
    return {
        "lang": say.language,
        "title": words.title(plan.of, say),
        "words": {name: say(name) for name in _WORDS},
        "programme": plan.programme_title,
        "written": words.written(plan.written, say),
        "rehearsal": plan.rehearsal,
        "columns": [say(name) for name in columns],
        "kinds": columns,
        "weeks": [
            {
                "title": words.week(week, say),
                "days": [part for day in week.days for part in _parts(day, columns, say)],
            }
            for week in plan.weeks
        ],
        "unplaced": [
            {
                "who": " · ".join(name for name in (one.municipality, one.role) if name and name != plan.of),
                "reasons": one.reasons or (say("no_reason"),),
            }
            for one in plan.unplaced
        ],
    }


def typeset(sheet: Sheet) -> bytes:
    """The sheet set in type. Its texts are data to the typesetter, never markup."""
    return set_in_type(TEMPLATE.read_bytes(), plan=json.dumps(_foldable(sheet), ensure_ascii=False))


def _columns(plan: WeekPlan) -> list[str]:
    """The columns after the day: whose plan it is need not be told in every row."""
    every = [one for week in plan.weeks for day in week.days for one in day.interviews]
    municipality = any(one.municipality not in ("", plan.of) for one in every)
    interviewer = any(one.interviewer not in ("", plan.of) for one in every)
    also = [name for name, told in (("municipality", municipality), ("interviewer", interviewer)) if told]
    return ["time", *also[:1], "role", *also[1:], "place", "status"]


def _parts(day: PlannedDay, columns: list[str], say: Say) -> Iterator[dict[str, Any]]:
    """The day, in as many parts as it needs: each has the day's name again."""
    rows = [_row(one, columns, say) for one in day.interviews]
    parts = [rows[at : at + _ROWS_TOGETHER] for at in range(0, len(rows), _ROWS_TOGETHER)] or [[]]
    for at, part in enumerate(parts):
        yield {
            "weekday": words.weekday(day.day, say),
            "date": " ".join([words.short_day(day.day, say), *([say("continued")] if at else [])]),
            "off": day.off if at == 0 else "",
            "rows": part,
            "together": sum(len(text) for row in part for cell in row["cells"] for text in cell)
            < _SIGNS_TOGETHER,
        }


def _row(one: PlannedInterview, columns: list[str], say: Say) -> dict[str, Any]:
    """Each cell as its lines."""
    cells = {
        "time": (words.hours(one, say),),
        "municipality": (one.municipality,),
        "role": (one.role, one.interviewee),
        "interviewer": (one.interviewer,),
        "place": (words.place(one, say),),
        "status": (words.status(one.status, say),),
    }
    return {"status": one.status.value, "cells": [[line for line in cells[name] if line] for name in columns]}


def _foldable(thing: Any) -> Any:
    """All texts as they can be printed."""
    from reports.printable_signs import foldable  # heavy, and not needed by who asks another process to print

    if isinstance(thing, str):
        return foldable(thing)
    if isinstance(thing, Mapping):
        return {key: _foldable(value) for key, value in thing.items()}
    return [_foldable(each) for each in thing] if isinstance(thing, list | tuple) else thing
