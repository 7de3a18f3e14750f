"""Letters at the sink: each is stamped and read, and those that were lost or came twice are found by key."""

from __future__ import annotations

import smtplib
import time

import pytest

from bench.arrivals import LettersWrong, Tally, sink, tally
from bench.coordinator import News, understood

WRITTEN = [("1/request", "<a@example.org>"), ("1/receipt", "<b@example.org>")]
LETTER = (
    b"From: kontor@example.org\r\nTo: Tovholder <kommune.7@example.org>\r\nMessage-ID: <a@example.org>\r\n"
    b"Subject: Tak - modtaget: Papir 2-3\r\n\r\n"
    b"Vi har nu alt.\r\nJeres side: http://127.0.0.1:8200/jeres-side/x\r\n"
)


def test_when_every_letter_came_once_nothing_is_wrong() -> None:
    counted = tally(WRITTEN, ["<b@example.org>", "<a@example.org>"])

    assert counted == Tally((), (), ())
    counted.check()


def test_a_letter_that_did_not_come_is_lost() -> None:
    assert tally(WRITTEN, ["<a@example.org>"]).lost == ("1/receipt",)


def test_a_letter_that_came_twice_is_doubled() -> None:
    assert tally(WRITTEN, ["<a@example.org>", "<b@example.org>", "<a@example.org>"]).doubled == ("1/request",)


def test_two_letters_with_one_key_are_doubled_too() -> None:
    written = [*WRITTEN, ("1/request", "<c@example.org>")]

    assert tally(written, [message_id for _, message_id in written]).doubled == ("1/request",)


def test_a_letter_nobody_wrote_is_a_stranger_and_ends_the_run() -> None:
    counted = tally(WRITTEN, ["<a@example.org>", "<b@example.org>", "<z@example.org>"])

    assert counted.strangers == ("<z@example.org>",)
    with pytest.raises(LettersWrong, match=r"1 strangers, as <z@example\.org>"):
        counted.check()


def test_the_sink_stamps_a_letter_between_its_sending_and_the_answer() -> None:
    with sink() as letters, smtplib.SMTP("127.0.0.1", letters.port, local_hostname="localhost") as server:
        began = time.monotonic()
        server.sendmail("kontor@example.org", ["kommune.7@example.org"], LETTER)
        answered = time.monotonic()
        arrival = letters.arrived.get(timeout=10)

    assert began < arrival.at < answered
    assert (arrival.to, arrival.message_id) == ("kommune.7@example.org", "<a@example.org>")
    link = "http://127.0.0.1:8200/jeres-side/x"
    assert understood(arrival) == News(arrival.at, 7, step=2, paper=3, all_in=True, link=link)
