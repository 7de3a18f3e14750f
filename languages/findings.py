"""What is wrong with a delivery and where, said to those who can repair it."""

from __future__ import annotations

from babel.numbers import format_decimal

from languages.catalogues import speak
from models.forms.findings import Finding
from models.language import Language, Say

TOPIC = "findings"
"""The catalogues' context of everything that can be found."""
_DECIMALS = {"rate": (1, "0.0")}
"""Facts that are written with so many decimals, whether there are any or not."""
_AT_MOST = (2, "0.##")


def finding_text(finding: Finding, language: Language) -> str:
    """The finding's sentence in that language; the fact `count` chooses its form of number."""
    say, key = speak(language, TOPIC), finding.key or finding.rule
    facts = {name: _written(name, fact, say) for name, fact in finding.facts.items() if name != "count"}
    count = finding.facts.get("count")
    return say.count(key, count, **facts) if isinstance(count, int) else say(key, **facts)


def finding_place(finding: Finding, language: Language) -> str:
    """Where to look in a spreadsheet; empty for other deliveries."""
    say = speak(language, TOPIC)
    places = {"place_sheet": finding.sheet, "place_row": finding.row, "place_column": finding.column}
    return ", ".join(say(key, which=which) for key, which in places.items() if which)


def _written(name: str, fact: object, say: Say) -> object:
    """A number as the language writes it, without marks between thousands; several words with "and" between them."""
    if isinstance(fact, int | float):
        decimals, pattern = _DECIMALS.get(name, _AT_MOST)
        return format_decimal(round(fact, decimals), format=pattern, locale=say.language)
    return say("and").join(fact) if isinstance(fact, list) else fact
