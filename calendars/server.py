"""The one door to CalDAV: one conversation with a calendar server that may be away, slow or lying."""

from __future__ import annotations

import hashlib
import logging
import re
import threading
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from enum import Enum
from queue import Empty, SimpleQueue
from typing import Any, TypeVar, cast
from urllib.parse import quote, urljoin, urlsplit
from xml.sax.saxutils import escape

from caldav.davclient import DAVClient
from caldav.lib.error import AuthorizationError, RateLimitError

from calendars.reading import MOST_BYTES, CalendarEvent, NotACalendar, read
from models.errors.interviews import CalendarUnusable

log = logging.getLogger(__name__)
Answer = TypeVar("Answer")
_PLAIN = re.compile(r"[\w@.-]{1,120}", re.ASCII)
_ON_THIS_MACHINE = {"localhost", "127.0.0.1", "::1"}
_DATA = "{urn:ietf:params:xml:ns:caldav}calendar-data"
_QUERY = (
    '<?xml version="1.0" encoding="utf-8"?><C:calendar-query xmlns:D="DAV:" xmlns:C="urn:ietf:params:xml:ns:caldav">'
    '<D:prop><D:getetag/><C:calendar-data/></D:prop><C:filter><C:comp-filter name="VCALENDAR">'
    '<C:comp-filter name="VEVENT">{filter}</C:comp-filter></C:comp-filter></C:filter></C:calendar-query>'
)


class CalendarTrouble(Enum):
    """Why a calendar cannot be used."""

    AWAY = "the server cannot be reached"
    SLOW = "the server did not answer in time"
    NONSENSE = "the server answered something that cannot be understood"
    NO_CALENDAR = "the server answered something that is no calendar"
    LOGIN = "the server does not take the login"
    MOVED = "the calendar has moved to another address"
    MISSING = "there is no calendar at the address"
    AILING = "the server has problems of its own"
    FULL = "the calendar is full"
    TOO_LARGE = "the calendar is too large to be read"
    REFUSED = "the server said no"
    UNSAFE = "its address must begin with https"
    CONTENDED = "others changed it each time the entry was to be written"


def unusable(trouble: CalendarTrouble, **facts: object) -> CalendarUnusable:
    """The error of that trouble. Caught in calendars/remote.py."""
    return CalendarUnusable(variant=trouble.name.lower(), reason=trouble.value, **facts)


@dataclass(frozen=True)
class Account:
    """An interviewer's calendar: its own address, a login when it needs one, and how long an answer may take in all."""

    url: str
    user: str = ""
    password: str = field(default="", repr=False)
    seconds: float = 20.0


@dataclass(frozen=True)
class Found:
    """What the server has at an address; an empty tag means nothing."""

    href: str
    tag: str = ""
    events: tuple[CalendarEvent, ...] = ()


class Server:
    """One conversation with a calendar server, which may be away, slow or lying."""

    def __init__(self, account: Account) -> None:
        self._home = account.url.rstrip("/") + "/"
        self._client: Any = DAVClient(
            self._home,
            username=account.user or None,
            password=account.password or None,
            timeout=cast(int, account.seconds),  # whole seconds only by its annotation
            enable_rfc6764=False,
            rate_limit_handle=False,
        )
        session: Any = self._client.session
        session.request = _bounded(session.request)
        session.trust_env = False

    def close(self) -> None:
        self._client.close()

    def query(self, narrowed: str) -> Iterator[tuple[str, str, str]]:
        """Address, tag and file of every event resource the filter lets through."""
        answer: Any = self._client.request(
            self._home,
            "REPORT",
            _QUERY.format(filter=narrowed),
            {"Depth": "1", "Content-Type": 'application/xml; charset="utf-8"'},
        )
        tree: Any = answer.tree
        if answer.status != 207 or tree is None or tree.tag != "{DAV:}multistatus":
            raise unusable(_SAID.get(answer.status, CalendarTrouble.NO_CALENDAR))
        for each in tree.iter("{DAV:}response"):
            href, tag, data = (
                each.findtext(path) or "" for path in ("{DAV:}href", ".//{DAV:}getetag", f".//{_DATA}")
            )
            if data:
                yield href.strip(), tag.strip(), data

    def find(self, uid: str) -> Found:
        """The event at its own address, or wherever else the calendar keeps that UID."""
        name = uid if _PLAIN.fullmatch(uid) else hashlib.sha256(uid.encode()).hexdigest()
        href = urljoin(self._home, quote(name) + ".ics")
        answer = self._client.request(href, "GET", "", {"Accept": "text/calendar"})
        if answer.status == 200:
            return self._seen(href, str(answer.headers.get("ETag") or ""), _bytes(answer.raw), uid)
        if answer.status != 404:
            raise _refused(answer.status)
        narrowed = f'<C:prop-filter name="UID"><C:text-match collation="i;octet">{escape(uid)}</C:text-match></C:prop-filter>'
        for other, tag, data in self.query(narrowed):
            found = self._seen(urljoin(self._home, other), tag, data.encode(), uid)
            if found.events and _same_server(found.href, self._home):
                return found
        return Found(href)

    def _seen(self, href: str, tag: str, data: bytes, uid: str) -> Found:
        try:
            events = tuple(each for each in read(data).events if each.text("UID") == uid)
        except NotACalendar:
            raise unusable(CalendarTrouble.NO_CALENDAR) from None
        return Found(href, tag or "*", events)

    def write(self, found: Found, data: bytes) -> bool:
        """Put it there unless somebody changed the place since it was looked at."""
        only = {"If-Match": found.tag} if found.tag else {"If-None-Match": "*"}
        headers = {**only, "Content-Type": "text/calendar; charset=utf-8"}
        return self._settled(self._client.request(found.href, "PUT", data.decode(), headers).status)

    def erase(self, found: Found) -> bool:
        """Delete it unless somebody changed it since it was looked at."""
        status = self._client.request(found.href, "DELETE", "", {"If-Match": found.tag}).status
        return status in (404, 410) or self._settled(status)

    @staticmethod
    def _settled(status: int) -> bool:
        """Done, or False when somebody was faster."""
        if status in (409, 412):
            return False
        if not 200 <= status < 300:
            raise _refused(status)
        return True


