"""One command's seat at the database: opened for it, one transaction, the installation's time."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime

from sqlalchemy.orm import Session

from actions import clock, database
from deployments.database import databases
from models.settings import settings


@contextmanager
def acting() -> Iterator[tuple[Session, datetime]]:
    """A transaction that is committed at the end, and now; works whether or not `tovholder up` is running.

    Raises:
        DatabaseUnreachable, DatabaseTooOld, DatabaseMissing: when there is no database to act in.
    """
    with databases.running(settings()):
        try:
            with database.transaction() as session:
                yield session, clock.now(session)
        finally:
            database.engine().dispose()
