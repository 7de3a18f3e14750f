"""The sign of life of a running part: its row in `pulses`, in real time."""

from __future__ import annotations

import asyncio
import logging

from sqlalchemy.dialects.postgresql import insert

from actions import clock, database
from models.clock import Pulse
from models.errors.running import DatabaseUnreachable

SECONDS = 5.0
"""Time between two beats."""
SILENT_AFTER = 30.0
"""Seconds without a beat after which a part counts as dead."""

log = logging.getLogger(__name__)


def beat(part: str, note: str = "") -> None:
    """Write that the part lives; what it has digested (`settled_revision`) is left alone."""
    fresh = {"at": clock.real_now(), "note": note}
    with database.transaction() as session:
        row = insert(Pulse).values(part=part, **fresh)
        session.execute(row.on_conflict_do_update(index_elements=[Pulse.part], set_=fresh))


async def keep_beating(part: str, stop: asyncio.Event) -> None:
    """Beat until `stop` is set; a database that is away for a moment is no reason to die."""
    while not stop.is_set():
        try:
            await asyncio.to_thread(beat, part)
        except DatabaseUnreachable as away:
            log.warning("No pulse of %s could be written: %s", part, away)
        try:
            await asyncio.wait_for(stop.wait(), SECONDS)
        except TimeoutError:
            continue
