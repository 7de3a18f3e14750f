"""The cohort side by side, for the facilitator: every municipality's figures, who lacks what, and what to ask."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date

from models.datasets.delivered import Delivery
from models.datasets.schema import About
from models.language import Say
from models.reports.document import Document, Plot, PlotShape, ReportKind, Section, Series, Table, Voice
from rules.figures import making
from rules.figures.disclosure import TOTAL, ShownDelivery
from rules.figures.making import made_from, period_of
from rules.reports import answers as report_answers
from rules.reports import front, measures, plots, tables
from rules.reports import sections as report_sections
from rules.reports.measures import Measure, View
from rules.reports.words import NOTHING, day


def compose(
    cohort: Sequence[Delivery],
    *,
    programme: str,
    built: date,
    say: Say,
    missing: Sequence[tuple[str, str]] = (),
    questions: Sequence[tuple[str, str]] = (),
) -> Document:
    """The report on all of them.

    Args:
        missing: the municipalities that have no delivery, each with the reason, or nothing.
        questions: municipality and its questions, one in each line.
    """
    seen = measures.view(None, cohort, say)
    used = _measures(seen)
    sections = [_section(seen, each) for each in used]
    others = [*front.lacking(seen, missing), *_incomplete(seen)]
    return Document(
        kind=ReportKind.COHORT,
        language=say.language,
        title=seen.say("cohort_report"),
        subtitle=programme,
        facts=(
            (seen.say("municipalities"), str(len(seen.members))),
            (seen.say("not_delivered").capitalize(), str(len(missing))),
            (seen.say("built"), day(say.language, built)),
        ),
        warnings=tuple(front.warnings(seen, [each.delivery for each in seen.members], missing)),
        sections=(
            _deliveries(seen),
            *_initiatives(seen),
            *sections,
            _who_lacks(seen, [*others, *(line for each in sections for line in each.missing)]),
            _questions(seen, questions),
        ),
        sources=front.sources(seen, used),
    )


def _measures(seen: View) -> list[Measure]:
    """Everything anybody's dataset measures: those who count differently get sections of their own."""
    found: dict[str, Measure] = {}
    for member in seen.members:
        for each in measures.measures(member.delivery):
            found.setdefault(each.definition.id, each)
    order = (measures.TURNOVER, "students", "students_total", "sickness", "part_time", "recruitment")
    return sorted(found.values(), key=lambda each: order.index(each.key))


def _section(seen: View, measure: Measure) -> Section:
    """The newest year of every municipality, group by group, with a plot of the group that says most."""
    period = measures.latest(seen, measure)
    codes = [code for code in _codes(seen, measure) if any(_figures(seen, measure, code, period))]
    title = seen.title(measure.definition)
    if not codes:
        return Section(key=measure.definition.id, title=title, missing=(seen.say("no_rate"),))
    heading = seen.say("by_municipality", title=title, period=period)
    unit = seen.unit(measure.definition)
    rows = [
        (each.delivery.municipality, *(_cell(seen, each, measure, code, period) for code in codes))
        for each in seen.members
    ]
    rows.append((seen.say("cohort_of"), *(_cohort(seen, measure, code, period) for code in codes)))
    columns = (seen.say("municipality"), *(seen.group(code) for code in codes))
    return Section(
        key=measure.definition.id,
        title=title,
        plot=_plot(seen, measure, codes, period),
        tables=(Table(title=f"{heading}, {unit}", columns=columns, rows=tuple(rows)),),
    )


def _codes(seen: View, measure: Measure) -> tuple[str, ...]:
    return tuple(dict.fromkeys(group for group, _ in measures.placed(seen, measure)))


def _figures(seen: View, measure: Measure, code: str, period: str) -> Iterable[object]:
    return (each.find(measure.kind, code, period) for each in seen.members)


def _cell(seen: View, member: ShownDelivery, measure: Measure, code: str, period: str) -> str:
    """A municipality's rate with its n, or why it is not shown."""
    figure = member.find(measure.kind, code, period)
    if figure is not None:
        rate = tables.rate_cell(seen, figure)
        return rate if figure.rate is None else seen.say("of_n", rate=rate, n=tables.n(seen, figure))
    rows = [row for row in member.delivery.of(measure.about) if period_of(row) == period]
    there = any(
        making.group_of(row) == code and made_from(measure.recipe, row, member.delivery) for row in rows
    )
    return seen.say("withheld") if there and measure.recipe in making.recipes(member.delivery) else NOTHING


def _cohort(seen: View, measure: Measure, code: str, period: str) -> str:
    pooled = seen.pooled(measure.kind, code, period)
    if pooled is None:
        return NOTHING
    return seen.say("of_n", rate=tables.rate_cell(seen, pooled.figure), n=str(pooled.municipalities))


