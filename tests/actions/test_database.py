"""Bringing the schema up to date, or saying why not."""

from __future__ import annotations

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from sqlalchemy import Connection, text

from actions import database
from models.errors import DatabaseNewer
from models.journal import What
from models.rows import Base


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


def test_the_migrations_make_exactly_the_tables_the_rows_speak_of(database_url: str) -> None:
    with database.engine().connect() as connection:
        context = MigrationContext.configure(connection, opts={"compare_type": True})

        assert compare_metadata(context, Base.metadata) == []


def test_the_database_knows_every_word_of_the_journal(database_url: str) -> None:
    known = "SELECT pg_get_constraintdef(oid) FROM pg_constraint WHERE conname = 'ck_journal_known_what'"
    with database.engine().connect() as connection:
        told = str(connection.scalar(text(known)))

    assert [word for word in What if f"'{word}'" not in told] == []
