"""What a dataset looks like: sheets, columns and types. Source: the data template for the pre-analysis, version 1.0."""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum
from typing import Annotated

from pydantic import Field

from models.definition import Definition

TITLE_ROW, ID_ROW, FIRST_ROW = 1, 2, 3
"""In a table's sheet: Danish headings for people, ids for programs, then data; rows as the spreadsheet counts them."""


class ColumnType(StrEnum):
    """What a cell may hold."""

    INTEGER = "integer"
    DECIMAL = "decimal"
    CHOICE = "choice"
    TEXT = "text"
    DATE = "date"


class Column(Definition):
    """One column of a table, or one line of a sheet of keys and values. Limits of a text are its length."""

    id: Annotated[str, Field(pattern=r"^[a-z][a-z0-9_]*$")]
    title: str
    type: ColumnType = ColumnType.INTEGER
    required: bool = True
    at_least: float | None = None
    at_most: float | None = None
    choices: tuple[str, ...] = ()
    digits: int = Field(0, description="A text of exactly so many digits; a number is filled with zeros.")

    @property
    def heading(self) -> str:
        """The heading people read; a star says that the cell must be filled."""
        return f"{self.title} *" if self.required else self.title


class Sheet(Definition):
    """A sheet of the workbook: a table whose `unique` columns identify a row, or (`keys`) a list of keys and values."""

    name: str
    columns: tuple[Column, ...]
    unique: tuple[str, ...] = ()
    keys: bool = False
    may_be_empty: bool = False

    def by_id(self) -> dict[str, Column]:
        """The columns by their ids, in order."""
        return {one.id: one for one in self.columns}


class DatasetSchema(Definition):
    """A dataset municipalities deliver. `ignored` sheets may be there and are not read."""

    key: str
    title: str
    version: str
    sheets: tuple[Sheet, ...]
    ignored: tuple[str, ...] = ()


STAFF_GROUPS = ("ssh", "ssa", "spl", "ergo", "fys", "ufagl", "alle")
EDUCATIONS = ("ssh", "ssa", "ssa_eux")
THEMES = (
    "elevfastholdelse",
    "praktikvejledning",
    "introduktion_mentor",
    "flere_op_i_tid",
    "sygefravaer",
    "trivsel_ledelse",
    "sprog",
    "ufaglaert_til_faglaert",
    "ledige_til_job",
    "employer_branding",
    "velfaerdsteknologi",
    "andet",
)
SOURCE_SYSTEMS = ("KRL/SIRKA", "lønsystem", "FLIS", "manuelt", "andet", "syntetisk")
"""`syntetisk` marks made-up practice data."""

_MOST_PEOPLE = 30_000


def _people(id: str, title: str, *, required: bool = True) -> Column:
    return Column(id=id, title=title, required=required, at_least=0, at_most=_MOST_PEOPLE)


def _optional_people(id: str, title: str) -> Column:
    return _people(id, title, required=False)


def _amount(id: str, title: str, at_most: float, *, required: bool) -> Column:
    return Column(id=id, title=title, type=ColumnType.DECIMAL, required=required, at_least=0, at_most=at_most)


def _year(id: str, title: str, *, at_least: int = 2015) -> Column:
    return Column(id=id, title=title, at_least=at_least, at_most=2035)


def _code(id: str, title: str, choices: tuple[str, ...]) -> Column:
    return Column(id=id, title=title, type=ColumnType.CHOICE, choices=choices)


def _text(id: str, title: str, *, required: bool = False, at_least: int = 0, at_most: int = 200) -> Column:
    return Column(
        id=id, title=title, type=ColumnType.TEXT, required=required, at_least=at_least, at_most=at_most
    )


