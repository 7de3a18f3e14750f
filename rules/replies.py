"""What an answer that came by mail counts as. Where a rule cannot know, it says so, and a person is asked why."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from enum import StrEnum

from models.replies import Method, Partstat, Reply, UnreadableKind, UnreadableReply

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
    """The verdict, and in Danish why; `delegate` is who is to be invited instead, `proposed` the time wished for."""

    verdict: Verdict
    why: str
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


def judge(reply: Reply | UnreadableReply, known: KnownBooking, *, now: datetime) -> Judged:
    """The first of these that holds: taken already, no answer, not ours, not theirs, too old, not for a rule, an answer."""
    if reply.message_id and reply.message_id in known.message_ids:
        return Judged(Verdict.KNOWN, "Mailen er behandlet før.")
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
        return Judged(Verdict.AWAY, "Det er et automatisk svar. Det ændrer intet.")
    if mail.kind is UnreadableKind.BOUNCE:
        failed = ", ".join(mail.failed) or "modtageren"
        return Judged(Verdict.BOUNCED, f"Vores brev til {failed} kom retur. Er adressen rigtig?")
    return Judged(
        Verdict.ASK, _WORDS.get(mail.kind, "Mailen indeholder intet svar, der kan læses. Læs den selv.")
    )


_WORDS = {
    UnreadableKind.WORDS: "Der er svaret med ord og ikke med kalenderens knapper. Læs mailen og registrér svaret.",
    UnreadableKind.HUGE: "Mailen er usædvanligt stor og er ikke læst. Se på den i postkassen.",
    UnreadableKind.OTHER_METHOD: "Der er sendt en kalenderaftale, som ikke er et svar på vores. Læs mailen.",
}


def _not_theirs(reply: Reply, known: KnownBooking) -> Judged | None:
    if not known.found:
        return Judged(Verdict.STRANGER, f"{reply.sender or 'En ukendt'} svarer på en aftale, vi ikke har.")
    if (
        reply.attendee not in known.attendees
        and (reply.attendee, reply.delegated_from) not in known.delegates
    ):
        return Judged(
            Verdict.FORGED,
            f"{reply.attendee} svarer, men er ikke inviteret. Er det en anden adresse eller en stedfortræder?",
        )
    if reply.sender != reply.attendee and (reply.sender, reply.attendee) not in known.delegates:
        sender = reply.sender or "En ukendt afsender"
        return Judged(Verdict.FORGED, f"{sender} svarer på vegne af {reply.attendee}. Er det aftalt?")
    if reply.authentic is False:
        return Judged(
            Verdict.FORGED,
            f"Mailserveren siger, at mailen ikke kommer fra {reply.sender}. Spørg {reply.attendee}.",
        )
    return None


def _too_old(reply: Reply, known: KnownBooking, now: datetime) -> Judged | None:
    kept = known.answers.get(reply.attendee)
    if reply.sequence < known.sequence:
        return Judged(Verdict.STALE, "Svaret gælder en tid, der er ændret siden. Det tæller ikke.")
    if kept and reply.stamped and (reply.stamped, reply.partstat) == (kept.stamped, kept.partstat):
        return Judged(Verdict.KNOWN, "Svaret er registreret i forvejen.")
    if kept and reply.stamped and reply.stamped < kept.stamped:
        return Judged(Verdict.STALE, "Der er kommet et nyere svar. Det gamle tæller ikke.")
    if reply.stamped is None:
        return Judged(Verdict.ASK, "Svaret siger ikke, hvornår det er skrevet. Er det det nyeste?")
    if kept and reply.stamped == kept.stamped:
        return Judged(Verdict.ASK, "Der er to forskellige svar fra samme øjeblik. Hvilket gælder?")
    if reply.stamped > now + _AHEAD:
        return Judged(Verdict.ASK, "Svaret er dateret i fremtiden. Er det det nyeste?")
    return None


def _not_for_a_rule(reply: Reply, known: KnownBooking) -> Judged | None:
    who = reply.attendee
    if known.cancelled:
        return Judged(Verdict.ASK, f"{who} svarer på et interview, der er aflyst. Ved {who} det?")
    if reply.sequence > known.sequence:
        return Judged(Verdict.ASK, f"{who} svarer på en udgave af aftalen, vi ikke har sendt.")
    if reply.recurrence:
        return Judged(Verdict.ASK, f"{who} svarer kun for en enkelt af flere gange, men aftalen har kun én.")
    if reply.method is Method.COUNTER:
        wish = "foreslår en anden tid" if reply.proposed else "foreslår en anden tid, som ikke kan læses"
        return Judged(Verdict.ASK, f"{who} {wish}. Skal interviewet flyttes?", proposed=reply.proposed)
    if reply.method is Method.REFRESH:
        return Judged(Verdict.ASK, f"{who} beder om at få aftalen igen. Send invitationen på ny.")
    if reply.method is not Method.REPLY:
        return Judged(
            Verdict.ASK, f"{who} har sendt noget fra sin kalender, som ikke er et ja eller nej. Læs mailen."
        )
    return None


def _neither_yes_nor_no(reply: Reply) -> Judged | None:
    who = reply.attendee
    if reply.partstat is Partstat.DELEGATED:
        to = reply.delegated_to or "en, der ikke er nævnt"
        return Judged(
            Verdict.ASK, f"{who} vil sende {to} i stedet. Må interviewet holdes med den?", reply.delegated_to
        )
    if reply.partstat is Partstat.TENTATIVE:
        return Judged(Verdict.ASK, f"{who} svarer måske. Ring eller skriv, eller lad tiden stå lidt endnu.")
    if reply.partstat is Partstat.NEEDS_ACTION:
        return Judged(Verdict.ASK, f"{who} har sendt et svar uden ja eller nej. Læs mailen.")
    return None


def _answer(reply: Reply) -> Judged:
    """A yes with a comment may be a yes with a condition: it counts, and the words are shown with it."""
    accepted = reply.partstat is Partstat.ACCEPTED
    says = f"{reply.attendee} {'kommer' if accepted else 'kan ikke'}"
    words = f" og skriver: {reply.comment[:300]}" if reply.comment else "."
    return Judged(Verdict.ACCEPTED if accepted else Verdict.DECLINED, says + words)
