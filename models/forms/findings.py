"""What is wrong with a delivery, as a key and facts, so that the person who made it can be told where and what to repair."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from dataclasses import field as attribute
from enum import StrEnum
from typing import Any

AS_WRITTEN = "as_written"
"""The key of a finding that brings its sentence with it, in the fact `sentence`."""


class FindingLevel(StrEnum):
    """A hard finding stops a delivery; a soft one asks for an explanation or a correction."""

    HARD = "hard"
    SOFT = "soft"


@dataclass(frozen=True)
class Finding:
    """One fault. `rule` is a stable word for programs; `languages.findings` says it to people.

    `key` is what the catalogues call its sentence, where that is not the rule; `facts` are filled into it, and can be
    kept as JSON. Rows remember both, so a sentence keeps its key and its facts.

    A spreadsheet's finding has sheet, row (as the spreadsheet counts) and column; a form's has the path of its
    field, such as `initiatives.0.owner`. What is empty is not known or does not apply.

    `about` tells a soft finding from every other: rule, figure and its values. An explanation is kept under it, and
    holds for later deliveries as long as the figure stays the same.
    """

    rule: str
    facts: Mapping[str, object] = attribute(default_factory=dict, hash=False)
    key: str = ""
    sheet: str = ""
    row: int | None = None
    column: str = ""
    field: str = ""
    level: FindingLevel = FindingLevel.HARD
    about: str = ""

    def as_json(self) -> dict[str, Any]:
        """The same as a plain mapping, without what is empty; hard goes without saying."""
        return {
            name: value
            for name, value in asdict(self).items()
            if value not in ("", None, {}, FindingLevel.HARD)
        }

    @classmethod
    def from_json(cls, stored: Mapping[str, Any]) -> Finding:
        """The finding a row has kept; one of an earlier release has a sentence instead of facts."""
        known = {**stored, "level": FindingLevel(stored.get("level", FindingLevel.HARD))}
        if "message" in known:
            known |= {"key": AS_WRITTEN, "facts": {"sentence": known.pop("message")}}
        return cls(**known)

    @property
    def soft(self) -> bool:
        """True when an explanation will do."""
        return self.level is FindingLevel.SOFT
