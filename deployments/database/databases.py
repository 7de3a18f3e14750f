"""The two databases of an installation, ours and Prefect's, on the embedded server or on the one the settings name."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

import psycopg
import psycopg.sql
from sqlalchemy import URL, create_engine, make_url
from sqlalchemy.pool import NullPool

from actions import database
from deployments.database.embedded_postgres import Cluster
from deployments.folder_locks import sharing
from models.errors.error import TovholderError
from models.errors.running import DatabaseMissing, DatabaseTooOld, DatabaseUnreachable
from models.settings import Settings, settings

OLDEST = 15


@dataclass(frozen=True)
class Addresses:
    """SQLAlchemy addresses with passwords: ours for psycopg, Prefect's for asyncpg."""

    ours: str
    prefect: str


def ensure(settings: Settings) -> Addresses:
    """Both databases there and ours up to date; starts the embedded server when that is the one.

    Raises:
        DatabaseUnreachable, DatabaseTooOld, DatabaseMissing: when the server of the settings will not do.
    """
    ours, prefect = database.url(), prefect_url(settings)
    if not settings.database_url:
        cluster(settings).start()
        _create(ours, on=ours.set(database="postgres"))
    _check_version(ours)
    if not settings.prefect_database_url:
        _create(prefect, on=ours)
    with create_engine(ours, poolclass=NullPool).begin() as connection:
        database.migrate(connection)
    return addresses(settings)


def addresses(settings: Settings) -> Addresses:
    """Where both databases are, whether or not anything is running."""
    return Addresses(
        *(url.render_as_string(hide_password=False) for url in (database.url(), prefect_url(settings)))
    )


def prefect_url(settings: Settings) -> URL:
    """Prefect's database: the setting, `prefect` on the embedded server, or one named after ours on yours."""
    if given := settings.prefect_database_url:
        return _for_asyncpg(make_url(given))
    ours = database.url()
    return _for_asyncpg(ours.set(database=f"{ours.database}_prefect" if settings.database_url else "prefect"))


@contextmanager
def running(settings: Settings) -> Iterator[Addresses]:
    """The databases for one command. The last command to leave stops an embedded server, unless `tovholder up` runs."""
    if settings.database_url:
        yield ensure(settings)
        return
    embedded = cluster(settings)
    with sharing(settings.data, begin=embedded.start, end=embedded.stop):
        yield ensure(settings)


def cluster(settings: Settings) -> Cluster:
    """The embedded server of this installation."""
    return Cluster.of(settings)


def main() -> None:
    """Make both databases ready; for the supervisor, which stays small by leaving this to another process."""
    try:
        ensure(settings())
    except TovholderError as foreseen:
        sys.exit(str(foreseen))


def _for_asyncpg(url: URL) -> URL:
    """The same place in asyncpg's words, which calls sslmode ssl."""
    query = {"ssl" if name == "sslmode" else name: value for name, value in url.query.items()}
    return url.set(drivername="postgresql+asyncpg", query=query)


def _connect(url: URL) -> psycopg.Connection:
    try:
        plain = url.set(drivername="postgresql").render_as_string(hide_password=False)
        return psycopg.connect(plain, autocommit=True, connect_timeout=10)
    except psycopg.OperationalError as away:
        raise DatabaseUnreachable(reason=str(away).strip().splitlines()[0]) from away


def _check_version(url: URL) -> None:
    with _connect(url) as connection:
        version = connection.info.server_version // 10000
    if version < OLDEST:
        raise DatabaseTooOld(version=version, oldest=OLDEST)


def _create(url: URL, *, on: URL) -> None:
    """Create the database `url` names unless it exists, through a connection to another on the same server."""
    name = str(url.database)
    with _connect(on) as connection:
        if connection.execute("SELECT 1 FROM pg_database WHERE datname = %s", [name]).fetchone():
            return
        try:
            connection.execute(psycopg.sql.SQL("CREATE DATABASE {}").format(psycopg.sql.Identifier(name)))
        except psycopg.errors.DuplicateDatabase:
            return
        except psycopg.errors.InsufficientPrivilege as refused:
            raise DatabaseMissing(database=name) from refused


if __name__ == "__main__":
    main()