def _plot(seen: View, measure: Measure, codes: Sequence[str], period: str) -> Plot | None:
    """The municipalities' rates of one group: everybody, or the group most of them have a rate for."""
    counted = {code: _rates(seen, measure, code, period) for code in codes}
    code = max(codes, key=lambda each: (each == TOTAL, sum(rate is not None for rate in counted[each])))
    drawn = [
        (member.delivery.municipality, rate)
        for member, rate in zip(seen.members, counted[code], strict=True)
        if rate is not None
    ]
    if len(drawn) < 2:  # a plot compares
        return None
    group = seen.say("everybody") if code == TOTAL else seen.group(code)
    title = f"{seen.title(measure.definition)}, {period}: {group}"
    names = [name for name, _ in drawn]
    own = Series(title=seen.say("municipality"), voice=Voice.OWN, values=tuple(rate for _, rate in drawn))
    pooled = seen.pooled(measure.kind, code, period)
    series = [own]
    if pooled is not None:
        values = (pooled.figure.rate,) * len(names)
        series.append(Series(title=seen.say("cohort_voice"), voice=Voice.COHORT, values=values))
    key = measure.definition.id
    return plots.plot(seen, measure, key, title, PlotShape.BARS, tuple(names), tuple(series))


def _rates(seen: View, measure: Measure, code: str, period: str) -> list[float | None]:
    found = (each.find(measure.kind, code, period) for each in seen.members)
    return [figure.rate if figure else None for figure in found]


def _deliveries(seen: View) -> Section:
    """Who has delivered what, from where, and counted how."""
    keys = ("municipality", "source_system", "extracted", "version", "measurement", "approved")
    rows = tuple(
        (
            each.delivery.municipality,
            each.delivery.source_system or NOTHING,
            day(seen.language, each.delivery.extract_date),
            str(each.delivery.version),
            each.delivery.measurement or NOTHING,
            seen.say("yes" if each.delivery.approved else "no"),
        )
        for each in seen.members
    )
    title = seen.say("delivery")
    table = Table(title=title, columns=tuple(seen.say(key) for key in keys), rows=rows)
    missing = () if rows else (seen.say("no_rate"),)
    return Section(key="deliveries", title=title, tables=(table,) if rows else (), missing=missing)


def _initiatives(seen: View) -> list[Section]:
    """How many initiatives of each theme every municipality has, and the initiatives themselves."""
    rows = []
    for member in seen.members:
        own = report_sections.initiatives(seen, member.delivery)
        rows += [(member.delivery.municipality, *row[:4]) for table in own.tables for row in table.rows]
    if not rows:
        return []
    columns = tuple(seen.say(key) for key in ("municipality", "theme", "initiative", "start_year", "status"))
    rows.sort(key=lambda row: (row[1], row[0]))
    ordered = tuple((row[1], row[0], *row[2:]) for row in rows)
    table = Table(title=seen.say("by_theme"), columns=(columns[1], columns[0], *columns[2:]), rows=ordered)
    return [Section(key="initiatives", title=seen.say("initiatives"), tables=(table,))]


def _incomplete(seen: View) -> Iterable[str]:
    """Years and intakes that a dataset wants and a municipality does not have, and other ways of counting."""
    yield from front.differing(seen)
    for member in seen.members:
        delivery = member.delivery
        want = delivery.schema.complete
        if want is None:
            continue
        staff = delivery.of(About.STAFF)
        for code in want.groups:
            years = {period_of(row) for row in staff if making.group_of(row) == code}
            if len(years) < want.years:
                yield seen.say(
                    "lacks_years",
                    municipality=delivery.municipality,
                    title=seen.group(code),
                    have=len(years),
                    want=want.years,
                )
        intakes = {period_of(row) for row in delivery.of(About.STUDENTS)}
        if len(intakes) < want.intakes:
            yield seen.say(
                "lacks_intakes", municipality=delivery.municipality, have=len(intakes), want=want.intakes
            )


def _who_lacks(seen: View, told: Sequence[str]) -> Section:
    """What is missing, and what the municipalities answered about figures that looked odd."""
    answers = tuple(
        (each.delivery.municipality, report_answers.answered(seen, each, explanation))
        for each in seen.members
        for explanation in each.delivery.explanations
    )
    columns = (seen.say("municipality"), seen.say("explained_figures"))
    table = Table(title=seen.say("explained_figures"), columns=columns, rows=answers)
    points = tuple(dict.fromkeys(told))
    return Section(
        key="missing",
        title=seen.say("who_lacks"),
        paragraphs=() if points else (seen.say("nothing_missing"),),
        points=points,
        tables=(table,) if answers else (),
    )


def _questions(seen: View, questions: Sequence[tuple[str, str]]) -> Section:
    points = tuple(
        seen.say("of_municipality", municipality=municipality, question=line)
        for municipality, text in questions
        for line in front.lines(text)
    )
    missing = () if points else (seen.say("no_questions"),)
    return Section(key="questions", title=seen.say("questions"), points=points, missing=missing)
