from __future__ import annotations

import ssl
import time
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
import trustme
from pydantic import SecretStr

from mails.receiving import replies
from mails.receiving.bounded_imap import quoted
from mails.receiving.mailbox import Arrived, Mailbox
from models.errors.mail import MailboxUnusable
from models.errors.running import RealMailInRehearsal
from models.settings import Settings, SmtpSecurity
from rules.replies import KnownBooking, Verdict, judge
from tests.support.mails.reply_mails import TOVE, ics, mail
from tests.support.servers.imap_servers import (
    ASCII_PASSWORD,
    MAIL,
    PASSWORD,
    USER,
    Talk,
    drip,
    drop,
    endless_line,
    flood,
    line,
    real_server,
    silent,
    someone_else,
    unfriendly_server,
)


@pytest.fixture(scope="module")
def server() -> Iterator[int]:
    global real
    with real_server() as real:
        yield real


@pytest.fixture
def port(server: int) -> int:
    """The real server, its INBOX emptied."""
    with someone_else(server) as other:
        other.store("1:*", "+FLAGS", "(\\Deleted)")
        other.expunge()
    return server


real = 0
"""Port of the real server, once there is one."""


def given(port: int, **changes: Any) -> Settings:
    plain: dict[str, Any] = {
        "imap_host": "127.0.0.1",
        "imap_port": port,
        "imap_security": SmtpSecurity.PLAIN,
        "imap_user": USER,
        "imap_password": SecretStr(PASSWORD if port == real else ASCII_PASSWORD),
        "imap_timeout": 5,
    }
    return Settings(**{**plain, **changes})


def mailbox(port: int, *, most_bytes: int = 2**20, **changes: Any) -> Mailbox:
    return Mailbox(given(port, **changes), rehearsal=False, most_bytes=most_bytes)


def deliver(port: int, *mails: bytes) -> None:
    with someone_else(port) as other:
        for each in mails:
            other.append("INBOX", "", "", each)


def read(port: int, **options: Any) -> list[bytes | None]:
    with mailbox(port, **options) as opened:
        return [each.content for each in opened.unseen()]


def take_everything(port: int, **options: Any) -> None:
    with mailbox(port, **options) as opened:
        for each in opened.unseen():
            opened.seen(each.uid)


def letter(number: int) -> bytes:
    return f"From: a@example.org\r\nSubject: {number}\r\n\r\nhej æøå {'x' * number}".encode()


def test_unseen_mails_come_oldest_first_and_as_they_are(port: int) -> None:
    deliver(port, letter(1), letter(2))

    assert read(port) == [letter(1), letter(2)]


def test_an_answer_goes_from_a_real_mailbox_to_a_verdict(port: int) -> None:
    now = datetime(2022, 10, 11, tzinfo=UTC)
    known = KnownBooking(sequence=1, attendees={TOVE})
    deliver(
        port, mail(ics("DECLINED")), mail(ics(), sender="ond@example.org"), mail(text="Kan vi flytte det?")
    )

    verdicts = [judge(replies.read(each or b""), known, now=now).verdict for each in read(port)]

    assert verdicts == [Verdict.DECLINED, Verdict.FORGED, Verdict.ASK]


def test_looking_marks_nothing(port: int) -> None:
    deliver(port, letter(1))

    assert read(port) == read(port) == [letter(1)]


def test_a_mail_marked_as_seen_does_not_come_again(port: int) -> None:
    deliver(port, letter(1), letter(2))

    with mailbox(port) as opened:
        first, _ = opened.unseen()
        assert opened.seen(first.uid)

    assert read(port) == [letter(2)]


def test_mails_may_be_marked_while_the_others_are_still_coming(port: int) -> None:
    deliver(port, *(letter(number) for number in range(120)))

    with mailbox(port) as opened:
        found = [each.content for each in opened.unseen() if opened.seen(each.uid)]

    assert found == [letter(number) for number in range(120)]
    assert read(port) == []


def test_a_mail_that_is_too_large_is_told_without_its_content(port: int) -> None:
    deliver(port, letter(9000), letter(2))

    with mailbox(port, most_bytes=1000) as opened:
        large, small = opened.unseen()

    assert (large.content, large.size) == (None, len(letter(9000)))
    assert small.content == letter(2)


