"""Tables of the reports: every number as it may be seen, with notes about those that were answered for."""

from __future__ import annotations

from collections.abc import Iterable

from models.datasets.delivered import DeliveredRow, Explanation
from models.datasets.schema import About
from models.figures import published_levels
from models.figures.figure import Figure
from models.reports.document import Table
from rules.figures.disclosure import ShownDelivery
from rules.figures.making import group_of, made_from, number, period_of
from rules.figures.small_groups import Showing
from rules.reports import answers, measures
from rules.reports.measures import Measure, View
from rules.reports.words import NOTHING, SMALL, decimal, note_sign, whole


def table(seen: View, measure: Measure) -> Table | None:
    """Every group and period with its numbers, its rate, and what it is held against; None when there is no row."""
    places = measures.placed(seen, measure)
    rows = {(group_of(row), period_of(row)): row for row in _own_rows(seen, measure.about)}
    notes: list[Explanation] = []
    country = any(_country(seen, measure, *place) != NOTHING for place in places)
    cohort = any(_cohort(seen, measure, *place) != NOTHING for place in places)
    written = []
    for group, period in places:
        own = _own_cells(seen, measure, rows.get((group, period)), notes) if seen.own else []
        cells = [seen.group(group), period, *own]
        cells += [_cohort(seen, measure, group, period)] if cohort else []
        cells += [_country(seen, measure, group, period)] if country else []
        if set(cells[2:]) - {NOTHING}:
            written.append(tuple(cells))
    if not written:
        return None
    students = measure.about is About.STUDENTS
    title = seen.say("by_intake" if students else "by_group", title=seen.title(measure.definition))
    columns = _columns(seen, measure, cohort=cohort, country=country)
    return Table(title=title, columns=columns, rows=tuple(written), note=_note(seen, notes))


def rate_cell(seen: View, figure: Figure | None) -> str:
    """A rate without its unit, which stands in the heading."""
    if figure is None:
        return NOTHING
    return seen.say("too_few") if figure.rate is None else decimal(seen.language, figure.rate)


def n(seen: View, figure: Figure) -> str:
    """Of how many a rate is made."""
    return whole(seen.language, figure.denominator)


def count_cell(seen: View, own: ShownDelivery, row: DeliveredRow, column: str) -> str:
    """A count as it may be seen."""
    value = number(row, column)
    if value is None:
        return NOTHING
    showing = own.of(row, column)
    if showing is Showing.SHOWN:
        return whole(seen.language, value)
    return SMALL if showing is Showing.SMALL else seen.say("withheld")


def hidden(seen: View, measure: Measure) -> int:
    """How many of the table's numbers are hidden."""
    own = seen.own
    columns = (measure.recipe.numerator, measure.recipe.denominator)
    return sum(
        own.of(row, column) is not Showing.SHOWN
        for row in _own_rows(seen, measure.about)
        for column in columns
        if own is not None and number(row, column) is not None
    )


def _own_rows(seen: View, about: About) -> tuple[DeliveredRow, ...]:
    return seen.own.delivery.of(about) if seen.own else ()


def _columns(seen: View, measure: Measure, *, cohort: bool, country: bool) -> tuple[str, ...]:
    students = measure.about is About.STUDENTS
    unit = seen.unit(measure.definition)
    columns = [seen.say("education" if students else "group"), seen.say("intake" if students else "year")]
    if seen.own:
        columns += [seen.say(measure.recipe.denominator), seen.say(measure.recipe.numerator)]
        columns.append(seen.say("own", unit=unit))
    columns += [seen.say("cohort", unit=unit)] if cohort else []
    columns += [seen.say("country", unit=unit)] if country else []
    return tuple(columns)


def _own_cells(seen: View, measure: Measure, row: DeliveredRow | None, notes: list[Explanation]) -> list[str]:
    """Denominator, numerator and rate, with the signs of its notes."""
    own, recipe = seen.own, measure.recipe
    if row is None or own is None:
        return [NOTHING] * 3
    denominator = count_cell(seen, own, row, recipe.denominator)
    figure = made_from(recipe, row, own.delivery)
    going_on = recipe.numerator == "dropouts" and row.values.get("still_active")
    numerator = seen.say("still_going") if going_on else count_cell(seen, own, row, recipe.numerator)
    visible = own.find(measure.kind, group_of(row), period_of(row))
    rate = seen.say("withheld") if figure is not None and visible is None else rate_cell(seen, visible)
    return [denominator, numerator, rate + _signs(own, measure, row, notes)]


def _signs(own: ShownDelivery, measure: Measure, row: DeliveredRow, notes: list[Explanation]) -> str:
    """The signs of the answers that speak of this row and measure; new ones are added to the notes."""
    signs = []
    for each in own.delivery.explanations:
        if answers.marks(own, measure, row, each):
            if each not in notes:
                notes.append(each)
            signs.append(note_sign(notes.index(each) + 1))
    return f" {' '.join(signs)}" if signs else ""


def _note(seen: View, notes: Iterable[Explanation]) -> str:
    own = seen.own
    told = [answers.answered(seen, own, each) for each in notes] if own is not None else []
    return "\n".join(f"{note_sign(at)} {each}" for at, each in enumerate(told, start=1))


def _cohort(seen: View, measure: Measure, group: str, period: str) -> str:
    pooled = seen.pooled(measure.kind, group, period)
    if pooled is None:
        return NOTHING
    return seen.say("of_n", rate=rate_cell(seen, pooled.figure), n=pooled.municipalities)


def _country(seen: View, measure: Measure, group: str, period: str) -> str:
    """The published level of that very year."""
    found = [
        each for each in published_levels.published(measure.definition.id, group) if each.period == period
    ]
    return decimal(seen.language, found[-1].value) if found else NOTHING
