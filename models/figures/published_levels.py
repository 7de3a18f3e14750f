"""What is published about the figures, and between which limits they are to be expected; each with source and date.

Source: the data template for the pre-analysis, part 2, which says where every number was found.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from models.definition import Country

_TRAINED = ("ssh", "ssa", "spl", "ergo", "fys")
_SOSU = ("ssh", "ssa")
_ALL_DANISH = (*_TRAINED, "ufagl", "alle")

_BENCHMARK = "Indenrigs- og Sundhedsministeriets Benchmarkingenhed på KRL-tal"
_KRL = "KRL, fraværsstatistikken"
_KL = "KL, Momentum 7. december 2022"
_STAR = "STAR, rekrutteringssurvey"
_VIVE = "KORA/VIVE på SIRKA-tal"
_KS = "KS på PAI-tall"


@dataclass(frozen=True)
class PublishedLevel:
    """A published figure. `value` has the unit of its definition: percent, or days for sickness absence.

    It may stand beside a municipality's figure only when definition and group are the same. `groups` are the staff
    groups or educations it holds for; `population` says in words whom it counts, `published` when it came out.
    """

    definition: str
    groups: tuple[str, ...]
    population: str
    period: str
    value: float
    source: str
    published: str


PUBLISHED: tuple[PublishedLevel, ...] = (
    PublishedLevel(
        "sep_rate_nov_v1",
        _SOSU,
        "SOSU-personale i ældreplejen, hele landet",
        "2022",
        19.5,
        _BENCHMARK,
        "2023",
    ),
    PublishedLevel(
        "turnover_vive_v1", ("alle",), "kommunalt ansatte, hele landet", "2012", 19.5, _VIVE, "2017"
    ),
    PublishedLevel(
        "turnover_vive_v1", ("alle",), "kommunalt ansatte, hele landet", "2016", 21.3, _VIVE, "2017"
    ),
    PublishedLevel("sick_days_krl_v1", _SOSU, "SOSU-personale, hele landet", "2017", 15.4, _KRL, "2018"),
    PublishedLevel("sick_days_krl_v1", _SOSU, "SOSU-personale, hele landet", "2018", 16.1, _KRL, "2019"),
    PublishedLevel("sick_days_krl_v1", _SOSU, "SOSU-personale, hele landet", "2020", 17.1, _KRL, "2021"),
    PublishedLevel(
        "sick_days_krl_v1", _SOSU, "SOSU-personale, hele landet (ca.)", "2021", 21.0, _KRL, "2022"
    ),
    PublishedLevel(
        "dropout_6m_v1", ("ssa",), "elever på hovedforløbet, hele landet", "2021", 20.0, _KL, "2022-12"
    ),
    PublishedLevel(
        "dropout_6m_v1", ("ssh",), "elever på hovedforløbet, hele landet", "2021", 15.1, _KL, "2022-12"
    ),
    # After three years, which is not "when nobody is active any more": stands here, and beside no figure of ours.
    PublishedLevel(
        "dropout_36m_v1", ("ssa",), "elever på hovedforløbet, hele landet", "2018", 35.7, _KL, "2022-12"
    ),
    PublishedLevel("fail_rate_star_v1", ("spl",), "forsøg i hele landet", "2022", 46.0, _STAR, "2022-06"),
    PublishedLevel("fail_rate_star_v1", _SOSU, "forsøg i hele landet", "2022", 44.0, _STAR, "2022-06"),
    PublishedLevel("fail_rate_star_v1", ("spl",), "forsøg i hele landet", "2024", 17.0, _STAR, "2024-12"),
    PublishedLevel("fail_rate_star_v1", ("ssa",), "forsøg i hele landet", "2024", 14.0, _STAR, "2024-12"),
    PublishedLevel("fail_rate_star_v1", ("ssh",), "forsøg i hele landet", "2024", 34.0, _STAR, "2024-12"),
    PublishedLevel(
        "ft_share_v1", ("alle",), "månedslønnede i ældreplejen, hele landet", "2017", 13.5, "KL", "2025"
    ),
    PublishedLevel(
        "ft_share_v1", ("alle",), "månedslønnede i ældreplejen, hele landet", "2025", 20.9, "KL", "2025"
    ),
    # Hours paid, or fewer than 36 hours, are other definitions of part time than the template's agreed share below 1.
    PublishedLevel(
        "parttime_da_v1", ("ssh",), "ansatte i kommuner, under 36 timer", "2023", 73.0, "DA", "2023"
    ),
    PublishedLevel(
        "parttime_da_v1", ("ssa",), "ansatte i kommuner, under 36 timer", "2023", 59.0, "DA", "2023"
    ),
    PublishedLevel("parttime_di_v1", _SOSU, "kommunale SOSU, løntimer under 37", "2023", 71.0, "DI", "2023"),
    PublishedLevel(
        "turnover_ks_no_v1", ("alle",), "ansatte i kommunene, hele landet", "2021–22", 13.6, _KS, "2023"
    ),
)


@dataclass(frozen=True)
class PlausibleRange:
    """A figure outside `low`–`high` is asked about, never refused. Percent, or days for sickness absence (`unit`).

    `rule` is the finding's rule; `groups` are the staff groups or educations it holds for. A limit whose source was
    not found is an assumption, and its `source` says so.
    """

    rule: str
    definitions: tuple[str, ...]
    groups: tuple[str, ...]
    low: float
    high: float
    unit: str
    source: str
    published: str


_LEAVERS = ("sep_rate_nov_v1", "sep_rate_year_v1")
_EDUCATIONS = ("ssh", "ssa", "ssa_eux")
_NORWEGIAN = ("helsefagarbeider", "sykepleier", "vernepleier", "assistent", "alle")
_OWN = "egen antagelse, skal bekreftes av KS"

PLAUSIBLE: Mapping[Country, tuple[PlausibleRange, ...]] = {
    "DK": (
        PlausibleRange(
            "V1", _LEAVERS, _TRAINED, 5, 35, "pct.", "CEPOS på DST-tal 2022–24 og Benchmarkingenheden", "2024"
        ),
        PlausibleRange(
            "V2", _LEAVERS, ("ufagl",), 10, 60, "pct.", "Benchmarkingenheden; øvre grænse antaget", "2023"
        ),
        PlausibleRange(
            "V3", ("sick_days_krl_v1", "sick_days_flis_v1"), _ALL_DANISH, 5, 30, "dage", _KRL, "2022"
        ),
        PlausibleRange("V4", ("parttime_share_v1",), _ALL_DANISH, 20, 95, "pct.", "DA og DI 2023", "2023"),
        PlausibleRange("V5", ("dropout_6m_v1",), _EDUCATIONS, 0, 40, "pct.", _KL, "2022-12"),
        PlausibleRange("V6", ("dropout_total_v1",), _EDUCATIONS, 5, 60, "pct.", _KL, "2022-12"),
        PlausibleRange("V7", ("fail_rate_star_v1",), _ALL_DANISH, 0, 75, "pct.", _STAR, "2024-12"),
    ),
    "NO": (
        PlausibleRange("V1", ("turnover_ks_no_v1",), _NORWEGIAN, 3, 35, "pst.", _OWN, "2023"),
        PlausibleRange("V3", ("sick_share_no_v1",), _NORWEGIAN, 2, 20, "pst.", _OWN, "2023"),
        PlausibleRange("V4", ("parttime_share_v1",), _NORWEGIAN, 10, 95, "pst.", _OWN, "2023"),
        PlausibleRange("V5", ("dropout_6m_v1",), ("helsefagarbeider",), 0, 40, "pst.", _OWN, "2023"),
        PlausibleRange("V6", ("dropout_total_v1",), ("helsefagarbeider",), 0, 60, "pst.", _OWN, "2023"),
        PlausibleRange("V7", ("fail_rate_star_v1",), _NORWEGIAN, 0, 75, "pst.", _OWN, "2023"),
    ),
}
"""One line for each row of the template's list of intervals; Norway's limits are its own."""


def published(definition: str, group: str) -> tuple[PublishedLevel, ...]:
    """What is published by that very definition for that group, oldest first."""
    found = (one for one in PUBLISHED if one.definition == definition and group in one.groups)
    return tuple(sorted(found, key=lambda one: one.period))


def plausible(definition: str, group: str, country: Country) -> PlausibleRange | None:
    """The limits to expect the figure within, or None when nobody has said."""
    known = PLAUSIBLE[country]
    return next((one for one in known if definition in one.definitions and group in one.groups), None)
