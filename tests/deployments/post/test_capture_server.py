from __future__ import annotations

import socket
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest

from deployments.supervisor import parts
from mails.sending import capture_folder
from mails.sending.outcomes import Result
from mails.sending.smtp import Post
from models.settings import Settings
from tests.support.mails.posted_letter import LETTER, numbered
from tests.support.servers.unfriendly_mail_server import until


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def listens(port: int) -> bool:
    with socket.socket() as probe:
        return probe.connect_ex(("127.0.0.1", port)) == 0


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    return Settings(data=tmp_path, inbox_port=free_port())


@pytest.fixture
def running(settings: Settings) -> Iterator[subprocess.Popen[bytes]]:
    (part,) = [part for part in parts.parts(settings) if part.name == "inbox"]
    process = subprocess.Popen(part.command, cwd=Path(parts.__file__).parents[2])
    until(lambda: listens(settings.inbox_port), 20)
    yield process
    process.kill()
    process.wait()


def test_letters_are_captured_whole_and_in_order(settings: Settings, running: object) -> None:
    post = Post(settings, rehearsal=False)

    results = {post.send(numbered(number)).result for number in range(5)}
    post.close()

    listed = capture_folder.newest(capture_folder.folder(settings.data))
    ids = [capture_folder.find(capture_folder.folder(settings.data), one.id) for one in reversed(listed)]
    assert results == {Result.SENT}
    assert [one.source.split(b"Message-ID: <")[1][:1] for one in ids if one] == [b"0", b"1", b"2", b"3", b"4"]
    assert {one.text for one in ids if one} == {LETTER.text}


def test_the_inbox_hears_nobody_from_outside_this_machine() -> None:
    assert capture_folder.HOST == "127.0.0.1"


def test_it_stops_cleanly_when_told_to(running: subprocess.Popen[bytes]) -> None:
    running.terminate()

    assert running.wait(10) == 0
