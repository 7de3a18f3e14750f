from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from languages.catalogues import languages
from languages.sentences import said as said_of
from models.replies import Method, Partstat, Reply, UnreadableKind, UnreadableReply
from rules.replies import Answered, KnownBooking, Verdict, judge

NOW = datetime(2022, 10, 10, 12, tzinfo=UTC)
TOVE, NORA, EVIL = "tove@example.org", "nora@example.org", "ond@example.org"
YES = Reply(
    Method.REPLY,
    "interview.1@example.org",
    TOVE,
    TOVE,
    Partstat.ACCEPTED,
    1,
    NOW,
    message_id="<1@example.org>",
)
KNOWN = KnownBooking(sequence=1, attendees=(TOVE,))
EARLIER, LATER = NOW - timedelta(hours=1), NOW + timedelta(hours=1)
PROPOSED = (NOW + timedelta(days=3), NOW + timedelta(days=3, hours=1))
DELEGATED = replace(KNOWN, delegates={(NORA, TOVE)})


def answered(at: datetime, partstat: Partstat = Partstat.ACCEPTED) -> KnownBooking:
    return replace(KNOWN, answers={TOVE: Answered(at, partstat)})


def said(**changes: Any) -> Reply:
    return replace(YES, **changes)


@pytest.mark.parametrize(
    ("reply", "known", "verdict", "words"),
    [
        (YES, KNOWN, Verdict.ACCEPTED, "kommer"),
        (said(partstat=Partstat.DECLINED), KNOWN, Verdict.DECLINED, "kan ikke"),
        (said(comment="kun online"), KNOWN, Verdict.ACCEPTED, "skriver: kun online"),
        (said(partstat=Partstat.DECLINED, comment="ferie"), KNOWN, Verdict.DECLINED, "skriver: ferie"),
        (said(partstat=Partstat.DECLINED), answered(EARLIER), Verdict.DECLINED, "kan ikke"),
        (said(authentic=True), KNOWN, Verdict.ACCEPTED, "kommer"),
        (YES, replace(KNOWN, message_ids={"<1@example.org>"}), Verdict.KNOWN, "behandlet"),
        (YES, answered(NOW), Verdict.KNOWN, "registreret"),
        (YES, KnownBooking(found=False), Verdict.STRANGER, "ikke har"),
        (said(attendee=EVIL, sender=EVIL), KNOWN, Verdict.FORGED, "ikke inviteret"),
        (said(sender=EVIL), KNOWN, Verdict.FORGED, "på vegne af"),
        (said(sender=""), KNOWN, Verdict.FORGED, "ukendt afsender"),
        (said(authentic=False), KNOWN, Verdict.FORGED, "Mailserveren"),
        (said(attendee=NORA, sender=NORA, delegated_from=TOVE), KNOWN, Verdict.FORGED, "stedfortræder"),
        (said(attendee=NORA, sender=NORA, delegated_from=TOVE), DELEGATED, Verdict.ACCEPTED, "kommer"),
        (said(sender=NORA), DELEGATED, Verdict.ACCEPTED, "kommer"),
        (said(sender=EVIL), DELEGATED, Verdict.FORGED, "på vegne af"),
        (said(sequence=0), KNOWN, Verdict.STALE, "ændret"),
        (YES, answered(LATER, Partstat.DECLINED), Verdict.STALE, "nyere"),
        (YES, answered(NOW, Partstat.DECLINED), Verdict.ASK, "samme øjeblik"),
        (said(stamped=None), KNOWN, Verdict.ASK, "hvornår"),
        (said(stamped=NOW + timedelta(days=30)), KNOWN, Verdict.ASK, "fremtiden"),
        (said(sequence=2), KNOWN, Verdict.ASK, "ikke har sendt"),
        (YES, replace(KNOWN, cancelled=True), Verdict.ASK, "aflyst"),
        (said(recurrence="20221021T080000Z"), KNOWN, Verdict.ASK, "enkelt"),
        (said(method=Method.COUNTER, proposed=PROPOSED), KNOWN, Verdict.ASK, "foreslår en anden tid. Skal"),
        (said(method=Method.COUNTER), KNOWN, Verdict.ASK, "ikke kan læses"),
        (said(method=Method.REFRESH), KNOWN, Verdict.ASK, "på ny"),
        (said(method=Method.DECLINECOUNTER), KNOWN, Verdict.ASK, "ikke er et ja"),
        (said(method=Method.NONE), KNOWN, Verdict.ASK, "ikke er et ja"),
        (said(partstat=Partstat.TENTATIVE), KNOWN, Verdict.ASK, "måske"),
        (said(partstat=Partstat.DELEGATED, delegated_to=NORA), KNOWN, Verdict.ASK, NORA),
        (said(partstat=Partstat.DELEGATED), KNOWN, Verdict.ASK, "ikke er nævnt"),
        (said(partstat=Partstat.NEEDS_ACTION), KNOWN, Verdict.ASK, "uden ja"),
    ],
)
def test_an_answer_counts_only_when_a_rule_can_know_it(
    reply: Reply, known: KnownBooking, verdict: Verdict, words: str
) -> None:
    judged = judge(reply, known, now=NOW)

    assert judged.verdict is verdict
    assert words in said_of(judged.why, "da")


