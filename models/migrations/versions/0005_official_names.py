"""What municipalities call themselves: "Vejle Kommune", "Moss kommune". Sources: docs/reference/municipalities.md."""

import csv
from pathlib import Path

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None

DATA = Path(__file__).parent.parent / "data"
REGISTERS = (("kommuner.csv", "DK", "code4"), ("kommuner_ostfold.csv", "NO", "code"))
MUNICIPALITIES = sa.table(
    "municipalities", *(sa.column(name) for name in ("country", "code", "name", "official_name"))
)


def upgrade() -> None:
    op.add_column("municipalities", sa.Column("official_name", sa.String(), nullable=True))
    op.execute(MUNICIPALITIES.update().values(official_name=MUNICIPALITIES.c.name))
    for file, country, code in REGISTERS:
        with (DATA / file).open(encoding="utf-8", newline="") as source:
            for row in csv.DictReader(source):
                known = MUNICIPALITIES.c.country == country, MUNICIPALITIES.c.code == row[code]
                op.execute(MUNICIPALITIES.update().where(*known).values(official_name=row["official_name"]))
    op.alter_column("municipalities", "official_name", nullable=False)


def downgrade() -> None:
    op.drop_column("municipalities", "official_name")
