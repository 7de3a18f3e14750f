"""Bringing the schema up to date, or saying why not."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

import pytest
from alembic import command
from alembic.autogenerate import compare_metadata
from alembic.config import Config
from alembic.migration import MigrationContext
from sqlalchemy import Connection, bindparam, text
from sqlalchemy.exc import ProgrammingError

import models.migrations
from actions import database
from languages.errors import error_text
from models.all_tables import Base
from models.errors.running import DatabaseNewer
from models.journal import What


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
    assert error_text(refused.value, "da").startswith("Databasen er lavet af en nyere udgave af Tovholder.")


def test_the_migrations_make_exactly_the_tables_the_rows_speak_of(database_url: str) -> None:
    with database.engine().connect() as connection:
        context = MigrationContext.configure(connection, opts={"compare_type": True})

        assert compare_metadata(context, Base.metadata) == []


def test_the_database_knows_every_word_of_the_journal(database_url: str) -> None:
    known = "SELECT pg_get_constraintdef(oid) FROM pg_constraint WHERE conname = 'ck_journal_known_what'"
    with database.engine().connect() as connection:
        told = str(connection.scalar(text(known)))

    assert [word for word in What if f"'{word}'" not in told] == []


MUNICIPALITY = """
INSERT INTO municipalities (id, country, code, name, region, population)
    VALUES (9001, 'DK', '9001', 'Prøveby', 'R', 1);
"""
ROWS = """
INSERT INTO programme_versions (id, key, version, definition, published_at, published_by)
    VALUES (1, 'x', 1, '{}', now(), 'Anne');
INSERT INTO enrolments (id, programme_id, municipality_id, status, enrolled_at)
    VALUES (1, 1, 9001, 'enrolled', now());
INSERT INTO requirement_states (id, enrolment_id, step, key, kind, role, status, asked_at, due_at)
    VALUES (1, 1, 's', 'talks', 'interviews', 'facilitator', 'asked', now(), now());
INSERT INTO interviews (requirement_state_id, interviewee, starts_at, status)
    VALUES (1, 'Leder af hjemmeplejen', '2022-09-12T08:00Z', 'held'), (1, 'HR', '2022-09-13T08:00Z', 'cancelled');
"""
JOURNAL = """
INSERT INTO contacts (enrolment_id, role, name, email, phone) VALUES (1, 'coordinator', 'Tove', 'tove@example.org', '');
INSERT INTO journal (at, what, by, on_behalf, why, enrolment_id, step, key, facts) VALUES
    (now(), 'enrolled', 'Anne', '', '', 1, '', '', '{}'),
    (now(), 'submission_received', 'Tove', '', '', 1, '', '', '{}'),
    (now(), 'gate_shut', 'Tovholder', '', '', 1, '', '', '{}');
"""
REMARKS = """
INSERT INTO mail_answers (id, mailbox_uid, message_id, at, verdict, asks, why, sender, words, partstat, attendee, settled_by)
    VALUES (1, 'page/4711', '', now(), 'ask', true, '', 'lea@example.org', 'Ringede', '', '', ''),
        (2, '1.17', '<x@example.org>', now(), 'ask', true, '', 'lea@example.org', 'Det passer', '', '', '');
"""


@contextmanager
def release_before(schema: str) -> Iterator[Connection]:
    """A database as an earlier release made it."""
    config = Config()
    config.set_main_option("script_location", models.migrations.__path__[0])
    with database.engine().begin() as connection:
        connection.execute(text("DROP SCHEMA public CASCADE"))
        connection.execute(text("CREATE SCHEMA public"))
        config.attributes["connection"] = connection
        command.upgrade(config, schema)
        yield connection


def test_interviews_registered_by_hand_before_survive_the_upgrade(database_url: str) -> None:
    with release_before("0003") as connection:
        connection.execute(text(MUNICIPALITY))
        connection.execute(text(ROWS))

        database.migrate(connection)

        kept = connection.execute(
            text(
                "SELECT title, status, ends_at - starts_at = interval '1 hour', by_hand FROM interviews"
                " JOIN interviewees ON interviewees.id = interviewee_id ORDER BY interviews.id"
            )
        )
        assert [tuple(row) for row in kept] == [
            ("Leder af hjemmeplejen", "held", True, True),
            ("HR", "cancelled", True, True),
        ]


def test_municipalities_keep_their_rows_and_get_the_names_they_call_themselves(database_url: str) -> None:
    called = text("SELECT official_name FROM municipalities WHERE name IN :names ORDER BY code").bindparams(
        bindparam("names", ["København", "Bornholm", "Vejle", "Moss", "Prøveby"], expanding=True)
    )
    with release_before("0004") as connection:
        connection.execute(text(MUNICIPALITY))
        before = connection.execute(text("SELECT id, code, name FROM municipalities ORDER BY id")).all()

        database.migrate(connection)

        after = connection.execute(text("SELECT id, code, name FROM municipalities ORDER BY id")).all()
        assert (len(before), after) == (98 + 18 + 1, before)
        assert connection.scalars(called).all() == [
            "Københavns Kommune",
            "Moss kommune",
            "Bornholms Regionskommune",
            "Vejle Kommune",
            "Prøveby",
        ]


def test_the_journal_keeps_its_lines_and_tells_whose_names_stand_in_it(database_url: str) -> None:
    with release_before("0005") as connection:
        connection.execute(
            text(MUNICIPALITY.replace("region,", "official_name, region,").replace("'R'", "'P', 'R'"))
        )
        connection.execute(text(ROWS.partition("INSERT INTO interviews")[0]))
        connection.execute(text(JOURNAL))

        database.migrate(connection)

        lines = connection.execute(text("SELECT by, actor, through FROM journal ORDER BY id"))
        assert [tuple(row) for row in lines] == [
            ("Anne", "office", ""),
            ("Tove", "contact", ""),
            ("Tovholder", "engine", ""),
        ]
        with pytest.raises(ProgrammingError, match="append-only"):
            connection.execute(text("UPDATE journal SET by = 'Ole'"))


def test_a_remark_from_the_page_stays_and_is_no_mail_any_more(database_url: str) -> None:
    with release_before("0006") as connection:
        connection.execute(text(REMARKS))

        database.migrate(connection)

        kept = connection.execute(text("SELECT id, mailbox_uid, words FROM mail_answers ORDER BY id"))
        assert [tuple(row) for row in kept] == [(1, None, "Ringede"), (2, "1.17", "Det passer")]
