"""Columns as the datasets of the pre-analysis have them: counts, amounts, years, codes and texts."""

from __future__ import annotations

from collections.abc import Mapping

from models.datasets.schema import Column, ColumnType

MOST_PEOPLE = 30_000
THEMES: Mapping[str, str] = {
    "elevfastholdelse": "fastholdelse af elever",
    "praktikvejledning": "praktikvejledning",
    "introduktion_mentor": "introduktion og mentorordninger",
    "flere_op_i_tid": "flere op i tid",
    "sygefravaer": "sygefravær",
    "trivsel_ledelse": "trivsel og ledelse",
    "sprog": "sprog",
    "ufaglaert_til_faglaert": "fra ufaglært til faglært",
    "ledige_til_job": "ledige i job",
    "employer_branding": "arbejdspladsens omdømme",
    "velfaerdsteknologi": "velfærdsteknologi",
    "andet": "andet",
}
"""The same in every country, and in the selection and the case bank."""


def people(id: str, title: str, help: str, *, unit: str = "personer", required: bool = True) -> Column:
    """A count of persons, never a share of them."""
    return Column(
        id=id, title=title, help=help, unit=unit, required=required, at_least=0, at_most=MOST_PEOPLE
    )


def amount(id: str, title: str, help: str, *, unit: str, at_most: float, required: bool = False) -> Column:
    """A number with decimals."""
    return Column(
        id=id,
        title=title,
        help=help,
        unit=unit,
        type=ColumnType.DECIMAL,
        required=required,
        at_least=0,
        at_most=at_most,
    )


def year(id: str, title: str, help: str, *, at_least: int = 2015) -> Column:
    """A calendar year."""
    return Column(id=id, title=title, help=help, unit="år", at_least=at_least, at_most=2035)


def code(id: str, title: str, help: str, choices: Mapping[str, str]) -> Column:
    """One of the choices, each with its meaning."""
    return Column(
        id=id,
        title=title,
        help=help,
        type=ColumnType.CHOICE,
        choices=tuple(choices),
        choice_titles=tuple(choices.values()),
    )


def text(
    id: str, title: str, help: str, *, required: bool = False, at_least: int = 0, at_most: int = 200
) -> Column:
    """Words, about no person."""
    return Column(
        id=id,
        title=title,
        help=help,
        type=ColumnType.TEXT,
        required=required,
        at_least=at_least,
        at_most=at_most,
    )
