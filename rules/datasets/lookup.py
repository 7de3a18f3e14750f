"""The rows of a dataset as rules look at them: by sheet, by column id, and with a finding's place at hand."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from models.datasets.delivered import DeliveredRow
from models.datasets.schema import About, DatasetSchema, Sheet
from models.forms.findings import Finding, FindingLevel
from models.language import Language

LONGEST_ABOUT = 200


@dataclass(frozen=True)
class Rows:
    """A municipality's rows. `sentences` has what is said in its language, by rule."""

    schema: DatasetSchema
    language: Language
    rows: Sequence[DeliveredRow]
    sentences: Mapping[str, str]

    def of(self, about: About, *needed: str) -> Iterator[DeliveredRow]:
        """The sheet's rows in which every one of these columns is filled."""
        for row in self.rows:
            if row.sheet is about and None not in map(row.values.get, needed):
                yield row

    def key(self, row: DeliveredRow) -> str:
        """What tells the row from others, the same in every delivery."""
        sheet = self.schema.sheet(row.sheet)
        return key_of(sheet, row.values) if sheet else ""

    def hard(self, rule: str, row: DeliveredRow, column: str, **facts: Any) -> Finding:
        """What cannot be right, said of a row and a column."""
        return self._finding(rule, row.sheet, row.row, column, FindingLevel.HARD, "", facts)

    def soft(self, rule: str, row: DeliveredRow, column: str, fact: str, **facts: Any) -> Finding:
        """What may be right; `fact` has the figures, so that an answer holds for as long as they stay."""
        return self._finding(
            rule, row.sheet, row.row, column, FindingLevel.SOFT, f"{self.key(row)}/{fact}", facts
        )

    def soft_of_sheet(self, sentence: str, about: About, column: str, fact: str, **facts: Any) -> Finding:
        """The same of a sheet as a whole; the rule is what stands before the sentence's underscore."""
        return self._finding(sentence, about, None, column, FindingLevel.SOFT, fact, facts)

    def _finding(
        self,
        sentence: str,
        about: About,
        row: int | None,
        column: str,
        level: FindingLevel,
        fact: str,
        facts: dict[str, Any],
    ) -> Finding:
        rule = sentence.partition("_")[0]
        sheet = self.schema.sheet(about)
        name = sheet.name if sheet else ""
        known = sheet.by_id() if sheet else {}
        said = {
            key: number(value) if isinstance(value, int | float) else value for key, value in facts.items()
        }
        return Finding(
            rule,
            self.sentences[sentence].format(**said),
            sheet=name,
            row=row,
            column=known[column].title if column in known else "",
            level=level,
            about=f"{rule}/{name}/{fact}"[:LONGEST_ABOUT] if fact else "",
        )


def key_of(sheet: Sheet, values: Mapping[str, Any]) -> str:
    """What tells a row from the others of its sheet, as a text."""
    return "/".join(str(values.get(id)) for id in sheet.unique)


def number(value: float) -> str:
    """At most two decimals after a comma, none where there are none: 1234,5."""
    return f"{round(value, 2):.10g}".replace(".", ",")
