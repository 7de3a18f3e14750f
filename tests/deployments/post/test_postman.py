from __future__ import annotations

import os
import signal
import subprocess
import sys
import threading
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from email.utils import format_datetime
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from sqlalchemy import create_engine, make_url, select, text

from actions import database
from actions.letters import outbox, sending
from deployments.post import postman as office
from deployments.post.postman import Postman
from models.clock import Clock, Pulse
from models.errors.running import DatabaseUnreachable
from models.journal import JournalEntry, What
from models.letters import Letter
from models.people import Enrolment
from models.settings import Settings, SmtpSecurity
from models.states import LetterStatus
from tests.support.servers.unfriendly_mail_server import TAKEN_AND_DROPPED, MailServer, mail_server, until
from tests.support.worlds.small_programme import NOW

IMPATIENT = "from datetime import timedelta as t; import deployments.post.postman as p; p.CLAIM_LEASE = t(seconds=1); p.main()"


@pytest.fixture
def server() -> Iterator[MailServer]:
    with mail_server() as running:
        yield running


@pytest.fixture
def soon(monkeypatch: pytest.MonkeyPatch) -> None:
    """Waits of a postman, shortened to what a test can bear."""
    monkeypatch.setattr(sending, "RETRY_AFTER", (timedelta(milliseconds=50),) * 5)
    monkeypatch.setattr(office, "PAUSES", (timedelta(milliseconds=50),))
    monkeypatch.setattr(office, "LOOK_EVERY", 0.05)


def smtp(server: MailServer, **changes: Any) -> Settings:
    plain: dict[str, Any] = {
        "smtp_host": "127.0.0.1",
        "smtp_port": server.port,
        "smtp_security": SmtpSecurity.PLAIN,
    }
    return Settings(**(plain | {"smtp_timeout": 2.0} | changes))


def queue(vejle: Enrolment, number: int = 1, first: int = 0) -> None:
    with database.transaction() as session:
        for each in range(first, first + number):
            draft = outbox.LetterDraft(
                key=f"brev {each}",
                name="welcome",
                language="da",
                programme_id=vejle.programme_id,
                enrolment_id=vejle.id,
                to_name="Tove",
                to_email=f"tove{each}@example.org",
                from_name="Kontoret",
                from_email="kontor@example.org",
                reply_to="kontor@example.org",
                subject="Velkommen",
                text="Hej\n",
                html="<p>Hej</p>",
            )
            assert outbox.queue(session, draft, now=NOW)


@contextmanager
def at_work(*postmen: Postman) -> Iterator[None]:
    threads = [threading.Thread(target=one.run) for one in postmen]
    for thread in threads:
        thread.start()
    try:
        yield
    finally:
        for one in postmen:
            one.stop()
        for thread in threads:
            thread.join(10)
        assert not any(thread.is_alive() for thread in threads)


@contextmanager
def process(server: MailServer, code: str = IMPATIENT) -> Iterator[subprocess.Popen[bytes]]:
    told = {"HOST": "127.0.0.1", "PORT": str(server.port), "SECURITY": "plain", "TIMEOUT": "1"}
    environment = os.environ | {f"TOVHOLDER_SMTP_{name}": value for name, value in told.items()}
    root = Path(office.__file__).parents[2]
    running = subprocess.Popen([sys.executable, "-c", code], env=environment, cwd=root)
    try:
        yield running
    finally:
        running.kill()
        running.wait()


def statuses() -> Counter[LetterStatus]:
    with database.transaction() as session:
        return Counter(session.scalars(select(Letter.status)))


def test_a_letter_leaves_when_it_is_committed_and_the_journal_says_so(
    server: MailServer, small_vejle_stored: Enrolment
) -> None:
    with at_work(Postman(smtp(server))):
        queue(small_vejle_stored)
        server.wait_for(1)
        until(lambda: statuses() == {LetterStatus.SENT: 1})

    with database.transaction() as session:
        line = session.scalars(select(JournalEntry).where(JournalEntry.what == What.LETTER_SENT)).one()
        letter = session.scalars(select(Letter)).one()
    assert (line.by, line.key, line.enrolment_id) == ("Tovholder", "welcome", small_vejle_stored.id)
    assert line.facts == {"letter": letter.id, "contact": None}
    assert (letter.attempts, letter.sent_at) == (1, line.at)
    assert server.copies() == {letter.message_id: 1}


def test_two_postmen_send_every_letter_once_over_one_line_each(
    server: MailServer, small_vejle_stored: Enrolment
) -> None:
    queue(small_vejle_stored, 40)

    with at_work(Postman(smtp(server)), Postman(smtp(server))):
        until(lambda: statuses() == {LetterStatus.SENT: 40})

    assert (len(server.copies()), set(server.copies().values())) == (40, {1})
    assert server.connections <= 2


def test_a_letter_lost_after_its_text_is_doubtful_and_not_sent_again(
    server: MailServer, small_vejle_stored: Enrolment, soon: None
) -> None:
    server.data += ["250 OK", TAKEN_AND_DROPPED]
    queue(small_vejle_stored, 3)

    with at_work(Postman(smtp(server))):
        until(lambda: statuses() == {LetterStatus.SENT: 2, LetterStatus.DOUBTFUL: 1})

    assert set(server.copies().values()) == {1}


