"""The office's mailbox emptied: a real IMAP server and a real database, and whatever dies in between."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from typing import Any

import pytest
from pydantic import SecretStr
from sqlalchemy import select
from sqlalchemy.orm import Session

from actions.database import transaction
from actions.interviews import arrangements
from actions.replies import answers
from actions.replies.answers import Counts
from mails.receiving import replies
from mails.receiving.mailbox import Arrived, Mailbox
from models.accounts.actors import administrator
from models.errors.mail import MailboxUnusable
from models.errors.running import DatabaseUnreachable
from models.interviews.rows import Interview, MailAnswer
from models.settings import Settings, SmtpSecurity
from models.states import Answer, InterviewStatus
from tests.support.mails.reply_mails import BOUNCE, ics, mail
from tests.support.servers.imap_servers import (
    PASSWORD,
    USER,
    drop,
    real_server,
    someone_else,
    unfriendly_server,
)
from tests.support.worlds import arranged_interviews

STAMP = "20220901T090000Z"


@pytest.fixture(scope="module")
def server() -> Iterator[int]:
    with real_server() as port:
        yield port


@pytest.fixture
def port(server: int) -> int:
    """The real server, its INBOX emptied."""
    with someone_else(server) as other:
        other.store("1:*", "+FLAGS", "(\\Deleted)")
        other.expunge()
    return server


@pytest.fixture
def talk(session: Session) -> Interview:
    """Proposed to Tove, for everybody to see; far enough ahead for the machine's clock."""
    found = arranged_interviews.talk(
        session, arranged_interviews.enrolled(session), starts_at=arranged_interviews.THEN.replace(year=2099)
    )
    session.commit()
    return found


def mailbox(port: int, password: str = PASSWORD) -> Mailbox:
    given = Settings(
        imap_host="127.0.0.1",
        imap_port=port,
        imap_security=SmtpSecurity.PLAIN,
        imap_user=USER,
        imap_password=SecretStr(password),
        imap_timeout=5,
    )
    return Mailbox(given, rehearsal=False)


def deliver(port: int, *mails: bytes) -> None:
    with someone_else(port) as other:
        for each in mails:
            other.append("INBOX", "", "", each)


def drain(port: int) -> Counts:
    with mailbox(port) as opened:
        return answers.drain(opened, transaction)


def unseen(port: int) -> int:
    with mailbox(port) as opened:
        return len(list(opened.unseen()))


def kept(session: Session) -> list[str]:
    session.expire_all()
    return list(session.scalars(select(MailAnswer.verdict).order_by(MailAnswer.id)))


def yes(talk: Interview) -> bytes:
    return mail(ics(uid=talk.uid, sequence=0, stamp=STAMP))


def test_every_mail_is_taken_once(session: Session, port: int, talk: Interview) -> None:
    deliver(port, yes(talk), BOUNCE)

    first, second = drain(port), drain(port)

    assert (first, second) == (Counts(taken=2, asking=1), Counts())
    assert kept(session) == ["accepted", "bounced"]
    assert session.get_one(Interview, talk.id).status is InterviewStatus.BOOKED
    assert unseen(port) == 0


def test_one_killed_between_keeping_and_marking_counts_once(
    session: Session, port: int, talk: Interview, monkeypatch: pytest.MonkeyPatch
) -> None:
    deliver(port, yes(talk))
    with monkeypatch.context() as killed, mailbox(port) as opened:
        killed.setattr(opened, "seen", lambda uid: (_ for _ in ()).throw(KeyboardInterrupt))
        with pytest.raises(KeyboardInterrupt):
            answers.drain(opened, transaction)
    left = unseen(port)

    drain(port)

    assert (left, unseen(port)) == (1, 0)
    assert kept(session) == ["accepted"]


