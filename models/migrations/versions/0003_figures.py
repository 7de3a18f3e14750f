"""Delivered figures: rows of datasets, explanations, the facilitator's notes, reports and hand-over packs."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None

KNOWN = ("submission_questioned", "figures_explained", "notes_written", "report_built", "handed_over")
"""What the journal can tell of from now on."""


def upgrade() -> None:
    op.create_table(
        "dataset_rows",
        sa.Column("submission_id", sa.Integer(), nullable=False),
        sa.Column("sheet", sa.String(length=40), nullable=False),
        sa.Column("row", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("values", postgresql.JSONB(), nullable=False),
        sa.CheckConstraint(
            "sheet IN ('municipality', 'staff', 'students', 'recruitment', 'initiatives')",
            name=op.f("ck_dataset_rows_known_about"),
        ),
        sa.ForeignKeyConstraint(
            ["submission_id"], ["submissions.id"], name=op.f("fk_dataset_rows_submission_id_submissions")
        ),
        sa.PrimaryKeyConstraint("submission_id", "sheet", "row", name=op.f("pk_dataset_rows")),
    )
    op.create_table(
        "figure_explanations",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("requirement_state_id", sa.Integer(), nullable=False),
        sa.Column("about", sa.String(length=200), nullable=False),
        sa.Column("rule", sa.String(length=40), nullable=False),
        sa.Column("message", sa.Text(), nullable=False),
        sa.Column("reason", sa.String(length=40), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("by", sa.String(), nullable=False),
        sa.CheckConstraint(
            "reason IN ('explained', 'confirmed', 'not_held', 'too_small', 'refused')",
            name=op.f("ck_figure_explanations_known_reason"),
        ),
        sa.ForeignKeyConstraint(
            ["requirement_state_id"],
            ["requirement_states.id"],
            name=op.f("fk_figure_explanations_requirement_state_id_requirement_states"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_figure_explanations")),
        sa.UniqueConstraint("requirement_state_id", "about", name="one_explanation_per_figure"),
    )
    op.create_table(
        "analysis_notes",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("enrolment_id", sa.Integer(), nullable=False),
        sa.Column("interviews", sa.Text(), nullable=False),
        sa.Column("questions", sa.Text(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("by", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(
            ["enrolment_id"], ["enrolments.id"], name=op.f("fk_analysis_notes_enrolment_id_enrolments")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_analysis_notes")),
    )
    op.create_index(op.f("ix_analysis_notes_enrolment_id"), "analysis_notes", ["enrolment_id"])
    _reports()
    known = sa.text(
        "SELECT pg_get_constraintdef(oid) FROM pg_constraint WHERE conname = 'ck_journal_known_what'"
    )
    before = op.get_bind().execute(known).scalar_one()
    words = ", ".join(f"'{word}'::character varying" for word in KNOWN)
    op.drop_constraint(op.f("ck_journal_known_what"), "journal")
    op.execute(
        f"ALTER TABLE journal ADD CONSTRAINT ck_journal_known_what {before.replace('ARRAY[', f'ARRAY[{words}, ', 1)}"
    )


def _reports() -> None:
    op.create_table(
        "reports",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("programme_id", sa.Integer(), nullable=False),
        sa.Column("enrolment_id", sa.Integer(), nullable=True),
        sa.Column("kind", sa.String(length=40), nullable=False),
        sa.Column("basis", sa.String(length=64), nullable=False),
        sa.Column("submission_id", sa.Integer(), nullable=True),
        sa.Column("document", postgresql.JSONB(), nullable=False),
        sa.Column("plots", postgresql.JSONB(), nullable=False),
        sa.Column("pdf", sa.LargeBinary(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint(
            "kind IN ('pre_analysis', 'cohort', 'later')", name=op.f("ck_reports_known_reportkind")
        ),
        sa.ForeignKeyConstraint(
            ["programme_id"],
            ["programme_versions.id"],
            name=op.f("fk_reports_programme_id_programme_versions"),
        ),
        sa.ForeignKeyConstraint(
            ["enrolment_id"], ["enrolments.id"], name=op.f("fk_reports_enrolment_id_enrolments")
        ),
        sa.ForeignKeyConstraint(
            ["submission_id"], ["submissions.id"], name=op.f("fk_reports_submission_id_submissions")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_reports")),
        sa.UniqueConstraint(
            "programme_id",
            "enrolment_id",
            "kind",
            "basis",
            name="one_report_per_basis",
            postgresql_nulls_not_distinct=True,
        ),
    )
    op.create_index("ix_reports_newest", "reports", ["enrolment_id", "kind", "id"])
    op.create_table(
        "hand_overs",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("programme_id", sa.Integer(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("by", sa.String(), nullable=False),
        sa.Column("sha256", sa.String(length=64), nullable=False),
        sa.Column("content", sa.LargeBinary(), nullable=False),
        sa.ForeignKeyConstraint(
            ["programme_id"],
            ["programme_versions.id"],
            name=op.f("fk_hand_overs_programme_id_programme_versions"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_hand_overs")),
        sa.UniqueConstraint("programme_id", "number", name="one_hand_over_per_number"),
    )
