"""The one door to IMAP: the mails nobody has dealt with, and a mark on those that are. Deletes nothing it has not moved."""

from __future__ import annotations

import re
import ssl
from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import dataclass
from enum import Enum
from types import TracebackType
from typing import Any, NoReturn

from mails.receiving.bounded_imap import Bounded, BoundedTls, Lost, Refused, quoted
from mails.receiving.replies import MOST_BYTES
from models.errors.mail import MailboxUnusable
from models.errors.running import RealMailInRehearsal
from models.settings import Settings, SmtpSecurity

PAGE = 50
_ROOM_FOR_TALK = 2**20
_SIZE = re.compile(
    rb"UID (\d{1,10})\b.*?RFC822\.SIZE (\d{1,12})|RFC822\.SIZE (\d{1,12}).*?UID (\d{1,10})\b", re.DOTALL
)


class MailboxTrouble(Enum):
    """Why; never in the server's words, which may repeat a password."""

    SILENT = "the server does not answer"
    DROPPED = "the line was dropped"
    LOGIN = "it does not take the login"
    CERTIFICATE = "its certificate is not valid"
    FOLDER = "there is no folder of that name"
    NONSENSE = "it says something that is not IMAP"


@dataclass(frozen=True)
class Arrived:
    """A mail as it lies there. `uid` names it for ever, also in another mailbox; `content` is None when it is too large."""

    uid: str
    size: int
    content: bytes | None


