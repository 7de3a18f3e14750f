"""Rows about reports: what the facilitator adds in words, what was printed from which document, and the packs handed over."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import ForeignKey, Index, LargeBinary, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from models.base import Base, one_of
from models.reports.document import ReportKind


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
