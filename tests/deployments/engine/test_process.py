"""The engine's lock: only one plays, the next stands by, and who has lost it ends."""

from __future__ import annotations

import asyncio
import signal
import subprocess
import sys

import psycopg

from deployments.engine import process
from deployments.supervisor.parts import LOCK_LOST

WAITS = """
import asyncio, sys
from deployments.engine import process

async def wait() -> None:
    stop = asyncio.Event()
    lock = await process.take_lock(stop)
    print("plays", flush=True)
    asyncio.create_task(process.end_without_lock(lock))
    await stop.wait()

process.GLANCE_SECONDS = 0.1
asyncio.run(wait())
"""


def engine_process() -> subprocess.Popen[str]:
    return subprocess.Popen(
        [sys.executable, "-c", WAITS], stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True
    )


def holders(address: str) -> list[int]:
    """Server processes whose clients hold the lock."""
    with psycopg.connect(address.replace("+psycopg", "")) as connection:
        held = "SELECT pid FROM pg_locks WHERE locktype = 'advisory' AND objid = %s AND granted"
        here = " AND database = (SELECT oid FROM pg_database WHERE datname = current_database())"
        return [pid for (pid,) in connection.execute(held + here, [process.LOCK])]


def test_the_second_engine_plays_when_the_first_is_killed(database_url: str) -> None:
    first = engine_process()
    assert first.stdout is not None
    assert first.stdout.readline() == "plays\n"
    second = engine_process()
    assert second.stdout is not None
    (before,) = holders(database_url)

    first.send_signal(signal.SIGKILL)
    first.communicate()

    assert second.stdout.readline() == "plays\n"
    assert holders(database_url) != [before]
    second.kill()
    second.communicate()


def test_an_engine_whose_lock_is_lost_ends_at_once(database_url: str) -> None:
    playing = engine_process()
    assert playing.stdout is not None
    assert playing.stdout.readline() == "plays\n"
    (holder,) = holders(database_url)

    with psycopg.connect(database_url.replace("+psycopg", "")) as connection:
        connection.execute("SELECT pg_terminate_backend(%s)", [holder])

    playing.communicate(timeout=20)
    assert playing.returncode == LOCK_LOST


def test_an_engine_that_is_stopped_while_standing_by_never_plays(database_url: str) -> None:
    async def stand_by() -> psycopg.AsyncConnection | None:
        stop = asyncio.Event()
        lock = await process.take_lock(asyncio.Event())
        assert lock is not None
        asyncio.get_running_loop().call_later(0.2, stop.set)
        try:
            return await process.take_lock(stop)
        finally:
            await lock.close()

    assert asyncio.run(stand_by()) is None
