"""The reference programme, broken by one edit."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from itertools import zip_longest

import pytest

from programmes.loader import LocatedFault, examine, shipped

LETTERS = frozenset(
    {
        "welcome",
        "data_request",
        "interview_offer",
        "pre_analysis_ready",
        "kickoff_invitation",
        "kickoff_summary",
        "workshop_invitation",
        "initiatives_request",
        "workshop_thanks",
        "status_request",
        "later_data_request",
        "presentation_request",
        "follow_up_invitation",
        "experience_request",
        "programme_thanks",
        "gathering_invitation",
        "period_request",
        "gathering_thanks",
    }
)
DATASETS = frozenset({"foranalyse"})
LANGUAGES = frozenset({"da", "nb"})


@dataclass(frozen=True)
class Broken:
    """The broken text, its faults, and the number of the first line that differs from the unbroken one."""

    text: str
    faults: tuple[LocatedFault, ...]
    changed_line: int

    def line_of(self, marker: str) -> int:
        """The line on which the marker begins, which stands once."""
        assert self.text.count(marker) == 1, f"{marker!r} stands {self.text.count(marker)} times"
        return self.text.count("\n", 0, self.text.index(marker)) + 1

    def saying(self, words: str) -> list[LocatedFault]:
        """The faults whose message holds these words."""
        return [fault for fault in self.faults if words in fault.message]


@pytest.fixture(scope="session")
def reference() -> str:
    """The text of the reference programme."""
    return shipped()["rekrutteringsvaerksted-2022"].read_text(encoding="utf-8")


@pytest.fixture(scope="session")
def broken(reference: str) -> Callable[..., Broken]:
    """Breaks the reference by putting `new` in the place of `old`, which must stand there exactly once."""

    def break_it(old: str, new: str) -> Broken:
        assert reference.count(old) == 1, f"{old!r} stands {reference.count(old)} times"
        text = reference.replace(old, new)
        pairs = zip_longest(reference.splitlines(), text.splitlines())
        changed = next(n for n, (before, after) in enumerate(pairs, start=1) if before != after)
        return Broken(text, examine(text, LETTERS, DATASETS, LANGUAGES).faults, changed)

    return break_it
