"""A disk that can be full: a small one in memory, mounted for one installation's database."""

from __future__ import annotations

import os
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

CHUNK = bytes(2**16)


@contextmanager
def small_disk(folder: Path, megabytes: int) -> Iterator[Path]:
    """The folder is a disk of that size while the block runs.

    Raises:
        subprocess.CalledProcessError: when this user may not mount.
    """
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    options = ["-t", "tmpfs", "-o", f"size={megabytes}m,mode=700", "tmpfs"]
    subprocess.run(["mount", *options, folder], check=True, capture_output=True)
    try:
        yield folder
    finally:
        subprocess.run(["umount", "--lazy", folder], check=True)


def may_mount(folder: Path) -> bool:
    """Whether this user can have a disk of its own here."""
    if os.geteuid() != 0:
        return False
    try:
        with small_disk(folder, 1):
            return True
    except (OSError, subprocess.CalledProcessError):
        return False


@contextmanager
def full(disk: Path) -> Iterator[None]:
    """Not a byte is left on it while the block runs."""
    filler = disk / "filler"
    try:
        with filler.open("wb", buffering=0) as file, suppress(OSError):
            while True:
                file.write(CHUNK)
        yield
    finally:
        filler.unlink()
