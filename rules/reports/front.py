"""What the reports have in common: the facts on the first page, the warnings, and the sources."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date

from models.datasets.delivered import Delivery
from models.figures.published_levels import PublishedLevel
from rules.figures import making
from rules.reports import measures
from rules.reports.measures import Measure, View
from rules.reports.words import NOTHING, day, listed

_OTHERWISE = {measures.TURNOVER: "other_definition", measures.SICKNESS: "other_sickness"}
"""What is counted in more than one way, and what is said of who counts otherwise."""


def facts(seen: View, own: Delivery | None, municipality: str, built: date) -> tuple[tuple[str, str], ...]:
    """Whose figures these are, from where, taken out when, and counted how."""
    say, language = seen.say, seen.language
    told = [(say("municipality"), municipality)]
    if own is None:
        told.append((say("delivered"), say("not_delivered")))
    else:
        told += [
            (say("source_system"), own.source_system or NOTHING),
            (say("extracted"), day(language, own.extract_date)),
            (say("delivered"), day(language, own.delivered)),
            (say("version"), version(seen, own)),
            (say("measurement"), own.measurement or NOTHING),
            (say("delimitation"), own.delimitation or NOTHING),
        ]
    return (*told, (say("built"), day(language, built)))


def version(seen: View, delivery: Delivery) -> str:
    """Which of the municipality's deliveries, and by which form."""
    schema = delivery.schema
    return seen.say(
        "version_of", version=delivery.version, schema=schema.title, schema_version=schema.version
    )


def warnings(seen: View, deliveries: Iterable[Delivery], missing: Sequence[tuple[str, str]]) -> list[str]:
    """What makes all the figures of a report less than they seem."""
    given = list(deliveries)
    told = []
    for key, wrong in (
        ("synthetic_of", [each.municipality for each in given if each.synthetic]),
        ("not_approved_of", [each.municipality for each in given if not each.approved]),
    ):
        if wrong:
            told.append(seen.say(key, municipalities=listed(seen.language, list(dict.fromkeys(wrong)))))
    return [*told, *lacking(seen, missing)]


def lacking(seen: View, missing: Sequence[tuple[str, str]]) -> list[str]:
    """Whom the cohort's figures lack, and why."""
    return [
        seen.say("cohort_lacks", municipality=municipality, reason=sentence(reason) or reasonless(seen))
        for municipality, reason in missing
    ]


def reasonless(seen: View) -> str:
    """What is said when nobody gave a reason."""
    return f"{seen.say('no_reason')}."


def sentence(text: str) -> str:
    """A text with a full stop, unless it ends with a sign already; empty stays empty."""
    bare = text.strip()
    return bare if not bare or bare.endswith((".", "!", "?")) else f"{bare}."


def sources(seen: View, used: Sequence[Measure]) -> tuple[str, ...]:
    """Every definition, every published level, every delivery, and how small groups are protected."""
    told = definitions(seen, used)
    told += [_level(seen, measure, each) for measure in used for each in measures.published(seen, measure)]
    told += [f"{each.delivery.municipality}: {delivered(seen, each.delivery)}." for each in seen.members]
    return (*told, seen.say("discretion"), seen.say("cohort_rule"))


def definitions(seen: View, used: Sequence[Measure]) -> list[str]:
    """What each figure means, with its id."""
    told = []
    for measure in used:
        definition = measure.definition
        told.append(
            seen.say(
                "definition_line",
                title=seen.title(definition),
                id=definition.id,
                numerator=seen.say(f"{definition.id}_numerator"),
                denominator=seen.say(f"{definition.id}_denominator"),
                least=definition.least,
            )
        )
    return told


def delivered(seen: View, delivery: Delivery) -> str:
    """A delivery in one line: source, days and version."""
    return seen.say(
        "delivery_line",
        source=delivery.source_system or NOTHING,
        extracted=day(seen.language, delivery.extract_date),
        delivered=day(seen.language, delivery.delivered),
        version=delivery.version,
    )


def waivers(seen: View, municipality: str, waived: Sequence[tuple[str, str]]) -> list[str]:
    """What the municipality need not deliver, and why."""
    return [
        seen.say(
            "waived", municipality=municipality, title=title, reason=sentence(reason) or reasonless(seen)
        )
        for title, reason in waived
    ]


def paragraphs(text: str) -> tuple[str, ...]:
    """A text of the facilitator's, parted at its blank lines."""
    parts = "\n".join(line.strip() for line in text.strip().splitlines()).split("\n\n")
    return tuple(part.strip() for part in parts if part.strip())


def lines(text: str) -> tuple[str, ...]:
    """A text with one thing in each line; signs of a list before it are left out."""
    bare = (line.strip().lstrip("-*•·").strip() for line in text.splitlines())
    return tuple(line for line in bare if line)


def differing(seen: View) -> list[str]:
    """Who counts turnover or sickness in another way than the report does."""
    ours = {each.key: each for each in measures.measured(seen)}
    told = []
    for member in seen.members:
        delivery = member.delivery
        if making.turnover(delivery) is None:
            said = delivery.measurement or NOTHING
            told.append(seen.say("unknown_measurement", municipality=delivery.municipality, measurement=said))
        theirs = {each.key: each for each in measures.measures(delivery)}
        for key, sentence in _OTHERWISE.items():
            if key in ours and key in theirs and theirs[key].kind is not ours[key].kind:
                told.append(
                    seen.say(
                        sentence,
                        municipality=delivery.municipality,
                        theirs=seen.title(theirs[key].definition),
                        ours=seen.title(ours[key].definition),
                    )
                )
    return told


def _level(seen: View, measure: Measure, level: PublishedLevel) -> str:
    return seen.say(
        "level_line",
        title=seen.title(measure.definition),
        value=seen.value(measure.definition, level.value),
        groups=listed(seen.language, [seen.group(code) for code in level.groups]),
        population=level.population,
        period=level.period,
        source=level.source,
        published=level.published,
    )
