"""A machine whose clock can be set back, for one installation only: a library between its processes and the time of day."""

from __future__ import annotations

import os
import shutil
import struct
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

HOUR = 3600


class WrongClock:
    """The clock of everything that was started while it was worn."""

    def __init__(self, file: Path) -> None:
        self._file = file
        self.offset = 0

    def set_back(self, seconds: int = HOUR) -> None:
        """From now on it is so much earlier."""
        self.offset -= seconds
        with self._file.open("r+b") as file:
            file.write(struct.pack("l", self.offset))


def compiler() -> str | None:
    """The C compiler, where there is one."""
    return shutil.which("cc") or shutil.which("gcc")


@contextmanager
def wrong_clock(folder: Path) -> Iterator[WrongClock]:
    """Everything started inside the block believes the clock; needs a compiler and a folder everybody may look into."""
    folder.mkdir(mode=0o755, parents=True, exist_ok=True)
    library, file = folder / "wrong_clock.so", folder / "offset"
    source = Path(__file__).with_name("wrong_clock.c")
    subprocess.run([str(compiler()), "-O2", "-shared", "-fPIC", "-o", library, source], check=True)
    file.write_bytes(struct.pack("l", 0))
    worn = {"LD_PRELOAD": str(library), "CLOCK_OFFSET": str(file)}
    os.environ.update(worn)
    try:
        yield WrongClock(file)
    finally:
        for name in worn:
            del os.environ[name]
