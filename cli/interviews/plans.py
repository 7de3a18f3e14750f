"""Everybody's interviews: planned, planned anew when somebody is away, and shown week by week."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from cli import json_shapes
from cli.arguments import By, Json, OneMunicipality, Programme, Reason, day
from cli.files import written
from cli.interviews.wording import OneInterviewer, Person
from cli.printing import as_json, say, table

if TYPE_CHECKING:
    from actions.office.interviews import InterviewsOutcome
    from models.week_plans import PlannedInterview, PlannedWeek, Unplaced, WeekPlan

WHEN = "%a %Y-%m-%d %H:%M"


def add_to(app: typer.Typer) -> None:
    """Put the commands into the app."""
    for command in (plan, show, away, back):
        app.command()(command)


def plan(programme: Programme) -> None:
    """Find a time for everybody who waits for one, now; whoever has one keeps it, unless it can no longer stand.

    The engine does the same by itself, every ten minutes by day and when somebody declines. Those without a time are
    listed with what would help.

    tovholder interviews plan rekrutteringsvaerksted-2022
    """
    from actions.office import interviews
    from deployments.database.transactions import acting

    with acting() as (session, now):
        outcome = interviews.plan(session, programme, now=now)
    _tell(outcome)


def away(
    programme: Programme,
    person: Person,
    first: Annotated[
        date, typer.Option("--from", parser=day, metavar="DATE", help="The first day, 2022-09-13.")
    ],
    by: By,
    reason: Reason,
    last: Annotated[
        date | None,
        typer.Option("--to", parser=day, metavar="DATE", help="The last day. Not given: gone for good."),
    ] = None,
) -> None:
    """Note that an interviewer is ill, on holiday or has left; the interviews that are hit get another time or person.

    The others stay. Everybody whose interview moved is told, and asked to say yes to the new time.

    ```
    tovholder interviews away rekrutteringsvaerksted-2022 konsulent --from 2022-09-13 --to 2022-09-14 \\
        --by "Anne Kontor" --reason "Ill"
    ```
    """
    from actions.office import interviews
    from deployments.database.transactions import acting

    if last is not None and last < first:
        raise typer.BadParameter(f"{last} lies before {first}", param_hint="--to")
    with acting() as (session, now):
        outcome = interviews.away(
            session, programme, person, first=first, last=last, actor=by, why=reason, now=now
        )
    _tell(outcome)


def back(
    programme: Programme,
    person: Person,
    on: Annotated[
        date, typer.Option("--on", parser=day, metavar="DATE", help="A day noted as away that is not.")
    ],
    by: By,
) -> None:
    """Take back that an interviewer is away: the whole absence the day belongs to, and find times for those who wait.

    tovholder interviews back rekrutteringsvaerksted-2022 konsulent --on 2022-09-13 --by "Anne Kontor"
    """
    from actions.office import interviews
    from deployments.database.transactions import acting

    with acting() as (session, now):
        outcome = interviews.back(session, programme, person, day=on, actor=by, now=now)
    _tell(outcome)


def show(
    programme: Programme,
    municipality: OneMunicipality = None,
    interviewer: OneInterviewer = None,
    json: Json = False,
    pdf: Annotated[
        Path | None,
        typer.Option(metavar="FILE", dir_okay=False, help="Print it into this file, one page a week."),
    ] = None,
) -> None:
    """Show the interviews week by week, and who has no time and why: everybody's, a municipality's or an interviewer's.

    With --json: an array of plans; more than one when municipalities take part in different versions of the programme.

    ```
    tovholder interviews show rekrutteringsvaerksted-2022
    tovholder interviews show rekrutteringsvaerksted-2022 --interviewer konsulent --pdf week-plan.pdf
    tovholder interviews show rekrutteringsvaerksted-2022 --municipality Vejle --json
    ```
    """
    from actions.office import interviews
    from deployments.database.transactions import acting

    if municipality and interviewer:
        raise typer.BadParameter("choose --municipality or --interviewer")
    with acting() as (session, now):
        plans = interviews.shown(
            session, programme, municipality=municipality or "", interviewer=interviewer or "", now=now
        )
    if pdf:
        say(_printed(plans, pdf))
    elif json:
        as_json([json_shapes.week_plan(one) for one in plans])
    else:
        for one in plans:
            _draw(one)


def _printed(plans: Sequence[WeekPlan], path: Path) -> str:
    from languages.catalogues import speak
    from reports import apart

    if len(plans) > 1:
        raise typer.BadParameter("two versions are in use; print one --municipality at a time")
    content = apart.week_plan(plans[0], speak(plans[0].language, "week_plans"))
    try:
        return f"{written(path, content)}: {len(content) / 1024:.0f} KiB."
    except typer.BadParameter as refused:
        refused.param_hint = "--pdf"
        raise


def _draw(plan: WeekPlan) -> None:
    whose = f"{plan.of}, {plan.programme_title}" if plan.of != plan.programme_title else plan.of
    say(whose + (" – REHEARSAL" if plan.rehearsal else ""))
    if not plan.weeks:
        say("No interview has a time.")
    for week in plan.weeks:
        heads = ("day", "time", "interview", "municipality", "role", "with", "by", "where", "status")
        table(heads, _rows(week), title=f"Week {week.number}, {week.year}")
    _draw_unplaced(plan.unplaced)


def _rows(week: PlannedWeek) -> list[tuple[str, ...]]:
    rows: list[tuple[str, ...]] = []
    for one in week.days:
        empty = (f"{one.day:%a %Y-%m-%d}", one.off or "–", *[""] * 7)
        rows += [(f"{one.day:%a %Y-%m-%d}", *_cells(each)) for each in one.interviews] or [empty]
    return rows


def _cells(one: PlannedInterview) -> tuple[str, ...]:
    time = f"{one.starts:%H:%M}–{one.ends:%H:%M}"
    people = (one.municipality, one.role, one.interviewee or "–", one.interviewer or "–")
    return time, str(one.id), *people, "online" if one.online else "on site", one.status.value


def _draw_unplaced(unplaced: Iterable[Unplaced]) -> None:
    rows = [(str(one.id), one.municipality, one.role, " ".join(one.reasons) or "–") for one in unplaced]
    if rows:
        table(("interview", "municipality", "role", "why there is no time"), rows, title="Without a time")


def _tell(outcome: InterviewsOutcome) -> None:
    """What became of the interviews: counts, those that moved, those without a time."""
    done = outcome.planned
    say(
        f"{done.proposed} proposed, {done.moved} moved, {done.given_up} given up, "
        f"{done.unplaced} without a time."
    )
    moved = [
        (str(was.id), was.municipality, was.role, _held(was), _held(now) if now else "no time")
        for was, now in outcome.moved
    ]
    if moved:
        table(("interview", "municipality", "role", "was", "is now"), moved)
    _draw_unplaced(outcome.unplaced)


def _held(one: PlannedInterview) -> str:
    return f"{one.starts:{WHEN}}" + (f" by {one.interviewer}" if one.interviewer else "")
