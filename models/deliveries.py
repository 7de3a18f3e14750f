"""Rows about delivered figures: what each cell row said, what was explained, and the reports that were built on it."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import ForeignKey, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from models.base import Base, one_of
from models.datasets.delivered import Reason
from models.datasets.schema import About


class DatasetRow(Base):
    """One row of an accepted dataset, beside the unchanged file: which sheet, which row there, and its values."""

    __tablename__ = "dataset_rows"

    submission_id: Mapped[int] = mapped_column(ForeignKey("submissions.id"), primary_key=True)
    sheet: Mapped[About] = mapped_column(one_of(About), primary_key=True)
    row: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    values: Mapped[dict[str, Any]]


class FigureExplanation(Base):
    """A soft finding that was answered. It is kept with the figure: a later delivery that says the same needs no new answer."""

    __tablename__ = "figure_explanations"
    __table_args__ = (UniqueConstraint("requirement_state_id", "about", name="one_explanation_per_figure"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    requirement_state_id: Mapped[int] = mapped_column(ForeignKey("requirement_states.id"))
    about: Mapped[str] = mapped_column(String(200))
    rule: Mapped[str] = mapped_column(String(40))
    message: Mapped[str] = mapped_column(Text)
    reason: Mapped[Reason] = mapped_column(one_of(Reason))
    text: Mapped[str] = mapped_column(Text)
    at: Mapped[datetime]
    by: Mapped[str]
