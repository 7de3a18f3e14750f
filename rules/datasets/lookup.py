"""The rows of a dataset as rules look at them: by sheet, by column id, and with a finding's place at hand."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from models.datasets.delivered import DeliveredRow
from models.datasets.schema import About, DatasetSchema, Sheet
from models.forms.findings import Finding, FindingLevel

LONGEST_ABOUT = 200


@dataclass(frozen=True)
class Rows:
    """A municipality's rows."""

    schema: DatasetSchema
    rows: Sequence[DeliveredRow]

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
        sheet, title = self._place(row.sheet, column)
        return Finding(rule, facts, sheet=sheet, row=row.row, column=title)

    def soft(
        self, rule: str, row: DeliveredRow, column: str, fact: str, *, key: str = "", **facts: Any
    ) -> Finding:
        """What may be right; `fact` has the figures, so that an answer holds for as long as they stay."""
        asked = self.soft_of_sheet(rule, row.sheet, column, f"{self.key(row)}/{fact}", key=key, **facts)
        return replace(asked, row=row.row)

    def soft_of_sheet(
        self, rule: str, sheet: About, column: str, fact: str, *, key: str = "", **facts: Any
    ) -> Finding:
        """The same of a sheet as a whole."""
        name, title = self._place(sheet, column)
        about = f"{rule}/{name}/{fact}"[:LONGEST_ABOUT]
        return Finding(rule, facts, key, name, column=title, level=FindingLevel.SOFT, about=about)

    def _place(self, about: About, column: str) -> tuple[str, str]:
        """The names of the sheet and of the column, as people read them."""
        sheet = self.schema.sheet(about)
        known = sheet.by_id() if sheet else {}
        return sheet.name if sheet else "", known[column].title if column in known else ""


def key_of(sheet: Sheet, values: Mapping[str, Any]) -> str:
    """What tells a row from the others of its sheet, as a text."""
    return "/".join(str(values.get(id)) for id in sheet.unique)


def number(value: float) -> str:
    """At most two decimals after a comma, none where there are none: 1234,5."""
    return f"{round(value, 2):.10g}".replace(".", ",")
