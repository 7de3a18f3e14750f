from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from mails.sending import smtp as post_module
from mails.sending.outcomes import Result
from mails.sending.smtp import Post
from models.errors.running import RealMailInRehearsal
from models.settings import Settings
from tests.support.mails.posted_letter import LETTER, numbered, opened, settings_for
from tests.support.servers.unfriendly_mail_server import (
    DROP,
    HANG,
    OK,
    TAKEN_AND_DROPPED,
    MailServer,
    mail_server,
    until,
)


@pytest.fixture
def server() -> Iterator[MailServer]:
    with mail_server() as running:
        yield running


@pytest.fixture
def post(server: MailServer, tmp_path: Path) -> Iterator[Post]:
    with opened(settings_for(server, tmp_path)) as ready:
        yield ready


def test_a_letter_arrives_once_with_its_parts(server: MailServer, post: Post) -> None:
    outcome = post.send(LETTER)

    (message,) = server.messages()
    assert outcome.result is Result.SENT
    assert server.envelopes == [("kontor@example.org", ["tove@example.org"])]
    assert message["Message-ID"] == "<1@example.org>"
    assert message.get_content_type() == "multipart/alternative"


def test_fifty_letters_go_over_one_connection(server: MailServer, post: Post) -> None:
    results = {post.send(numbered(number)).result for number in range(50)}

    assert results == {Result.SENT}
    assert (len(server.received), server.connections) == (50, 1)


def test_the_envelope_sender_can_be_another_than_the_letters(server: MailServer, tmp_path: Path) -> None:
    with opened(settings_for(server, tmp_path, smtp_from="retur@example.org")) as post:
        post.send(LETTER)

    assert server.envelopes == [("retur@example.org", ["tove@example.org"])]
    assert server.messages()[0]["From"] == "Programkontoret <kontor@example.org>"


@pytest.mark.parametrize(
    ("where", "answer", "result", "reason"),
    [
        ("rcpt", "550 no such user", Result.REFUSED, "550 no such user"),
        ("rcpt", "450 mailbox busy", Result.LATER, "450 mailbox busy"),
        ("data", "554 looks like spam", Result.REFUSED, "554 looks like spam"),
        ("data", "451 come back later", Result.LATER, "451 come back later"),
        ("mail", "451 slow down", Result.LATER, "451 slow down"),
        ("mail", "552 too large", Result.REFUSED, "552 too large"),
        ("mail", "553 not your sender", Result.SETUP, "553 not your sender"),
        ("mail", "530 log in first", Result.SETUP, "530 log in first"),
    ],
)
def test_an_answer_tells_whose_fault_it_is(
    server: MailServer, post: Post, where: str, answer: str, result: Result, reason: str
) -> None:
    getattr(server, where).append(answer)

    outcome = post.send(LETTER)

    assert (outcome.result, outcome.reason) == (result, reason)
    assert server.received == []


@pytest.mark.parametrize(
    ("where", "answer"),
    [("mail", "550 no"), ("rcpt", "550 no"), ("rcpt", "421 going down"), ("data", "451 x")],
)
def test_the_next_letter_goes_through_after_a_refusal(
    server: MailServer, post: Post, where: str, answer: str
) -> None:
    getattr(server, where).append(answer)

    post.send(numbered(1))
    second = post.send(numbered(2))

    assert second.result is Result.SENT
    assert server.copies() == {"<2@example.org>": 1}


def test_a_line_dropped_before_the_text_leaves_no_doubt(server: MailServer, post: Post) -> None:
    server.rcpt.append(DROP)

    assert post.send(LETTER).result is Result.LATER
    assert server.received == []


def test_a_line_dropped_after_the_text_leaves_doubt_and_is_not_tried_again(
    server: MailServer, post: Post
) -> None:
    post.send(numbered(1))
    server.data.append(TAKEN_AND_DROPPED)

    outcome = post.send(numbered(2))

    assert outcome.result is Result.DOUBTFUL
    assert server.copies() == {"<1@example.org>": 1, "<2@example.org>": 1}


