"""Sees what hangs: a part or a database server that lives and does nothing is killed, and its keeper starts it anew."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Sequence
from contextlib import suppress

import psycopg

from deployments.database.embedded_postgres import Cluster
from deployments.supervisor import probes
from deployments.supervisor.keeper import PartKeeper
from models.errors.error import TovholderError
from models.settings import Settings

GLANCE = 2.0
"""Seconds between two glances at whether the embedded server has a process at all."""
LOOK_EVERY = 10.0
"""Seconds between two looks for signs of life."""
MISSED = 4
"""What has shown no sign of life in so many looks in a row hangs."""

log = logging.getLogger("supervisor")


class Watcher:
    """Looks now and again. While the database is away or takes nothing, nobody can have a pulse, so nobody is judged."""

    def __init__(self, settings: Settings, keepers: Sequence[PartKeeper]) -> None:
        self._settings = settings
        self._keepers = keepers
        self._cluster = None if settings.database_url else Cluster.of(settings)
        self._silent = 0

    async def watch(self, stop: asyncio.Event) -> None:
        """Until `stop` is set."""
        clock = asyncio.get_running_loop().time
        looked = clock()
        while not stop.is_set():
            with suppress(TimeoutError):
                await asyncio.wait_for(stop.wait(), GLANCE)
            if stop.is_set():
                return
            try:
                if self._cluster and not self._cluster.is_running():
                    await self._start(self._cluster)
                elif clock() - looked >= LOOK_EVERY:
                    looked = clock()
                    await self.look()
            except Exception as broken:  # whatever it is, the next look is taken
                log.error("A look broke off: %r", broken)

    async def look(self) -> None:
        """Look for a sign of life of the database, and then of every part."""
        try:
            beats = await probes.pulses(self._settings, probes.TOUCH)
        except TimeoutError:
            self._silent += 1
        except psycopg.Error:
            self._silent = 0
        else:
            self._silent = 0
            await asyncio.gather(*(keeper.look(beats, MISSED) for keeper in self._keepers))
            return
        for keeper in self._keepers:
            keeper.excuse()
        if self._cluster and self._silent >= MISSED:
            log.warning("The database server hangs: it did not answer %d times; it is killed", self._silent)
            self._silent = 0
            await asyncio.to_thread(self._cluster.kill)

    async def _start(self, cluster: Cluster) -> None:
        log.warning("The database server is gone and is started again")
        try:
            await asyncio.to_thread(cluster.start)
        except TovholderError as still_away:
            log.error("%s", still_away)