def test_with_a_folder_for_what_is_done_mails_are_moved_there(port: int) -> None:
    deliver(port, letter(1), letter(2))
    with mailbox(port, imap_done_folder="Læst & gjort") as opened:
        first, _ = opened.unseen()
        assert opened.seen(first.uid)

    assert read(port, imap_done_folder="Læst & gjort") == [letter(2)]
    with someone_else(port) as other:
        assert other.select(quoted("Læst & gjort").decode())[1] == [b"1"]


def test_with_a_folder_for_what_is_done_a_mail_a_person_opened_still_comes(port: int) -> None:
    deliver(port, letter(1))
    with someone_else(port) as other:
        other.store("1", "+FLAGS", "(\\Seen)")

    assert read(port) == []
    assert read(port, imap_done_folder="Done") == [letter(1)]


def test_a_mail_without_move_is_copied_before_it_is_deleted() -> None:
    with unfriendly_server() as (port, scripts), mailbox(port, imap_done_folder="Done") as opened:
        assert opened.seen("7.11")

    said = scripts[0].said
    copied = said.index('UID COPY 11 "Done"')
    assert said[copied + 1] == r"UID STORE 11 +FLAGS.SILENT (\Deleted)"
    assert [each for each in said if "EXPUNGE" in each] == []


def test_a_number_from_a_mailbox_made_anew_marks_nobody_elses_mail() -> None:
    with unfriendly_server() as (port, scripts), mailbox(port) as opened:
        assert [each.uid for each in opened.unseen()] == ["7.11", "7.12"]
        assert opened.seen("6.11") is False
        assert opened.seen("7.11 +FLAGS") is False

    assert [each for each in scripts[0].said if "STORE" in each] == []


@pytest.mark.parametrize(
    "rejected", [{"imap_password": SecretStr("forkert")}, {"imap_user": "x@example.org"}]
)
def test_a_wrong_login_is_named_so(server: int, rejected: dict[str, Any]) -> None:
    with pytest.raises(MailboxUnusable, match="does not take the login"):
        read(server, **rejected)


def test_a_password_with_letters_an_old_server_cannot_take_is_a_wrong_login() -> None:
    with unfriendly_server() as (port, _), pytest.raises(MailboxUnusable, match="does not take the login"):
        read(port, imap_password=SecretStr("æøå"))


def test_a_folder_that_is_not_there_is_named_so(server: int) -> None:
    with pytest.raises(MailboxUnusable, match="no folder"):
        read(server, imap_folder="Nowhere")


def test_a_server_that_is_away_is_named_so() -> None:
    with pytest.raises(MailboxUnusable, match="does not answer"):
        read(1)


NONSENSE, DROPPED, SILENT = "not IMAP", "dropped", "not answer"


@pytest.mark.parametrize("command", ["GREETING", "CAPABILITY", "LOGIN", "SELECT", "SEARCH", "FETCH", "STORE"])
@pytest.mark.parametrize(
    ("answer", "words"),
    [
        (silent, SILENT),
        (drip, SILENT),
        (drop, DROPPED),
        (flood, NONSENSE),
        (endless_line, NONSENSE),
        (line("HTTP/1.1 400 Bad Request\r\n\r\n"), NONSENSE),
        (line("* 1 FETCH (BODY[] {99999999999}\r\n"), NONSENSE),
        (line("\r\n\r\nTAG WHAT \xff\r\n"), NONSENSE),
    ],
    ids=["silent", "drip", "drop", "flood", "endless line", "http", "lying size", "odd"],
)
def test_whatever_a_server_does_ends_in_one_error_and_soon(command: str, answer: Talk, words: str) -> None:
    begun = time.monotonic()

    polite = line("* CAPABILITY IMAP4rev1\r\nTAG OK x\r\n")
    with (
        unfriendly_server({"CAPABILITY": polite, command: answer}) as (port, _),
        pytest.raises(MailboxUnusable) as told,
    ):
        take_everything(port, imap_timeout=0.6)

    assert time.monotonic() - begun < 5
    assert words in str(told.value) or words == NONSENSE
    assert ASCII_PASSWORD not in str(told.value)