def test_a_mail_that_cannot_be_taken_stays_and_keeps_no_other_one_waiting(
    session: Session,
    port: int,
    talk: Interview,
    monkeypatch: pytest.MonkeyPatch,
    caplog: pytest.LogCaptureFixture,
) -> None:
    deliver(port, b"From: ond@example.org\r\nMessage-ID: <hemmelig@example.org>\r\n\r\nhej", yes(talk))
    true_read = replies.read

    def stumbles(content: bytes, *, authserv_id: str) -> Any:
        if b"hemmelig" in content:
            raise ZeroDivisionError("hemmelig")
        return true_read(content, authserv_id=authserv_id)

    with monkeypatch.context() as broken:
        broken.setattr(replies, "read", stumbles)
        assert drain(port) == Counts(taken=1, failed=1)
    assert (kept(session), unseen(port)) == (["accepted"], 1)
    assert "hemmelig" not in caplog.text

    assert drain(port) == Counts(taken=1, asking=1)
    assert unseen(port) == 0


def test_a_database_that_is_away_leaves_every_mail_where_it_is(
    session: Session, port: int, talk: Interview
) -> None:
    deliver(port, yes(talk), BOUNCE)

    def away() -> Any:
        raise DatabaseUnreachable(reason="x")

    with mailbox(port) as opened, pytest.raises(DatabaseUnreachable):
        answers.drain(opened, away)

    assert (kept(session), unseen(port)) == ([], 2)


def test_a_mailbox_that_is_lost_on_the_way_keeps_what_was_taken(session: Session, talk: Interview) -> None:
    with (
        unfriendly_server({"STORE": drop}) as (port, _),
        mailbox(port, "hemmelig") as opened,
        pytest.raises(MailboxUnusable),
    ):
        answers.drain(opened, transaction)

    assert kept(session) == ["ask"]
    assert session.get_one(Interview, talk.id).answer is Answer.NONE


def test_hostile_mails_are_all_taken(session: Session, port: int, talk: Interview) -> None:
    nul = ics("TENTATIVE", uid=talk.uid + "\x00", sequence=0, stamp=STAMP).encode()
    deliver(
        port,
        b"From: =?utf-8?q?a=00b?= <a\x00b@example.org>\r\nSubject: =?utf-8?q?=00=ED=A0=80?=\r\n\r\n\xff\x00\xed\xa0\x80",
        b"Content-Type: text/calendar; method=REPLY\r\nFrom: tove@example.org\r\n\r\n" + nul,
        b"Content-Type: text/calendar; method=REPLY\r\nMessage-ID: <\x00@example.org>\r\n\r\n"
        + ics(uid="\ud800", who="t\x00@example.org").encode(errors="surrogatepass"),
        b"In-Reply-To: <\x00\xff@example.org>\r\nFrom: tove@example.org\r\n\r\nhej",
        b"\r\n",
    )

    assert drain(port) == Counts(taken=5, asking=5)
    assert session.get_one(Interview, talk.id).answer is Answer.NONE


def test_two_readers_of_one_mail_keep_it_once(session: Session, talk: Interview) -> None:
    arrived, start = Arrived("7.1", 10, yes(talk)), threading.Barrier(2)

    def read() -> None:
        start.wait()
        with transaction() as own:
            answers.take(own, arrived, now=arranged_interviews.THEN)

    threads = [threading.Thread(target=read) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(30)

    assert kept(session) == ["accepted"]


def test_a_yes_that_meets_a_move_never_counts_for_the_new_time(session: Session, talk: Interview) -> None:
    arrived, verdicts = Arrived("7.1", 10, yes(talk)), []

    def read() -> None:
        with transaction() as own:
            verdicts.append(answers.take(own, arrived, now=arranged_interviews.THEN).verdict)

    reader = threading.Thread(target=read)
    with transaction() as office:
        later = arranged_interviews.THEN.replace(year=2099, hour=12)
        arrangements.move(
            office, talk.id, starts_at=later, actor=administrator("Anne Kontor"), now=arranged_interviews.THEN
        )
        reader.start()
        reader.join(1)
        waits = reader.is_alive()
    reader.join(30)

    assert (waits, verdicts) == (True, ["stale"])
