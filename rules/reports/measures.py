"""What the reports measure: a figure, the numbers it is made of, and who can be compared by it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from models.datasets.delivered import Delivery
from models.datasets.schema import About, DatasetSchema
from models.figures import published_levels
from models.figures.figure import Figure, FigureDefinition
from models.figures.kinds import (
    DropoutSixMonths,
    DropoutTotal,
    FailedRecruitment,
    PartTimeShare,
    SickDaysFlis,
    SickDaysKrl,
    SickShareNorwegian,
)
from models.figures.published_levels import PublishedLevel
from models.language import Language, Say
from rules.figures import disclosure, making
from rules.figures.disclosure import TOTAL, ShownDelivery
from rules.figures.making import Pooled, Recipe, group_of, period_of
from rules.reports import words as report_words
from rules.reports.words import decimal

TURNOVER, SICKNESS = "turnover", "sickness"
_KEYS: dict[type[Figure], str] = {
    DropoutSixMonths: "students",
    DropoutTotal: "students_total",
    SickDaysKrl: "sickness",
    SickDaysFlis: "sickness",
    SickShareNorwegian: "sickness",
    PartTimeShare: "part_time",
    FailedRecruitment: "recruitment",
}


@dataclass(frozen=True)
class View:
    """Everything a report may look at: the municipality's own figures, if it has any, and the cohort's with them in it."""

    say: Say
    own: ShownDelivery | None
    members: tuple[ShownDelivery, ...]

    @property
    def schema(self) -> DatasetSchema | None:
        """The dataset the report speaks of; None when nobody has delivered."""
        known = [self.own, *self.members]
        return next((each.delivery.schema for each in known if each is not None), None)

    @property
    def language(self) -> Language:
        """The report's language."""
        return self.say.language

    def unit(self, definition: FigureDefinition) -> str:
        """The unit as it stands after a number."""
        return self.say(definition.unit.value)

    def rate(self, figure: Figure) -> str:
        """The rate with its unit, or that there are too few."""
        if figure.rate is None:
            return self.say("too_few")
        return f"{decimal(self.language, figure.rate)} {self.unit(figure.definition)}"

    def value(self, definition: FigureDefinition, value: float) -> str:
        """A published value with its unit."""
        return f"{decimal(self.language, value)} {self.unit(definition)}"

    def title(self, definition: FigureDefinition) -> str:
        """What the figure is called."""
        return self.say(f"{definition.id}_title")

    def group(self, code: str) -> str:
        """What a group is called: our short word for it, or else the dataset's."""
        return report_words.named(self.say, code)

    def pooled(self, kind: type[Figure], group: str, period: str) -> Pooled | None:
        """The cohort's figure."""
        return disclosure.together(self.members, kind, group, period)


def view(own: Delivery | None, cohort: Sequence[Delivery], say: Say) -> View:
    """What may be seen of these deliveries; the municipality's own belongs to the cohort."""
    codes = {each.code for each in cohort}
    everybody = [*cohort, *([own] if own is not None and own.code not in codes else [])]
    members = {each.code: disclosure.seen(each) for each in sorted(everybody, key=lambda each: each.code)}
    mine = disclosure.seen(own) if own is not None else None
    if mine is not None:
        members[mine.delivery.code] = mine
    return View(say, mine, tuple(members.values()))


@dataclass(frozen=True)
class Measure:
    """A figure of a report, with the key of its section and the numbers its table shows."""

    key: str
    recipe: Recipe

    @property
    def kind(self) -> type[Figure]:
        """The class of its figures."""
        return self.recipe.kind

    @property
    def definition(self) -> FigureDefinition:
        """What the figure means."""
        return self.recipe.kind.definition

    @property
    def about(self) -> About:
        """The sheet it is made from."""
        return self.recipe.about


def measures(delivery: Delivery) -> tuple[Measure, ...]:
    """What can be measured by this dataset."""
    return tuple(Measure(_KEYS.get(each.kind, TURNOVER), each) for each in making.recipes(delivery))


def measured(seen: View) -> tuple[Measure, ...]:
    """What the report measures: as its own municipality does, or else as the first of the cohort."""
    first = seen.own or next(iter(seen.members), None)
    return measures(first.delivery) if first else ()


def groups(schema: DatasetSchema, about: About) -> tuple[str, ...]:
    """The codes of the sheet's groups, in the dataset's order."""
    sheet = schema.sheet(about)
    return sheet.by_id()[making.GROUP[about]].choices if sheet else ()


def placed(seen: View, measure: Measure) -> list[tuple[str, str]]:
    """Every group and period that a table of the measure has a row for; the cohort's when there are no own rows."""
    schema = seen.schema
    sources = [seen.own] if seen.own else list(seen.members)
    found = {(group_of(row), period_of(row)) for each in sources for row in each.delivery.of(measure.about)}
    order = groups(schema, measure.about) if schema else ()
    return sorted(found, key=lambda each: (order.index(each[0]) if each[0] in order else len(order), each))


def latest(seen: View, measure: Measure) -> str:
    """The newest period with a rate: the municipality's own, or else the cohort's."""
    own = making.latest(seen.own.of_kind(measure.kind)) if seen.own else ""
    return own or making.latest(figure for each in seen.members for figure in each.of_kind(measure.kind))


def level(measure: Measure, group: str, period: str) -> PublishedLevel | None:
    """The published level to hold against that period: the newest that is not newer, or else the oldest."""
    found = published_levels.published(measure.definition.id, group)
    fitting = [each for each in found if each.period <= period]
    return fitting[-1] if fitting else next(iter(found), None)


def published(seen: View, measure: Measure) -> Iterator[PublishedLevel]:
    """Every published level that the tables and plots of the measure show, each once."""
    newest = latest(seen, measure)
    told: set[PublishedLevel] = set()
    for group, period in placed(seen, measure):
        same = [
            each for each in published_levels.published(measure.definition.id, group) if each.period == period
        ]
        for each in (*same, level(measure, group, newest)):
            if each is not None and each not in told:
                told.add(each)
                yield each


def foremost(codes: Sequence[str]) -> list[str]:
    """Everybody together when there is such a group, or else every group."""
    return [TOTAL] if TOTAL in codes else list(codes)