@pytest.mark.parametrize("command", ["SELECT", "SEARCH", "FETCH", "STORE", "LOGIN"])
def test_a_plain_no_is_the_same_error(command: str) -> None:
    with (
        unfriendly_server({command: line("TAG NO not now\r\n")}) as (port, _),
        pytest.raises(MailboxUnusable),
    ):
        take_everything(port, imap_timeout=2)


def test_a_mail_larger_than_its_server_said_is_told_as_too_large() -> None:
    def lie(script: Any, tag: str, rest: str) -> None:
        facts = "UID 11 RFC822.SIZE 5" if "SIZE" in rest else "UID 11 BODY[]<0> {1500}\r\n" + "x" * 1500
        script.send(f"* 1 FETCH ({facts})\r\n{tag} OK done\r\n")

    with unfriendly_server({"FETCH": lie}) as (port, _), mailbox(port, most_bytes=1000) as opened:
        assert list(opened.unseen()) == [Arrived("7.11", 5, None)]


def test_a_mail_that_vanishes_between_search_and_fetch_is_passed_over() -> None:
    def first_only(script: Any, tag: str, rest: str) -> None:
        facts = (
            ""
            if "SIZE" not in rest
            else "* 1 FETCH (RFC822.SIZE 5 UID 11)\r\n* 2 FETCH (UID 12 RFC822.SIZE 5)\r\n"
        )
        body = f"* 2 FETCH (UID 12 BODY[]<0> {{{len(MAIL)}}}\r\n{MAIL})\r\n" if " 12 " in rest else ""
        script.send(f"{facts}{body}{tag} OK done\r\n")

    with unfriendly_server({"FETCH": first_only}) as (port, _), mailbox(port) as opened:
        assert [each.content for each in opened.unseen()] == [MAIL.encode()]


def test_without_uidvalidity_no_number_can_be_trusted() -> None:
    with (
        unfriendly_server({"SELECT": line("* 1 EXISTS\r\nTAG OK done\r\n")}) as (port, _),
        pytest.raises(MailboxUnusable, match=NONSENSE),
    ):
        read(port)


def test_a_protected_line_is_used_and_its_certificate_asked_for(tmp_path: Path) -> None:
    authority = trustme.CA()
    authority.cert_pem.write_to_path(str(tmp_path / "ca.pem"))
    tls = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    authority.issue_cert("127.0.0.1").configure_cert(tls)

    with unfriendly_server(tls=tls) as (port, _):
        assert (
            read(port, imap_security=SmtpSecurity.TLS, imap_ca_file=tmp_path / "ca.pem")
            == [MAIL.encode()] * 2
        )
        with pytest.raises(MailboxUnusable, match="certificate"):
            read(port, imap_security=SmtpSecurity.TLS)


def test_without_starttls_no_password_is_said() -> None:
    with unfriendly_server() as (port, scripts):
        with pytest.raises(MailboxUnusable):
            read(port, imap_security=SmtpSecurity.STARTTLS)

        assert [each for each in scripts[0].said if ASCII_PASSWORD in each or "LOGIN" in each] == []


def test_a_rehearsal_reads_no_real_mail() -> None:
    with pytest.raises(RealMailInRehearsal):
        Mailbox(given(1), rehearsal=True)


def test_a_closed_mailbox_says_so() -> None:
    with unfriendly_server() as (port, _):
        opened = mailbox(port)
        with opened:
            pass
        with pytest.raises(MailboxUnusable, match="dropped"):
            opened.seen("7.11")


@pytest.mark.parametrize(
    ("folder", "written"),
    [
        ("INBOX", b'"INBOX"'),
        ("Læst", b'"L&AOY-st"'),
        ("A & B", b'"A &- B"'),
        ('a"b\\c', b'"a\\"b\\\\c"'),
        ("日本/æ", b'"&ZeVnLA-/&AOY-"'),
    ],
)
def test_a_folder_may_have_any_name(folder: str, written: bytes) -> None:
    assert quoted(folder) == written


def test_a_folder_name_cannot_end_the_command() -> None:
    with pytest.raises(ValueError, match="one line"):
        quoted('x"\r\nA1 DELETE INBOX')
