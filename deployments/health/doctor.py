"""How an installation is, from the ground up; for `tovholder doctor`."""

from __future__ import annotations

import os
import re
import shutil
from collections.abc import Iterator
from datetime import datetime, timedelta
from importlib import metadata

from sqlalchemy import select
from sqlalchemy.orm import Session

from actions import clock
from actions.overview import standstill, troubles
from deployments.database.transactions import acting
from deployments.health.vital_signs import vital_signs
from models.ailments import Ailment, Sign
from models.errors.error import TovholderError
from models.errors.running import DatabaseNewer
from models.journal import JournalEntry
from models.settings import Settings

LEAST_FREE = 500 * 2**20
"""Bytes the disk of the data folder should have left."""
CLOCK_TOLERANCE = timedelta(minutes=1)
FOR_COMMANDS = {"TOVHOLDER_BY"}
"""Variables of ours that are no settings."""


def signs(settings: Settings) -> Iterator[Sign]:
    """Everything that was looked at, the foundations first; without a database there is nothing more to see."""
    yield from _versions()
    yield from _variables(settings)
    yield from _disk(settings)
    database = tuple(_database())
    yield from database
    if any(sign.ailment in (Ailment.DATABASE_AWAY, Ailment.DATABASE_NEWER) for sign in database):
        return
    yield from vital_signs(settings)
    yield from _rows()


def _versions() -> Iterator[Sign]:
    """Packages that must be of exactly one version: another one was tried and broke something."""
    wrong = 0
    for wanted in metadata.requires("tovholder") or ():
        pinned = re.fullmatch(r"([\w.-]+)==([\w.]+)", wanted)
        if pinned and metadata.version(pinned[1]) != pinned[2]:
            wrong += 1
            says = f"{pinned[1]} is {metadata.version(pinned[1])}, but {pinned[2]} is needed"
            yield Sign(says, "`make setup`", Ailment.PACKAGE_VERSION)
    if not wrong:
        yield Sign(f"tovholder {metadata.version('tovholder')}, and every package as it was tried")


def _variables(settings: Settings) -> Iterator[Sign]:
    """A misspelt variable changes nothing, and nobody would notice."""
    known = {f"TOVHOLDER_{name}".upper() for name in type(settings).model_fields} | FOR_COMMANDS
    for name in sorted(os.environ):
        if name.upper().startswith("TOVHOLDER_") and name.upper() not in known:
            says = f"the environment has {name}, which is no setting"
            cure = f"`unset {name}`, or write it as in docs/reference/settings.md"
            yield Sign(says, cure, Ailment.SETTING_UNKNOWN)


def _disk(settings: Settings) -> Iterator[Sign]:
    there = settings.data if settings.data.exists() else settings.data.parent
    free = shutil.disk_usage(there).free if there.exists() else LEAST_FREE
    if free < LEAST_FREE:
        says = f"the disk of {settings.data} has only {free // 2**20} MB left"
        yield Sign(says, f"make room: `du -xh {settings.data} | sort -h | tail`", Ailment.DISK_FULL)


def _database() -> Iterator[Sign]:
    try:
        with acting() as (session, now):
            found = [*_clock(session, now=now)]
    except DatabaseNewer as newer:
        yield Sign(newer.english(), "`git pull`, then `make setup`", Ailment.DATABASE_NEWER)
    except TovholderError as away:
        cure = "`tovholder up`, or correct TOVHOLDER_DATABASE_URL"
        yield Sign(away.english(), cure, Ailment.DATABASE_AWAY)
    else:
        yield Sign("the database answers, and its tables are up to date")
        yield from found


def _clock(session: Session, *, now: datetime) -> Iterator[Sign]:
    """What has happened cannot lie ahead: deadlines and reminders go by the clock."""
    if clock.is_rehearsal(session):
        says = f"this is a rehearsal: the clock stands at {now:%Y-%m-%d %H:%M}, no mail leaves"
        yield Sign(says, "to work in earnest, choose another TOVHOLDER_DATA", Ailment.REHEARSAL)
        return
    newest = session.scalar(select(JournalEntry.at).order_by(JournalEntry.id.desc()).limit(1))
    if newest and newest > now + CLOCK_TOLERANCE:
        says = f"the machine's clock says {now:%Y-%m-%d %H:%M}, but the journal goes to {newest:%Y-%m-%d %H:%M} UTC"
        yield Sign(says, "set the clock: `timedatectl set-ntp true`", Ailment.CLOCK_BEHIND)


def _rows() -> Iterator[Sign]:
    with acting() as (session, now):
        at = {"now": now, "real_now": clock.real_now()}
        found = (*standstill.standstill(session, **at), *troubles.troubles(session, **at))
    yield from found or (Sign("nothing waits for a person"),)
