"""Is everything there? What `tovholder doctor` asks; every answer says what to do about it."""

from __future__ import annotations

import stat
from collections.abc import Iterator
from dataclasses import dataclass
from importlib.metadata import version

import httpx
import psycopg

from actions import clock, database
from deployments import parts, pulse
from models.errors import DatabaseUnreachable
from models.settings import Settings

OLDEST_DATABASE = 15
TOO_NEW = {"sqlalchemy": (2, 1), "fastapi": (0, 155)}
"""First versions with which Prefect 3.8.8 fails: its scheduler never creates a run, or its API does not start."""


@dataclass(frozen=True)
class Finding:
    """One thing looked at: whether it is as it should be, and what was seen or should be done."""

    what: str
    well: bool
    says: str


def examine(settings: Settings) -> tuple[Finding, ...]:
    """Look at everything that can be seen from this machine; never raises."""
    return (*_versions(), _folder(settings), *_databases(), *_servers(settings), *_pulses())


def _versions() -> Iterator[Finding]:
    for package, limit in TOO_NEW.items():
        found = version(package)
        well = tuple(int(part) for part in found.split(".")[:2]) < limit
        bound = ".".join(map(str, limit))
        yield Finding(
            package, well, found if well else f"{found} is too new: install one before {bound} (`make setup`)"
        )


def _folder(settings: Settings) -> Finding:
    if not settings.data.exists():
        return Finding("data folder", True, f"{settings.data} is made by the first `tovholder up`")
    open_to_others = (
        settings.data.stat().st_mode & (stat.S_IRWXG | stat.S_IRWXO) & ~(stat.S_IXGRP | stat.S_IXOTH)
    )
    says = f"others can look into {settings.data}: chmod 0700" if open_to_others else str(settings.data)
    return Finding("data folder", not open_to_others, says)


def _databases() -> Iterator[Finding]:
    try:
        plain = database.url().set(drivername="postgresql").render_as_string(hide_password=False)
        with psycopg.connect(plain, connect_timeout=5) as connection:
            found = connection.info.server_version // 10000
    except psycopg.Error as away:
        yield Finding("database", False, str(DatabaseUnreachable(reason=str(away).strip().splitlines()[0])))
        return
    says = f"PostgreSQL {found}"
    yield Finding("database", found >= OLDEST_DATABASE, says)


def _servers(settings: Settings) -> Iterator[Finding]:
    pages = {"prefect": f"{settings.prefect_address}/api/health", "portal": f"{_portal(settings)}/health"}
    for name, page in pages.items():
        try:
            status = httpx.get(page, trust_env=False, timeout=5.0).status_code
        except httpx.HTTPError as away:
            yield Finding(name, False, f"{page} does not answer ({away}); is `tovholder up` running?")
            continue
        yield Finding(name, status == httpx.codes.OK, f"{page} answers {status}")


def _portal(settings: Settings) -> str:
    """The portal on this machine, which a proxy may show to municipalities under another name."""
    return f"http://{settings.host}:{settings.portal_port}"


def _pulses() -> Iterator[Finding]:
    for part in parts.WITH_PULSE:
        try:
            last = pulse.last_beat(part)
        except DatabaseUnreachable:
            return
        if last is None:
            yield Finding(part, False, "has never lived here; start it with `tovholder up`")
            continue
        silent = (clock.real_now() - last).total_seconds()
        yield Finding(part, silent < pulse.SILENT_AFTER, f"last sign of life {silent:.0f} s ago")
