"""The first schema: all rows of the foundation."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None


APPEND_ONLY = """
CREATE FUNCTION refuse_change() RETURNS trigger LANGUAGE plpgsql AS
$$ BEGIN RAISE EXCEPTION 'the journal is append-only'; END $$
"""


def upgrade() -> None:
    op.create_table(
        "clock",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("virtual_now", sa.DateTime(timezone=True), nullable=True),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.CheckConstraint("id = 1", name=op.f("ck_clock_only_one")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_clock")),
    )
    op.create_table(
        "municipalities",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("country", sa.String(length=2), nullable=False),
        sa.Column("code", sa.String(length=4), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("region", sa.String(), nullable=False),
        sa.Column("population", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_municipalities")),
        sa.UniqueConstraint("country", "code", name="one_municipality_per_code"),
    )
    op.create_table(
        "programme_versions",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("key", sa.String(length=60), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("definition", sa.Text(), nullable=False),
        sa.Column("published_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("published_by", sa.String(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_programme_versions")),
        sa.UniqueConstraint("key", "version", name="one_version_per_number"),
    )
    op.create_table(
        "pulses",
        sa.Column("part", sa.String(length=40), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("settled_revision", sa.Integer(), nullable=False),
        sa.Column("note", sa.String(), nullable=False),
        sa.PrimaryKeyConstraint("part", name=op.f("pk_pulses")),
    )
    op.create_table(
        "enrolments",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("programme_id", sa.Integer(), nullable=False),
        sa.Column("municipality_id", sa.Integer(), nullable=False),
        sa.Column(
            "status",
            sa.Enum(
                "enrolled",
                "completed",
                "withdrawn",
                name="known_enrolmentstatus",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("enrolled_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["municipality_id"],
            ["municipalities.id"],
            name=op.f("fk_enrolments_municipality_id_municipalities"),
        ),
        sa.ForeignKeyConstraint(
            ["programme_id"],
            ["programme_versions.id"],
            name=op.f("fk_enrolments_programme_id_programme_versions"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_enrolments")),
        sa.UniqueConstraint("programme_id", "municipality_id", name="one_enrolment_per_municipality"),
    )
    op.create_index(op.f("ix_enrolments_programme_id"), "enrolments", ["programme_id"], unique=False)
    op.create_table(
        "event_states",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("programme_id", sa.Integer(), nullable=False),
        sa.Column("key", sa.String(length=40), nullable=False),
        sa.Column("uid", sa.String(length=120), nullable=False),
        sa.Column("sequence", sa.Integer(), nullable=False),
        sa.Column(
            "status",
            sa.Enum(
                "planned",
                "held",
                "cancelled",
                name="known_eventstatus",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("starts_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("ends_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["programme_id"],
            ["programme_versions.id"],
            name=op.f("fk_event_states_programme_id_programme_versions"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_event_states")),
        sa.UniqueConstraint("programme_id", "key", name="one_state_per_event"),
        sa.UniqueConstraint("uid", name=op.f("uq_event_states_uid")),
    )
    op.create_table(
        "contacts",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("enrolment_id", sa.Integer(), nullable=False),
        sa.Column(
            "role",
            sa.Enum(
                "coordinator",
                "contact_person",
                "directorate",
                "management_sponsor",
                "participant",
                "facilitator",
                "programme_office",
                name="known_role",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("email", sa.String(), nullable=False),
        sa.Column("phone", sa.String(), nullable=False),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["enrolment_id"], ["enrolments.id"], name=op.f("fk_contacts_enrolment_id_enrolments")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_contacts")),
        sa.UniqueConstraint("enrolment_id", "role", "email", name="one_contact_per_role_and_address"),
    )
    op.create_index(op.f("ix_contacts_enrolment_id"), "contacts", ["enrolment_id"], unique=False)
    op.create_table(
        "journal",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column(
            "what",
            sa.Enum(
                "programme_published",
                "enrolled",
                "step_opened",
                "requirement_asked",
                "event_moved",
                "event_cancelled",
                "invited",
                "answered",
                "interview_booked",
                "interview_held",
                "interview_cancelled",
                "attendance_registered",
                "participants_registered",
                "submission_received",
                "submission_rejected",
                "submission_returned",
                "requirement_fulfilled",
                "deadline_extended",
                "requirement_waived",
                "reminded",
                "escalated",
                "gate_shut",
                "decision_rejected",
                "gate_overridden",
                "gate_opened",
                "step_done",
                "withdrawn",
                "completed",
                "run_replaced",
                "run_refused",
                "link_made",
                "letter_queued",
                "letter_held",
                "letter_edited",
                "letter_released",
                "letter_discarded",
                "letter_sent",
                "letter_refused",
                "letter_doubtful",
                "statement_made",
                "housekeeping_done",
                name="known_what",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("by", sa.String(), nullable=False),
        sa.Column("on_behalf", sa.String(), nullable=False),
        sa.Column("why", sa.String(), nullable=False),
        sa.Column("programme_id", sa.Integer(), nullable=True),
        sa.Column("enrolment_id", sa.Integer(), nullable=True),
        sa.Column("step", sa.String(length=40), nullable=False),
        sa.Column("key", sa.String(length=200), nullable=False),
        sa.Column("facts", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.ForeignKeyConstraint(
            ["enrolment_id"], ["enrolments.id"], name=op.f("fk_journal_enrolment_id_enrolments")
        ),
        sa.ForeignKeyConstraint(
            ["programme_id"],
            ["programme_versions.id"],
            name=op.f("fk_journal_programme_id_programme_versions"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_journal")),
    )
    op.create_index("ix_journal_enrolment", "journal", ["enrolment_id", "at"], unique=False)
    op.create_table(
        "requirement_states",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("enrolment_id", sa.Integer(), nullable=False),
        sa.Column("step", sa.String(length=40), nullable=False),
        sa.Column("key", sa.String(length=40), nullable=False),
        sa.Column(
            "kind",
            sa.Enum(
                "document",
                "dataset",
                "form",
                "approval",
                "answer",
                "attendance",
                "interviews",
                "participants",
                name="known_kind",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column(
            "role",
            sa.Enum(
                "coordinator",
                "contact_person",
                "directorate",
                "management_sponsor",
                "participant",
                "facilitator",
                "programme_office",
                name="known_role",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column(
            "status",
            sa.Enum(
                "asked",
                "delivered",
                "returned",
                "fulfilled",
                "waived",
                "withdrawn",
                name="known_requirementstatus",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("asked_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("due_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["enrolment_id"], ["enrolments.id"], name=op.f("fk_requirement_states_enrolment_id_enrolments")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_requirement_states")),
        sa.UniqueConstraint("enrolment_id", "step", "key", name="one_state_per_requirement"),
    )
    op.create_index("ix_requirement_states_owed", "requirement_states", ["status", "due_at"], unique=False)
    op.create_table(
        "step_states",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("enrolment_id", sa.Integer(), nullable=False),
        sa.Column("step", sa.String(length=40), nullable=False),
        sa.Column(
            "status",
            sa.Enum(
                "planned",
                "open",
                "done",
                "withdrawn",
                name="known_stepstatus",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("opens_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("opened_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("done_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("run_id", sa.Uuid(), nullable=True),
        sa.Column("generation", sa.Integer(), nullable=False),
        sa.Column("not_before", sa.DateTime(timezone=True), nullable=True),
        sa.Column("rounds", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["enrolment_id"], ["enrolments.id"], name=op.f("fk_step_states_enrolment_id_enrolments")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_step_states")),
        sa.UniqueConstraint("enrolment_id", "step", name="one_state_per_step"),
    )
    op.create_index("ix_step_states_live", "step_states", ["status", "opens_at"], unique=False)
    op.create_index(op.f("ix_step_states_run_id"), "step_states", ["run_id"], unique=False)
    op.create_table(
        "decisions",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("enrolment_id", sa.Integer(), nullable=False),
        sa.Column("step", sa.String(length=40), nullable=False),
        sa.Column("gate", sa.String(length=40), nullable=False),
        sa.Column("requirement_state_id", sa.Integer(), nullable=True),
        sa.Column(
            "kind",
            sa.Enum(
                "check_again",
                "extend",
                "waive",
                "go_on",
                "approve",
                "return",
                name="known_decisionkind",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("by", sa.String(), nullable=False),
        sa.Column("reason", sa.String(), nullable=False),
        sa.Column("due_from", sa.DateTime(timezone=True), nullable=True),
        sa.Column("due_to", sa.Date(), nullable=True),
        sa.Column("occasion", sa.String(length=120), nullable=False),
        sa.ForeignKeyConstraint(
            ["enrolment_id"], ["enrolments.id"], name=op.f("fk_decisions_enrolment_id_enrolments")
        ),
        sa.ForeignKeyConstraint(
            ["requirement_state_id"],
            ["requirement_states.id"],
            name=op.f("fk_decisions_requirement_state_id_requirement_states"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_decisions")),
        sa.UniqueConstraint("occasion", name="one_decision_per_occasion"),
    )
    op.create_index("ix_decisions_step", "decisions", ["enrolment_id", "step"], unique=False)
    op.create_table(
        "interviews",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("requirement_state_id", sa.Integer(), nullable=False),
        sa.Column("interviewee", sa.String(), nullable=False),
        sa.Column("starts_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column(
            "status",
            sa.Enum(
                "booked",
                "held",
                "cancelled",
                name="known_interviewstatus",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.ForeignKeyConstraint(
            ["requirement_state_id"],
            ["requirement_states.id"],
            name=op.f("fk_interviews_requirement_state_id_requirement_states"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_interviews")),
        sa.UniqueConstraint("requirement_state_id", "interviewee", name="one_interview_per_interviewee"),
    )
    op.create_table(
        "invitations",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("event_id", sa.Integer(), nullable=False),
        sa.Column("contact_id", sa.Integer(), nullable=False),
        sa.Column("invited_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column(
            "answer",
            sa.Enum(
                "none", "yes", "no", name="known_answer", native_enum=False, create_constraint=True, length=40
            ),
            nullable=False,
        ),
        sa.Column("answered_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("remark", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(
            ["contact_id"], ["contacts.id"], name=op.f("fk_invitations_contact_id_contacts")
        ),
        sa.ForeignKeyConstraint(
            ["event_id"], ["event_states.id"], name=op.f("fk_invitations_event_id_event_states")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_invitations")),
        sa.UniqueConstraint("event_id", "contact_id", name="one_invitation_per_person"),
    )
    op.create_index(op.f("ix_invitations_contact_id"), "invitations", ["contact_id"], unique=False)
    op.create_table(
        "letters",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("key", sa.String(), nullable=False),
        sa.Column("name", sa.String(length=60), nullable=False),
        sa.Column("language", sa.String(length=2), nullable=False),
        sa.Column("programme_id", sa.Integer(), nullable=False),
        sa.Column("enrolment_id", sa.Integer(), nullable=True),
        sa.Column("step", sa.String(length=40), nullable=False),
        sa.Column("contact_id", sa.Integer(), nullable=True),
        sa.Column("event_id", sa.Integer(), nullable=True),
        sa.Column("to_name", sa.String(), nullable=False),
        sa.Column("to_email", sa.String(), nullable=False),
        sa.Column("from_name", sa.String(), nullable=False),
        sa.Column("from_email", sa.String(), nullable=False),
        sa.Column("reply_to", sa.String(), nullable=False),
        sa.Column("subject", sa.String(), nullable=False),
        sa.Column("text", sa.String(), nullable=False),
        sa.Column("html", sa.String(), nullable=False),
        sa.Column("calendar", sa.LargeBinary(), nullable=True),
        sa.Column("calendar_method", sa.String(length=20), nullable=False),
        sa.Column("message_id", sa.String(), nullable=False),
        sa.Column("in_reply_to", sa.String(), nullable=False),
        sa.Column("written_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column(
            "status",
            sa.Enum(
                "held",
                "queued",
                "claimed",
                "sending",
                "sent",
                "refused",
                "doubtful",
                "discarded",
                name="known_letterstatus",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("not_before", sa.DateTime(timezone=True), nullable=False),
        sa.Column("retry_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("attempts", sa.Integer(), nullable=False),
        sa.Column("owner", sa.String(length=60), nullable=False),
        sa.Column("lease_until", sa.DateTime(timezone=True), nullable=True),
        sa.Column("sent_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("note", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(["contact_id"], ["contacts.id"], name=op.f("fk_letters_contact_id_contacts")),
        sa.ForeignKeyConstraint(
            ["enrolment_id"], ["enrolments.id"], name=op.f("fk_letters_enrolment_id_enrolments")
        ),
        sa.ForeignKeyConstraint(
            ["event_id"], ["event_states.id"], name=op.f("fk_letters_event_id_event_states")
        ),
        sa.ForeignKeyConstraint(
            ["programme_id"],
            ["programme_versions.id"],
            name=op.f("fk_letters_programme_id_programme_versions"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_letters")),
        sa.UniqueConstraint("key", name=op.f("uq_letters_key")),
        sa.UniqueConstraint("message_id", name=op.f("uq_letters_message_id")),
    )
    op.create_index(op.f("ix_letters_enrolment_id"), "letters", ["enrolment_id"], unique=False)
    op.create_index(
        "ix_letters_leased",
        "letters",
        ["lease_until"],
        unique=False,
        postgresql_where=sa.text("status in ('claimed', 'sending')"),
    )
    op.create_index(op.f("ix_letters_programme_id"), "letters", ["programme_id"], unique=False)
    op.create_index(
        "ix_letters_to_send",
        "letters",
        ["not_before", "id"],
        unique=False,
        postgresql_where=sa.text("status = 'queued'"),
    )
    op.create_table(
        "links",
        sa.Column("token_hash", sa.String(length=64), nullable=False),
        sa.Column("contact_id", sa.Integer(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("revoked_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["contact_id"], ["contacts.id"], name=op.f("fk_links_contact_id_contacts")),
        sa.PrimaryKeyConstraint("token_hash", name=op.f("pk_links")),
    )
    op.create_index(op.f("ix_links_contact_id"), "links", ["contact_id"], unique=False)
    op.create_table(
        "participants",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("contact_id", sa.Integer(), nullable=False),
        sa.Column(
            "group",
            sa.Enum(
                "leader",
                "employee",
                "external_partner",
                name="known_participantgroup",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("organisation", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(
            ["contact_id"], ["contacts.id"], name=op.f("fk_participants_contact_id_contacts")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_participants")),
        sa.UniqueConstraint("contact_id", name=op.f("uq_participants_contact_id")),
    )
    op.create_table(
        "rungs",
        sa.Column("requirement_state_id", sa.Integer(), nullable=False),
        sa.Column("due_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("working_days", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("escalates", sa.Boolean(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("used_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["requirement_state_id"],
            ["requirement_states.id"],
            name=op.f("fk_rungs_requirement_state_id_requirement_states"),
        ),
        sa.PrimaryKeyConstraint("requirement_state_id", "due_at", "working_days", name=op.f("pk_rungs")),
    )
    op.create_index(
        "ix_rungs_unused", "rungs", ["at"], unique=False, postgresql_where=sa.text("used_at IS NULL")
    )
    op.create_table(
        "submissions",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("requirement_state_id", sa.Integer(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("by", sa.String(), nullable=False),
        sa.Column("on_behalf", sa.String(), nullable=False),
        sa.Column("filename", sa.String(), nullable=False),
        sa.Column("sha256", sa.String(length=64), nullable=False),
        sa.Column("content", sa.LargeBinary(), nullable=True),
        sa.Column("form", postgresql.JSONB(astext_type=sa.Text()), nullable=True),
        sa.Column("accepted", sa.Boolean(), nullable=False),
        sa.Column("findings", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.ForeignKeyConstraint(
            ["requirement_state_id"],
            ["requirement_states.id"],
            name=op.f("fk_submissions_requirement_state_id_requirement_states"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_submissions")),
        sa.UniqueConstraint("requirement_state_id", "sha256", name="one_submission_per_content"),
    )
    op.create_table(
        "waiting_runs",
        sa.Column("step_state_id", sa.Integer(), nullable=False),
        sa.Column("gate", sa.String(length=40), nullable=False),
        sa.Column("until", sa.DateTime(timezone=True), nullable=True),
        sa.Column("since", sa.DateTime(timezone=True), nullable=False),
        sa.Column("round", sa.Integer(), nullable=False),
        sa.Column("seen", sa.String(), nullable=False),
        sa.Column("note", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(
            ["step_state_id"], ["step_states.id"], name=op.f("fk_waiting_runs_step_state_id_step_states")
        ),
        sa.PrimaryKeyConstraint("step_state_id", name=op.f("pk_waiting_runs")),
    )
    op.create_table(
        "attendances",
        sa.Column("invitation_id", sa.Integer(), nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("present", sa.Boolean(), nullable=False),
        sa.Column("registered_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("registered_by", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(
            ["invitation_id"], ["invitations.id"], name=op.f("fk_attendances_invitation_id_invitations")
        ),
        sa.PrimaryKeyConstraint("invitation_id", "day", name=op.f("pk_attendances")),
    )
    op.create_table(
        "fulfilments",
        sa.Column("requirement_state_id", sa.Integer(), nullable=False),
        sa.Column("submission_id", sa.Integer(), nullable=True),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("by", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(
            ["requirement_state_id"],
            ["requirement_states.id"],
            name=op.f("fk_fulfilments_requirement_state_id_requirement_states"),
        ),
        sa.ForeignKeyConstraint(
            ["submission_id"], ["submissions.id"], name=op.f("fk_fulfilments_submission_id_submissions")
        ),
        sa.PrimaryKeyConstraint("requirement_state_id", name=op.f("pk_fulfilments")),
    )

    op.execute("INSERT INTO clock (id, revision) VALUES (1, 0)")
    op.execute(APPEND_ONLY)
    op.execute(
        "CREATE TRIGGER journal_is_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON journal "
        "FOR EACH STATEMENT EXECUTE FUNCTION refuse_change()"
    )


def downgrade() -> None:
    op.drop_table("fulfilments")
    op.drop_table("attendances")
    op.drop_table("waiting_runs")
    op.drop_table("submissions")
    op.drop_index("ix_rungs_unused", table_name="rungs", postgresql_where=sa.text("used_at IS NULL"))
    op.drop_table("rungs")
    op.drop_table("participants")
    op.drop_index(op.f("ix_links_contact_id"), table_name="links")
    op.drop_table("links")
    op.drop_index("ix_letters_to_send", table_name="letters", postgresql_where=sa.text("status = 'queued'"))
    op.drop_index(op.f("ix_letters_programme_id"), table_name="letters")
    op.drop_index(
        "ix_letters_leased",
        table_name="letters",
        postgresql_where=sa.text("status in ('claimed', 'sending')"),
    )
    op.drop_index(op.f("ix_letters_enrolment_id"), table_name="letters")
    op.drop_table("letters")
    op.drop_index(op.f("ix_invitations_contact_id"), table_name="invitations")
    op.drop_table("invitations")
    op.drop_table("interviews")
    op.drop_index("ix_decisions_step", table_name="decisions")
    op.drop_table("decisions")
    op.drop_index(op.f("ix_step_states_run_id"), table_name="step_states")
    op.drop_index("ix_step_states_live", table_name="step_states")
    op.drop_table("step_states")
    op.drop_index("ix_requirement_states_owed", table_name="requirement_states")
    op.drop_table("requirement_states")
    op.drop_index("ix_journal_enrolment", table_name="journal")
    op.drop_table("journal")
    op.drop_index(op.f("ix_contacts_enrolment_id"), table_name="contacts")
    op.drop_table("contacts")
    op.drop_table("event_states")
    op.drop_index(op.f("ix_enrolments_programme_id"), table_name="enrolments")
    op.drop_table("enrolments")
    op.drop_table("pulses")
    op.drop_table("programme_versions")
    op.drop_table("municipalities")
    op.drop_table("clock")
    op.execute("DROP FUNCTION refuse_change")
