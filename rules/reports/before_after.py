"""The later measurement: the same figures before and after, where they mean the same. It never says why."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from models.datasets.delivered import Delivery
from models.datasets.schema import About
from models.figures.figure import Figure, FigureChange, Unit
from models.language import Say
from models.reports.document import Document, Plot, PlotShape, ReportKind, Section, Series, Table, Voice
from rules.figures import disclosure
from rules.figures.disclosure import ShownDelivery
from rules.reports import front, measures
from rules.reports import plots as report_plots
from rules.reports import sections as report_sections
from rules.reports import tables as report_tables
from rules.reports.measures import Measure, View
from rules.reports.words import NOTHING, day, decimal

_SECTIONS = (measures.TURNOVER, "students", "sickness", "part_time", "recruitment")


@dataclass(frozen=True)
class Pair:
    """One delivery before and one after, as they may be seen."""

    seen: View
    before: ShownDelivery
    after: ShownDelivery


def compose(
    before: Delivery | None,
    after: Delivery | None,
    *,
    municipality: str,
    programme: str,
    built: date,
    say: Say,
    waived: Sequence[tuple[str, str]] = (),
) -> Document:
    """What has changed between two deliveries of the same dataset; without one of them it says that it lacks it."""
    there = [each for each in (before, after) if each is not None]
    seen = measures.view(after or before, [], say)
    lacking = _lacking(seen, before, after, municipality, waived)
    sections: list[Section] = []
    if before is not None and after is not None:
        pair = Pair(seen, disclosure.seen(before), disclosure.seen(after))
        sections = [_section(pair, key) for key in _SECTIONS]
    used = measures.measured(seen)
    return Document(
        kind=ReportKind.LATER,
        language=say.language,
        title=seen.say("later_report", municipality=municipality),
        subtitle=programme,
        facts=_facts(seen, before, after, municipality, built),
        warnings=(seen.say("not_causal"), *lacking, *front.warnings(seen, there, ())),
        sections=(*sections, report_sections.absent(seen, lacking, sections)),
        sources=(*front.definitions(seen, used), seen.say("discretion")),
    )


def _facts(
    seen: View, before: Delivery | None, after: Delivery | None, municipality: str, built: date
) -> tuple[tuple[str, str], ...]:
    told = [(seen.say("municipality"), municipality)]
    for key, delivery in (("before", before), ("after", after)):
        text = front.delivered(seen, delivery) if delivery else seen.say("not_delivered")
        told.append((seen.say(key), text))
    return (*told, (seen.say("built"), day(seen.language, built)))


def _lacking(
    seen: View,
    before: Delivery | None,
    after: Delivery | None,
    municipality: str,
    waived: Sequence[tuple[str, str]],
) -> list[str]:
    """What was waived or never came, and what besides time has changed between the two."""
    told = front.waivers(seen, municipality, waived)
    if before is None or after is None:
        told += [seen.say("no_delivery_before")] if before is None else []
        return told + ([seen.say("no_delivery_after")] if after is None else [])
    if before.source_system != after.source_system:
        told.append(seen.say("other_source", before=before.source_system, after=after.source_system))
    if before.delimitation != after.delimitation:
        told.append(seen.say("other_delimitation", before=before.delimitation, after=after.delimitation))
    return told


def _section(pair: Pair, key: str) -> Section:
    """One subject before and after: a table of every group, a plot of its first measure, and what cannot be compared."""
    seen = pair.seen
    tables: list[Table] = []
    missing: list[str] = []
    plots: list[Plot] = []
    for measure in (each for each in measures.measures(pair.after.delivery) if each.key.startswith(key)):
        changes = _changes(pair, measure)
        reason = _incomparable(pair, measure, changes)
        if reason:
            missing.append(reason)
        else:
            tables.append(_table(seen, measure, changes))
            plots.append(_plot(seen, measure, changes))
    if not tables and not missing:
        missing.append(seen.say("no_rate"))
    title = seen.say("turnover_none" if key == measures.TURNOVER else key)
    return Section(
        key=key,
        title=title,
        plot=plots[0] if plots else None,
        tables=tuple(tables),
        missing=tuple(missing),
    )


def _incomparable(pair: Pair, measure: Measure, changes: Sequence[FigureChange[Figure]]) -> str:
    """Why this measure has no before and after; empty when it has."""
    seen = pair.seen
    known = {each.key: each for each in measures.measures(pair.before.delivery)}
    earlier = known.get(measure.key, measure)
    if earlier.kind is not measure.kind:
        title = seen.say("turnover_none" if measure.key == measures.TURNOVER else measure.key)
        then, now = seen.title(earlier.definition), seen.title(measure.definition)
        return seen.say("definitions_differ", title=title, before=then, after=now)
    if changes:
        return ""
    title = seen.title(measure.definition)
    both = pair.before.of_kind(measure.kind) and pair.after.of_kind(measure.kind)
    return seen.say("same_period" if both else "nothing_after", title=title)


def _changes(pair: Pair, measure: Measure) -> list[FigureChange[Figure]]:
    """For every group its newest figure of each delivery, where the one after is of a later period."""
    found = []
    for code in measures.groups(pair.after.delivery.schema, measure.about):
        before = _newest(pair.before, measure, code)
        after = _newest(pair.after, measure, code, hidden_by=pair.before)
        if before and after and type(before) is type(after) and before.period < after.period:
            found.append(after - before)
    return found


def _newest(
    side: ShownDelivery, measure: Measure, code: str, *, hidden_by: ShownDelivery | None = None
) -> Figure | None:
    """The group's newest figure that has a rate, and that the other delivery does not hide."""
    rated = [
        each
        for each in side.of_kind(measure.kind)
        if each.population == code
        and each.rate is not None
        and (hidden_by is None or not hidden_by.kept(measure.recipe, code, each.period))
    ]
    return max(rated, key=lambda each: each.period, default=None)


def _table(seen: View, measure: Measure, changes: Sequence[FigureChange[Figure]]) -> Table:
    unit = seen.unit(measure.definition)
    points = seen.say("percent_points") if measure.definition.unit is Unit.PERCENT else unit
    headings = [f"{seen.say(key)}, {unit}" for key in ("before", "after")]
    columns = (
        seen.say("education" if measure.about is About.STUDENTS else "group"),
        *headings,
        seen.say("change", unit=points),
    )
    rows = tuple(
        (
            seen.group(each.after.population),
            _side(seen, each.before),
            _side(seen, each.after),
            NOTHING if each.points is None else decimal(seen.language, each.points, sign=True),
        )
        for each in changes
    )
    return Table(
        title=seen.title(measure.definition), columns=columns, rows=rows, note=seen.say("not_causal")
    )


def _side(seen: View, figure: Figure) -> str:
    rate = report_tables.rate_cell(seen, figure)
    return seen.say("of_period", rate=rate, period=figure.period, n=report_tables.n(seen, figure))


def _plot(seen: View, measure: Measure, changes: Sequence[FigureChange[Figure]]) -> Plot:
    along = tuple(seen.group(each.after.population) for each in changes)
    before = Series(
        title=seen.say("before"), voice=Voice.OTHER, values=tuple(each.before.rate for each in changes)
    )
    after = Series(
        title=seen.say("after"), voice=Voice.OWN, values=tuple(each.after.rate for each in changes)
    )
    return report_plots.plot(
        seen, measure, measure.key, seen.title(measure.definition), PlotShape.BARS, along, (before, after)
    )
