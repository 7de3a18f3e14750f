"""The capture inbox on disk: a Maildir that the inbox server fills and the portal shows. Nothing in it has been sent."""

from __future__ import annotations

import itertools
import os
from dataclasses import dataclass
from datetime import UTC, datetime
from email import policy
from email.message import EmailMessage
from email.parser import BytesHeaderParser, BytesParser
from pathlib import Path

HOST = "127.0.0.1"
"""Where the inbox server listens, whatever address the others have: what it captures never leaves the machine."""
_numbers = itertools.count()


@dataclass(frozen=True)
class Captured:
    """A captured letter as the list shows it; `date` is the letter's own, None when it has none."""

    id: str
    sender: str
    to: str
    subject: str
    date: datetime | None
    rehearsal: bool


@dataclass(frozen=True)
class CapturedLetter:
    """A captured letter opened; a part it does not have is empty."""

    summary: Captured
    text: str
    html: str
    calendar: str
    source: bytes


def folder(data: Path) -> Path:
    """Where an installation with this data folder captures its mail."""
    return data / "inbox"


def store(inbox: Path, content: bytes) -> str:
    """Keep one letter, whole or not at all; its id sorts by arrival, as the disk dates it."""
    for name in ("tmp", "new", "cur"):
        (inbox / name).mkdir(parents=True, exist_ok=True)
    draft = inbox / "tmp" / f"{os.getpid()}-{next(_numbers):06d}"
    draft.write_bytes(content)
    at = datetime.fromtimestamp(draft.stat().st_mtime, UTC)
    identity = f"{at:%Y%m%dT%H%M%S%f}-{draft.name}"
    draft.rename(inbox / "new" / identity)
    return identity


def newest(inbox: Path, *, limit: int = 200) -> list[Captured]:
    """The latest letters, newest first."""
    files = sorted(_files(inbox).items(), reverse=True)[:limit]
    return [_summary(identity, path) for identity, path in files]


def count(inbox: Path) -> int:
    """How many letters there are."""
    return len(_files(inbox))


def find(inbox: Path, identity: str) -> CapturedLetter | None:
    """One letter by its id, which is only ever compared with what is there and never made into a path."""
    path = _files(inbox).get(identity)
    if path is None:
        return None
    source = path.read_bytes()
    message = BytesParser(_class=EmailMessage, policy=policy.default).parsebytes(source)
    return CapturedLetter(
        summary=_summary(identity, path),
        text=_part(message, "text/plain"),
        html=_part(message, "text/html"),
        calendar=_part(message, "text/calendar"),
        source=source,
    )


def _files(inbox: Path) -> dict[str, Path]:
    return {
        entry.name: Path(entry.path)
        for name in ("new", "cur")
        if (inbox / name).is_dir()
        for entry in os.scandir(inbox / name)
        if entry.is_file(follow_symlinks=False)
    }


def _summary(identity: str, path: Path) -> Captured:
    with path.open("rb") as file:
        headers = BytesHeaderParser(policy=policy.default).parse(file)
    return Captured(
        id=identity,
        sender=str(headers.get("From", "")),
        to=str(headers.get("To", "")),
        subject=str(headers.get("Subject", "")),
        date=getattr(headers.get("Date"), "datetime", None),
        rehearsal="X-Tovholder-Rehearsal" in headers,
    )


def _part(message: EmailMessage, kind: str) -> str:
    for part in message.walk():
        if part.get_content_type() == kind and not part.is_attachment():
            return _readable(part).replace("\r\n", "\n")
    return ""


def _readable(part: EmailMessage) -> str:
    try:
        return str(part.get_content())
    except LookupError:  # a character set nobody knows
        return bytes(part.get_payload(decode=True)).decode(errors="replace")
