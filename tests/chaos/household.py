"""The processes of one installation, found through its supervisor; nobody else's are ever touched."""

from __future__ import annotations

import os
import signal
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path

import psutil  # type: ignore[import-untyped]  # ships no types

from actions import clock
from deployments.supervisor.parts import parts
from models.settings import settings

POSTGRES = "postgres"
PATIENCE = 90.0
"""Seconds a part may be away: the supervisor pauses longer each time it dies."""


@dataclass
class Household:
    """A supervisor, what it has started, and what was started beside it by hand."""

    data: Path
    supervisor: int
    extra: list[subprocess.Popen[bytes]] = field(default_factory=list)

    def pids(self, part: str) -> list[int]:
        """Every process of the part that runs: the supervisor's, then those started beside it."""
        if part == POSTGRES:
            return self._postmaster()
        return [process.pid for process in self._children() if _is(process, _command(part))]

    def kill(self, part: str, age: float = 0.0) -> None:
        """`kill -9` of a process of the part, as soon as there is one that has lived so many seconds."""
        ready = time.monotonic() + PATIENCE
        while (pid := self.await_pid(part)) and _age(pid) < age:
            assert time.monotonic() < ready, f"{part} never lived for {age:.0f} s"
            time.sleep(0.05)
        os.kill(pid, signal.SIGKILL)

    def await_pid(self, part: str) -> int:
        """A process of the part; a part that has died is started again by the supervisor."""
        deadline = time.monotonic() + PATIENCE
        while not (found := self.pids(part)):
            assert time.monotonic() < deadline, f"{part} was not started again within {PATIENCE:.0f} s"
            time.sleep(0.05)
        return found[0]

    @contextmanager
    def stopped(self, part: str) -> Iterator[None]:
        """The part hangs: it lives, holds what it has, and does nothing."""
        first = psutil.Process(self.await_pid(part))
        hanging = [first, *first.children()] if part == POSTGRES else [first]
        for process in hanging:
            with suppress(psutil.NoSuchProcess):
                process.suspend()
        try:
            yield
        finally:
            for process in hanging:
                with suppress(psutil.NoSuchProcess):
                    process.resume()

    def second(self, part: str) -> None:
        """Start one more of the part, with the same surroundings."""
        first = psutil.Process(self.await_pid(part))
        with (self.data / "logs" / f"second-{part}.log").open("ab") as output:
            command, environment = first.cmdline(), first.environ()
            self.extra.append(
                subprocess.Popen(
                    command, env=environment, stdout=output, stderr=output, start_new_session=True
                )
            )

    def end_extra(self) -> None:
        """End what was started by hand."""
        for process in self.extra:
            process.terminate()
        for process in self.extra:
            process.wait(90)
        self.extra.clear()

    def _children(self) -> list[psutil.Process]:
        beside = [psutil.Process(one.pid) for one in self.extra if one.poll() is None]
        return [*psutil.Process(self.supervisor).children(), *beside]

    def _postmaster(self) -> list[int]:
        """The embedded server, by the number in its own file and the folder it works in."""
        folder = self.data / "postgres"
        with suppress(OSError, ValueError, IndexError, psutil.Error):
            process = psutil.Process(int((folder / "postmaster.pid").read_text().splitlines()[0]))
            if Path(process.cwd()) == folder.resolve() and process.status() != psutil.STATUS_ZOMBIE:
                return [process.pid]
        return []


def _command(part: str) -> tuple[str, ...]:
    return next(one.command for one in parts(settings()) if one.name == part)


def _age(pid: int) -> float:
    """Seconds since the process began; 0 for one that is gone."""
    try:
        return clock.real_now().timestamp() - float(psutil.Process(pid).create_time())
    except psutil.NoSuchProcess:
        return 0.0


def _is(process: psutil.Process, command: tuple[str, ...]) -> bool:
    try:
        lives = process.status() != psutil.STATUS_ZOMBIE
        return lives and tuple(process.cmdline()[1:]) == command[1:]
    except psutil.Error:
        return False
