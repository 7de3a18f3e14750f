"""The municipalities: Denmark's 98 and Østfold's 18 before 2020. Sources: docs/reference/municipalities.md."""

import csv
from pathlib import Path

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None

DATA = Path(__file__).parent.parent / "data"
MUNICIPALITIES = sa.table(
    "municipalities",
    *(sa.column(name) for name in ("country", "code", "name", "region", "population")),
)


def _rows(file: str, country: str, code: str, region: str, population: str) -> list[dict[str, object]]:
    with (DATA / file).open(encoding="utf-8", newline="") as source:
        return [
            {
                "country": country,
                "code": row[code],
                "name": row["name"],
                "region": row[region],
                "population": int(row[population]),
            }
            for row in csv.DictReader(source)
        ]


def upgrade() -> None:
    danish = _rows("kommuner.csv", "DK", "code4", "region", "population_2026k1")
    norwegian = _rows("kommuner_ostfold.csv", "NO", "code", "county", "population_2019")
    op.bulk_insert(MUNICIPALITIES, danish + norwegian)


def downgrade() -> None:
    op.execute("DELETE FROM municipalities")
