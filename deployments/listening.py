"""Hearing what the database calls out."""

from __future__ import annotations

from collections.abc import AsyncIterator

import psycopg

from actions import database


async def heard(channel: str) -> AsyncIterator[None]:
    """One item per call on the channel; several calls in one transaction are one.

    Raises:
        psycopg.Error: when the connection is lost.
    """
    address = database.url().set(drivername="postgresql").render_as_string(hide_password=False)
    async with await psycopg.AsyncConnection.connect(address, autocommit=True) as connection:
        await connection.execute(f"LISTEN {channel}")
        yield  # something may have been called before we listened
        async for _ in connection.notifies():
            yield
