"""What comes back by mail on an invitation, as values: a calendar's answer, or something only a person can read."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum


class Method(StrEnum):
    """What a calendar answers with (RFC 5546); `none` when the calendar part does not say."""

    REPLY = "REPLY"
    COUNTER = "COUNTER"
    REFRESH = "REFRESH"
    DECLINECOUNTER = "DECLINECOUNTER"
    NONE = ""


class Partstat(StrEnum):
    """What the attendee says about taking part."""

    ACCEPTED = "ACCEPTED"
    DECLINED = "DECLINED"
    TENTATIVE = "TENTATIVE"
    DELEGATED = "DELEGATED"
    NEEDS_ACTION = "NEEDS-ACTION"


class UnreadableKind(StrEnum):
    """Why a mail is no answer a rule can take: words for a person, a machine's own letter, or something broken."""

    WORDS = "words"
    AWAY = "away"
    BOUNCE = "bounce"
    BROKEN = "broken"
    HUGE = "huge"
    OTHER_METHOD = "other_method"


@dataclass(frozen=True)
class Reply:
    """A calendar's answer. Addresses are lower case; what the mail does not say is empty or None."""

    method: Method
    uid: str
    attendee: str
    sender: str
    partstat: Partstat
    sequence: int = 0
    stamped: datetime | None = None
    recurrence: str = ""
    """The RECURRENCE-ID as written: the answer concerns one time of several."""
    comment: str = ""
    proposed: tuple[datetime, datetime] | None = None
    """The time a COUNTER proposes, in UTC; None when it cannot be understood."""
    delegated_to: str = ""
    delegated_from: str = ""
    message_id: str = ""
    authentic: bool | None = None
    """What our own mail server found of the sender's domain; None when it has not been asked, or has not said."""


@dataclass(frozen=True)
class UnreadableReply:
    """A mail without an answer in it; `words` is the start of its text, `about` the letters it refers to."""

    kind: UnreadableKind
    reason: str
    sender: str = ""
    subject: str = ""
    words: str = ""
    message_id: str = ""
    about: tuple[str, ...] = ()
    """Message-IDs it answers or gives back: which of our letters it is about."""
    failed: tuple[str, ...] = ()
    """Of a bounce, the addresses that did not get our letter for good."""
