"""The ground an installation stands on: each thing broken on purpose, and named with its cure."""

from __future__ import annotations

from datetime import timedelta
from importlib import metadata

import pytest
from sqlalchemy import text, update

from actions import clock, database, journal
from deployments.health import doctor
from models.ailments import Ailment, Health, Sign
from models.clock import Clock
from models.journal import What
from models.settings import settings
from tests.support.worlds.small_programme import NOW


def seen(ailment: Ailment) -> list[Sign]:
    """The signs of one ailment."""
    settings.cache_clear()
    return [sign for sign in doctor.signs(settings()) if sign.ailment is ailment]


def test_a_package_of_another_version_is_named(database_url: str, monkeypatch: pytest.MonkeyPatch) -> None:
    real = metadata.version
    monkeypatch.setattr(metadata, "version", lambda name: "0.1" if name == "uvicorn" else real(name))

    (sign,) = seen(Ailment.PACKAGE_VERSION)
    assert sign.says.startswith("uvicorn is 0.1, but ")
    assert sign.cure == "`make setup`"


def test_a_misspelt_variable_is_named(database_url: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TOVHOLDER_SMTP_HOTS", "mail.example.org")
    monkeypatch.setenv("TOVHOLDER_BY", "Anne")

    named = [sign.says for sign in seen(Ailment.SETTING_UNKNOWN) if "REQUIRE_BROWSER" not in sign.says]
    assert named == ["the environment has TOVHOLDER_SMTP_HOTS, which is no setting"]


def test_a_disk_that_is_nearly_full_is_named(database_url: str, monkeypatch: pytest.MonkeyPatch) -> None:
    well = seen(Ailment.DISK_FULL)
    monkeypatch.setattr(doctor, "LEAST_FREE", 2**62)

    (sign,) = seen(Ailment.DISK_FULL)
    assert (well, sign.health) == ([], Health.WRONG)
    assert f"the disk of {settings().data} has only " in sign.says


def test_a_database_that_is_away_is_named_and_nothing_more_is_asked(
    database_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("TOVHOLDER_DATABASE_URL", "postgresql://nobody@127.0.0.1:1/nothing")
    settings.cache_clear()

    signs = list(doctor.signs(settings()))

    monkeypatch.setenv("TOVHOLDER_DATABASE_URL", database_url)
    settings.cache_clear()
    assert signs[-1].ailment is Ailment.DATABASE_AWAY
    assert signs[-1].cure == "`tovholder up`, or correct TOVHOLDER_DATABASE_URL"


def test_a_database_of_a_newer_tovholder_is_named(database_url: str) -> None:
    with database.transaction() as session:
        before = session.scalar(text("SELECT version_num FROM alembic_version"))
        session.execute(text("UPDATE alembic_version SET version_num = '9999'"))

    (sign,) = seen(Ailment.DATABASE_NEWER)

    with database.transaction() as session:
        session.execute(text("UPDATE alembic_version SET version_num = :before"), {"before": before})
    assert "9999" in sign.says
    assert sign.cure == "`git pull`, then `make setup`"


def test_a_rehearsal_says_that_it_is_one(database_url: str) -> None:
    with database.transaction() as session:
        session.execute(update(Clock).values(virtual_now=NOW))

    (sign,) = seen(Ailment.REHEARSAL)
    assert sign.says == "this is a rehearsal: the clock stands at 2022-09-01 10:00, no mail leaves"
    assert sign.health is Health.WAITS


def test_a_clock_that_was_set_back_is_named(database_url: str) -> None:
    found = []
    for ahead in (timedelta(0), timedelta(hours=2)):
        with database.transaction() as session:
            journal.record(session, journal.line(What.HOUSEKEEPING_DONE), now=clock.real_now() + ahead)
        found.append(seen(Ailment.CLOCK_BEHIND))

    assert [len(signs) for signs in found] == [0, 1]
    assert found[1][0].cure == "set the clock: `timedatectl set-ntp true`"


def test_that_nothing_runs_is_named(database_url: str) -> None:
    assert seen(Ailment.NOTHING_RUNS) == [Sign("nothing is running", "`tovholder up`", Ailment.NOTHING_RUNS)]
