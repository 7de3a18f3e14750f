"""Keeps one part alive: starts it, starts it again when it dies, ends it when told to."""

from __future__ import annotations

import asyncio
import ctypes
import logging
import os
import signal
import time
from asyncio.subprocess import Process
from collections.abc import Callable, Mapping
from contextlib import suppress
from pathlib import Path

from deployments.supervisor import logs
from deployments.supervisor.parts import LOCK_LOST, Part

READY_WITHIN = 90.0
"""Seconds a part may take until it is there; so long nobody calls it hanging."""
FIRST_PAUSE, LONGEST_PAUSE = 0.5, 30.0
"""Seconds before a part that died is started again; doubled each time, until one has lived for STEADY_AFTER."""
STEADY_AFTER = 60.0
PR_SET_PDEATHSIG = 1
BEHIND = 5
"""How many steps of niceness a part stands behind the others."""

log = logging.getLogger("supervisor")


class PartKeeper:
    """The one who starts a part's process, and knows that it is to end."""

    def __init__(self, part: Part, *, data: Path, environment: Mapping[str, str]) -> None:
        self.part = part
        self._data = data
        self._environment = environment
        self._ending = asyncio.Event()
        self._task: asyncio.Task[None] | None = None
        self._process: Process | None = None
        self._began = 0.0
        self._seen = ""
        self._missed = 0

    def begin(self) -> None:
        """Start the part, and keep it from now on."""
        self._task = asyncio.create_task(self._keep())

    async def end(self) -> None:
        """End the part and wait until it is gone; it is killed when it takes longer than its grace."""
        self._ending.set()
        if self._task:
            await self._task

    async def look(self, beats: Mapping[str, str], missed: int) -> None:
        """Look for a sign of life; a part that has shown none in that many looks in a row is killed.

        Of a pulse only a new beat counts, whatever the clock says: it may have been set.
        """
        process = self._process
        seen = await self.part.look() if self.part.look else beats.get(self.part.name, "")
        young = time.monotonic() - self._began < READY_WITHIN
        if process is None or process is not self._process or young or self._ending.is_set():
            self.excuse()
            return
        lives = seen and (self.part.look or seen != self._seen)
        self._seen, self._missed = seen, 0 if lives else self._missed + 1
        if self._missed >= missed:
            lacking = "does not answer" if self.part.look else "has no pulse"
            log.warning(
                "%s hangs: process %d lives, but %s; it is killed", self.part.name, process.pid, lacking
            )
            process.kill()
            self.excuse()

    def excuse(self) -> None:
        """Whatever was missed is forgotten."""
        self._missed = 0

    async def _keep(self) -> None:
        pause = FIRST_PAUSE
        while not self._ending.is_set():
            self._began = time.monotonic()
            self._process = process = await self._start()
            await self._until_gone(process)
            self._process = None
            if self._ending.is_set():
                log.info("%s is stopped", self.part.name)
                return
            if time.monotonic() - self._began > STEADY_AFTER or process.returncode == LOCK_LOST:
                pause = FIRST_PAUSE
            log.warning(
                "%s ended with %s and is started again in %.1f s",
                self.part.name,
                told(process.returncode),
                pause,
            )
            with suppress(TimeoutError):
                await asyncio.wait_for(self._ending.wait(), pause)
            pause = min(2 * pause, LONGEST_PAUSE)

    async def _start(self) -> Process:
        with logs.opened(self._data, self.part.name) as output:
            process = await asyncio.create_subprocess_exec(
                *self.part.command,
                stdin=asyncio.subprocess.DEVNULL,
                stdout=output,
                stderr=output,
                env=self._environment,
                start_new_session=True,  # Ctrl-C is for the supervisor, who knows the order
                preexec_fn=ends_with(os.getpid(), behind=self.part.behind),
            )
        log.info("%s started as process %d", self.part.name, process.pid)
        return process

    async def _until_gone(self, process: Process) -> None:
        gone, ending = asyncio.create_task(process.wait()), asyncio.create_task(self._ending.wait())
        await asyncio.wait([gone, ending], return_when=asyncio.FIRST_COMPLETED)
        ending.cancel()
        if not gone.done():
            process.terminate()
            await asyncio.wait([gone], timeout=self.part.grace)
        if not gone.done():
            log.warning("%s did not end within %.0f s and is killed", self.part.name, self.part.grace)
            process.kill()
        await gone


def ends_with(parent: int, *, behind: bool = False) -> Callable[[], None]:
    """What a child does before it becomes its program: have the kernel end it when its parent is gone."""
    libc = ctypes.CDLL(None)

    def prepare() -> None:
        libc.prctl(PR_SET_PDEATHSIG, signal.SIGTERM)
        if os.getppid() != parent:  # the parent died in between
            os._exit(1)
        if behind:
            os.nice(BEHIND)

    return prepare


def told(code: int | None) -> str:
    """An exit code in words: `signal SIGKILL` or `code 1`."""
    return f"signal {signal.Signals(-code).name}" if code is not None and code < 0 else f"code {code}"
