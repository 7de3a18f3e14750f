from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

import pytest

from mails.sending import capture_folder
from mails.sending.envelope import Outgoing, compose

NOW = datetime(2022, 9, 1, 8, tzinfo=UTC)
LETTER = Outgoing(
    message_id="<1@example.org>",
    date=NOW,
    from_name="Programkontoret",
    from_email="kontor@example.org",
    to_name="Tove Vejle",
    to_email="tove@example.org",
    reply_to="svar@example.org",
    subject="Påmindelse",
    text="Kære Tove\n",
    html="<p>Kære Tove</p>",
    calendar=b"BEGIN:VCALENDAR\r\nEND:VCALENDAR\r\n",
    calendar_method="REQUEST",
    rehearsal=True,
)


def test_letters_are_listed_newest_first(tmp_path: Path) -> None:
    stored = [capture_folder.store(tmp_path, compose(LETTER)) for _ in range(3)]

    listed = capture_folder.newest(tmp_path)

    assert [one.id for one in listed] == stored[::-1]
    assert listed[0] == capture_folder.Captured(
        id=stored[2],
        sender="Programkontoret <kontor@example.org>",
        to="Tove Vejle <tove@example.org>",
        subject="Påmindelse",
        date=NOW,
        rehearsal=True,
    )


def test_only_as_many_as_asked_for_are_listed(tmp_path: Path) -> None:
    for _ in range(5):
        capture_folder.store(tmp_path, compose(LETTER))

    assert (len(capture_folder.newest(tmp_path, limit=2)), capture_folder.count(tmp_path)) == (2, 5)


def test_letters_that_arrive_in_the_same_moment_are_all_kept(tmp_path: Path) -> None:
    assert len({capture_folder.store(tmp_path, b"x") for _ in range(20)}) == 20
    assert capture_folder.count(tmp_path) == 20


def test_a_letter_opens_into_its_parts(tmp_path: Path) -> None:
    source = compose(LETTER)
    identity = capture_folder.store(tmp_path, source)

    opened = capture_folder.find(tmp_path, identity)

    assert opened is not None
    assert (opened.text, opened.html) == ("Kære Tove\n", "<p>Kære Tove</p>\n")
    assert opened.calendar.split() == ["BEGIN:VCALENDAR", "END:VCALENDAR"]
    assert opened.source == source
    assert opened.summary == capture_folder.newest(tmp_path)[0]


def test_an_empty_inbox_is_empty(tmp_path: Path) -> None:
    assert capture_folder.newest(tmp_path / "nowhere") == []
    assert capture_folder.find(tmp_path / "nowhere", "x") is None


@pytest.mark.parametrize(
    "identity",
    ["../secret", "../../secret", "new/letter", "/etc/passwd", "", ".", "..", "secret", "link", "a\x00b"],
)
def test_an_id_never_leads_out_of_the_inbox(tmp_path: Path, identity: str) -> None:
    inbox = tmp_path / "inbox"
    capture_folder.store(inbox, b"Subject: x\n\n")
    (inbox / "secret").write_text("hemmeligt")
    (tmp_path / "secret").write_text("hemmeligt")
    (inbox / "new" / "link").symlink_to(tmp_path / "secret")

    assert capture_folder.find(inbox, identity) is None


@pytest.mark.parametrize(
    "source",
    [
        b"",
        b"\xff\xfe\x00",
        b"Subject: =?utf-8?q?=ff?=\nDate: i morgen\n\nhej",
        b"Content-Type: multipart/mixed; boundary=x\n\n--x\n",
        b"Content-Type: text/plain; charset=klingon\n\nhej",
    ],
)
def test_a_letter_that_is_none_can_be_listed_and_opened(tmp_path: Path, source: bytes) -> None:
    identity = capture_folder.store(tmp_path, source)

    assert [one.id for one in capture_folder.newest(tmp_path)] == [identity]
    opened = capture_folder.find(tmp_path, identity)
    assert opened is not None
    assert opened.source == source
