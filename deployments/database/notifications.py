"""Hearing what the database calls out, and calling."""

from __future__ import annotations

from collections.abc import AsyncGenerator

import psycopg
from psycopg.sql import SQL, Identifier

from actions import database


async def heard(channel: str) -> AsyncGenerator[None]:
    """One item per call on the channel; several calls in one transaction are one.

    Raises:
        psycopg.Error: when the connection is lost.
    """
    async with await _connected() as connection:
        await connection.execute(SQL("LISTEN {}").format(Identifier(channel)))
        yield  # something may have been called before we listened
        async for _ in connection.notifies():
            yield


async def call(channel: str) -> None:
    """Wake whoever listens on the channel.

    Raises:
        psycopg.Error: when the database does not answer.
    """
    async with await _connected() as connection:
        await connection.execute(SQL("NOTIFY {}").format(Identifier(channel)))


async def _connected() -> psycopg.AsyncConnection:
    address = database.url().set(drivername="postgresql").render_as_string(hide_password=False)
    return await psycopg.AsyncConnection.connect(address, autocommit=True)
