"""The sections of a pre-analysis: a measure with its plot and tables, the initiatives, and what is missing."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from models.datasets.delivered import Delivery
from models.datasets.schema import About, Sheet
from models.reports.document import Plot, Section, Table
from rules.figures.disclosure import TOTAL
from rules.figures.making import group_of, number, period_of
from rules.reports import answers as report_answers
from rules.reports import measures, plots
from rules.reports import tables as report_tables
from rules.reports.front import lines, paragraphs
from rules.reports.measures import Measure, View
from rules.reports.words import NOTHING, decimal, listed, whole

_MOST_PLACES = 6


def figures(seen: View, key: str) -> Section:
    """One measure: what the newest figures say, a plot of them, and a table of all of them."""
    found = [each for each in measures.measured(seen) if each.key.startswith(key)]
    period = measures.latest(seen, found[0]) if found else ""
    title = seen.say("turnover", period=period) if key == "turnover" and period else _title(seen, key)
    plot = plots.bars(seen, found[0]) if found else None
    tables = [report_tables.table(seen, each) for each in found]
    return Section(
        key=key,
        title=title,
        paragraphs=tuple(_told(seen, found, period)),
        plot=plot,
        tables=tuple(each for each in tables if each is not None),
        missing=tuple(_missing(seen, found)),
    )


def years(seen: View) -> Section | None:
    """Turnover year by year; None when there are not two years to draw. The plot's table shows the plotted rates."""
    found = [each for each in measures.measured(seen) if each.key == measures.TURNOVER]
    plot = plots.lines(seen, found[0]) if found else None
    if plot is None:
        return None
    table = plotted(seen, plot, seen.say("year"))
    return Section(key="turnover_years", title=seen.say("turnover_years"), plot=plot, tables=(table,))


def plotted(seen: View, plot: Plot, along: str) -> Table:
    """Exactly what a plot shows."""
    rows = tuple(
        (name, *(drawn(seen, each.values[at]) for each in plot.series)) for at, name in enumerate(plot.along)
    )
    columns = (along, *(f"{each.title}, {plot.unit}" for each in plot.series))
    return Table(title=plot.title, columns=columns, rows=rows)


def drawn(seen: View, value: float | None) -> str:
    """A plotted value in a table, or the sign that nothing is drawn."""
    return NOTHING if value is None else decimal(seen.language, value)


def initiatives(seen: View, delivery: Delivery | None) -> Section:
    """What the municipality is already doing, theme by theme, in its own words."""
    rows = [dict(row.values) for row in delivery.of(About.INITIATIVES)] if delivery else []
    themes = _themes(delivery)
    rows.sort(
        key=lambda row: (
            themes.index(row["theme"]) if row.get("theme") in themes else len(themes),
            str(row.get("title")),
        )
    )
    columns = ("theme", "title", "start_year", "status", "target_group", "effect", "partner")
    written = tuple(tuple(_cell(seen, row, column) for column in columns) for row in rows)
    headings = tuple(seen.say("initiative" if column == "title" else column) for column in columns)
    tables = (Table(title=seen.say("by_theme"), columns=headings, rows=written),) if written else ()
    if rows:
        of_themes = len({row.get("theme") for row in rows})
        count = seen.say.count("initiatives_count", len(rows), themes=of_themes)
    else:
        count = seen.say("no_initiatives")
    return Section(
        key="initiatives",
        title=seen.say("initiatives"),
        paragraphs=(count,) if delivery else (),
        tables=tables,
    )


def spoken(seen: View, interviews: str) -> Section:
    """What the facilitator noted from the interviews."""
    told = paragraphs(interviews)
    missing = () if told else (seen.say("no_interviews"),)
    return Section(key="interviews", title=seen.say("interviews"), paragraphs=told, missing=missing)


def asked(seen: View, questions: str) -> Section:
    """What to ask at the workshop."""
    told = lines(questions)
    missing = () if told else (seen.say("no_questions"),)
    return Section(key="questions", title=seen.say("questions"), points=told, missing=missing)