_SAID = {
    **dict.fromkeys((301, 302, 303, 307, 308), CalendarTrouble.MOVED),
    **dict.fromkeys((404, 410), CalendarTrouble.MISSING),
    **dict.fromkeys((500, 502, 503, 504), CalendarTrouble.AILING),
    507: CalendarTrouble.FULL,
}


def _refused(status: int) -> CalendarUnusable:
    known = _SAID.get(status)
    return unusable(known) if known else unusable(CalendarTrouble.REFUSED, status=status)


def within(account: Account, ask: Callable[[Server], Answer]) -> Answer:
    """Ask in a thread that is left behind when time is up: a timeout on the line does not stop one byte a second.

    Raises:
        CalendarUnusable: whatever goes wrong.
    """
    address = urlsplit(account.url)
    if address.scheme != "https" and not (address.scheme == "http" and address.hostname in _ON_THIS_MACHINE):
        raise unusable(CalendarTrouble.UNSAFE)
    answers: SimpleQueue[Answer | CalendarUnusable] = SimpleQueue()

    def work() -> None:
        try:
            server = Server(account)
            try:
                answers.put(ask(server))
            finally:
                server.close()
        except Exception as failure:  # of three libraries and a server nobody knows: none may stop a booking
            log.warning("Calendar at %s: %s", address.hostname, type(failure).__name__)
            answers.put(_trouble(failure))

    threading.Thread(target=work, daemon=True, name="calendar").start()
    try:
        answer = answers.get(timeout=account.seconds + 1)
    except Empty:
        raise unusable(CalendarTrouble.SLOW) from None
    if isinstance(answer, CalendarUnusable):
        raise answer
    return answer


def _trouble(failure: Exception) -> CalendarUnusable:
    if isinstance(failure, CalendarUnusable):
        return failure
    if isinstance(failure, AuthorizationError):
        return unusable(CalendarTrouble.LOGIN)
    if isinstance(failure, RateLimitError):
        return unusable(CalendarTrouble.AILING)
    if "Timeout" in type(failure).__name__:
        return unusable(CalendarTrouble.SLOW)
    return unusable(CalendarTrouble.AWAY if isinstance(failure, OSError) else CalendarTrouble.NONSENSE)


def _bounded(request: Callable[..., Any]) -> Callable[..., Any]:
    """The session's request, which follows no redirect with our password and reads no more than a calendar's worth."""

    def ask(*args: Any, **options: Any) -> Any:
        answer = request(*args, **{**options, "stream": True, "allow_redirects": False})
        content = b""
        for piece in answer.iter_content(2**16):
            content += piece
            if len(content) > MOST_BYTES:
                answer.close()
                raise unusable(CalendarTrouble.TOO_LARGE)
        answer._content, answer._content_consumed = content, True
        return answer

    return ask


def _same_server(address: str, home: str) -> bool:
    return urlsplit(address)[:2] == urlsplit(home)[:2]


def _bytes(raw: str | bytes) -> bytes:
    return raw if isinstance(raw, bytes) else raw.encode()
