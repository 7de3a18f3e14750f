"""What wakes the postman: LISTEN on a connection of its own, made again when PostgreSQL has been away."""

from __future__ import annotations

import psycopg

from actions import database


class WakeUp:
    """Rings when somebody calls on the channel."""

    def __init__(self, channel: str) -> None:
        self._channel = channel
        self._connection: psycopg.Connection | None = None

    def wait(self, seconds: float) -> None:
        """Return at a call, or after that many seconds; at once on a new line, where a call may have been missed.

        Raises:
            psycopg.Error: when PostgreSQL does not answer; the next call tries a new line.
        """
        try:
            if self._connection is None:
                self._connection = self._listening()
                return
            for _ in self._connection.notifies(timeout=seconds, stop_after=1):
                return
        except psycopg.Error:
            self.close()
            raise

    def close(self) -> None:
        """Give the line up."""
        if self._connection is not None:
            self._connection.close()
        self._connection = None

    def _listening(self) -> psycopg.Connection:
        address = database.url().set(drivername="postgresql").render_as_string(hide_password=False)
        connection = psycopg.connect(address, autocommit=True)
        connection.execute(psycopg.sql.SQL("LISTEN {}").format(psycopg.sql.Identifier(self._channel)))
        return connection
