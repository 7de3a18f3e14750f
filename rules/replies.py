"""What an answer that came by mail counts as. Where a rule cannot know, it says so, and a person is asked why."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from enum import StrEnum

from models.replies import Method, Partstat, Reply, UnreadableKind, UnreadableReply
from models.sentences import Unsaid

_AHEAD = timedelta(days=1)
"""How far another machine's clock may be before ours."""


class Verdict(StrEnum):
    """What to do with a mail; everything from `ask` on changes nothing by itself and is shown to a person."""

    ACCEPTED = "accepted"
    DECLINED = "declined"
    KNOWN = "known"
    STALE = "stale"
    AWAY = "away"
    ASK = "ask"
    FORGED = "forged"
    STRANGER = "stranger"
    BOUNCED = "bounced"


@dataclass(frozen=True)
class Judged:
    """The verdict, and why; `delegate` is who is to be invited instead, `proposed` the time wished for."""

    verdict: Verdict
    why: tuple[Unsaid, ...]
    delegate: str = ""
    proposed: tuple[datetime, datetime] | None = None

    @property
    def asks(self) -> bool:
        """Whether a person must look at it."""
        return self.verdict in _FOR_PEOPLE


_FOR_PEOPLE = {Verdict.ASK, Verdict.FORGED, Verdict.STRANGER, Verdict.BOUNCED}


@dataclass(frozen=True)
class Answered:
    """An answer already kept for an attendee: when their calendar wrote it, and what it said."""

    stamped: datetime
    partstat: Partstat


@dataclass(frozen=True)
class KnownBooking:
    """What the database knows of the booking with that UID. An unknown UID is `KnownBooking(found=False)`."""

    found: bool = True
    sequence: int = 0
    attendees: Collection[str] = ()
    """Addresses invited, in lower case."""
    delegates: Collection[tuple[str, str]] = ()
    """Who may answer for whom: delegate, attendee. Only those the office has accepted."""
    cancelled: bool = False
    answers: dict[str, Answered] = field(default_factory=dict)
    """By attendee."""
    message_ids: Collection[str] = ()
    """Mails taken already."""


def because(key: str, **facts: object) -> Unsaid:
    """A sentence of why."""
    return Unsaid("replies", key, facts)


def _judged(verdict: Verdict, key: str, **facts: object) -> Judged:
    return Judged(verdict, (because(key, **facts),))


def _asked(key: str, **facts: object) -> Judged:
    return _judged(Verdict.ASK, key, **facts)


def judge(reply: Reply | UnreadableReply, known: KnownBooking, *, now: datetime) -> Judged:
    """The first of these that holds: taken already, no answer, not ours, not theirs, too old, not for a rule, an answer."""
    if reply.message_id and reply.message_id in known.message_ids:
        return _judged(Verdict.KNOWN, "mail_known")
    if isinstance(reply, UnreadableReply):
        return _without_answer(reply)
    return (
        _not_theirs(reply, known)
        or _too_old(reply, known, now)
        or _not_for_a_rule(reply, known)
        or _neither_yes_nor_no(reply)
        or _answer(reply)
    )


def _without_answer(mail: UnreadableReply) -> Judged:
    if mail.kind is UnreadableKind.AWAY:
        return _judged(Verdict.AWAY, "away")
    if mail.kind is UnreadableKind.BOUNCE and mail.failed:
        return _judged(Verdict.BOUNCED, "bounced", to=", ".join(mail.failed))
    if mail.kind is UnreadableKind.BOUNCE:
        return _judged(Verdict.BOUNCED, "bounced_unnamed")
    return _asked(mail.kind.value)


def _not_theirs(reply: Reply, known: KnownBooking) -> Judged | None:
    who, sender = reply.attendee, reply.sender
    if not known.found:
        key = "not_ours" if sender else "not_ours_unnamed"
        return _judged(Verdict.STRANGER, key, sender=sender)
    if who not in known.attendees and (who, reply.delegated_from) not in known.delegates:
        return _judged(Verdict.FORGED, "not_invited", who=who)
    if sender != who and (sender, who) not in known.delegates:
        key = "on_behalf" if sender else "on_behalf_unnamed"
        return _judged(Verdict.FORGED, key, sender=sender, who=who)
    if reply.authentic is False:
        return _judged(Verdict.FORGED, "not_authentic", sender=sender, who=who)
    return None


def _too_old(reply: Reply, known: KnownBooking, now: datetime) -> Judged | None:
    kept = known.answers.get(reply.attendee)
    if reply.sequence < known.sequence:
        return _judged(Verdict.STALE, "time_changed")
    if kept and reply.stamped and (reply.stamped, reply.partstat) == (kept.stamped, kept.partstat):
        return _judged(Verdict.KNOWN, "answer_known")
    if kept and reply.stamped and reply.stamped < kept.stamped:
        return _judged(Verdict.STALE, "newer_answer")
    if reply.stamped is None:
        return _asked("undated")
    if kept and reply.stamped == kept.stamped:
        return _asked("two_at_once")
    if reply.stamped > now + _AHEAD:
        return _asked("dated_ahead")
    return None


def _not_for_a_rule(reply: Reply, known: KnownBooking) -> Judged | None:
    who = reply.attendee
    if known.cancelled:
        return _asked("cancelled", who=who)
    if reply.sequence > known.sequence:
        return _asked("version_unknown", who=who)
    if reply.recurrence:
        return _asked("one_of_several", who=who)
    if reply.method is Method.COUNTER:
        told = _asked("proposes" if reply.proposed else "proposes_unread", who=who)
        return replace(told, proposed=reply.proposed)
    if reply.method is Method.REFRESH:
        return _asked("wants_it_again", who=who)
    if reply.method is not Method.REPLY:
        return _asked("something_else", who=who)
    return None


def _neither_yes_nor_no(reply: Reply) -> Judged | None:
    who, instead = reply.attendee, reply.delegated_to
    if reply.partstat is Partstat.DELEGATED:
        told = _asked("delegates" if instead else "delegates_unnamed", who=who, instead=instead)
        return replace(told, delegate=instead)
    if reply.partstat is Partstat.TENTATIVE:
        return _asked("maybe", who=who)
    if reply.partstat is Partstat.NEEDS_ACTION:
        return _asked("neither", who=who)
    return None


def _answer(reply: Reply) -> Judged:
    """A yes with a comment may be a yes with a condition: it counts, and the words are shown with it."""
    accepted = reply.partstat is Partstat.ACCEPTED
    key = ("comes" if accepted else "cannot") + ("_with_words" if reply.comment else "")
    verdict = Verdict.ACCEPTED if accepted else Verdict.DECLINED
    return _judged(verdict, key, who=reply.attendee, words=reply.comment[:300])