def test_a_server_that_falls_silent_after_the_text_leaves_doubt(server: MailServer, post: Post) -> None:
    server.data.append(HANG)

    outcome = post.send(LETTER)

    assert outcome.result is Result.DOUBTFUL
    assert "timed out" in outcome.reason


def test_a_server_that_falls_silent_before_the_text_does_not(server: MailServer, post: Post) -> None:
    server.mail.append(HANG)

    assert post.send(LETTER).result is Result.LATER


def test_a_kept_line_the_server_has_closed_costs_a_new_line_and_no_letter(
    server: MailServer, post: Post
) -> None:
    post.send(numbered(1))
    server.loop.call_soon_threadsafe(server.drop_all)
    until(lambda: all(line.is_closing() for line in server.lines))

    outcome = post.send(numbered(2))

    assert outcome.result is Result.SENT
    assert (server.connections, server.copies()) == (2, {"<1@example.org>": 1, "<2@example.org>": 1})


def test_a_line_is_asked_whether_it_lives_only_after_a_pause(
    server: MailServer, post: Post, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked: list[bool] = []

    def noop() -> tuple[int, bytes]:
        asked.append(True)
        return 250, b""

    post.send(numbered(1))
    monkeypatch.setattr(post._client.smtp, "noop", noop)

    post.send(numbered(2))
    at_once = list(asked)
    monkeypatch.setattr(post_module, "IDLE", 0.0)
    post.send(numbered(3))

    assert (at_once, asked) == ([], [True])


def test_a_server_that_limits_letters_per_line_gets_a_new_line(server: MailServer, post: Post) -> None:
    server.mail += [OK, "421 too many on this line"]

    results = [post.send(numbered(number)).result for number in (1, 2)]

    assert results == [Result.SENT, Result.SENT]
    assert server.connections == 2


def test_nobody_at_the_port_is_a_matter_of_setup(tmp_path: Path) -> None:
    with mail_server() as gone:
        port = gone.port
    with opened(
        Settings(smtp_host="127.0.0.1", smtp_port=port, smtp_security="plain", data=tmp_path)
    ) as post:
        outcome = post.send(LETTER)

    assert outcome.result is Result.SETUP
    assert outcome.reason.startswith("ConnectionRefusedError")


@pytest.mark.parametrize(
    "address", ["tove@example.org\nBcc: x@example.org", "tøve@example.org", "tove", "@x", ""]
)
def test_an_address_that_cannot_be_written_is_refused_and_the_line_lives_on(
    server: MailServer, post: Post, address: str
) -> None:
    odd = post.send(replace(LETTER, to_email=address))
    good = post.send(numbered(2))

    assert (odd.result, good.result) == (Result.REFUSED, Result.SENT)
    assert [one["To"] for one in server.messages()] == ["Tove Vejle <tove@example.org>"]


def test_a_domain_with_danish_letters_is_sent_in_its_ascii_form(server: MailServer, post: Post) -> None:
    post.send(replace(LETTER, to_email="tove@næstved.example.org"))

    assert server.envelopes[0][1] == ["tove@xn--nstved-pua.example.org"]


def test_a_rehearsal_has_no_post_to_a_real_mail_server(server: MailServer, tmp_path: Path) -> None:
    with pytest.raises(RealMailInRehearsal):
        Post(settings_for(server, tmp_path), rehearsal=True)


def test_without_a_mail_server_letters_go_to_this_machine(server: MailServer, tmp_path: Path) -> None:
    captured = Settings(inbox_port=server.port, smtp_security="tls", smtp_user="ingen", data=tmp_path)

    with opened(captured, rehearsal=True) as post:
        outcome = post.send(replace(LETTER, rehearsal=True))

    assert outcome.result is Result.SENT
    assert server.messages()[0]["X-Tovholder-Rehearsal"] == "yes"
