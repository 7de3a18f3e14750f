from __future__ import annotations

import random
import time
from dataclasses import replace
from datetime import UTC, datetime

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from mails.receiving.replies import read
from models.replies import Method, Partstat, Reply, UnreadableKind, UnreadableReply
from tests.support.mails.reply_mails import BOUNCE, TOVE, ics, mail

SERVER = "mx.example.org"
ACCEPTED = Reply(
    method=Method.REPLY,
    uid="interview.1@example.org",
    attendee=TOVE,
    sender=TOVE,
    partstat=Partstat.ACCEPTED,
    sequence=1,
    stamped=datetime(2022, 10, 10, 8, 15, tzinfo=UTC),
    message_id="<answer-1@example.org>",
)


def answer(message: bytes, **options: str) -> Reply:
    found = read(message, **options)
    assert isinstance(found, Reply), found
    return found


def nothing(message: bytes) -> UnreadableReply:
    found = read(message)
    assert isinstance(found, UnreadableReply), found
    return found


def test_an_answer_is_read_as_it_was_given() -> None:
    assert read(mail(ics())) == ACCEPTED


@pytest.mark.parametrize("partstat", Partstat)
def test_every_word_a_calendar_answers_with_is_known(partstat: Partstat) -> None:
    assert answer(mail(ics(partstat.value.lower()))).partstat is partstat


def test_a_comment_comes_with_its_commas_and_lines() -> None:
    assert answer(
        mail(ics("DECLINED", "COMMENT;LANGUAGE=da:Kan ikke\\, er på ferie\\nHilsen Tøve"))
    ).comment == ("Kan ikke, er på ferie\nHilsen Tøve")


def test_a_delegated_answer_names_the_delegate() -> None:
    line = f'ATTENDEE;PARTSTAT=NEEDS-ACTION;DELEGATED-FROM="mailto:{TOVE}":mailto:nora@example.org'
    calendar = ics("DELEGATED", line).replace(
        "PARTSTAT=DELEGATED", 'PARTSTAT=DELEGATED;DELEGATED-TO="mailto:Nora@example.org"'
    )

    found = answer(mail(calendar))

    assert (found.attendee, found.partstat, found.delegated_to) == (
        TOVE,
        Partstat.DELEGATED,
        "nora@example.org",
    )


@pytest.mark.parametrize(
    ("start", "end", "hour"),
    [
        ("DTSTART:20221028T080000Z", "DTEND:20221028T090000Z", 8),
        (
            "DTSTART;TZID=Romance Standard Time:20221028T100000",
            "DTEND;TZID=Romance Standard Time:20221028T110000",
            8,
        ),
        (
            "DTSTART;TZID=Romance Standard Time:20221031T100000",
            "DTEND;TZID=Romance Standard Time:20221031T110000",
            9,
        ),
        ("DTSTART;TZID=Europe/Copenhagen:20221028T100000", "DURATION:PT45M", 8),
        ("DTSTART;TZID=/x.example.org/1/Europe/Copenhagen:20221028T100000", "DURATION:P0DT1H0M0S", 8),
    ],
)
def test_a_proposed_time_is_understood_in_utc(start: str, end: str, hour: int) -> None:
    found = answer(mail(ics("TENTATIVE", start, end, method="COUNTER")))

    assert found.method is Method.COUNTER
    assert found.proposed is not None
    assert (found.proposed[0].hour, found.proposed[0].tzinfo) == (hour, UTC)


@pytest.mark.parametrize(
    ("start", "end"),
    [
        ("DTSTART:20221028T080000", "DTEND:20221028T090000"),
        ("DTSTART;VALUE=DATE:20221028", "DTEND;VALUE=DATE:20221029"),
        ("DTSTART;TZID=Mars/Olympus:20221028T080000", "DTEND;TZID=Mars/Olympus:20221028T090000"),
        ("DTSTART;TZID=../../../etc/passwd:20221028T080000", "DTEND:20221028T090000Z"),
        ("DTSTART:20221028T090000Z", "DTEND:20221028T080000Z"),
        ("DTSTART:20221399T990000Z", "DTEND:20221028T080000Z"),
        ("DTSTART:20221028T090000Z", "DURATION:-PT1H"),
        ("DTSTART:20221028T090000Z", "DURATION:P99999999999W"),
        ("DTSTART:22001231T230000Z", "DURATION:P9999W"),
        ("DTEND:20221028T090000Z", "X-A:1"),
    ],
)
def test_a_proposed_time_nobody_can_be_sure_of_is_none(start: str, end: str) -> None:
    found = answer(mail(ics("TENTATIVE", start, end, method="COUNTER")))

    assert found.proposed is None or found.proposed[1].year > 2200