def test_a_letter_put_off_is_tried_again_even_when_the_clock_of_a_rehearsal_stands_still(
    server: MailServer, small_vejle_stored: Enrolment, soon: None
) -> None:
    with database.transaction() as session:
        session.get_one(Clock, 1).virtual_now = NOW
    server.rcpt += ["451 greylisted", "451 greylisted"]

    with at_work(Postman(Settings(inbox_port=server.port))):
        queue(small_vejle_stored)
        until(lambda: statuses() == {LetterStatus.SENT: 1})

    (message,) = server.messages()
    with database.transaction() as session:
        letter = session.scalars(select(Letter)).one()
    assert message["X-Tovholder-Rehearsal"] == "yes"
    assert message["Date"] == format_datetime(NOW.astimezone(ZoneInfo("Europe/Copenhagen")))
    assert (letter.attempts, letter.sent_at) == (3, NOW)


def test_a_refused_letter_does_not_hold_up_the_others(
    server: MailServer, small_vejle_stored: Enrolment
) -> None:
    server.rcpt += ["550 no such user"]
    queue(small_vejle_stored, 3)

    with at_work(Postman(smtp(server))):
        until(lambda: statuses() == {LetterStatus.SENT: 2, LetterStatus.REFUSED: 1})


def test_a_mail_server_that_is_away_is_no_letters_fault(small_vejle_stored: Enrolment, soon: None) -> None:
    with mail_server() as away:
        pass
    waiting = Postman(smtp(away))
    queue(small_vejle_stored, 2)

    with at_work(waiting):
        until(lambda: "ConnectionRefusedError" in waiting.note)

    with database.transaction() as session:
        letters = session.scalars(select(Letter)).all()
    assert waiting.note.startswith("no letters can be sent, next try in ")
    assert {(one.status, one.attempts, one.owner) for one in letters} == {(LetterStatus.QUEUED, 0, "")}


def test_the_queue_moves_again_when_the_mail_server_accepts_the_sender(
    server: MailServer, small_vejle_stored: Enrolment, soon: None
) -> None:
    server.mail += ["530 log in first"] * 3
    queue(small_vejle_stored, 2)
    sender = Postman(smtp(server))

    with at_work(sender):
        until(lambda: statuses() == {LetterStatus.SENT: 2})

    assert sender.note == ""
    assert set(server.copies().values()) == {1}


def test_a_rehearsal_never_uses_a_real_mail_server(
    server: MailServer, small_vejle_stored: Enrolment, soon: None
) -> None:
    with database.transaction() as session:
        session.get_one(Clock, 1).virtual_now = NOW
    queue(small_vejle_stored)
    forbidden = Postman(smtp(server))

    with at_work(forbidden):
        until(lambda: "rehearsal never sends real mail" in forbidden.note)

    assert (statuses(), server.connections) == ({LetterStatus.QUEUED: 1}, 0)


def test_a_postman_survives_that_the_database_cuts_all_lines(
    server: MailServer, small_vejle_stored: Enrolment, database_url: str, soon: None
) -> None:
    here = make_url(database_url)
    admin = create_engine(here.set(database="postgres"))
    with at_work(Postman(smtp(server))):
        queue(small_vejle_stored)
        server.wait_for(1)
        until(lambda: statuses() == {LetterStatus.SENT: 1})
        with admin.connect() as connection:
            cut = "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = :name"
            connection.execute(text(cut), {"name": here.database})
        until(_answers)
        queue(small_vejle_stored, 1, first=1)
        server.wait_for(2)
    admin.dispose()

    assert statuses() == {LetterStatus.SENT: 2}


def _answers() -> bool:
    try:
        return bool(statuses())
    except DatabaseUnreachable:
        return False


def test_a_postman_killed_while_sending_leaves_one_doubtful_letter_and_no_double(
    server: MailServer, small_vejle_stored: Enrolment
) -> None:
    queue(small_vejle_stored, 5)
    server.delay = 0.7
    with process(server) as first:
        until(lambda: statuses()[LetterStatus.SENDING] == 1, 20)
        first.send_signal(signal.SIGKILL)
        first.wait()
    killed = statuses()

    server.delay = 0.0
    with process(server):
        until(lambda: statuses()[LetterStatus.SENT] + statuses()[LetterStatus.DOUBTFUL] == 5, 30)

    assert killed == {LetterStatus.SENDING: 1, LetterStatus.CLAIMED: 4}
    assert statuses() == {LetterStatus.SENT: 4, LetterStatus.DOUBTFUL: 1}
    assert set(server.copies().values()) == {1}
    with database.transaction() as session:
        doubts = session.scalars(select(JournalEntry).where(JournalEntry.what == What.LETTER_DOUBTFUL)).all()
    assert len(doubts) == 1


def test_a_postman_told_to_stop_finishes_the_letter_in_hand(
    server: MailServer, small_vejle_stored: Enrolment
) -> None:
    queue(small_vejle_stored, 3)
    server.delay = 0.7

    with process(server) as running:
        until(lambda: statuses()[LetterStatus.SENDING] == 1, 20)
        running.terminate()
        code = running.wait(10)

    assert code == 0
    assert statuses() == {LetterStatus.SENT: 1, LetterStatus.QUEUED: 2}
    assert len(server.received) == 1


def test_a_living_postman_has_a_pulse(server: MailServer, small_vejle_stored: Enrolment) -> None:
    def pulse() -> Pulse | None:
        with database.transaction() as session:
            return session.get(Pulse, "postman")

    with at_work(Postman(smtp(server))):
        until(lambda: pulse() is not None)

    assert getattr(pulse(), "note", None) == ""
