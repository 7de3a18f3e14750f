"""Who is there: locks in the data folder that go with their processes, however those end."""

from __future__ import annotations

import fcntl
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO

from models.errors.running import AlreadyRunning

UP, DOOR, USERS = "up.lock", "door.lock", "users.lock"
BEGUN = "users.begun"
"""Stands in the folder while what is shared was begun by those who share it, and not found."""


@contextmanager
def alone(data: Path) -> Iterator[None]:
    """Be the one `tovholder up` of the folder.

    Raises:
        AlreadyRunning: when there is one.
    """
    with (data / UP).open("w") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError as taken:
            raise AlreadyRunning(folder=data) from taken
        yield


def is_up(data: Path) -> bool:
    """Whether `tovholder up` runs in the folder."""
    try:
        with (data / UP).open() as lock:
            fcntl.flock(lock, fcntl.LOCK_SH | fcntl.LOCK_NB)
    except FileNotFoundError:
        return False
    except BlockingIOError:
        return True
    return False


@contextmanager
def sharing(data: Path, begin: Callable[[], bool], end: Callable[[], object]) -> Iterator[None]:
    """Use something together with other processes: whoever comes first begins it, the last to leave ends it.

    `begin` says whether there was anything to begin: what was found running is left running, and so is what
    `tovholder up` has taken over meanwhile.
    """
    with (data / DOOR).open("w") as door, (data / USERS).open("w") as users:
        fcntl.flock(door, fcntl.LOCK_EX)
        fcntl.flock(users, fcntl.LOCK_SH)
        try:
            if begin():
                (data / BEGUN).touch()
        finally:
            fcntl.flock(door, fcntl.LOCK_UN)
        try:
            yield
        finally:
            fcntl.flock(door, fcntl.LOCK_EX)  # nobody comes in while we look whether we are the last
            fcntl.flock(users, fcntl.LOCK_UN)
            if _is_free(users) and (data / BEGUN).exists():
                (data / BEGUN).unlink()
                if not is_up(data):
                    end()


def _is_free(users: IO[str]) -> bool:
    try:
        fcntl.flock(users, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True
