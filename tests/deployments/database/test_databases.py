"""The databases: an embedded server from nothing, adopted, killed, in a deep folder; or the one the settings name."""

from __future__ import annotations

import os
import signal
import stat
from collections.abc import Iterator
from pathlib import Path

import psycopg
import pytest
from sqlalchemy import URL, create_engine, inspect, make_url

from actions import database
from deployments.database import databases
from deployments.folder_locks import alone
from models.errors.running import DatabaseMissing, DatabaseTooOld, DatabaseUnreachable
from models.settings import Settings, settings


@pytest.fixture
def own(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Settings]:
    """An installation with an embedded server of its own, stopped at the end."""
    monkeypatch.delenv("TOVHOLDER_DATABASE_URL", raising=False)
    monkeypatch.setenv("TOVHOLDER_DATA", str(tmp_path / "data"))
    settings.cache_clear()
    yield settings()
    databases.cluster(settings()).stop()
    settings.cache_clear()


def names(address: str) -> set[str]:
    with psycopg.connect(
        make_url(address).set(drivername="postgresql").render_as_string(hide_password=False)
    ) as open_:
        return {name for (name,) in open_.execute("SELECT datname FROM pg_database WHERE NOT datistemplate")}


def test_from_nothing_both_databases_are_there_and_ours_has_its_tables(own: Settings) -> None:
    addresses = databases.ensure(own)

    assert names(addresses.ours) == {"postgres", "tovholder", "prefect"}
    engine = create_engine(addresses.ours)
    assert "enrolments" in inspect(engine).get_table_names()
    engine.dispose()


def test_the_socket_is_closed_to_others_and_there_is_no_port(own: Settings) -> None:
    databases.ensure(own)

    mode = (own.data / "postgres" / ".s.PGSQL.5432").stat().st_mode
    assert stat.S_IMODE(mode) == 0o700
    assert stat.S_IMODE((own.data / "postgres").stat().st_mode) == 0o700
    assert own.data.stat().st_mode & 0o066 == 0
    with psycopg.connect(database.url().set(drivername="postgresql").render_as_string()) as connection:
        assert connection.execute("SHOW listen_addresses").fetchone() == ("",)


def test_ensuring_twice_changes_nothing(own: Settings) -> None:
    first = databases.ensure(own)
    server = (own.data / "postgres" / "postmaster.pid").read_text()

    assert databases.ensure(own) == first
    assert (own.data / "postgres" / "postmaster.pid").read_text() == server


def test_a_killed_server_comes_up_again_with_its_rows(own: Settings) -> None:
    address = databases.ensure(own).ours
    plain = make_url(address).set(drivername="postgresql").render_as_string(hide_password=False)
    with psycopg.connect(plain) as connection:
        connection.execute("CREATE TABLE kept AS SELECT 7 AS number")
    os.kill(int((own.data / "postgres" / "postmaster.pid").read_text().splitlines()[0]), signal.SIGKILL)

    databases.ensure(own)

    with psycopg.connect(plain) as connection:
        assert connection.execute("SELECT number FROM kept").fetchone() == (7,)


def test_a_number_that_now_belongs_to_another_process_is_not_taken_for_the_server(own: Settings) -> None:
    databases.ensure(own)
    cluster = databases.cluster(own)
    files = [own.data / "postgres" / name for name in ("postmaster.pid", ".s.PGSQL.5432.lock")]
    written = {file: file.read_text() for file in files}
    cluster.stop()
    for file, text in written.items():
        file.write_text(text.replace(text.splitlines()[0], str(os.getpid()), 1))

    assert not cluster.is_running()
    assert cluster.start()


def test_a_folder_too_deep_for_a_socket_is_no_hindrance(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("TOVHOLDER_DATABASE_URL", raising=False)
    monkeypatch.setenv("TOVHOLDER_DATA", str(tmp_path / ("d" * 90) / "æøå & co"))
    settings.cache_clear()

    with databases.running(settings()) as addresses:
        assert "prefect" in names(addresses.ours)
        assert not settings().socket_folder.is_relative_to(tmp_path)
    settings.cache_clear()


def test_a_command_leaves_a_server_running_that_it_found_running(own: Settings) -> None:
    databases.ensure(own)

    with databases.running(own):
        pass

    assert databases.cluster(own).is_running()


def test_a_command_stops_a_server_it_had_to_start(own: Settings) -> None:
    with databases.running(own):
        assert databases.cluster(own).is_running()

    assert not databases.cluster(own).is_running()


def test_a_server_of_ones_own_gets_prefects_database_beside_ours(database_url: str) -> None:
    addresses = databases.ensure(settings())

    ours = make_url(database_url).database
    assert make_url(addresses.ours).database == ours
    assert make_url(addresses.prefect).database == f"{ours}_prefect"
    assert f"{ours}_prefect" in names(database_url)
    _drop(make_url(database_url), f"{ours}_prefect")


def test_a_named_database_for_prefect_is_used_as_it_is(
    database_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv(
        "TOVHOLDER_PREFECT_DATABASE_URL", "postgresql://prefect@db.example.org/runs?sslmode=require"
    )
    settings.cache_clear()

    assert (
        databases.ensure(settings()).prefect == "postgresql+asyncpg://prefect@db.example.org/runs?ssl=require"
    )


def test_a_server_that_is_not_there_is_said_to_be_unreachable(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setenv("TOVHOLDER_DATABASE_URL", f"postgresql://nobody@/nothing?host={tmp_path}")
    settings.cache_clear()

    with pytest.raises(
        DatabaseUnreachable, match="Start it with `tovholder up`, or check TOVHOLDER_DATABASE_URL"
    ):
        databases.ensure(settings())
    settings.cache_clear()


def test_a_server_older_than_we_need_is_refused(database_url: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(databases, "OLDEST", 99)

    with pytest.raises(DatabaseTooOld, match="99 or later is needed"):
        databases.ensure(settings())


def test_without_the_right_to_create_a_database_the_setting_is_named(
    database_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    url = make_url(database_url)
    with psycopg.connect(database_url.replace("+psycopg", ""), autocommit=True) as connection:
        connection.execute("DROP ROLE IF EXISTS humble")
        connection.execute("CREATE ROLE humble LOGIN SUPERUSER NOCREATEDB")
        connection.execute("ALTER ROLE humble NOSUPERUSER")
        connection.execute(f"ALTER DATABASE {url.database} OWNER TO humble")
    monkeypatch.setenv("TOVHOLDER_DATABASE_URL", url.set(username="humble").render_as_string())
    settings.cache_clear()

    with pytest.raises(DatabaseMissing, match="set TOVHOLDER_PREFECT_DATABASE_URL"):
        databases.ensure(settings())


def _drop(url: URL, name: str) -> None:
    plain = url.set(drivername="postgresql").render_as_string(hide_password=False)
    with psycopg.connect(plain, autocommit=True) as connection:
        connection.execute(f"DROP DATABASE {name} WITH (FORCE)")


def test_the_server_stays_until_the_last_command_has_left(own: Settings) -> None:
    server = databases.cluster(own)

    with databases.running(own):
        with databases.running(own):
            pass
        after_the_first = server.answers()

    assert after_the_first
    assert not server.is_running()


def test_the_server_stays_while_tovholder_is_up(own: Settings) -> None:
    server = databases.cluster(own)

    with alone(own.data), databases.running(own):
        pass

    assert server.answers()