def test_a_time_zone_that_lies_about_itself_is_taken_by_its_name() -> None:
    zone = "BEGIN:VTIMEZONE\r\nTZID:Europe/Copenhagen\r\nBEGIN:STANDARD\r\nDTSTART:16010101T000000\r\n"
    zone += "RRULE:FREQ=SECONDLY\r\nTZOFFSETFROM:+0900\r\nTZOFFSETTO:+0900\r\nEND:STANDARD\r\nEND:VTIMEZONE\r\nBEGIN:VEVENT"
    counter = ics(
        "TENTATIVE", "DTSTART;TZID=Europe/Copenhagen:20221028T100000", "DURATION:PT1H", method="COUNTER"
    )

    found = answer(mail(counter.replace("BEGIN:VEVENT", zone)))

    assert found.proposed == (datetime(2022, 10, 28, 8, tzinfo=UTC), datetime(2022, 10, 28, 9, tzinfo=UTC))


def test_an_answer_for_one_time_of_several_says_which() -> None:
    assert answer(mail(ics("ACCEPTED", "RECURRENCE-ID:20221021T080000Z"))).recurrence == "20221021T080000Z"


def test_a_rule_without_end_is_not_even_looked_at() -> None:
    begun = time.process_time()

    assert answer(mail(ics("ACCEPTED", "DTSTART:19000101T000000Z", "RRULE:FREQ=SECONDLY"))) == ACCEPTED
    assert time.process_time() - begun < 1


def test_the_same_calendar_inline_and_attached_is_one_answer() -> None:
    letter = mail(ics()).decode()
    part = letter[letter.index("Content-Type: text/calendar") :].partition("\n--")[0]
    boundary = letter.rstrip().rpartition("\n--")[2].removesuffix("--")
    twice = letter.replace(f"--{boundary}--", f"--{boundary}\n{part}\n--{boundary}--").encode()

    assert twice.count(b"text/calendar") == 2
    assert read(twice) == ACCEPTED


def test_two_different_answers_in_one_mail_are_for_a_person() -> None:
    both = ics() + ics("DECLINED")
    event = ics("DECLINED").partition("BEGIN:VEVENT")[2].partition("END:VEVENT")[0]
    two_events = ics().replace("END:VEVENT", f"END:VEVENT\r\nBEGIN:VEVENT{event}END:VEVENT", 1)

    assert nothing(mail(two_events)).kind is UnreadableKind.BROKEN
    assert isinstance(read(mail(both)), Reply | UnreadableReply)


def test_words_without_a_calendar_are_kept_for_a_person_with_the_letter_they_answer() -> None:
    found = nothing(mail(text="Kan vi flytte det til torsdag kl. 14?"))

    assert (found.kind, found.words) == (UnreadableKind.WORDS, "Kan vi flytte det til torsdag kl. 14?")
    assert (found.sender, found.about) == (TOVE, ("<invitation-1@example.org>",))
    assert found.subject == "Accepteret: Interview æøå"


@pytest.mark.parametrize(
    "headers", [{"Auto_Submitted": "auto-replied"}, {"X_Autoreply": "yes"}, {"Precedence": "auto_reply"}]
)
def test_an_absence_notice_is_known_for_what_it_is(headers: dict[str, str]) -> None:
    assert nothing(mail(text="Jeg er på ferie", **headers)).kind is UnreadableKind.AWAY


def test_an_answer_a_calendar_sent_by_itself_is_still_an_answer() -> None:
    assert read(mail(ics(), Auto_Submitted="auto-generated")) == ACCEPTED


def test_a_bounce_says_who_did_not_get_which_letter_and_its_calendar_is_not_an_answer() -> None:
    found = nothing(BOUNCE)

    assert found.kind is UnreadableKind.BOUNCE
    assert (found.failed, found.about) == (("nobody@example.org",), ("<invitation-1@example.org>",))


@pytest.mark.parametrize(
    ("message", "kind"),
    [
        (b"", UnreadableKind.WORDS),
        (b"\x00\xff" * 1000, UnreadableKind.WORDS),
        (b"x" * (3 * 2**20), UnreadableKind.HUGE),
        (mail("BEGIN:VCALENDAR"), UnreadableKind.BROKEN),
        (mail("hello"), UnreadableKind.BROKEN),
        (mail(""), UnreadableKind.BROKEN),
        (mail(ics().replace("BEGIN:VEVENT", "BEGIN:VEVNT")), UnreadableKind.BROKEN),
        (mail(ics(method="REQUEST")), UnreadableKind.OTHER_METHOD),
        (mail(ics(method="PUBLISH")), UnreadableKind.OTHER_METHOD),
        (mail(ics(method="CANCEL")), UnreadableKind.OTHER_METHOD),
        (mail(ics("MAYBE")), UnreadableKind.BROKEN),
        (mail(ics(sequence="x")), UnreadableKind.BROKEN),
        (mail(ics(sequence="9" * 5000)), UnreadableKind.BROKEN),
        (mail(ics(who="nobody")), UnreadableKind.BROKEN),
        (mail(ics(uid="")), UnreadableKind.BROKEN),
        (mail(ics(uid="x" * 3000)), UnreadableKind.BROKEN),
        (
            mail(ics("ACCEPTED", *(f"ATTENDEE:mailto:a{n}@example.org" for n in range(5000)))),
            UnreadableKind.BROKEN,
        ),
        (
            mail(ics("ACCEPTED", *(f"ATTENDEE:mailto:a{n}@example.org" for n in range(10_000)))),
            UnreadableKind.HUGE,
        ),
        (mail(ics("ACCEPTED", "DESCRIPTION:" + "æ" * 200_000)), UnreadableKind.HUGE),
        (mail(ics("ACCEPTED", *["BEGIN:VALARM"] * 5000)), UnreadableKind.BROKEN),
    ],
)
def test_what_cannot_be_an_answer_is_said_to_be_none(message: bytes, kind: UnreadableKind) -> None:
    begun = time.process_time()

    assert nothing(message).kind is kind
    assert time.process_time() - begun < 2


