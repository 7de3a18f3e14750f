"""The one way to the database: an engine per address, and `transaction()` for the doors."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from functools import lru_cache

from sqlalchemy import URL, Connection, Engine, create_engine, event, make_url, text
from sqlalchemy.exc import OperationalError
from sqlalchemy.orm import Session

import models.all_tables  # every table must be known wherever one of them is used
import models.migrations
from models.errors.running import DatabaseNewer, DatabaseUnreachable
from models.settings import settings

WAKE = "tovholder_wake"
"""Channel that tells the engine something may have become possible."""
HAND = "tovholder_hand"
"""Channel that tells the engine somebody has changed a run in Prefect by hand."""
POST = "tovholder_post"
"""Channel that tells the postman there is a letter."""


def url() -> URL:
    """Address of our database: the setting, or the embedded server's socket in the data folder."""
    if given := settings().database_url:
        return make_url(given).set(drivername="postgresql+psycopg")
    host = str(settings().socket_folder)
    return URL.create("postgresql+psycopg", username="postgres", database="tovholder", query={"host": host})


def address() -> str:
    """The same address as text, password included: for handing to a driver, never for showing."""
    return url().render_as_string(hide_password=False)


@lru_cache(maxsize=8)
def engine_for(url: str) -> Engine:
    """One pooled engine per address; broken connections are noticed before use, and errors never show what people wrote."""
    return create_engine(url, pool_pre_ping=True, pool_size=8, max_overflow=8, hide_parameters=True)


def engine() -> Engine:
    """The engine of this process's installation."""
    return engine_for(address())


CANNOT_GO_ON = ("53", "57P")
"""PostgreSQL's classes of errors that are nobody's fault here: no disk or memory left, stopping or starting."""


class _Transaction(Session):
    """Keeps every row it has read until it ends, so that none is read twice because nobody held it meanwhile."""


@event.listens_for(_Transaction, "loaded_as_persistent")
@event.listens_for(_Transaction, "pending_to_persistent")
def _keep(session: Session, row: object) -> None:
    session.info.setdefault("kept", []).append(row)


@contextmanager
def transaction() -> Iterator[Session]:
    """Commit at the end, roll back on any error.

    Raises:
        DatabaseUnreachable: when the database does not answer at all, or cannot go on: its disk is full, it is stopping.
    """
    with _Transaction(engine(), expire_on_commit=False) as session:
        try:
            with session.begin():
                yield session
        except OperationalError as away:
            state = getattr(away.orig, "sqlstate", None) or ""
            cannot = state.startswith(CANNOT_GO_ON) or "connection" in str(away.orig).lower()
            if away.connection_invalidated or cannot:
                raise DatabaseUnreachable(reason=str(away.orig).strip().splitlines()[0]) from away
            raise


@contextmanager
def reading() -> Iterator[Session]:
    """A look that cannot change anything: the database itself refuses to write."""
    with transaction() as session:
        session.execute(text("SET TRANSACTION READ ONLY"))
        yield session


def notify(session: Session, channel: str) -> None:
    """Wake whoever listens on the channel, once this transaction commits."""
    session.execute(text("SELECT pg_notify(:channel, '')"), {"channel": channel})


def migrate(connection: Connection) -> None:
    """Bring the schema up to date; two doing it at once wait for each other.

    Raises:
        DatabaseNewer: when the schema is one this code has not heard of yet.
    """
    from alembic import command  # not by every process that uses the database
    from alembic.config import Config
    from alembic.migration import MigrationContext
    from alembic.script import ScriptDirectory

    connection.execute(text("SELECT pg_advisory_xact_lock(737)"))
    config = Config()
    config.set_main_option("script_location", models.migrations.__path__[0])
    config.attributes["connection"] = connection
    known = {one.revision for one in ScriptDirectory.from_config(config).walk_revisions()}
    if newer := set(MigrationContext.configure(connection).get_current_heads()) - known:
        raise DatabaseNewer(schema=", ".join(sorted(newer)))
    command.upgrade(config, "head")
