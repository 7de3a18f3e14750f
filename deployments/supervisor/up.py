"""`tovholder up`: starts every part, keeps it alive, and stops all of it in order."""

from __future__ import annotations

import asyncio
import logging
import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress

import psycopg

from deployments.database.embedded_postgres import Cluster
from deployments.folder_locks import alone
from deployments.supervisor import addresses, logs, probes
from deployments.supervisor.keeper import READY_WITHIN, PartKeeper
from deployments.supervisor.parts import Part, Port, parts
from deployments.supervisor.watcher import Watcher
from models.errors.error import TovholderError
from models.errors.running import PartSilent, PortTaken
from models.settings import Settings, settings

PORT_PATIENCE = 5.0
"""Seconds a taken port may need to become free: the children of a killed supervisor are still on their way out."""

log = logging.getLogger("supervisor")
Say = Callable[[str], None]


def up(settings: Settings, say: Say = print) -> None:
    """Run the installation until SIGTERM or SIGINT.

    Raises:
        AlreadyRunning, PortTaken, PartSilent: when it cannot be; nothing is left running then.
        SystemExit: saying why the database will not do.
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
    await _wait_for_ports(settings.host, children)
    surroundings = _surroundings(settings)
    keepers = [PartKeeper(child, data=settings.data, environment=surroundings) for child in children]
    watching: list[asyncio.Task[None]] = []
    try:
        if refusal := await asyncio.to_thread(_prepare_databases, surroundings):
            sys.exit(refusal)
        watching.append(asyncio.create_task(Watcher(settings, keepers).watch(stop)))
        before = await probes.pulses(settings)
        for keeper in keepers:
            keeper.begin()
        if await _all_ready(settings, children, before, stop):
            for line in addresses.lines(settings, seconds=time.monotonic() - began):
                say(line)
            log.info("Everything is up after %.1f s", time.monotonic() - began)
        await stop.wait()
    finally:
        stop.set()
        with suppress(OSError):  # whoever read along may be gone; the parts are to be stopped all the same
            say("Stopping …")
        for keeper in reversed(keepers):
            await keeper.end()
        await asyncio.gather(*watching)
        if not settings.database_url:
            await asyncio.to_thread(Cluster.of(settings).stop)
        log.info("Everything is stopped")


def _prepare_databases(surroundings: Mapping[str, str]) -> str:
    """Why the databases will not do, or nothing. In a process that ends again: ours stays small."""
    command = [sys.executable, "-m", "deployments.database.databases"]
    done = subprocess.run(command, env=surroundings, stderr=subprocess.PIPE, text=True, check=False)  # noqa: S603 - our own arguments
    return done.stderr.strip() if done.returncode else ""


async def _all_ready(
    settings: Settings, children: Sequence[Part], before: Mapping[str, str], stop: asyncio.Event
) -> bool:
    """Wait until every part is there; False when we are asked to stop before.

    Raises:
        PartSilent: naming the first part that takes too long, and its log.
    """
    waiting = {child.name: child for child in children}
    deadline = time.monotonic() + READY_WITHIN
    while waiting and not stop.is_set():
        beats = await _beats(settings)
        for child in tuple(waiting.values()):
            fresh = beats.get(child.name) not in (None, before.get(child.name))
            if await child.look() if child.look else fresh:
                log.info("%s is there", waiting.pop(child.name).name)
        if waiting and time.monotonic() > deadline:
            late = next(iter(waiting))
            raise PartSilent(part=late, seconds=int(READY_WITHIN), log=logs.path(settings.data, late))
        await asyncio.sleep(0.1)
    return not stop.is_set()


async def _beats(settings: Settings) -> Mapping[str, str]:
    """The pulses there are; none while the database is away."""
    try:
        return await probes.pulses(settings)
    except (TimeoutError, psycopg.Error):
        return {}


def _surroundings(settings: Settings) -> dict[str, str]:
    """The environment of every child."""
    ours = {"TOVHOLDER_DATA": str(settings.data), "PYTHONUNBUFFERED": "1", "PYTHONFAULTHANDLER": "1"}
    return {"MALLOC_ARENA_MAX": "2"} | os.environ | ours  # a heap per thread would hold twice the memory


async def _wait_for_ports(host: str, children: Sequence[Part]) -> None:
    """See that the ports are free.

    Raises:
        PortTaken: naming the port and the setting that chooses another.
    """
    for child in children:
        for port in child.ports:
            await _wait_for(host, port)


async def _wait_for(host: str, port: Port) -> None:
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
