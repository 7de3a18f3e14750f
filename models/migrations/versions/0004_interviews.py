"""Interviews that are booked by themselves: interviewees, bookings, time they take, calendars, answers by mail, feeds."""

from typing import Any

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None

HAPPENINGS = (
    "interviewees_named",
    "interview_proposed",
    "interview_moved",
    "interview_answered",
    "interview_given_up",
    "interview_unplaced",
    "interview_missed",
    "interview_noted",
    "interviewer_away",
    "interviewer_back",
    "calendar_read",
    "feed_made",
    "feed_revoked",
    "mail_answered",
    "mail_settled",
)
STATUSES = ("waiting", "proposed", "no_show")
NO_LIST = sa.text("'[]'::jsonb")


def upgrade() -> None:
    op.execute("CREATE EXTENSION IF NOT EXISTS btree_gist")
    _also("journal", "known_what", HAPPENINGS)
    _also("contacts", "known_role", ("interviewee",))
    _also("requirement_states", "known_role", ("interviewee",))
    _also("requirement_states", "known_kind", ("interviewees",))
    _also("interviews", "known_interviewstatus", STATUSES)
    _interviewees()
    _interviews()
    _in_the_way()
    _calendars()
    _answers()
    _looks()
    op.add_column("letters", sa.Column("interview_id", sa.Integer(), nullable=True))
    op.create_foreign_key(
        op.f("fk_letters_interview_id_interviews"), "letters", "interviews", ["interview_id"], ["id"]
    )
    op.create_index(op.f("ix_letters_interview_id"), "letters", ["interview_id"])


def _also(table: str, check: str, words: tuple[str, ...]) -> None:
    """Let a checked column hold more words."""
    name = f"ck_{table}_{check}"
    known = sa.text("SELECT pg_get_constraintdef(oid) FROM pg_constraint WHERE conname = :name")
    before = op.get_bind().execute(known, {"name": name}).scalar_one()
    new = ", ".join(f"'{word}'::character varying" for word in words)
    op.drop_constraint(op.f(name), table)
    op.execute(f"ALTER TABLE {table} ADD CONSTRAINT {name} {before.replace('ARRAY[', f'ARRAY[{new}, ', 1)}")


