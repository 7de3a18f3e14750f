"""Looking from outside whether something lives: a page, a greeting, the pulses in the database. Brings nothing heavy along."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping
from contextlib import suppress

import psycopg

from models.settings import Settings

PATIENCE = 10.0
"""Seconds after which what has not answered is silent."""


async def page(host: str, port: int, path: str) -> str:
    """The status line of an answer that is well; empty when there is none."""
    question = f"GET {path} HTTP/1.1\r\nHost: {host}\r\nConnection: close\r\n\r\n"
    with suppress(OSError, TimeoutError):
        async with asyncio.timeout(PATIENCE):
            reader, writer = await asyncio.open_connection(host, port)
            writer.write(question.encode())
            status = (await reader.readline()).decode("latin-1").strip()
            writer.close()
            return status if " 200 " in f"{status} " else ""
    return ""


async def greeting(host: str, port: int) -> str:
    """What a mail server says first; empty when there is none. That a port takes the call proves nothing: the kernel does."""
    with suppress(OSError, TimeoutError):
        async with asyncio.timeout(PATIENCE):
            reader, writer = await asyncio.open_connection(host, port)
            said = (await reader.readline()).decode("latin-1").strip()
            writer.close()
            return said
    return ""


READ = "SELECT part, at FROM pulses"
TOUCH = """UPDATE pulses SET note = note WHERE part IN (SELECT part FROM pulses FOR UPDATE SKIP LOCKED)
RETURNING part, at"""
"""Read by writing: where this fails no part could write its pulse either. What hangs may hold its row for ever."""


async def pulses(settings: Settings, question: str = READ) -> Mapping[str, str]:
    """The last beat of every part that has one.

    Raises:
        TimeoutError: when the server takes the question and does not answer.
        psycopg.Error: when there is no server, or one that is starting, stopping or full.
    """
    async with asyncio.timeout(PATIENCE):
        async with await psycopg.AsyncConnection.connect(address(settings), autocommit=True) as connection:
            found = await connection.execute(question)
            return {part: at.isoformat() for part, at in await found.fetchall()}


def address(settings: Settings) -> str:
    """Our database as psycopg wants it named; with the password, so not for showing."""
    if settings.database_url:
        return "postgresql" + settings.database_url[settings.database_url.index(":") :]
    return psycopg.conninfo.make_conninfo(
        host=str(settings.socket_folder), user="postgres", dbname="tovholder"
    )
