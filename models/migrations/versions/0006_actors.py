"""The journal tells who it was that did something: somebody in the office, behind a link, or the engine; and through what."""

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None

ENGINE = "Tovholder"
OF_A_CONTACT = """
    UPDATE journal SET actor = 'contact' WHERE EXISTS (
        SELECT FROM contacts WHERE contacts.enrolment_id = journal.enrolment_id AND contacts.name = journal.by
    )
"""


def upgrade() -> None:
    op.add_column("journal", sa.Column("through", sa.String(length=80), nullable=False, server_default=""))
    op.add_column(
        "journal", sa.Column("actor", sa.String(length=40), nullable=False, server_default="office")
    )
    op.execute("ALTER TABLE journal DISABLE TRIGGER journal_is_append_only")
    op.execute(OF_A_CONTACT)
    op.execute(sa.text("UPDATE journal SET actor = 'engine' WHERE by = :engine").bindparams(engine=ENGINE))
    op.execute("ALTER TABLE journal ENABLE TRIGGER journal_is_append_only")
    op.alter_column("journal", "through", server_default=None)
    op.alter_column("journal", "actor", server_default=None)
    op.create_check_constraint(
        op.f("ck_journal_known_actorkind"), "journal", "actor IN ('office', 'contact', 'engine')"
    )


def downgrade() -> None:
    op.drop_constraint(op.f("ck_journal_known_actorkind"), "journal")
    op.drop_column("journal", "actor")
    op.drop_column("journal", "through")
