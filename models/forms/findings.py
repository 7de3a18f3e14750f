"""What is wrong with a delivery, said so that the person who made it can find the place and repair it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from enum import StrEnum
from typing import Any

from models.language import Language

_PLACE: Mapping[Language, tuple[str, str, str]] = {
    "da": ("arket", "række", "kolonnen"),
    "nb": ("arket", "rad", "kolonnen"),
}


class FindingLevel(StrEnum):
    """A hard finding stops a delivery; a soft one asks for an explanation or a correction."""

    HARD = "hard"
    SOFT = "soft"


@dataclass(frozen=True)
class Finding:
    """One fault. `rule` is a stable word for programs, `message` a sentence for people.

    A spreadsheet's finding has sheet, row (as the spreadsheet counts) and column; a form's has the path of its
    field, such as `initiatives.0.owner`. What is empty is not known or does not apply.

    `about` tells a soft finding from every other: rule, figure and its values. An explanation is kept under it, and
    holds for later deliveries as long as the figure stays the same.
    """

    rule: str
    message: str
    sheet: str = ""
    row: int | None = None
    column: str = ""
    field: str = ""
    level: FindingLevel = FindingLevel.HARD
    about: str = ""

    def as_json(self) -> dict[str, Any]:
        """The same as a plain mapping, without what is empty; hard goes without saying."""
        return {
            name: value for name, value in asdict(self).items() if value not in ("", None, FindingLevel.HARD)
        }

    @classmethod
    def from_json(cls, stored: Mapping[str, Any]) -> Finding:
        """The finding a row has kept."""
        return cls(**{**stored, "level": FindingLevel(stored.get("level", FindingLevel.HARD))})

    @property
    def soft(self) -> bool:
        """True when an explanation will do."""
        return self.level is FindingLevel.SOFT

    def place(self, language: Language) -> str:
        """Where to look in a spreadsheet; empty for other deliveries."""
        named = zip(_PLACE[language], (self.sheet, self.row, self.column), strict=True)
        return ", ".join(f"{word} {which}" for word, which in named if which)
