"""Bringing the schema up to date, or saying why not."""

from __future__ import annotations

import pytest
from sqlalchemy import Connection, text

from actions import database
from models.errors import DatabaseNewer


def schema(connection: Connection) -> str:
    return str(connection.scalar(text("SELECT version_num FROM alembic_version")))


def test_a_database_that_is_up_to_date_stays_as_it_is(database_url: str) -> None:
    with database.engine().begin() as connection:
        before = schema(connection)

        database.migrate(connection)

        assert schema(connection) == before


def test_a_database_of_a_newer_tovholder_is_refused_in_one_sentence(database_url: str) -> None:
    with database.engine().begin() as connection:
        connection.execute(text("UPDATE alembic_version SET version_num = '9999'"))

        with pytest.raises(DatabaseNewer) as refused:
            database.migrate(connection)

        assert schema(connection) == "9999"
    assert refused.value.english().startswith(
        "The database was made by a newer Tovholder (its schema is 9999)."
    )
    assert refused.value.dansk().startswith("Databasen er lavet af en nyere udgave af Tovholder.")
