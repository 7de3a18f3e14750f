"""Every kind of figure: one class for each definition, so that two definitions are two types.

Source: DOMAIN.md §5 and dataset_schema.md §1–2.
"""

from __future__ import annotations

from collections.abc import Mapping

from models.figures.figure import Figure, FigureDefinition, Meaning, Unit

_STUDENTS_LEAST = _ATTEMPTS_LEAST = 10
_LEAST = 20
_LEAST_DAYS = _LEAST * 230
"""What about twenty people have agreed to work in a year."""


class LeaversNovember(Figure):
    """Left between November and November ÷ employed in the first November. The default in Denmark."""

    definition = FigureDefinition(
        "sep_rate_nov_v1",
        Unit.PERCENT,
        _LEAST,
        Meaning(
            "Afgang, november til november",
            "ansat i november og væk i november året efter",
            "ansatte i november",
        ),
        Meaning(
            "Avgang, november til november",
            "ansatt i november og borte i november året etter",
            "ansatte i november",
        ),
    )


class LeaversYear(Figure):
    """Left within the calendar year ÷ employed when it began."""

    definition = FigureDefinition(
        "sep_rate_year_v1",
        Unit.PERCENT,
        _LEAST,
        Meaning("Afgang i kalenderåret", "fratrådte i kalenderåret", "ansatte 1. januar"),
        Meaning("Avgang i kalenderåret", "sluttet i kalenderåret", "ansatte 1. januar"),
    )


class LeaversDecember(Figure):
    """Employed 1 December and in no municipal job 1 December next year ÷ employed. The Norwegian one."""

    definition = FigureDefinition(
        "turnover_ks_no_v1",
        Unit.PERCENT,
        _LEAST,
        Meaning(
            "Personaleomsætning, 1. december til 1. december",
            "ansat 1. december og ikke i noget kommunalt job 1. december året efter",
            "ansatte 1. december",
        ),
        Meaning(
            "Turnover, 1. desember til 1. desember",
            "ansatt 1. desember og ikke i noen kommunal stilling 1. desember året etter",
            "ansatte 1. desember",
        ),
    )


class TurnoverVive(Figure):
    """Left, hired or changed post ÷ staff: known from published reports, never made from a delivery."""

    definition = FigureDefinition(
        "turnover_vive_v1",
        Unit.PERCENT,
        _LEAST,
        Meaning("Personaleomsætning efter VIVE", "fratrådt, nyansat eller skiftet stilling", "ansatte"),
        Meaning("Turnover etter VIVE", "sluttet, nyansatt eller byttet stilling", "ansatte"),
    )


class DropoutCohort(Figure):
    """Ended without completing within so many months ÷ started: known from published reports only."""

    definition = FigureDefinition(
        "dropout_cohort_v1",
        Unit.PERCENT,
        _STUDENTS_LEAST,
        Meaning("Frafald på årgangen", "afbrudt uden at fuldføre", "startede elever"),
        Meaning("Frafall i kullet", "avbrutt uten å fullføre", "startede lærlinger"),
    )


class DropoutSixMonths(Figure):
    """Broken off within six months ÷ started, for one intake."""

    definition = FigureDefinition(
        "dropout_6m_v1",
        Unit.PERCENT,
        _STUDENTS_LEAST,
        Meaning("Elevfrafald inden for 6 måneder", "afbrudt 0-6 måneder efter start", "startede elever"),
        Meaning("Frafall innen 6 måneder", "avbrutt 0-6 måneder etter start", "startede lærlinger"),
    )


class DropoutTotal(Figure):
    """Broken off at any time ÷ started, for an intake nobody of which is still going on."""

    definition = FigureDefinition(
        "dropout_total_v1",
        Unit.PERCENT,
        _STUDENTS_LEAST,
        Meaning("Samlet elevfrafald", "afbrudt i alt, når ingen længere er i gang", "startede elever"),
        Meaning("Samlet frafall", "avbrutt i alt, når ingen lenger er i gang", "startede lærlinger"),
    )


class SickDaysKrl(Figure):
    """Sickness full-day equivalents ÷ full-time equivalents."""

    definition = FigureDefinition(
        "sick_days_krl_v1",
        Unit.DAYS,
        _LEAST,
        Meaning("Sygefravær, dage pr. fuldtidsbeskæftiget", "sygefraværsdagsværk", "fuldtidsbeskæftigede"),
        Meaning("Sykefravær, dager per årsverk", "sykefraværsdagsverk", "årsverk"),
    )


class SickDaysFlis(Figure):
    """Sickness and work injuries as FLIS counts them ÷ full-time equivalents. No published level is counted so."""

    definition = FigureDefinition(
        "sick_days_flis_v1",
        Unit.DAYS,
        _LEAST,
        Meaning(
            "Sygefravær efter FLIS, dage pr. fuldtidsbeskæftiget",
            "dage med egen sygdom eller arbejdsskade",
            "fuldtidsbeskæftigede",
        ),
        Meaning(
            "Sykefravær etter FLIS, dager per årsverk", "dager med egen sykdom eller yrkesskade", "årsverk"
        ),
    )


class SickShareNorwegian(Figure):
    """Sickness days ÷ agreed days of work. The Norwegian one."""

    definition = FigureDefinition(
        "sick_share_no_v1",
        Unit.PERCENT,
        _LEAST_DAYS,
        Meaning("Sygefravær i procent af aftalte dagsværk", "sygefraværsdagsværk", "aftalte dagsværk"),
        Meaning("Sykefravær i prosent av avtalte dagsverk", "sykefraværsdagsverk", "avtalte dagsverk"),
    )


class FullTimeShare(Figure):
    """Monthly-paid with at least 37 hours ÷ monthly-paid: known from published reports, never made from a delivery."""

    definition = FigureDefinition(
        "ft_share_v1",
        Unit.PERCENT,
        _LEAST,
        Meaning("Fuldtidsandel", "månedslønnede med mindst 37 timer", "månedslønnede"),
        Meaning("Heltidsandel", "månedslønte med minst 37 timer", "månedslønte"),
    )


class PartTimeShare(Figure):
    """Employed for less than full time ÷ employed, at the end of the period."""

    definition = FigureDefinition(
        "parttime_share_v1",
        Unit.PERCENT,
        _LEAST,
        Meaning("Deltidsandel", "ansatte med en aftalt beskæftigelsesgrad under 1, ultimo", "ansatte ultimo"),
        Meaning(
            "Deltidsandel",
            "ansatte med avtalt stillingsstørrelse under 1 ved periodens slutt",
            "ansatte ved slutten",
        ),
    )


class FailedRecruitment(Figure):
    """Attempts that found nobody, or somebody with another profile ÷ attempts."""

    definition = FigureDefinition(
        "fail_rate_star_v1",
        Unit.PERCENT,
        _ATTEMPTS_LEAST,
        Meaning(
            "Forgæves rekruttering", "forsøg uden ansættelse eller med en anden profil", "rekrutteringsforsøg"
        ),
        Meaning(
            "Mislykket rekruttering",
            "forsøk uten ansettelse eller med en annen profil",
            "rekrutteringsforsøk",
        ),
    )


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