_KOMMUNE = Sheet(
    name="Kommune",
    keys=True,
    columns=(
        _code("schema_version", "Skemaets version", ("1.0",)),
        Column(
            id="municipality_code",
            title="Kommunekode",
            type=ColumnType.TEXT,
            digits=4,
        ),
        _text("municipality_name", "Kommunens navn"),
        Column(id="extract_date", title="Udtræksdato", type=ColumnType.DATE),
        _code("source_system", "Kildesystem", SOURCE_SYSTEMS),
        _text("delimitation", "Afgrænsning", required=True, at_least=1, at_most=400),
        _code("measurement", "Opgørelse", ("november-november", "kalenderår")),
        _text("contact_role", "Kontaktpersonens rolle"),
        _text("note", "Bemærkning", at_most=1000),
    ),
)
_PERSONALE = Sheet(
    name="Personale",
    unique=("period_year", "staff_group"),
    columns=(
        _year("period_year", "Periode (år)"),
        _code("staff_group", "Faggruppe (kode)", STAFF_GROUPS),
        _people("headcount_start", "Ansatte primo (personer)"),
        _people("joiners", "Nyansatte"),
        _people("leavers", "Fratrådte"),
        _optional_people("internal_in", "Interne tilflyttere"),
        _optional_people("internal_out", "Interne fraflyttere"),
        _people("headcount_end", "Ansatte ultimo (personer)"),
        _amount("fte_avg", "Fuldtidsbeskæftigede (gns.)", _MOST_PEOPLE, required=True),
        _optional_people("fulltime_end", "Heraf på fuld tid ultimo"),
        _optional_people("parttime_end", "Heraf på deltid ultimo"),
        _amount("avg_weekly_hours", "Gns. ugentlig arbejdstid (timer)", 37, required=False),
        _amount("sick_days", "Sygefraværsdagsværk i alt", _MOST_PEOPLE * 227, required=False),
        _optional_people("leavers_60plus", "Heraf fratrådte 60 år+"),
    ),
)
_ELEVER = Sheet(
    name="Elever",
    unique=("programme", "intake_year"),
    columns=(
        _code("programme", "Uddannelse (kode)", EDUCATIONS),
        _year("intake_year", "Startår"),
        _people("started", "Startede elever"),
        _people("dropouts_0_6m", "Afbrudt 0-6 mdr."),
        _people("dropouts_6_12m", "Afbrudt 6-12 mdr."),
        _people("dropouts_after_12m", "Afbrudt efter 12 mdr."),
        _people("completed", "Fuldført"),
        _people("still_active", "Stadig i gang"),
        _optional_people("transferred", "Skiftet arbejdsgiver/uddannelse"),
    ),
)
_REKRUTTERING = Sheet(
    name="Rekruttering",
    unique=("period_year", "staff_group"),
    columns=(
        _year("period_year", "Periode (år)"),
        _code("staff_group", "Faggruppe (kode)", STAFF_GROUPS),
        _people("attempts", "Rekrutteringsforsøg (afsluttede)"),
        _people("filled", "Besat som ønsket"),
        _people("filled_other_profile", "Besat med anden profil"),
        _people("unfilled", "Ikke besat"),
        _optional_people("advertised_fulltime", "Heraf opslået på fuld tid"),
        Column(id="applicants_total", title="Ansøgere i alt", required=False, at_least=0, at_most=1_000_000),
        _optional_people("vacant_at_date", "Ubesatte stillinger ultimo"),
    ),
)
_INITIATIVER = Sheet(
    name="Initiativer",
    may_be_empty=True,
    unique=("title",),
    columns=(
        _text("title", "Initiativ", required=True, at_least=3, at_most=120),
        _code("theme", "Tema (kode)", THEMES),
        _year("start_year", "Startår", at_least=1990),
        _code("status", "Status", ("planlagt", "i_drift", "afsluttet")),
        _text("target_group", "Målgruppe", required=True, at_least=1),
        _code("effect", "Effekt", ("ja_maalt", "ja_oplevet", "nej", "ved_ikke")),
        _text("partner", "Ekstern partner (organisation)"),
    ),
)

FORANALYSE = DatasetSchema(
    key="foranalyse",
    title="Data til foranalysen",
    version="1.0",
    sheets=(_KOMMUNE, _PERSONALE, _ELEVER, _REKRUTTERING, _INITIATIVER),
    ignored=("Koder", "Vejledning"),
)

SCHEMAS: Mapping[str, DatasetSchema] = {FORANALYSE.key: FORANALYSE}
"""Datasets a programme may ask for, by the key written in `dataset:`."""
