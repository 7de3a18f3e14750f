"""Rows about delivered figures: what each cell row said, what was explained, and the reports that were built on it."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import ForeignKey, Index, LargeBinary, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from models.base import Base, one_of
from models.datasets import About
from models.delivered import Reason
from models.reports import ReportKind


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


class AnalysisNotes(Base):
    """What the facilitator adds to a municipality's pre-analysis in words. Each change is a new row; the newest holds."""

    __tablename__ = "analysis_notes"

    id: Mapped[int] = mapped_column(primary_key=True)
    enrolment_id: Mapped[int] = mapped_column(ForeignKey("enrolments.id"), index=True)
    interviews: Mapped[str] = mapped_column(Text, default="")
    questions: Mapped[str] = mapped_column(Text, default="")
    at: Mapped[datetime]
    by: Mapped[str]


class Report(Base):
    """A printed report and the document it was printed from. `basis` is the document's SHA-256: the same is printed once.

    `enrolment_id` is empty for a report about the whole cohort. `submission_id` is the dataset it was built on.
    """

    __tablename__ = "reports"
    __table_args__ = (
        UniqueConstraint(
            "programme_id",
            "enrolment_id",
            "kind",
            "basis",
            name="one_report_per_basis",
            postgresql_nulls_not_distinct=True,
        ),
        Index("ix_reports_newest", "enrolment_id", "kind", "id"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    programme_id: Mapped[int] = mapped_column(ForeignKey("programme_versions.id"))
    enrolment_id: Mapped[int | None] = mapped_column(ForeignKey("enrolments.id"))
    kind: Mapped[ReportKind] = mapped_column(one_of(ReportKind))
    basis: Mapped[str] = mapped_column(String(64))
    submission_id: Mapped[int | None] = mapped_column(ForeignKey("submissions.id"))
    document: Mapped[dict[str, Any]]
    plots: Mapped[dict[str, Any]]
    pdf: Mapped[bytes] = mapped_column(LargeBinary, deferred=True)
    at: Mapped[datetime]


class HandOver(Base):
    """The pack handed over to the facilitator, frozen: a zip of all reports and figures, never made anew."""

    __tablename__ = "hand_overs"
    __table_args__ = (UniqueConstraint("programme_id", "number", name="one_hand_over_per_number"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    programme_id: Mapped[int] = mapped_column(ForeignKey("programme_versions.id"))
    number: Mapped[int]
    at: Mapped[datetime]
    by: Mapped[str]
    sha256: Mapped[str] = mapped_column(String(64))
    content: Mapped[bytes] = mapped_column(LargeBinary, deferred=True)
