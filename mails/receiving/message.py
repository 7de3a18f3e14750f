"""A mail that came in, opened: its own facts, its words, whether a machine wrote it, and what it gives back."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from email.errors import MessageError
from email.header import decode_header, make_header
from email.message import Message
from email.parser import BytesParser
from email.policy import Compat32
from email.utils import getaddresses
from typing import TypeAlias

from models.replies import UnreadableKind, UnreadableReply

Letter: TypeAlias = "Message[str, str]"
MOST_WORDS = 2_000
_LONGEST_HEADER = 20_000
_MESSAGE_ID = re.compile(r"<[^<>\s]{1,250}>")
ADDRESS = re.compile(r"[^\s<>@:;,\"]{1,100}@[^\s<>@:;,\"]{1,150}")


def parsed(source: bytes) -> Letter:
    """The mail by the old policy of the library: the new one raises on headers that are merely odd."""
    return BytesParser(policy=_ShortHeaders()).parsebytes(source)


class _ShortHeaders(Compat32):
    """Of a header, its start: the library's time for parameters grows with the square of their number."""

    def header_source_parse(self, sourcelines: list[str]) -> tuple[str, str]:
        name, value = super().header_source_parse(sourcelines)
        return name, value[:_LONGEST_HEADER]


@dataclass(frozen=True)
class Mail:
    message: Letter
    sender: str
    about: UnreadableReply
    """The mail's own facts, in the form they have when nothing better is found."""


def opened(message: Letter) -> Mail:
    senders = _addresses(message.get_all("From", []))
    sender = senders[0] if len(senders) == 1 else ""
    ids = _MESSAGE_ID.findall(_header(message, "Message-ID"))
    about = _MESSAGE_ID.findall(f"{_header(message, 'In-Reply-To')} {_header(message, 'References')}")
    return Mail(
        message,
        sender,
        UnreadableReply(
            UnreadableKind.WORDS,
            "",
            sender=sender,
            subject=_header(message, "Subject")[:200],
            message_id=ids[0] if ids else "",
            about=tuple(dict.fromkeys(about))[-20:],
        ),
    )


def _header(message: Letter, name: str) -> str:
    """One line of text, whatever was folded or encoded into it."""
    raw = str(message.get(name, ""))[:5_000]
    try:
        text = str(make_header(decode_header(raw)))
    except (MessageError, LookupError, ValueError):
        text = raw
    return " ".join(text.encode(errors="replace").decode().split())


def _addresses(headers: list[str]) -> list[str]:
    found = getaddresses([str(each)[:2_000] for each in headers[:5]])
    return [address.lower() for _, address in found if ADDRESS.fullmatch(address)]


def is_named_ics(part: Letter) -> bool:
    try:
        return (part.get_filename() or "").lower().endswith(".ics")
    except (ValueError, LookupError, TypeError):
        return False


def without_calendar(mail: Mail, parts: list[Letter]) -> UnreadableReply:
    automatic = _header(mail.message, "Auto-Submitted").lower() not in ("", "no")
    automatic = automatic or bool(mail.message.get("X-Autoreply") or mail.message.get("X-Autorespond"))
    automatic = automatic or _header(mail.message, "Precedence").lower() in ("auto_reply", "bulk", "junk")
    kind = UnreadableKind.AWAY if automatic else UnreadableKind.WORDS
    return replace(mail.about, kind=kind, reason="no calendar part", words=words(parts))


def bounce(mail: Mail, parts: list[Letter]) -> UnreadableReply | None:
    """A delivery report (RFC 3464), with the addresses it failed for and the letter it gives back."""
    report = str(mail.message.get_param("report-type", "")).lower()
    from_nobody = _header(mail.message, "Return-Path") == "<>"
    delivery = [each for each in parts if each.get_content_type() == "message/delivery-status"]
    if (
        not delivery
        and report != "delivery-status"
        and not (from_nobody and mail.sender.startswith("mailer-daemon@"))
    ):
        return None
    failed: list[str] = []
    for each in delivery:
        for block in each.get_payload() if isinstance(each.get_payload(), list) else []:
            if isinstance(block, Message) and _header(block, "Action").lower() == "failed":
                failed += ADDRESS.findall(_header(block, "Final-Recipient").lower())
    given_back = [
        found
        for each in parts[1:]
        if each.get_content_type() not in ("message/delivery-status",)
        for found in _MESSAGE_ID.findall(_header(each, "Message-ID"))
    ]
    given_back += [
        found
        for each in parts
        if each.get_content_type() == "text/rfc822-headers"
        for found in _returned(each)
    ]
    about = tuple(dict.fromkeys((*given_back, *mail.about.about)))[:20]
    return replace(
        mail.about,
        kind=UnreadableKind.BOUNCE,
        reason="a letter of ours came back",
        words=words(parts),
        about=about,
        failed=tuple(dict.fromkeys(failed))[:20],
    )


def _returned(part: Letter) -> list[str]:
    found = re.search(r"(?im)^message-id:\s*(<[^<>\s]{1,250}>)", _text(part))
    return [found[1]] if found else []


def words(parts: list[Letter]) -> str:
    """The start of the first plain text, else of the HTML without its tags."""
    for kind in ("text/plain", "text/html"):
        for part in parts:
            if part.get_content_type() == kind and part.get_content_disposition() != "attachment":
                text = _text(part)[: 20 * MOST_WORDS]
                text = text if kind == "text/plain" else re.sub(r"<[^<>]{0,500}>", " ", text)
                return re.sub(r"[^\S\n]+", " ", text).strip()[:MOST_WORDS]
    return ""


def _text(part: Letter) -> str:
    data, charset = content(part)
    try:
        return data.decode(charset, errors="replace").replace("\x00", "")
    except (LookupError, UnicodeError):
        return data.decode("utf-8", errors="replace").replace("\x00", "")


def content(part: Letter) -> tuple[bytes, str]:
    payload = part.get_payload(decode=True)
    return (payload if isinstance(payload, bytes) else b""), str(part.get_content_charset() or "utf-8")


def authentic(message: Letter, sender: str, authserv_id: str) -> bool | None:
    """What our server wrote on top about the sender's domain (RFC 8601); what the sender wrote below it is not asked."""
    if not authserv_id or not sender:
        return None
    for header in message.get_all("Authentication-Results", [])[:1]:
        text = re.sub(r"\([^()]{0,500}\)", " ", " ".join(str(header)[:10_000].split())).lower()
        name, _, results = text.partition(";")
        if name.split()[:1] != [authserv_id.lower()]:
            return None
        domain = sender.rpartition("@")[2]
        if verdict := re.search(r"(?:^|;)\s*dmarc\s*=\s*(\w+)", results):
            return verdict[1] == "pass" if verdict[1] in ("pass", "fail") else None
        signed = re.findall(r"(?:^|;)\s*dkim\s*=\s*pass\b[^;]*\bheader\.(?:d|i)\s*=\s*@?([\w.-]+)", results)
        return True if domain in signed else None
    return None
