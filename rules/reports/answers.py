"""What the municipalities answered about odd figures, told without the figures: a report may not give a hidden one away."""

from __future__ import annotations

from collections.abc import Mapping

from models.datasets.delivered import DeliveredRow, Explanation
from rules.figures.disclosure import ShownDelivery
from rules.figures.making import group_of, period_of
from rules.reports.measures import Measure, View
from rules.reports.words import NOTHING

_SPEAKS_OF: Mapping[str, frozenset[str]] = {
    "P2": frozenset({"turnover", "part_time"}),
    "P7": frozenset({"turnover", "part_time"}),
    "P8": frozenset({"turnover", "part_time"}),
    "V1": frozenset({"turnover"}),
    "V2": frozenset({"turnover"}),
    "V3": frozenset({"sickness"}),
    "V4": frozenset({"part_time"}),
    "V5": frozenset({"students"}),
    "V6": frozenset({"students_total"}),
    "V7": frozenset({"recruitment"}),
}
"""The measures a rule's finding tells something about; of other rules it is every measure of the row."""
ASKED = frozenset({*_SPEAKS_OF, "G1", "X3", "empty_sheet"})
"""Rules that have words for what they ask about; of another one it is told that there was a question."""
_KEY = slice(2, 4)
"""Where the key of its row stands in what a finding is about, after the rule and the sheet."""


def answered(seen: View, own: ShownDelivery, each: Explanation) -> str:
    """What was asked in the rule's words, where, and what the municipality answered.

    That a rule found something says a lot about a count of one to four, so of a row with a hidden number the rule is
    not named either.
    """
    row = next((one for one in own.delivery.rows if _is_about(own, one, each)), None)
    rule = "" if row is not None and own.hides(row) else each.rule
    places = [seen.group(group_of(row)), period_of(row)] if row is not None else _places(seen, own, each)
    what = seen.say(f"asked_{rule}" if rule in ASKED else "asked")
    return seen.say(
        "explanation",
        what=f"{what} ({', '.join(places)})" if places else what,
        reason=seen.say(each.reason),
        text=each.text.strip() or NOTHING,
    )


def marks(own: ShownDelivery, measure: Measure, row: DeliveredRow, each: Explanation) -> bool:
    """True when the answer is to stand as a note to the row in the measure's table; never where a number is hidden."""
    spoken_of = measure.key in _SPEAKS_OF.get(each.rule, frozenset({measure.key}))
    return spoken_of and _is_about(own, row, each) and not own.hides(row)


def _is_about(own: ShownDelivery, row: DeliveredRow, each: Explanation) -> bool:
    sheet = own.delivery.schema.sheet(row.sheet)
    parts = each.about.split("/")
    return (
        sheet is not None and sheet.name in parts[1:2] and {group_of(row), period_of(row)} == set(parts[_KEY])
    )


def _places(seen: View, own: ShownDelivery, each: Explanation) -> list[str]:
    """The sheet, and the group if there is one, of what is about no single row."""
    parts = each.about.split("/")
    sheet = next((one for one in own.delivery.schema.sheets if one.name in parts[1:2]), None)
    if sheet is None:
        return []
    codes = {choice for column in sheet.columns if column.id in sheet.unique for choice in column.choices}
    return [sheet.name, *(seen.group(part) for part in parts[_KEY] if part in codes)]
