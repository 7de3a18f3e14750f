"""Which signs can be printed: those the fonts have a letter for, and none that steer."""

from __future__ import annotations

import re
import unicodedata
from functools import cache
from pathlib import Path

from matplotlib import get_data_path
from matplotlib.ft2font import FT2Font

FONTS = Path(get_data_path(), "fonts", "ttf")
"""DejaVu Sans, which comes with matplotlib; the serif comes with the typesetter. No font of the machine is asked for."""
_UNKNOWN = "□"
_LONG_RUN = re.compile(r"\S{25,}")


def foldable(text: str) -> str:
    """The text as it can be printed, with places where endless words may break."""
    return _LONG_RUN.sub(lambda run: "\u200b".join(_pieces(run.group(), 12)), printable(text))


def printable(text: str) -> str:
    """The text in one line, in signs there is a letter for; a box stands for any other."""
    return "".join(_visible(sign) for sign in unicodedata.normalize("NFC", text)).strip()


def _visible(sign: str) -> str:
    if sign in "\n\t\r\u2028\u2029":
        return " "
    if unicodedata.category(sign) in ("Cc", "Cf", "Co", "Cs", "Cn"):
        return "\u00ad" if sign == "\u00ad" else ""
    return sign if ord(sign) in _letters() else _UNKNOWN


def _pieces(word: str, length: int) -> list[str]:
    return [word[at : at + length] for at in range(0, len(word), length)]


@cache
def _letters() -> frozenset[int]:
    return frozenset(FT2Font(FONTS / "DejaVuSans.ttf").get_charmap())
