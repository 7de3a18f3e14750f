"""Plots as SVG: pattern, colour and labels together, so that they are read in grey and without a legend far away.

The same plot gives the same bytes, in any process: no clock, no random names, letters as paths.
"""

from __future__ import annotations

import textwrap
from collections.abc import Sequence
from io import BytesIO
from itertools import pairwise

import matplotlib as mpl
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.ticker import FuncFormatter, MaxNLocator

from models.language import Language
from models.reports.document import Plot, PlotShape, Series, Voice
from reports.looks import HALO, LOOKS, OWN_LINES, RULE, SETTINGS, across, dressed, named, number, tick
from reports.printable_signs import printable
from rules.reports.words import decimal_sign

_WIDTH, _HEIGHT, _TALLEST = 6.7, 2.35, 7.8
_MOST_UPRIGHT = 9
"""More bars lie down, so that their names can be read."""
_MARKERS = "osD^vPX*"


def svg(plot: Plot, language: Language) -> bytes:
    """The plot as a picture; numbers are written as the language writes them."""
    with mpl.rc_context():
        mpl.rcdefaults()  # whatever the machine has set
        mpl.rcParams.update(SETTINGS)
        figure = _LINES_OR_BARS[plot.shape](plot, decimal_sign(language))
        written = BytesIO()
        description = {"Date": None, "Creator": None, "Title": printable(plot.title), "Language": language}
        figure.savefig(written, format="svg", metadata=description, bbox_inches="tight", pad_inches=0.03)
    return written.getvalue()


def _bars(plot: Plot, sign: str) -> Figure:
    return (_lying if len(plot.along) > _MOST_UPRIGHT else _upright)(plot, sign)


def _upright(plot: Plot, sign: str) -> Figure:
    """Bars side by side over their names, each with its number on top."""
    figure, axes = _paper(_HEIGHT)
    drawn, levels = _parted(plot)
    width = min(0.82 / max(len(drawn), 1), 0.06 * max(len(plot.along), 5))
    for at, series in enumerate(drawn):
        places = [index + width * (at + 0.5 - len(drawn) / 2) for index in range(len(plot.along))]
        _rectangles(axes, plot, series, places, width * 0.92, sign)
    for series in levels:
        _level(axes, series, sign)
    # Titles that can be long are folded to the room that each group of bars has.
    room = max(9, int(84 / max(len(plot.along), 1)))
    axes.set_xticks(range(len(plot.along)), [_folded(name, room) for name in plot.along], fontsize=7.4)
    axes.set_xlim(-0.6, len(plot.along) - 0.4)
    _upright_axis(axes, plot, sign)
    _legend(axes, plot)
    return figure


def _rectangles(
    axes: Axes, plot: Plot, series: Series, places: Sequence[float], width: float, sign: str
) -> None:
    there = [(place, value) for place, value in zip(places, series.values, strict=True) if value is not None]
    bars = axes.bar([place for place, _ in there], [value for _, value in there], width, **dressed(series))
    small = 6.0 if len(plot.along) * len(plot.series) > 14 else 7.2
    axes.bar_label(
        bars, [number(value, sign) for _, value in there], padding=2, fontsize=small, zorder=4, bbox=HALO
    )


def _level(axes: Axes, series: Series, sign: str) -> None:
    """One value for everybody: a line across, named with its number."""
    axes.axhline(**across(series, "y", sign))


def _lying(plot: Plot, sign: str) -> Figure:
    """Many bars: one under the other, each with its name before it and its number behind it."""
    drawn, levels = _parted(plot)
    thick = 0.8 / max(len(drawn), 1)
    row = min(0.1 + 0.1 * len(drawn), _TALLEST / len(plot.along))
    letters = min(7.0, row * 72 * 0.8)
    figure, axes = _paper(0.9 + len(plot.along) * row)
    for at, series in enumerate(drawn):
        places = [index - 0.4 + thick * (at + 0.5) for index in range(len(plot.along))]
        there = [
            (place, value) for place, value in zip(places, series.values, strict=True) if value is not None
        ]
        lengths = [value for _, value in there]
        bars = axes.barh([place for place, _ in there], lengths, thick * 0.9, **dressed(series))
        axes.bar_label(
            bars,
            [number(value, sign) for value in lengths],
            padding=3,
            fontsize=letters * 0.92,
            zorder=4,
            bbox=HALO,
        )
    for series in levels:
        axes.axvline(**across(series, "x", sign))
    axes.set_yticks(range(len(plot.along)), [_shortened(name) for name in plot.along], fontsize=letters)
    axes.set_ylim(len(plot.along) - 0.4, -0.6)
    axes.set_xlim(0, _top(plot))
    axes.xaxis.set_major_formatter(FuncFormatter(lambda value, _: tick(value, sign)))
    axes.xaxis.set_major_locator(MaxNLocator(6))
    axes.grid(axis="x", color=RULE, linewidth=0.6)
    axes.set_xlabel(printable(plot.unit))
    axes.spines[["top", "right", "left"]].set_visible(False)
    axes.tick_params(axis="y", length=0)
    _legend(axes, plot)
    return figure


