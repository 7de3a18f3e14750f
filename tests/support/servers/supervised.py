"""A supervisor in a process of its own, for tests that do harm to what it keeps."""

from __future__ import annotations

import os
import subprocess
import sys
from datetime import datetime
from pathlib import Path

import psycopg

from tests.support.servers.prefect_engine import free_port


class Installation:
    """A supervisor in a process of its own, and what can be seen of it from outside."""

    def __init__(self, data: Path, program: str) -> None:
        self.data = data
        self.program = program
        self.port = free_port()
        self.started: list[subprocess.Popen[str]] = []

    def up(self) -> subprocess.Popen[str]:
        environment = {name: value for name, value in os.environ.items() if name != "TOVHOLDER_DATABASE_URL"}
        process = subprocess.Popen(
            [sys.executable, "-c", self.program, str(self.port)],
            env=environment | {"TOVHOLDER_DATA": str(self.data), "PYTHONUNBUFFERED": "1"},
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        )
        self.started.append(process)
        return process

    def log(self) -> str:
        file = self.data / "logs" / "supervisor.log"
        return file.read_text() if file.exists() else ""

    def is_up(self, times: int = 1) -> bool:
        return self.log().count("Everything is up") == times

    def pids(self, part: str) -> list[int]:
        """Every process the part has had, the present one last."""
        lines = [line for line in self.log().splitlines() if f"{part} started as process" in line]
        return [int(line.split()[-1]) for line in lines]

    def has_postgres(self) -> bool:
        return (self.data / "postgres" / "postmaster.pid").exists()

    def postgres(self) -> int:
        return int((self.data / "postgres" / "postmaster.pid").read_text().splitlines()[0])

    def beat(self) -> datetime:
        """The postman's last."""
        socket = f"host='{self.data / 'postgres'}' user=postgres dbname=tovholder"
        with psycopg.connect(socket) as connection:
            found = connection.execute("SELECT at FROM pulses WHERE part = 'postman'").fetchone()
        assert found is not None
        at: datetime = found[0]
        return at

    def clear(self) -> None:
        for process in self.started:
            if process.poll() is None:
                process.terminate()
            process.communicate(timeout=60)


def lives(pid: int) -> bool:
    """True for a process that runs; one that is dead and not yet buried does not."""
    try:
        return Path(f"/proc/{pid}/stat").read_text().rsplit(")", 1)[1].split()[0] != "Z"
    except FileNotFoundError:
        return False
