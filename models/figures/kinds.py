"""Every kind of figure: one class for each definition, so that two definitions are two types.

Source: DOMAIN.md §5 and dataset_schema.md §1–2.
"""

from __future__ import annotations

from collections.abc import Mapping

from models.figures.figure import Figure, FigureDefinition, Unit

_STUDENTS_LEAST = _ATTEMPTS_LEAST = 10
_LEAST = 20
_LEAST_DAYS = _LEAST * 230
"""What about twenty people have agreed to work in a year."""


class LeaversNovember(Figure):
    """Left between November and November ÷ employed in the first November. The default in Denmark."""

    definition = FigureDefinition("sep_rate_nov_v1", Unit.PERCENT, _LEAST)


class LeaversYear(Figure):
    """Left within the calendar year ÷ employed when it began."""

    definition = FigureDefinition("sep_rate_year_v1", Unit.PERCENT, _LEAST)


class LeaversDecember(Figure):
    """Employed 1 December and in no municipal job 1 December next year ÷ employed. The Norwegian one."""

    definition = FigureDefinition("turnover_ks_no_v1", Unit.PERCENT, _LEAST)


class TurnoverVive(Figure):
    """Left, hired or changed post ÷ staff: known from published reports, never made from a delivery."""

    definition = FigureDefinition("turnover_vive_v1", Unit.PERCENT, _LEAST)


class DropoutCohort(Figure):
    """Ended without completing within so many months ÷ started: known from published reports only."""

    definition = FigureDefinition("dropout_cohort_v1", Unit.PERCENT, _STUDENTS_LEAST)


class DropoutSixMonths(Figure):
    """Broken off within six months ÷ started, for one intake."""

    definition = FigureDefinition("dropout_6m_v1", Unit.PERCENT, _STUDENTS_LEAST)


class DropoutTotal(Figure):
    """Broken off at any time ÷ started, for an intake nobody of which is still going on."""

    definition = FigureDefinition("dropout_total_v1", Unit.PERCENT, _STUDENTS_LEAST)


class SickDaysKrl(Figure):
    """Sickness full-day equivalents ÷ full-time equivalents."""

    definition = FigureDefinition("sick_days_krl_v1", Unit.DAYS, _LEAST)


class SickDaysFlis(Figure):
    """Sickness and work injuries as FLIS counts them ÷ full-time equivalents. No published level is counted so."""

    definition = FigureDefinition("sick_days_flis_v1", Unit.DAYS, _LEAST)


class SickShareNorwegian(Figure):
    """Sickness days ÷ agreed days of work. The Norwegian one."""

    definition = FigureDefinition("sick_share_no_v1", Unit.PERCENT, _LEAST_DAYS)


class FullTimeShare(Figure):
    """Monthly-paid with at least 37 hours ÷ monthly-paid: known from published reports, never made from a delivery."""

    definition = FigureDefinition("ft_share_v1", Unit.PERCENT, _LEAST)


class PartTimeShare(Figure):
    """Employed for less than full time ÷ employed, at the end of the period."""

    definition = FigureDefinition("parttime_share_v1", Unit.PERCENT, _LEAST)


class FailedRecruitment(Figure):
    """Attempts that found nobody, or somebody with another profile ÷ attempts."""

    definition = FigureDefinition("fail_rate_star_v1", Unit.PERCENT, _ATTEMPTS_LEAST)


FIGURES: Mapping[str, type[Figure]] = {
    kind.definition.id: kind
    for kind in (
        LeaversNovember,
        LeaversYear,
        LeaversDecember,
        TurnoverVive,
        DropoutCohort,
        DropoutSixMonths,
        DropoutTotal,
        SickDaysKrl,
        SickDaysFlis,
        SickShareNorwegian,
        FullTimeShare,
        PartTimeShare,
        FailedRecruitment,
    )
}
"""Every kind of figure by the id of its definition."""
