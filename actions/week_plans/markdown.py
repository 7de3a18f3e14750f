"""A week plan as Markdown, for Prefect's UI: which municipality, which role, when and by whom, by keys and never by name."""

from __future__ import annotations

from collections.abc import Iterator

from models.week_plans import PlannedDay, PlannedWeek, WeekPlan
from rules import week_plans
from rules.markdown import plain
from rules.week_plans import WORDS


def markdown(plan: WeekPlan) -> str:
    """One table a week; ends with the instant it was true. Reasons stay out of it: they may name people."""
    language, words = plan.language, WORDS[plan.language]
    lines = [f"# {plain(week_plans.title(language, plan.of))}", ""]
    if plan.rehearsal:
        lines += [f"**{plain(words.rehearsal)}**", ""]
    for week in plan.weeks:
        lines += [f"## {plain(week_plans.week(language, week))}", "", *_table(plan, week), ""]
    if plan.unplaced:
        lines += [f"## {words.unplaced}", ""]
        lines += [f"- {one.id}: {plain(one.municipality)}, {plain(one.role)}" for one in plan.unplaced]
        lines += [""]
    lines.append(week_plans.written(language, plan.written))
    return "\n".join(lines) + "\n"


def _table(plan: WeekPlan, week: PlannedWeek) -> Iterator[str]:
    words = WORDS[plan.language]
    heads = (words.day, words.time, "Nr.", words.municipality, words.role, words.interviewer, words.status)
    yield f"| {' | '.join(heads)} |"
    yield "|" + " --- |" * len(heads)
    for day in week.days:
        yield from _rows(plan, day)


def _rows(plan: WeekPlan, day: PlannedDay) -> Iterator[str]:
    language = plan.language
    name = f"{week_plans.weekday(language, day.day)} {week_plans.short_day(language, day.day)}"
    for one in day.interviews:
        cells = (
            name,
            week_plans.hours(language, one),
            str(one.id),
            one.municipality,
            one.role,
            one.interviewer,
            week_plans.status(language, one.status),
        )
        yield f"| {' | '.join(plain(cell) for cell in cells)} |"