def test_an_answer_in_another_character_set_than_it_says_is_still_read() -> None:
    said = mail(ics()).replace(b'charset="utf-8"', b'charset="klingon"')

    assert answer(said) == ACCEPTED


@pytest.mark.parametrize("sender", [f"{TOVE}, ond@example.org", "", "Tove", f"<{TOVE}> <ond@example.org>"])
def test_a_mail_from_several_or_nobody_has_no_sender(sender: str) -> None:
    assert (
        answer(mail(ics()).replace(f"From: Tove Vejle <{TOVE}>".encode(), f"From: {sender}".encode())).sender
        == ""
    )


def test_a_second_from_line_makes_the_sender_unknown() -> None:
    assert answer(b"From: ond@example.org\n" + mail(ics())).sender == ""


@pytest.mark.parametrize(
    ("header", "expected"),
    [
        (f"{SERVER}; dmarc=pass header.from=example.org", True),
        (f"{SERVER}; spf=pass; dmarc=fail (p=none) header.from=example.org", False),
        (f"{SERVER}; dkim=pass header.d=example.org", True),
        (f"{SERVER}; dkim=pass header.d=other.example.org", None),
        (f"{SERVER}; spf=pass smtp.mailfrom=example.org", None),
        (f"{SERVER}; dmarc=temperror", None),
        (f"{SERVER}; none", None),
        ("mx.elsewhere.example.org; dmarc=pass", None),
    ],
)
def test_only_our_own_server_is_asked_whether_the_sender_is_real(header: str, expected: bool | None) -> None:
    signed = f"Authentication-Results: {header}\n".encode() + mail(ics())

    assert answer(signed, authserv_id=SERVER).authentic is expected
    assert answer(signed).authentic is None


def test_a_verdict_the_sender_wrote_below_our_servers_is_not_believed() -> None:
    forged = mail(ics(), Authentication_Results=f"{SERVER}; dmarc=pass")
    signed = f"Authentication-Results: {SERVER}; dmarc=fail\n".encode() + forged

    assert answer(signed, authserv_id=SERVER).authentic is False


@settings(max_examples=150, deadline=None)
@given(st.integers(0, 2**32), st.integers(1, 40))
def test_a_damaged_mail_never_raises(seed: int, wounds: int) -> None:
    chance = random.Random(seed)  # noqa: S311 - wounds, not secrets
    damaged = bytearray(
        chance.choice((BOUNCE, mail(ics()), mail(ics("DELEGATED", "RRULE:FREQ=DAILY", method="COUNTER"))))
    )
    for _ in range(wounds):
        at = chance.randrange(len(damaged))
        damaged[at : at + chance.randrange(4)] = chance.choice(
            (b"", b"\n", b";", b":", b'"', b"\xff", b"=", b"%s\r\n ")
        )

    assert isinstance(read(bytes(damaged)), Reply | UnreadableReply)


@settings(max_examples=100, deadline=None)
@given(st.binary(max_size=400), st.text(max_size=200))
def test_no_bytes_raise(head: bytes, inside: str) -> None:
    assert isinstance(read(head), Reply | UnreadableReply)
    assert isinstance(
        read(b"Content-Type: text/calendar; charset=utf-16\n\n" + inside.encode(errors="replace")),
        UnreadableReply,
    )


@pytest.mark.parametrize(
    "bomb",
    [
        b"Content-Type: text/calendar; " + b"a*0=b;" * 330_000,
        b"From: " + b"a<,(" * 500_000,
        b"References: " + b"<a" * 1_000_000,
        b"Content-Type: text/html\n\n" + b"<" * 2_000_000,
        b"Content-Type: message/delivery-status\n\n" + b"Action: failed\n\n" * 100_000,
        b"Content-Type: text/calendar\n\nBEGIN:VCALENDAR\n" + b"X\n " * 80_000,
    ],
    ids=["parameters", "senders", "references", "tags", "reports", "folds"],
)
def test_a_mail_written_to_take_long_does_not(bomb: bytes) -> None:
    begun = time.process_time()

    assert isinstance(read(bomb), UnreadableReply)
    assert time.process_time() - begun < 5


def test_a_thousand_parts_inside_each_other_are_not_followed() -> None:
    nested = "".join(f'Content-Type: multipart/mixed; boundary="{n}"\n\n--{n}\n' for n in range(3000))

    assert isinstance(read(nested.encode()), UnreadableReply)


def test_an_answer_equals_itself_whatever_mail_it_came_in() -> None:
    assert replace(answer(mail(ics(), sender=f'"Vejle, Tøve" <{TOVE.upper()}>'))) == ACCEPTED
