"""Plots: read by colour, by pattern and by number, and the same bytes every time."""

from __future__ import annotations

import matplotlib as mpl
import pytest

from models.reports.document import Plot, PlotShape, Series, Voice
from reports import looks, plots


def plot(shape: PlotShape, *values: tuple[float | None, ...], names: int = 0) -> Plot:
    """A plot of so many series, of as many voices."""
    along = tuple(f"Gruppe {at}" for at in range(names or len(values[0])))
    series = tuple(
        Series(title=str(voice), voice=voice, values=each) for voice, each in zip(Voice, values, strict=False)
    )
    return Plot(key="x", title="Titel", shape=shape, unit="pct.", along=along, series=series, alt="Ord")


@pytest.mark.parametrize("shape", PlotShape)
@pytest.mark.parametrize(
    "values",
    [
        ((12.5, 13.0, 14.25), (11.0, None, 12.0)),
        ((None, None, 3.0), (2.0, 2.0, 2.0)),
        ((0.0, 0.0, 0.0),),
        ((None, None, None),),
        (tuple(float(at) for at in range(98)), (30.0,) * 98),
    ],
)
def test_every_plot_can_be_drawn_twice_alike(
    shape: PlotShape, values: tuple[tuple[float | None, ...], ...]
) -> None:
    drawn = plots.svg(plot(shape, *values), "da")

    assert drawn.startswith(b"<?xml")
    assert plots.svg(plot(shape, *values), "da") == drawn


def test_a_plot_holds_no_date_and_asks_for_no_font() -> None:
    drawn = plots.svg(plot(PlotShape.BARS, (1.0, 2.0)), "da").decode()

    assert "dc:date" not in drawn
    assert "<text" not in drawn
    assert "font-family" not in drawn


def test_what_the_machine_has_set_changes_nothing() -> None:
    before = plots.svg(plot(PlotShape.BARS, (1.0, 2.0)), "da")

    with mpl.rc_context({"font.size": 30, "svg.hashsalt": "another", "axes.grid": True}):
        after = plots.svg(plot(PlotShape.BARS, (1.0, 2.0)), "da")
        assert mpl.rcParams["font.size"] == 30

    assert after == before


def test_every_voice_is_told_from_the_others_without_colour() -> None:
    assert set(looks.LOOKS) == set(Voice)
    assert len({look.hatch for look in looks.LOOKS.values()}) == len(Voice)
    assert len({look.dashes for look in looks.LOOKS.values()}) == len(Voice)


@pytest.mark.parametrize(("value", "written"), [(2.5, "2,5"), (20.0, "20"), (0.0, "0")])
def test_axes_have_a_decimal_comma(value: float, written: str) -> None:
    assert looks.tick(value, ",") == written


def test_bars_are_numbered_with_one_decimal() -> None:
    assert looks.number(12.25, ",") == "12,2"


def test_a_dollar_sign_is_no_formula() -> None:
    named = plot(PlotShape.BARS, (1.0,)).model_copy(update={"along": ("$\\frac{1}$ \\alpha ^_",)})

    assert plots.svg(named, "da")
