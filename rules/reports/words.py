"""The words of the reports, and numbers as their language writes them."""

from __future__ import annotations

from datetime import date

from babel.dates import format_date
from babel.lists import format_list
from babel.numbers import format_decimal, get_decimal_symbol

from models.datasets.columns import THEMES
from models.datasets.foranalyse import EDUCATIONS, EFFECTS, STAFF_GROUPS, STATUSES
from models.language import Language, Say
from models.reports.document import INSTEAD

SMALL, NOTHING = "<5", "–"
"""What stands for a count of one to four, and for one not given."""

NAMED = frozenset({*STAFF_GROUPS, *EDUCATIONS, *THEMES, *STATUSES, *EFFECTS})
"""Codes the reports have a name of their own for."""


def named(say: Say, code: str) -> str:
    """What a code of a group, education, theme, status or effect is called; an unknown one as it is written."""
    return say(f"code_{code}") if code in NAMED else code.replace("_", " ").capitalize()


def on_paper(say: Say) -> dict[str, str]:
    """What stands on the paper around a document, and the words that stand where there is no figure."""
    return {key: say(key) for key in ("page", "of", "beware", "sources", *INSTEAD)}


def decimal(language: Language, number: float, *, sign: bool = False) -> str:
    """One decimal, as 1.234,5; with a plus or minus before it when it is a change."""
    written = format_decimal(round(abs(number), 1), format="#,##0.0", locale=language)
    if not sign or round(number, 1) == 0:
        return f"−{written}" if round(number, 1) < 0 else written
    return f"{'+' if number > 0 else '−'}{written}"


def whole(language: Language, number: float) -> str:
    """A number of people without decimals; an amount with the one it has."""
    pattern = "#,##0" if float(number).is_integer() else "#,##0.0"
    return str(format_decimal(number, format=pattern, locale=language))


def day(language: Language, moment: date) -> str:
    """A date in words."""
    return str(format_date(moment, format="long", locale=language))


def listed(language: Language, words: list[str]) -> str:
    """Words with commas, and an "and" before the last."""
    return str(format_list(words, locale=language))


def decimal_sign(language: Language) -> str:
    """What stands before the decimals of a number."""
    return str(get_decimal_symbol(language))


def note_sign(number: int) -> str:
    """The number of a note, small and raised."""
    return str(number).translate(str.maketrans("0123456789", "⁰¹²³⁴⁵⁶⁷⁸⁹"))
