"""`tovholder up`: starts every part, keeps it alive, and stops all of it in order."""

from __future__ import annotations

import asyncio
import logging
import os
import signal
import socket
import sys
import time
from collections.abc import Callable, Sequence
from contextlib import suppress
from datetime import datetime
from pathlib import Path

from actions import clock
from deployments import logs, places, postgres
from deployments.environment import environment
from deployments.keeper import Keeper
from deployments.parts import Part, Port, parts
from deployments.presence import alone
from models.errors import PartSilent, PortTaken, TovholderError
from models.settings import Settings, settings

READY_WITHIN = 90.0
PORT_PATIENCE = 5.0
"""Seconds a taken port may need to become free: the children of a killed supervisor are still on their way out."""
DATABASE_GLANCE = 2.0

log = logging.getLogger("supervisor")
Say = Callable[[str], None]


def up(settings: Settings, say: Say = print) -> None:
    """Run the installation until SIGTERM or SIGINT.

    Raises:
        AlreadyRunning, PortTaken, PartSilent, DatabaseUnreachable: when it cannot be; nothing is left running then.
    """
    run(settings, parts(settings), say)


def run(settings: Settings, children: Sequence[Part], say: Say) -> None:
    """The same with the parts named."""
    began = time.monotonic()
    settings.data.mkdir(mode=0o700, parents=True, exist_ok=True)
    with alone(settings.data):
        logs.write_to(settings.data, "supervisor")
        asyncio.run(_run(settings, children, say, began))


async def _run(settings: Settings, children: Sequence[Part], say: Say, began: float) -> None:
    stop = asyncio.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        asyncio.get_running_loop().add_signal_handler(number, stop.set)
    for port in (port for child in children for port in child.ports):
        await _wait_for(settings.host, port)
    surroundings = _surroundings(settings)
    keepers = [Keeper(child, data=settings.data, environment=surroundings) for child in children]
    database: list[asyncio.Task[None]] = []
    try:
        since = clock.real_now()
        await asyncio.to_thread(postgres.ensure, settings)
        database.append(asyncio.create_task(_keep_database(settings, stop)))
        for keeper in keepers:
            keeper.begin()
        if await _all_ready(settings.data, children, since, stop):
            for line in places.lines(settings, seconds=time.monotonic() - began):
                say(line)
            log.info("Everything is up after %.1f s", time.monotonic() - began)
        await stop.wait()
    finally:
        stop.set()
        say("Stopping …")
        for keeper in reversed(keepers):
            await keeper.end()
        await asyncio.gather(*database)
        if not settings.database_url:
            await asyncio.to_thread(postgres.cluster(settings).stop)
        log.info("Everything is stopped")


async def _all_ready(data: Path, children: Sequence[Part], since: datetime, stop: asyncio.Event) -> bool:
    """Wait until every part is there; False when we are asked to stop before.

    Raises:
        PartSilent: naming the first part that takes too long, and its log.
    """
    waiting = {child.name: child for child in children}
    deadline = time.monotonic() + READY_WITHIN
    while waiting and not stop.is_set():
        for child in tuple(waiting.values()):
            if await child.is_there(since):
                log.info("%s is there", waiting.pop(child.name).name)
        if waiting and time.monotonic() > deadline:
            late = next(iter(waiting))
            raise PartSilent(part=late, seconds=int(READY_WITHIN), log=logs.path(data, late))
        await asyncio.sleep(0.1)
    return not stop.is_set()


async def _keep_database(settings: Settings, stop: asyncio.Event) -> None:
    """Start the embedded server again when somebody has killed it."""
    if settings.database_url:
        return
    cluster = postgres.cluster(settings)
    while not stop.is_set():
        with suppress(TimeoutError):
            await asyncio.wait_for(stop.wait(), DATABASE_GLANCE)
        if stop.is_set() or cluster.is_running():
            continue
        log.warning("The database server is gone and is started again")
        try:
            await asyncio.to_thread(cluster.start)
        except TovholderError as still_away:
            log.error("%s", still_away)


def _surroundings(settings: Settings) -> dict[str, str]:
    """The environment of every child."""
    ours = {"TOVHOLDER_DATA": str(settings.data), "PYTHONUNBUFFERED": "1", "PYTHONFAULTHANDLER": "1"}
    return os.environ | environment(settings) | ours


async def _wait_for(host: str, port: Port) -> None:
    """See that the port is free.

    Raises:
        PortTaken: naming the port and the setting that chooses another.
    """
    deadline = time.monotonic() + PORT_PATIENCE
    while not _is_free(host, port.number):
        if time.monotonic() > deadline:
            raise PortTaken(port=port.number, setting=port.setting)
        await asyncio.sleep(0.2)


def _is_free(host: str, number: int) -> bool:
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)  # as the servers do
        try:
            probe.bind((host, number))
        except OSError:
            return False
        return True


def main() -> None:
    """The same without the command line, for service managers."""
    try:
        up(settings())
    except TovholderError as foreseen:
        sys.exit(str(foreseen))


if __name__ == "__main__":
    main()