class Mailbox:
    """An open mailbox; use it as a context, from one thread.

    Raises:
        RealMailInRehearsal: because a rehearsal would take real answers for its own.
        MailboxUnusable: on entering and from every method.
    """

    def __init__(self, settings: Settings, *, rehearsal: bool, most_bytes: int = MOST_BYTES) -> None:
        if rehearsal:
            raise RealMailInRehearsal
        self._settings, self._most_bytes = settings, most_bytes
        self._line: Bounded | None = None
        self._validity = ""

    def __enter__(self) -> Mailbox:
        try:
            self._connect()
            self._log_in()
            self._select()
        except BaseException:
            self.close()
            raise
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def close(self) -> None:
        """Say goodbye, if anybody listens."""
        line, self._line = self._line, None
        if line:
            with suppress(OSError, Refused, ValueError):
                line.fresh()
                line.logout()
            with suppress(OSError):
                line.shutdown()

    def unseen(self) -> Iterator[Arrived]:
        """Mails not dealt with yet, oldest first, fetched one at a time; those above the limit without their content.

        Where mails are moved when they are done, what a person has opened is not done yet and comes as well.
        """
        wanted = "UNDELETED" if self._settings.imap_done_folder else "UNSEEN"
        answer = self._ask("uid", "SEARCH", None, wanted)
        numbers = sorted(
            {
                int(each)
                for line in answer
                if isinstance(line, bytes)
                for each in line.split()
                if each.isdigit()
            }
        )
        for start in range(0, len(numbers), PAGE):
            yield from self._page(numbers[start : start + PAGE])

    def seen(self, uid: str) -> bool:
        """Mark the mail as dealt with, or move it; False when the mailbox was made anew and it has another number now."""
        validity, _, number = uid.partition(".")
        if validity != self._validity or not number.isdigit():
            return False
        if not self._settings.imap_done_folder:
            self._ask("uid", "STORE", number, "+FLAGS.SILENT", "(\\Seen)")
            return True
        self._move(number)
        return True

    def _page(self, numbers: list[int]) -> Iterator[Arrived]:
        sizes = self._sizes(numbers)
        for number in numbers:
            if number not in sizes:
                continue  # gone since the search
            content = None
            if sizes[number] <= self._most_bytes:
                content = self._content(number)
                if content is None:
                    continue
            too_large = content is None or len(content) > self._most_bytes
            yield Arrived(f"{self._validity}.{number}", sizes[number], None if too_large else content)

    def _sizes(self, numbers: list[int]) -> dict[int, int]:
        sizes: dict[int, int] = {}
        for line in self._ask("uid", "FETCH", ",".join(map(str, numbers)), "(UID RFC822.SIZE)"):
            if isinstance(line, bytes) and (found := _SIZE.search(line)):
                sizes[int(found[1] or found[4])] = int(found[2] or found[3])
        return sizes

    def _content(self, number: int) -> bytes | None:
        """The mail, or its start when it is larger than the server said; None when it is gone."""
        for line in self._ask("uid", "FETCH", str(number), f"(UID BODY.PEEK[]<0.{self._most_bytes + 1}>)"):
            if isinstance(line, tuple) and isinstance(line[1], bytes):
                return line[1]
        return None

    def _move(self, number: str) -> None:
        """By MOVE where the server has it; else a copy first, and only then the mark for deletion."""
        line = self._open_line()
        folder = quoted(self._settings.imap_done_folder).decode()
        with suppress(Refused):
            line.create(folder)
        self._ask("uid", "STORE", number, "+FLAGS.SILENT", "(\\Seen)")
        if "MOVE" in line.capabilities:
            self._ask("uid", "MOVE", number, folder)
            return
        self._ask("uid", "COPY", number, folder)
        self._ask("uid", "STORE", number, "+FLAGS.SILENT", "(\\Deleted)")
        if "UIDPLUS" in line.capabilities:
            self._ask("uid", "EXPUNGE", number)

    def _connect(self) -> None:
        given = self._settings
        context = ssl.create_default_context(cafile=given.imap_ca_file)
        bounds: dict[str, Any] = {
            "seconds": given.imap_timeout,
            "most_bytes": self._most_bytes + _ROOM_FOR_TALK,
        }

        def connect() -> Bounded:
            if given.imap_security is SmtpSecurity.TLS:
                return BoundedTls(given.imap_host, given.imap_port, ssl_context=context, **bounds)
            line = Bounded(given.imap_host, given.imap_port, **bounds)
            if given.imap_security is SmtpSecurity.STARTTLS:
                try:
                    line.starttls(context)
                except BaseException:
                    line.shutdown()
                    raise
            return line

        self._line = self._told(connect)

    def _log_in(self) -> None:
        """By AUTH PLAIN where the server has it, which takes every letter; LOGIN takes ASCII only."""
        line, user = self._open_line(), self._settings.imap_user
        password = self._settings.imap_password.get_secret_value()

        def log_in() -> Any:
            if "AUTH=PLAIN" in line.capabilities:
                return line.authenticate("PLAIN", lambda _: f"\0{user}\0{password}".encode())
            return line.login(user, password)

        self._told(log_in, otherwise=MailboxTrouble.LOGIN)
        self._told(line.capability)
        told: list[Any] = line.untagged_responses.get("CAPABILITY") or []
        if told:
            line.capabilities = tuple(told[-1].decode("ascii", errors="replace").upper().split())

    def _select(self) -> None:
        line = self._open_line()
        folder = quoted(self._settings.imap_folder).decode()
        answer, _ = self._told(lambda: line.select(folder), otherwise=MailboxTrouble.FOLDER)
        validity = line.response("UIDVALIDITY")[1]
        if answer != "OK":
            self._raise(MailboxTrouble.FOLDER)
        if not validity or not isinstance(validity[0], bytes) or not validity[0].isdigit():
            self._raise(MailboxTrouble.NONSENSE)
        self._validity = validity[0].decode()

    def _ask(self, method: str, *args: Any) -> list[Any]:
        line = self._open_line()
        answer, lines = self._told(lambda: getattr(line, method)(*args))
        if answer != "OK":
            self._raise(MailboxTrouble.NONSENSE)
        return [each for each in lines if each is not None]

    def _open_line(self) -> Bounded:
        if self._line is None:
            self._raise(MailboxTrouble.DROPPED)
        self._line.fresh()
        return self._line

    def _told(self, talk: Callable[[], Any], *, otherwise: MailboxTrouble = MailboxTrouble.NONSENSE) -> Any:
        """The answer; whatever goes wrong becomes the one error, in our words."""
        try:
            return talk()
        # imaplib stumbles over nonsense in many ways: IndexError, UnicodeDecodeError, …
        except Exception as failure:
            self._raise(_trouble(failure, otherwise))

    def _raise(self, trouble: MailboxTrouble) -> NoReturn:
        host, why = self._settings.imap_host, trouble.name.lower()
        raise MailboxUnusable(variant=why, host=host, reason=trouble.value) from None


def _trouble(failure: Exception, otherwise: MailboxTrouble) -> MailboxTrouble:
    """The first kind that fits; `otherwise` is what a plain no to that command means."""
    if isinstance(failure, Lost):
        lost = any(words in str(failure) for words in ("EOF", "socket error"))
        return MailboxTrouble.DROPPED if lost else MailboxTrouble.NONSENSE
    kinds: tuple[tuple[tuple[type[Exception], ...], MailboxTrouble], ...] = (
        ((ssl.SSLCertVerificationError,), MailboxTrouble.CERTIFICATE),
        ((TimeoutError,), MailboxTrouble.SILENT),
        ((Refused, UnicodeEncodeError), otherwise),
        ((ConnectionResetError, BrokenPipeError, ssl.SSLEOFError), MailboxTrouble.DROPPED),
        ((OSError,), MailboxTrouble.SILENT),
    )
    return next((trouble for types, trouble in kinds if isinstance(failure, types)), MailboxTrouble.NONSENSE)
