"""Danish (and Norwegian, one digit longer) personal numbers: recognised so that they can be refused, and never kept."""

from __future__ import annotations

import re

_DAY_AND_MONTH = r"(?:0[1-9]|[12]\d|3[01]|6[1-9]|[78]\d|9[01])(?:0[1-9]|1[0-2])"
_PERSONAL_NUMBER = re.compile(rf"(?<!\d){_DAY_AND_MONTH}\d{{2}}[ \-–]?\d{{4,5}}(?!\d)")
RULE = "personal_number"
"""The rule that a finding about a personal number names."""
MASK = "••••••-••••"


def has_personal_number(value: object) -> bool:
    """True for a text or a whole number that reads as ddmmyy-xxxx; replacement numbers (day + 60) count.

    A spreadsheet drops the leading zero of a number, so nine digits are read as ten.
    """
    if isinstance(value, bool):
        return False
    if isinstance(value, float) and value.is_integer():
        value = int(value)
    if isinstance(value, int):
        value = f"{value:010d}" if 0 < value < 10**10 and value >= 10**8 else ""
    return isinstance(value, str) and bool(_PERSONAL_NUMBER.search(value))


def masked(text: str) -> str:
    """The text with every personal number covered."""
    return _PERSONAL_NUMBER.sub(MASK, text)
