"""How an installation is: versions, database, parts, and what waits; for `tovholder doctor`."""

from __future__ import annotations

import asyncio
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from importlib import metadata

from actions import clock, troubles
from deployments import logs, pulse
from deployments.desk import acting
from deployments.parts import Part, parts
from deployments.presence import is_up
from models.errors import TovholderError
from models.settings import Settings


class Health(StrEnum):
    """Only `wrong` keeps an installation from doing its work."""

    WELL = "well"
    WAITS = "waits"
    WRONG = "wrong"


@dataclass(frozen=True)
class Sign:
    """One thing that was looked at; `cure` is what to do, empty when it is well."""

    health: Health
    says: str
    cure: str = ""


def signs(settings: Settings) -> Iterator[Sign]:
    """Everything that was looked at, the foundations first; what cannot be looked at is a sign itself."""
    yield from _versions()
    database = tuple(_database())
    yield from database
    if any(sign.health is Health.WRONG for sign in database):
        return
    yield from _parts(settings)
    yield from _rows()


def _versions() -> Iterator[Sign]:
    """Packages that must be of exactly one version: another one was tried and broke something."""
    wrong = 0
    for wanted in metadata.requires("tovholder") or ():
        pinned = re.fullmatch(r"([\w.-]+)==([\w.]+)", wanted)
        if pinned and metadata.version(pinned[1]) != pinned[2]:
            wrong += 1
            says = f"{pinned[1]} is {metadata.version(pinned[1])}, but {pinned[2]} is needed"
            yield Sign(Health.WRONG, says, "`make setup`")
    if not wrong:
        yield Sign(
            Health.WELL, f"tovholder {metadata.version('tovholder')}, and every package as it was tried"
        )


def _database() -> Iterator[Sign]:
    try:
        with acting() as (session, now):
            rehearsal = clock.is_rehearsal(session)
    except TovholderError as away:
        yield Sign(Health.WRONG, away.english(), "`tovholder up`, or correct TOVHOLDER_DATABASE_URL")
        return
    yield Sign(Health.WELL, "the database answers, and its tables are up to date")
    if rehearsal:
        yield Sign(
            Health.WAITS, f"this is a rehearsal: the clock stands at {now:%Y-%m-%d %H:%M}, no mail leaves"
        )


def _parts(settings: Settings) -> Iterator[Sign]:
    if not is_up(settings.data):
        yield Sign(Health.WRONG, "nothing is running", "`tovholder up`")
        return
    since = clock.real_now() - timedelta(seconds=pulse.SILENT_AFTER)
    for part, there in asyncio.run(_looked_for(parts(settings), since)):
        if there:
            yield Sign(Health.WELL, f"{part.name} is there")
        else:
            log = logs.path(settings.data, part.name)
            yield Sign(
                Health.WRONG,
                f"{part.name} does not answer",
                f"it is started again by itself; its log is {log}",
            )


async def _looked_for(children: Sequence[Part], since: datetime) -> list[tuple[Part, bool]]:
    return [(part, await part.is_there(since)) for part in children]


def _rows() -> Iterator[Sign]:
    with acting() as (session, now):
        found = troubles.troubles(session, now=now, real_now=clock.real_now())
    for one in found:
        yield Sign(Health.WRONG if one.serious else Health.WAITS, one.what, one.cure)
    if not found:
        yield Sign(Health.WELL, "nothing waits for a person")
