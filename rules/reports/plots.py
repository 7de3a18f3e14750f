"""Plots of the reports, and what they show said in words."""

from __future__ import annotations

from collections.abc import Sequence

from models.reports.document import Plot, PlotShape, Series, Voice
from rules.figures.disclosure import TOTAL
from rules.reports import measures
from rules.reports.measures import Measure, View
from rules.reports.words import NOTHING, decimal

_MOST_INTAKES = 4
_LONGEST_ALT = 1500


def bars(seen: View, measure: Measure) -> Plot | None:
    """The newest figures of every group, or of every newest intake, beside the cohort and the whole country."""
    places = _newest(seen, measure)
    own = [_own(seen, measure, *place) for place in places]
    cohort = [_cohort(seen, measure, *place) for place in places]
    country = [_country(measure, *place) for place in places]
    kept = [at for at in range(len(places)) if own[at] is not None or cohort[at] is not None]
    if not kept:
        return None
    titles = _titles(seen, measure, [places[at] for at in kept])
    voices = [
        (seen.say("own_voice"), Voice.OWN, own),
        (seen.say("cohort_voice"), Voice.COHORT, cohort),
        (_country_title(seen, measure, [places[at] for at in kept]), Voice.NATIONAL, country),
    ]
    series = tuple(
        Series(title=title, voice=voice, values=tuple(values[at] for at in kept))
        for title, voice, values in voices
        if any(values[at] is not None for at in kept)
    )
    periods = sorted({places[at][1] for at in kept})
    period = periods[0] if len(periods) == 1 else f"{periods[0]}–{periods[-1]}"
    title = seen.say("plot_bars", title=seen.title(measure.definition), period=period)
    return plot(seen, measure, measure.key, title, PlotShape.BARS, titles, series)


def lines(seen: View, measure: Measure) -> Plot | None:
    """The main groups of the municipality year by year, and the whole cohort."""
    if seen.own is None or seen.schema is None:
        return None
    complete = seen.schema.complete
    codes = [*(complete.groups if complete else ()), TOTAL]
    periods = sorted({period for _, period in measures.placed(seen, measure)})
    drawn = [
        (seen.group(code), Voice.OWN, tuple(_own(seen, measure, code, period) for period in periods))
        for code in codes
    ]
    together = tuple(_cohort(seen, measure, TOTAL, period) for period in periods)
    drawn.append((seen.say("cohort_voice"), Voice.COHORT, together))
    series = tuple(
        Series(title=title, voice=voice, values=values)
        for title, voice, values in drawn
        if sum(value is not None for value in values) > 1
    )
    if not series:
        return None
    title = seen.title(measure.definition)
    return plot(seen, measure, f"{measure.key}_years", title, PlotShape.LINES, tuple(periods), series)


def plot(
    seen: View,
    measure: Measure,
    key: str,
    title: str,
    shape: PlotShape,
    along: tuple[str, ...],
    series: tuple[Series, ...],
) -> Plot:
    """A plot with its figures told in words."""
    unit = seen.unit(measure.definition)
    sentences = [
        f"{name}: "
        + "; ".join(
            f"{each.title} {NOTHING if (value := each.values[at]) is None else decimal(seen.language, value)}"
            for each in series
        )
        for at, name in enumerate(along)
    ]
    opening = seen.say(
        "alt_bars" if shape is PlotShape.BARS else "alt_lines", title=title, unit=unit, told=""
    )
    alt = f"{opening.strip()} {'. '.join(sentences)}."
    if len(alt) > _LONGEST_ALT:
        alt = opening.strip()
    alt = f"{alt} {seen.say('alt_table')}"
    return Plot(key=key, title=title, shape=shape, unit=unit, along=along, series=series, alt=alt)


def _newest(seen: View, measure: Measure) -> list[tuple[str, str]]:
    """Of students the last intakes of every education; of others the newest year of every group."""
    places = measures.placed(seen, measure)
    if not measure.key.startswith("students"):
        newest = measures.latest(seen, measure)
        return [(group, period) for group, period in places if period == newest]
    kept = []
    for code in dict.fromkeys(group for group, _ in places):
        periods = [period for group, period in places if group == code]
        kept += [(code, period) for period in sorted(periods)[-_MOST_INTAKES:]]
    return kept


def _titles(seen: View, measure: Measure, places: Sequence[tuple[str, str]]) -> tuple[str, ...]:
    with_period = measure.key.startswith("students")
    return tuple(
        f"{seen.group(group)} {period}" if with_period else seen.group(group) for group, period in places
    )


def _own(seen: View, measure: Measure, group: str, period: str) -> float | None:
    figure = seen.own.find(measure.kind, group, period) if seen.own else None
    return figure.rate if figure else None


def _cohort(seen: View, measure: Measure, group: str, period: str) -> float | None:
    pooled = seen.pooled(measure.kind, group, period)
    return pooled.figure.rate if pooled else None


def _country(measure: Measure, group: str, period: str) -> float | None:
    """Of students only the level of that very intake."""
    found = measures.level(measure, group, period)
    if found is None or (measure.key.startswith("students") and found.period != period):
        return None
    return found.value


def _country_title(seen: View, measure: Measure, places: Sequence[tuple[str, str]]) -> str:
    found = [measures.level(measure, group, period) for group, period in places]
    periods = sorted({each.period for each in found if each is not None})
    title = seen.say("country_voice")
    return f"{title} {periods[0]}" if len(periods) == 1 else title
