"""What a dataset looks like: sheets, columns, types, and what must hold between them."""

from __future__ import annotations

from enum import StrEnum
from typing import Annotated

from pydantic import Field

from models.definition import Country, Definition, Key
from models.language import Language

TITLE_ROW, ID_ROW, FIRST_ROW = 1, 2, 3
"""In a table's sheet: headings for people, ids for programs, then data; rows as the spreadsheet counts them."""


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
    choice_titles: tuple[str, ...] = Field((), description="What each choice means, in the same order.")
    unit: str = ""
    help: str = Field("", description="What is counted, and how; stands on the explanation sheet.")
    digits: int = Field(0, description="A text of exactly so many digits; a number is filled with zeros.")

    @property
    def heading(self) -> str:
        """The heading people read; a star says that the cell must be filled."""
        return f"{self.title} *" if self.required else self.title


class About(StrEnum):
    """What a sheet tells of; rules and figures know sheets by this, whatever their language calls them."""

    MUNICIPALITY = "municipality"
    STAFF = "staff"
    STUDENTS = "students"
    RECRUITMENT = "recruitment"
    INITIATIVES = "initiatives"


class DatasetRule(StrEnum):
    """What must hold between cells; `docs/reference/datasets.md` tells each in words."""

    P1 = "P1"
    P2 = "P2"
    P3 = "P3"
    P4 = "P4"
    P5 = "P5"
    P6 = "P6"
    P7 = "P7"
    P8 = "P8"
    E1 = "E1"
    R1 = "R1"
    R2 = "R2"
    G1 = "G1"


class Sheet(Definition):
    """A sheet of the workbook: a table whose `unique` columns identify a row, or (`keys`) a list of keys and values."""

    about: About
    name: str
    columns: tuple[Column, ...]
    unique: tuple[str, ...] = ()
    keys: bool = False
    may_be_empty: bool = False

    def by_id(self) -> dict[str, Column]:
        """The columns by their ids, in order."""
        return {one.id: one for one in self.columns}


class Complete(Definition):
    """What rule G1 demands: so many years for each of the groups, and so many intakes of students."""

    groups: tuple[str, ...]
    years: int
    intakes: int


class DatasetSchema(Definition):
    """A dataset municipalities deliver. `ignored` sheets may be there and are not read.

    `turnover` says, for each way of measuring the municipality may name, by which definition its leavers are a figure.
    """

    key: Key
    title: str
    version: str
    country: Country
    language: Language
    sheets: tuple[Sheet, ...]
    ignored: tuple[str, ...] = ()
    rules: tuple[DatasetRule, ...] = ()
    complete: Complete | None = None
    turnover: dict[str, str] = Field(default_factory=dict)

    def sheet(self, about: About) -> Sheet | None:
        """The sheet that tells of it; None when this dataset has none."""
        return next((one for one in self.sheets if one.about is about), None)

    def title_of(self, about: About, column: str, choice: str) -> str:
        """What people call a code of that column; the code itself when it has no title."""
        sheet = self.sheet(about)
        known = sheet.by_id().get(column) if sheet else None
        titles = dict(zip(known.choices, known.choice_titles, strict=False)) if known else {}
        return titles.get(choice) or choice
