"""A week plan as Markdown, for Prefect's UI: which municipality, which role, when and by whom, by keys and never by name."""

from __future__ import annotations

from collections.abc import Iterator

from languages.catalogues import speak
from models.language import Say
from models.week_plans import PlannedDay, PlannedWeek, WeekPlan
from rules import week_plans
from rules.markdown import plain

_HEADS = ("day", "time", "number", "municipality", "role", "interviewer", "status")


def markdown(plan: WeekPlan) -> str:
    """One table a week; ends with the instant it was true. Reasons stay out of it: they may name people."""
    say = speak(plan.language, "week_plans")
    lines = [f"# {plain(week_plans.title(plan.of, say))}", ""]
    if plan.rehearsal:
        lines += [f"**{plain(say('rehearsal'))}**", ""]
    for week in plan.weeks:
        lines += [f"## {plain(week_plans.week(week, say))}", "", *_table(week, say), ""]
    if plan.unplaced:
        lines += [f"## {say('unplaced')}", ""]
        lines += [f"- {one.id}: {plain(one.municipality)}, {plain(one.role)}" for one in plan.unplaced]
        lines += [""]
    lines.append(week_plans.written(plan.written, say))
    return "\n".join(lines) + "\n"


def _table(week: PlannedWeek, say: Say) -> Iterator[str]:
    heads = [say(head) for head in _HEADS]
    yield f"| {' | '.join(heads)} |"
    yield "|" + " --- |" * len(heads)
    for day in week.days:
        yield from _rows(day, say)


def _rows(day: PlannedDay, say: Say) -> Iterator[str]:
    name = f"{week_plans.weekday(day.day, say)} {week_plans.short_day(day.day, say)}"
    for one in day.interviews:
        cells = (
            name,
            week_plans.hours(one, say),
            str(one.id),
            one.municipality,
            one.role,
            one.interviewer,
            week_plans.status(one.status, say),
        )
        yield f"| {' | '.join(plain(cell) for cell in cells)} |"
