"""How the voices of a plot look, in colour and in grey: every voice has its colour, its pattern and its line."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from matplotlib.patheffects import withStroke

from models.reports.document import Series, Voice
from reports.printable_signs import printable

INK, QUIET, RULE = "#1a1a1a", "#4d4d4d", "#d9d9d9"
SETTINGS: dict[Any, Any] = {
    "svg.hashsalt": "tovholder",
    "svg.fonttype": "path",
    "font.family": "DejaVu Sans",
    "font.size": 8,
    "hatch.linewidth": 0.6,
    "axes.edgecolor": QUIET,
    "axes.labelcolor": QUIET,
    "text.color": INK,
    "xtick.color": QUIET,
    "ytick.color": QUIET,
    "text.parse_math": False,
}


@dataclass(frozen=True)
class Look:
    """How a voice is drawn: filled, hatched, and as a line."""

    colour: str
    hatch: str
    edge: str
    dashes: str


LOOKS: Mapping[Voice, Look] = {
    Voice.OWN: Look("#0b4f71", "", "#0b4f71", "-"),
    Voice.COHORT: Look("#bcd7e0", "////", "#2f7385", "--"),
    Voice.NATIONAL: Look("#ffffff", "----", "#5c5c5c", ":"),
    Voice.OTHER: Look("#d8d2c4", "\\\\\\\\", "#8a7b56", "-."),
}
HALO = {"facecolor": "white", "edgecolor": "none", "alpha": 0.8, "pad": 0.6}
_EDGE = [withStroke(linewidth=3.2, foreground="white")]
"""White around what may cross something dark."""
OWN_LINES = ("#0b4f71", "#8c4a00", "#35693a", "#6b3d7a", "#7a1f2b", "#3f4a57")


def dressed(series: Series) -> dict[str, Any]:
    """Colour, pattern and name of a series' bars."""
    look = LOOKS[series.voice]
    return {
        "label": named(series),
        "color": look.colour,
        "hatch": look.hatch,
        "edgecolor": look.edge,
        "linewidth": 0.7,
    }


def across(series: Series, axis: str, sign: str) -> dict[str, Any]:
    """A line across at the one value a series has, named with it."""
    look = LOOKS[series.voice]
    value = next(each for each in series.values if each is not None)
    return {
        axis: value,
        "color": look.edge,
        "linestyle": look.dashes,
        "linewidth": 1.4,
        "label": f"{named(series)} {number(value, sign)}",
        "path_effects": _EDGE,
        "zorder": 3,
    }


def named(series: Series) -> str:
    """The title of a series; matplotlib hides names that begin with an underscore."""
    return printable(series.title).lstrip("_ ") or "–"


def number(value: float, sign: str) -> str:
    """One decimal, behind the language's sign."""
    return f"{value:.1f}".replace(".", sign)


def tick(value: float, sign: str) -> str:
    """A number on an axis: no more decimals than it has, behind the language's sign."""
    return f"{value:g}".replace(".", sign)
