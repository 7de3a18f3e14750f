"""The engine: one process, the only one that plays flows. A second engine stands by until the first is gone."""

from __future__ import annotations

import asyncio
import logging
import os
import signal

import psycopg

from actions import database
from deployments import heartbeat
from deployments.garbage_collection import look_for_garbage_seldom
from deployments.prefect_server.environment import environment
from deployments.supervisor.parts import LOCK_LOST
from models.settings import settings

LOCK = 738
"""Number of the advisory lock in our database that says who plays."""
GLANCE_SECONDS = 2.0

log = logging.getLogger(__name__)


def main() -> None:
    """Stand by for the lock, play until SIGTERM or SIGINT, then let the legs that are playing come to their end."""
    logging.basicConfig(level="INFO", format="%(asctime)s %(levelname)s %(name)s %(message)s")
    logging.getLogger("httpx").setLevel("WARNING")
    os.environ.update(environment(settings()))
    asyncio.run(_until_stopped())


async def _until_stopped() -> None:
    stop = asyncio.Event()
    for signal_number in (signal.SIGTERM, signal.SIGINT):
        asyncio.get_running_loop().add_signal_handler(signal_number, stop.set)
    lock = await take_lock(stop)
    if lock is None:
        return
    guard = asyncio.create_task(end_without_lock(lock))
    try:
        await play(stop)
    finally:
        guard.cancel()
        await lock.close()


async def play(stop: asyncio.Event) -> None:
    """Worker, conductor and pulse side by side; the first that fails ends all three, and the supervisor starts anew."""
    from deployments.engine.conductor import Conductor, transact
    from deployments.engine.registration import SCHEDULES, described, register
    from deployments.engine.worker import WarmWorker
    from flows.registry import flows

    worker = WarmWorker(flows(), slots=settings().slots, limited=SCHEDULES)
    look_for_garbage_seldom()
    conductor = Conductor(worker=worker, settings=settings())
    async with asyncio.TaskGroup() as group:
        group.create_task(worker.work(stop))
        if not await _connected(worker.connected, stop):
            return
        await register(worker.flows, await transact(described))
        group.create_task(conductor.run(stop))
        group.create_task(heartbeat.keep_beating("engine", stop))


async def take_lock(stop: asyncio.Event) -> psycopg.AsyncConnection | None:
    """The connection that holds the lock, or None when we were stopped while standing by."""
    address = database.url().set(drivername="postgresql").render_as_string(hide_password=False)
    connection = await psycopg.AsyncConnection.connect(address, autocommit=True)
    standing_by = False
    while not stop.is_set():
        row = await (await connection.execute("SELECT pg_try_advisory_lock(%s)", [LOCK])).fetchone()
        if row and row[0]:
            log.info("This engine plays")
            return connection
        if not standing_by:
            log.info("Another engine plays; this one stands by")
            standing_by = True
        await _wait(stop, 1.0)
    await connection.close()
    return None


async def end_without_lock(connection: psycopg.AsyncConnection) -> None:
    """End the process at once when the lock's connection is gone: another engine may be playing already."""
    while True:
        try:
            await asyncio.wait_for(connection.execute("SELECT 1"), 10)
        except (psycopg.Error, TimeoutError) as lost:
            log.critical("The lock is lost, so this engine ends: %s", lost)
            logging.shutdown()
            os._exit(LOCK_LOST)
        await asyncio.sleep(GLANCE_SECONDS)


async def _connected(connected: asyncio.Event, stop: asyncio.Event) -> bool:
    """Wait until Prefect's server has answered; False when we are stopped before."""
    waits = [asyncio.create_task(event.wait()) for event in (connected, stop)]
    _, left = await asyncio.wait(waits, return_when=asyncio.FIRST_COMPLETED)
    for wait in left:
        wait.cancel()
    return not stop.is_set()


async def _wait(stop: asyncio.Event, seconds: float) -> None:
    try:
        await asyncio.wait_for(stop.wait(), seconds)
    except TimeoutError:
        return


if __name__ == "__main__":
    main()