def absent(seen: View, others: Sequence[str], sections: Iterable[Section]) -> Section:
    """Everything that is missing in one place, and everything the municipality has answered for."""
    gathered = [
        f"{section.title}: {line}"
        for section in sections
        for line in section.missing
        if line not in others  # what holds for the whole report is said once
    ]
    own = seen.own
    answers = [report_answers.answered(seen, own, each) for each in own.delivery.explanations] if own else []
    points = tuple(dict.fromkeys([*others, *gathered]))
    answered = Table(
        title=seen.say("explained_figures"),
        columns=("#", seen.say("explained_figures")),
        rows=tuple((str(at), each) for at, each in enumerate(answers, start=1)),
    )
    return Section(
        key="missing",
        title=seen.say("missing"),
        paragraphs=() if points else (seen.say("nothing_missing"),),
        points=points,
        tables=(answered,) if answers else (),
    )


def _title(seen: View, key: str) -> str:
    return seen.say("turnover_none" if key == "turnover" else key)


def _told(seen: View, found: Sequence[Measure], period: str) -> Iterable[str]:
    """The newest figure of everybody, or of every group, against the cohort and the whole country."""
    if not found:
        return
    measure = found[0]
    own = seen.own
    codes = [group for group, at in measures.placed(seen, measure) if at == period]
    for code in measures.foremost(codes):
        figure = own.find(measure.kind, code, period) if own else None
        pooled = seen.pooled(measure.kind, code, period)
        parts = []
        if figure is not None and figure.rate is not None:
            parts.append(
                seen.say(
                    "latest",
                    title=seen.title(measure.definition),
                    period=period,
                    population=seen.say("everybody") if code == TOTAL else seen.group(code),
                    rate=seen.rate(figure),
                    numerator=whole(seen.language, figure.numerator),
                    denominator=whole(seen.language, figure.denominator),
                )
            )
        if parts and pooled is not None and pooled.figure.rate is not None:
            parts.append(seen.say("against_cohort", rate=seen.rate(pooled.figure), n=pooled.municipalities))
        if parts:
            yield " ".join(parts)
    if not next(measures.published(seen, measure), None):
        yield seen.say("no_national")


def _missing(seen: View, found: Sequence[Measure]) -> Iterable[str]:
    """Columns without figures, numbers that are hidden, and rates with too few behind them."""
    if seen.own is None or not found:
        return
    delivery = seen.own.delivery
    if not delivery.of(found[0].about):
        sheet = delivery.schema.sheet(found[0].about)
        yield seen.say("missing_sheet", title=sheet.name if sheet else "")
        return
    for measure in found:
        yield from _empty(seen, measure, delivery)
    hidden = sum(report_tables.hidden(seen, each) for each in found)
    if hidden:
        yield seen.say.count("hidden_cells", hidden)
    if any(figure.rate is None for each in found for figure in seen.own.of_kind(each.kind)):
        yield seen.say("few_rates", least=found[0].definition.least)


def _empty(seen: View, measure: Measure, delivery: Delivery) -> Iterable[str]:
    """Where a number of the measure is not given; a whole column that is empty is named alone."""
    rows = delivery.of(measure.about)
    for column in (measure.recipe.denominator, measure.recipe.numerator):
        empty = [row for row in rows if number(row, column) is None]
        title = seen.say(column)
        if len(empty) == len(rows):
            yield seen.say("missing_columns", columns=title)
        elif empty:
            places = [f"{seen.group(group_of(row))} {period_of(row)}" for row in empty]
            more = [f"+{len(places) - _MOST_PLACES}"] if len(places) > _MOST_PLACES else []
            yield seen.say(
                "missing_cells", title=title, places=listed(seen.language, places[:_MOST_PLACES] + more)
            )


def _themes(delivery: Delivery | None) -> tuple[str, ...]:
    sheet: Sheet | None = delivery.schema.sheet(About.INITIATIVES) if delivery else None
    return sheet.by_id()["theme"].choices if sheet else ()


def _cell(seen: View, row: Mapping[str, Any], column: str) -> str:
    value = row.get(column)
    if value is None or value == "":
        return NOTHING
    return seen.group(str(value)) if column in ("theme", "status", "effect") else str(value).replace("_", " ")
