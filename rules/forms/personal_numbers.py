"""Danish (and Norwegian, one digit longer) personal numbers: recognised so that they can be refused, and never kept."""

from __future__ import annotations

import re
import unicodedata

_DAY = r"(?:0[1-9]|[12]\d|3[01]|6[1-9]|[78]\d|9[01])"
_MONTH = r"(?:0[1-9]|1[0-2])"
_GAP = r"(?:[ \t]{0,3}|[ \t]?[\-/_]{1,2}[ \t]?|\.)"
_CLOSE = rf"{_DAY}{_MONTH}\d\d{_GAP}\d{{4,5}}(?!\d)"
_SPELT = (
    rf"(?<!\d[.\-/]){_DAY}([.\-/]){_MONTH}\1(?:1[89]|20)?\d\d-(?!(?:19|20)\d\d(?!\d))\d{{4,5}}(?!\d|[.,]\d)"
)
"""A date with signs in it, then four digits: of these a year is left out, for 31.12.2021-2022 is a period."""
_PERSONAL_NUMBER = re.compile(rf"(?<!\d)(?:{_CLOSE}|{_SPELT})", re.ASCII)
RULE = "personal_number"
"""The rule that a finding about a personal number names."""
MASK = "••••••-••••"


class _Folds(dict[int, str]):
    """What each sign is read as: digits of any script, any dash as a hyphen, any blank as a space, unseen signs as none."""

    def __missing__(self, code: int) -> str:
        self[code] = meant = _fold(chr(code))
        return meant


def _fold(sign: str) -> str:
    kind = unicodedata.category(sign)
    if kind == "Nd":
        return str(unicodedata.decimal(sign))
    if kind == "Pd" or sign in "\u2043\u2212":
        return "-"
    if kind == "Zs":
        return " "
    if kind in ("Cf", "Mn", "Me") or (kind == "Cc" and sign not in "\t\n\r"):
        return ""
    return unicodedata.normalize("NFKC", sign)


_FOLDS = _Folds()


def has_personal_number(value: object) -> bool:
    """True for a text or a whole number that reads as ddmmyy-xxxx; replacement numbers (day + 60) count.

    A spreadsheet drops the leading zero of a number, so nine digits are read as ten, and ten also as eleven.
    """
    if isinstance(value, bool):
        return False
    if isinstance(value, float) and value.is_integer():
        value = int(value)
    if isinstance(value, int):
        value = f"{value:010d}\n{value:011d}" if 10**8 <= value < 10**11 else ""
    return isinstance(value, str) and bool(_PERSONAL_NUMBER.search(value.translate(_FOLDS)))


def masked(text: str) -> str:
    """The text with every personal number covered, however it is spelt."""
    while has_personal_number(text):
        read = [sign.translate(_FOLDS) for sign in text]
        stands = [at for at, meant in enumerate(read) for _ in meant]
        parts, end = [], 0
        for found in _PERSONAL_NUMBER.finditer("".join(read)):
            parts += [text[end : stands[found.start()]], MASK]
            end = stands[found.end() - 1] + 1
        text = "".join((*parts, text[end:]))
    return text