@pytest.mark.parametrize(
    ("mail", "verdict", "words"),
    [
        (UnreadableReply(UnreadableKind.WORDS, ""), Verdict.ASK, "med ord"),
        (UnreadableReply(UnreadableKind.AWAY, ""), Verdict.AWAY, "automatisk"),
        (
            UnreadableReply(UnreadableKind.BOUNCE, "", failed=(TOVE,)),
            Verdict.BOUNCED,
            f"til {TOVE} kom retur",
        ),
        (UnreadableReply(UnreadableKind.BOUNCE, ""), Verdict.BOUNCED, "modtageren"),
        (UnreadableReply(UnreadableKind.BROKEN, ""), Verdict.ASK, "Læs den selv"),
        (UnreadableReply(UnreadableKind.HUGE, ""), Verdict.ASK, "stor"),
        (UnreadableReply(UnreadableKind.OTHER_METHOD, ""), Verdict.ASK, "ikke er et svar"),
        (UnreadableReply(UnreadableKind.WORDS, "", message_id="<1@example.org>"), Verdict.KNOWN, "behandlet"),
    ],
)
def test_a_mail_without_an_answer_changes_nothing(
    mail: UnreadableReply, verdict: Verdict, words: str
) -> None:
    judged = judge(mail, replace(KNOWN, found=False, message_ids={"<1@example.org>"}), now=NOW)

    assert judged.verdict is verdict
    assert words in said_of(judged.why, "da")


def test_every_kind_of_mail_and_every_answer_is_judged() -> None:
    mails: list[Reply | UnreadableReply] = [UnreadableReply(kind, "") for kind in UnreadableKind]
    mails += [said(method=method, partstat=one) for method in Method for one in Partstat]

    assert all(
        said_of(judge(each, KNOWN, now=NOW).why, language) for each in mails for language in languages()
    )


def test_only_a_clean_yes_or_no_or_what_is_old_is_settled_without_a_person() -> None:
    assert {
        verdict for verdict in Verdict if not replace(judge(YES, KNOWN, now=NOW), verdict=verdict).asks
    } == {
        Verdict.ACCEPTED,
        Verdict.DECLINED,
        Verdict.KNOWN,
        Verdict.STALE,
        Verdict.AWAY,
    }


def test_the_person_asked_is_given_what_was_proposed() -> None:
    assert judge(said(method=Method.COUNTER, proposed=PROPOSED), KNOWN, now=NOW).proposed == PROPOSED
    assert judge(said(partstat=Partstat.DELEGATED, delegated_to=NORA), KNOWN, now=NOW).delegate == NORA