def _lines(plot: Plot, sign: str) -> Figure:
    """Lines over the years, each named where it ends."""
    figure, axes = _paper(_HEIGHT + 0.2)
    ends: list[tuple[float, str, str]] = []
    own = 0
    for at, series in enumerate(plot.series):
        look = LOOKS[series.voice]
        colour = look.edge
        if series.voice is Voice.OWN:
            colour = OWN_LINES[own % len(OWN_LINES)]
            own += 1
        points = [float("nan") if value is None else value for value in series.values]
        marker = _MARKERS[at % len(_MARKERS)]
        axes.plot(
            range(len(points)),
            points,
            color=colour,
            linestyle=look.dashes,
            linewidth=1.6,
            marker=marker,
            markersize=4.2,
        )
        shown = [value for value in series.values if value is not None]
        if shown:
            ends.append((shown[-1], f"{named(series)} {number(shown[-1], sign)}", colour))
    axes.set_xticks(range(len(plot.along)), [_shortened(name) for name in plot.along])
    axes.set_xlim(-0.2, len(plot.along) - 0.8)
    _upright_axis(axes, plot, sign)
    _name_ends(axes, ends, len(plot.along) - 1, _top(plot))
    return figure


def _name_ends(axes: Axes, ends: Sequence[tuple[float, str, str]], last: int, top: float) -> None:
    """Names at the right, moved apart where two lines end close together."""
    apart = top * 0.075
    ordered = sorted(ends)
    places = [value for value, _, _ in ordered]
    for below, above in pairwise(range(len(places))):
        places[above] = max(places[above], places[below] + apart)
    over = max(0.0, places[-1] - top * 0.98) if places else 0.0
    for (value, text, colour), place in zip(ordered, places, strict=True):
        axes.annotate(
            _shortened(text),
            (last, value),
            (last + 0.03 * (last + 1), place - over),
            textcoords="data",
            color=colour,
            va="center",
            fontsize=7.4,
            annotation_clip=False,
            arrowprops={
                "arrowstyle": "-",
                "color": colour,
                "linewidth": 0.5,
                "shrinkA": 2,
                "shrinkB": 3,
                "relpos": (0, 0.5),
            },
        )


def _paper(height: float) -> tuple[Figure, Axes]:
    figure = Figure(figsize=(_WIDTH, height))
    return figure, figure.add_subplot()


def _upright_axis(axes: Axes, plot: Plot, sign: str) -> None:
    axes.set_ylim(0, _top(plot))
    axes.yaxis.set_major_formatter(FuncFormatter(lambda value, _: tick(value, sign)))
    axes.yaxis.set_major_locator(MaxNLocator(5))
    axes.set_ylabel(printable(plot.unit))
    axes.grid(axis="y", color=RULE, linewidth=0.6)
    axes.set_axisbelow(True)
    axes.spines[["top", "right", "left"]].set_visible(False)
    axes.tick_params(length=0)


def _legend(axes: Axes, plot: Plot) -> None:
    axes.set_axisbelow(True)
    axes.legend(
        loc="lower left",
        bbox_to_anchor=(0, 1.0),
        ncols=len(plot.series),
        frameon=False,
        fontsize=8,
        borderaxespad=0.2,
        handlelength=1.8,
        handleheight=1.1,
        columnspacing=1.6,
    )


def _parted(plot: Plot) -> tuple[list[Series], list[Series]]:
    """Series to draw as bars, and those with one value for everybody, which are drawn as a line."""
    alike = [
        each
        for each in plot.series
        if each.voice in (Voice.COHORT, Voice.NATIONAL)
        and len(each.values) > 1
        and len(set(each.values)) == 1
    ]
    return [each for each in plot.series if each not in alike], alike


def _top(plot: Plot) -> float:
    highest = max((value for each in plot.series for value in each.values if value is not None), default=1.0)
    return max(highest, 1.0) * 1.14


def _folded(name: str, room: int) -> str:
    return "\n".join(
        textwrap.wrap(printable(name), room, max_lines=3, placeholder=" …", break_long_words=len(name) > 30)
    )


def _shortened(name: str) -> str:
    return textwrap.shorten(printable(name), 34, placeholder=" …")


_LINES_OR_BARS = {PlotShape.LINES: _lines, PlotShape.BARS: _bars}
