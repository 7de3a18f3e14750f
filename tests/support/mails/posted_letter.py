"""A letter and a post to send it with, for tests that talk to a mail server."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from mails.sending.envelope import Outgoing
from mails.sending.smtp import Post
from models.settings import Settings, SmtpSecurity
from tests.support.servers.unfriendly_mail_server import MailServer

LETTER = Outgoing(
    message_id="<1@example.org>",
    date=datetime(2022, 9, 1, 8, tzinfo=UTC),
    from_name="Programkontoret",
    from_email="kontor@example.org",
    to_name="Tove Vejle",
    to_email="tove@example.org",
    reply_to="svar@example.org",
    subject="Velkommen",
    text="Kære Tove\n",
    html="<p>Kære Tove</p>",
)


def settings_for(server: MailServer, tmp_path: Path, **changes: Any) -> Settings:
    plain: dict[str, Any] = {
        "smtp_host": "127.0.0.1",
        "smtp_port": server.port,
        "smtp_security": SmtpSecurity.PLAIN,
        "smtp_timeout": 1.0,
        "data": tmp_path,
    }
    return Settings(**(plain | changes))


@contextmanager
def opened(settings: Settings, *, rehearsal: bool = False) -> Iterator[Post]:
    post = Post(settings, rehearsal=rehearsal)
    try:
        yield post
    finally:
        post.close()


def numbered(number: int) -> Outgoing:
    return replace(LETTER, message_id=f"<{number}@example.org>")