def _interviewees() -> None:
    op.create_table(
        "interviewees",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("requirement_state_id", sa.Integer(), nullable=False),
        sa.Column("role", sa.String(length=120), nullable=False),
        sa.Column("title", sa.String(), nullable=False),
        sa.Column("contact_id", sa.Integer(), nullable=True),
        sa.Column("mode", sa.String(length=20), nullable=False),
        sa.Column("minutes", sa.Integer(), nullable=False),
        sa.Column("wished", postgresql.JSONB(), nullable=False),
        sa.Column("impossible", postgresql.JSONB(), nullable=False),
        sa.Column("own_wished", postgresql.JSONB(), nullable=False),
        sa.Column("own_impossible", postgresql.JSONB(), nullable=False),
        sa.Column("refused", postgresql.JSONB(), nullable=False),
        sa.Column("named_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("named_by", sa.String(), nullable=False),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["requirement_state_id"],
            ["requirement_states.id"],
            name=op.f("fk_interviewees_requirement_state_id_requirement_states"),
        ),
        sa.ForeignKeyConstraint(
            ["contact_id"], ["contacts.id"], name=op.f("fk_interviewees_contact_id_contacts")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_interviewees")),
    )
    op.create_index(op.f("ix_interviewees_contact_id"), "interviewees", ["contact_id"])
    op.create_index(
        "one_interviewee_per_role",
        "interviewees",
        ["requirement_state_id", "role"],
        unique=True,
        postgresql_where=sa.text("ended_at IS NULL"),
    )
    op.execute(
        "INSERT INTO interviewees (requirement_state_id, role, title, mode, minutes, wished, impossible, own_wished, "
        "own_impossible, refused, "
        "named_at, named_by) SELECT requirement_state_id, left(interviewee, 120), interviewee, 'online', 60, "
        "'[]', '[]', '[]', '[]', '[]', starts_at, 'Tovholder' FROM interviews"
    )


def _interviews() -> None:
    """What was registered by hand stays: each interview gets its interviewee, an hour's length and an identity."""
    named: tuple[sa.Column[Any], ...] = (
        sa.Column("interviewee_id", sa.Integer(), nullable=True),
        sa.Column("interviewer", sa.String(length=40), nullable=False, server_default=""),
        sa.Column("ends_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("uid", sa.String(length=120), nullable=True),
        sa.Column("sequence", sa.Integer(), nullable=False, server_default="0"),
        sa.Column("by_hand", sa.Boolean(), nullable=False, server_default=sa.true()),
        sa.Column("proposed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("lapses_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("answer", sa.String(length=40), nullable=False, server_default="none"),
        sa.Column("answered_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("remark", sa.String(), nullable=False, server_default=""),
        sa.Column("attempts", sa.Integer(), nullable=False, server_default="0"),
        sa.Column("told", postgresql.JSONB(), nullable=True),
        sa.Column("reasons", postgresql.JSONB(), nullable=False, server_default=NO_LIST),
        sa.Column("notes", sa.String(), nullable=False, server_default=""),
        sa.Column("changed_at", sa.DateTime(timezone=True), nullable=True),
    )
    for column in named:
        op.add_column("interviews", column)
    op.execute(
        "UPDATE interviews SET interviewee_id = known.id, ends_at = starts_at + interval '1 hour', "
        "uid = 'interview-' || interviews.id || '-' || md5(random()::text) || '@tovholder', changed_at = starts_at "
        "FROM interviewees known WHERE known.requirement_state_id = interviews.requirement_state_id "
        "AND known.title = interviews.interviewee"
    )
    for name in ("interviewee_id", "uid", "changed_at"):
        op.alter_column("interviews", name, nullable=False)
    for column in named:
        if column.server_default is not None:
            op.alter_column("interviews", column.name, server_default=None)
    op.alter_column("interviews", "starts_at", nullable=True)
    op.drop_constraint("one_interview_per_interviewee", "interviews")
    op.drop_column("interviews", "interviewee")
    op.create_foreign_key(
        op.f("fk_interviews_interviewee_id_interviewees"),
        "interviews",
        "interviewees",
        ["interviewee_id"],
        ["id"],
    )
    op.create_unique_constraint(op.f("uq_interviews_uid"), "interviews", ["uid"])
    op.create_check_constraint(
        op.f("ck_interviews_known_answer"), "interviews", "answer IN ('none', 'yes', 'no')"
    )
    op.create_check_constraint(
        op.f("ck_interviews_has_a_time"),
        "interviews",
        "status IN ('waiting', 'cancelled') OR (starts_at IS NOT NULL AND ends_at > starts_at)",
    )
    op.create_index(op.f("ix_interviews_requirement_state_id"), "interviews", ["requirement_state_id"])
    op.create_index(
        "one_interview_at_a_time",
        "interviews",
        ["interviewee_id"],
        unique=True,
        postgresql_where=sa.text("status <> 'no_show'"),
    )
    op.create_index(
        "ix_interviews_ahead",
        "interviews",
        ["starts_at"],
        postgresql_where=sa.text("status IN ('proposed', 'booked')"),
    )


def _in_the_way() -> None:
    op.create_table(
        "reservations",
        sa.Column("interview_id", sa.Integer(), nullable=False),
        sa.Column("person", sa.String(), nullable=False),
        sa.Column("during", postgresql.TSTZRANGE(), nullable=False),
        sa.ForeignKeyConstraint(
            ["interview_id"], ["interviews.id"], name=op.f("fk_reservations_interview_id_interviews")
        ),
        sa.PrimaryKeyConstraint("interview_id", "person", name=op.f("pk_reservations")),
        postgresql.ExcludeConstraint(
            (sa.column("person"), "="), (sa.column("during"), "&&"), name="nobody_in_two_places", using="gist"
        ),
    )
    op.create_table(
        "absences",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("programme_id", sa.Integer(), nullable=False),
        sa.Column("person", sa.String(length=40), nullable=False),
        sa.Column("first", sa.Date(), nullable=False),
        sa.Column("last", sa.Date(), nullable=True),
        sa.Column("why", sa.String(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("by", sa.String(), nullable=False),
        sa.Column("withdrawn_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["programme_id"],
            ["programme_versions.id"],
            name=op.f("fk_absences_programme_id_programme_versions"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_absences")),
    )
    op.create_index(op.f("ix_absences_programme_id"), "absences", ["programme_id"])
    op.create_table(
        "closed_days",
        sa.Column("enrolment_id", sa.Integer(), nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.ForeignKeyConstraint(
            ["enrolment_id"], ["enrolments.id"], name=op.f("fk_closed_days_enrolment_id_enrolments")
        ),
        sa.PrimaryKeyConstraint("enrolment_id", "day", name=op.f("pk_closed_days")),
    )


def _calendars() -> None:
    op.create_table(
        "calendar_readings",
        sa.Column("person", sa.String(), nullable=False),
        sa.Column("tried_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("read_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("until", sa.DateTime(timezone=True), nullable=True),
        sa.Column("intervals", postgresql.JSONB(), nullable=False),
        sa.Column("trouble", sa.String(), nullable=False),
        sa.PrimaryKeyConstraint("person", name=op.f("pk_calendar_readings")),
    )
    op.create_table(
        "mirrors",
        sa.Column("interview_id", sa.Integer(), nullable=False),
        sa.Column("person", sa.String(), nullable=False),
        sa.Column("sequence", sa.Integer(), nullable=False),
        sa.Column("trouble", sa.String(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["interview_id"], ["interviews.id"], name=op.f("fk_mirrors_interview_id_interviews")
        ),
        sa.PrimaryKeyConstraint("interview_id", "person", name=op.f("pk_mirrors")),
    )
    op.create_table(
        "calendar_feeds",
        sa.Column("token_hash", sa.String(length=64), nullable=False),
        sa.Column("programme_id", sa.Integer(), nullable=False),
        sa.Column("interviewer", sa.String(length=40), nullable=False),
        sa.Column("enrolment_id", sa.Integer(), nullable=True),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("made_by", sa.String(), nullable=False),
        sa.Column("revoked_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["programme_id"],
            ["programme_versions.id"],
            name=op.f("fk_calendar_feeds_programme_id_programme_versions"),
        ),
        sa.ForeignKeyConstraint(
            ["enrolment_id"], ["enrolments.id"], name=op.f("fk_calendar_feeds_enrolment_id_enrolments")
        ),
        sa.PrimaryKeyConstraint("token_hash", name=op.f("pk_calendar_feeds")),
    )


def _answers() -> None:
    op.create_table(
        "mail_answers",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("mailbox_uid", sa.String(), nullable=False),
        sa.Column("message_id", sa.String(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("verdict", sa.String(length=20), nullable=False),
        sa.Column("asks", sa.Boolean(), nullable=False),
        sa.Column("why", sa.String(), nullable=False),
        sa.Column("sender", sa.String(), nullable=False),
        sa.Column("words", sa.String(), nullable=False),
        sa.Column("stamped", sa.DateTime(timezone=True), nullable=True),
        sa.Column("partstat", sa.String(length=20), nullable=False),
        sa.Column("attendee", sa.String(), nullable=False),
        sa.Column("interview_id", sa.Integer(), nullable=True),
        sa.Column("invitation_id", sa.Integer(), nullable=True),
        sa.Column("settled_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("settled_by", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(
            ["interview_id"], ["interviews.id"], name=op.f("fk_mail_answers_interview_id_interviews")
        ),
        sa.ForeignKeyConstraint(
            ["invitation_id"], ["invitations.id"], name=op.f("fk_mail_answers_invitation_id_invitations")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_mail_answers")),
        sa.UniqueConstraint("mailbox_uid", name="one_answer_per_mail"),
    )
    for name in ("interview_id", "invitation_id", "message_id"):
        op.create_index(op.f(f"ix_mail_answers_{name}"), "mail_answers", [name])
    op.create_index(
        "ix_mail_answers_open",
        "mail_answers",
        ["id"],
        postgresql_where=sa.text("asks AND settled_at IS NULL"),
    )


def _looks() -> None:
    op.create_table(
        "plans_made",
        sa.Column("programme_id", sa.Integer(), nullable=False),
        sa.Column("requirement", sa.String(length=100), nullable=False),
        sa.Column("digest", sa.String(length=64), nullable=False),
        sa.ForeignKeyConstraint(
            ["programme_id"],
            ["programme_versions.id"],
            name=op.f("fk_plans_made_programme_id_programme_versions"),
        ),
        sa.PrimaryKeyConstraint("programme_id", "requirement", name=op.f("pk_plans_made")),
    )
    op.create_table(
        "mailbox_looks",
        sa.Column("mailbox", sa.String(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("trouble", sa.String(), nullable=False),
        sa.PrimaryKeyConstraint("mailbox", name=op.f("pk_mailbox_looks")),
    )
