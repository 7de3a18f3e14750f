"""The page with the results: goal, measured, bound, ratio, and under what circumstances."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

from bench.figures import Figure, Goal, Unit

HEADS = ("what", "goal", "measured", "bound", "ratio")
NOTE = "<!-- Written by `make bench`. Run it again instead of editing. -->"
INTRODUCTION = """\
Everything here was measured in one run on one machine: real PostgreSQL, a real Prefect server, and real SMTP to a sink in a
process of its own that stamps each letter when it is complete. A number is the median over the rounds; p50 and p95 are taken
within a round. A ratio is the number divided by its bound, which is another row of this page. Letters that were lost or came
twice end the run with an error, so a page that exists has none."""


def page(parts: Mapping[str, Sequence[Figure]], circumstances: Mapping[str, str]) -> str:
    """The whole page as Markdown."""
    known = {figure.name: figure for figures in parts.values() for figure in figures}
    tables = [f"## {title}\n\n{table(figures, known)}" for title, figures in parts.items()]
    told = "\n".join(f"- **{name}:** {value}" for name, value in circumstances.items())
    return "\n\n".join([NOTE, "# Benchmarks", INTRODUCTION, *tables, f"## Circumstances\n\n{told}"]) + "\n"


def table(figures: Iterable[Figure], known: Mapping[str, Figure]) -> str:
    """One Markdown table; a goal that is missed is marked."""
    rows = [HEADS, ("---",) * len(HEADS), *(_row(figure, known) for figure in figures)]
    return "\n".join(f"| {' | '.join(row)} |" for row in rows)


def ratio(figure: Figure, known: Mapping[str, Figure]) -> float | None:
    """The figure as a multiple of its bound; None without a bound in this run."""
    bound = known.get(figure.bound)
    return figure.value / bound.value if bound and bound.value else None


def as_json(
    parts: Mapping[str, Sequence[Figure]], circumstances: Mapping[str, str], rounds: Mapping[str, Any]
) -> dict[str, Any]:
    """The same for programs, with every round."""
    known = {figure.name: figure for figures in parts.values() for figure in figures}
    return {
        "circumstances": dict(circumstances),
        "figures": [
            {
                "part": title,
                "name": figure.name,
                "value": figure.value,
                "unit": figure.unit.value,
                "met": _is_met(figure, known),
                "ratio": ratio(figure, known),
            }
            for title, figures in parts.items()
            for figure in figures
        ],
        "rounds": dict(rounds),
    }


def shown(value: float, unit: Unit) -> str:
    """A number as people read it: three figures that count, and milliseconds below a second."""
    if unit is Unit.SECONDS and value < 1:
        return f"{value * 1000:.3g} ms"
    if unit is Unit.COUNT:
        return f"{value:,.0f}"
    digits = f"{value:.3g}" if value < 1000 else f"{value:,.0f}"
    return f"{digits} {unit}"


def _row(figure: Figure, known: Mapping[str, Figure]) -> tuple[str, ...]:
    bound, multiple = known.get(figure.bound), ratio(figure, known)
    return (
        figure.name,
        "".join(_goal(figure, known)),
        shown(figure.value, figure.unit),
        f"{shown(bound.value, bound.unit)} ({bound.name})" if bound else "–",
        f"{multiple:.3g} ×" if multiple is not None else "–",
    )


def _goal(figure: Figure, known: Mapping[str, Figure]) -> Iterator[str]:
    goal = figure.goal
    if goal is None:
        yield "–"
        return
    yield "≥ " if goal.at_least else "≤ "
    yield f"{goal.limit:g} ×" if goal.ratio else shown(goal.limit, figure.unit)
    if _is_met(figure, known) is False:
        yield " (missed)"


def _is_met(figure: Figure, known: Mapping[str, Figure]) -> bool | None:
    goal: Goal | None = figure.goal
    if goal is None:
        return None
    value = ratio(figure, known) if goal.ratio else figure.value
    return None if value is None else goal.is_met(value)
