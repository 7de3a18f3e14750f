"""A remark somebody wrote on the page is no mail, and has no number in the mailbox."""

import sqlalchemy as sa
from alembic import op

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.alter_column("mail_answers", "mailbox_uid", existing_type=sa.String(), nullable=True)
    op.execute("UPDATE mail_answers SET mailbox_uid = NULL WHERE mailbox_uid LIKE 'page/%'")


def downgrade() -> None:
    op.execute("UPDATE mail_answers SET mailbox_uid = 'page/' || id WHERE mailbox_uid IS NULL")
    op.alter_column("mail_answers", "mailbox_uid", existing_type=sa.String(), nullable=False)
