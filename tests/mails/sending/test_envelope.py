from __future__ import annotations

import email
from collections.abc import Iterator
from dataclasses import asdict, replace
from email.message import EmailMessage
from email.policy import default
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from mails.letters.rendering import one_line
from mails.sending.envelope import Outgoing, compose
from mails.sending.outcomes import Result
from mails.sending.smtp import Post
from models.settings import Settings
from tests.support.mails.posted_letter import LETTER as POSTED
from tests.support.servers.unfriendly_mail_server import MailServer, mail_server

LETTER = replace(POSTED, text="Kære Tove\n\nØl & æbler.\n")
HEADERS = [
    *("From", "To", "Reply-To", "Subject", "Date", "Message-ID"),
    *("Auto-Submitted", "X-Auto-Response-Suppress", "MIME-Version", "Content-Type"),
]
NAMES = st.text(st.characters(codec="utf-8"), max_size=120)


def parsed(letter: Outgoing) -> EmailMessage:
    return email.message_from_bytes(compose(letter), _class=EmailMessage, policy=default)


def test_a_letter_has_the_headers_it_needs_and_no_other() -> None:
    message = parsed(LETTER)

    assert sorted(message.keys()) == sorted(HEADERS)
    assert message["Date"] == "Thu, 01 Sep 2022 08:00:00 +0000"
    assert message["Auto-Submitted"] == "auto-generated"
    assert message["Reply-To"] == "svar@example.org"


def test_text_and_html_are_alternatives_and_survive() -> None:
    message = parsed(LETTER)

    text, html = message.iter_parts()
    assert message.get_content_type() == "multipart/alternative"
    assert text.get_content().splitlines() == ["Kære Tove", "", "Øl & æbler."]
    assert html.get_content_type() == "text/html"


def test_a_calendar_part_is_the_last_alternative_and_a_file() -> None:
    ics = "BEGIN:VCALENDAR\r\nMETHOD:REQUEST\r\nSUMMARY:Formøde\r\nEND:VCALENDAR\r\n".encode()

    message = parsed(replace(LETTER, calendar=ics, calendar_method="REQUEST"))

    body, file = message.iter_parts()
    inline = list(body.iter_parts())[-1]
    assert message.get_content_type() == "multipart/mixed"
    assert [part.get_content_type() for part in body.iter_parts()] == [
        *("text/plain", "text/html", "text/calendar")
    ]
    assert inline["Content-Type"].params == {"charset": "utf-8", "method": "REQUEST", "component": "VEVENT"}
    assert inline.get_content().splitlines() == ics.decode().splitlines()
    assert (file.get_filename(), file.get_content()) == ("invite.ics", ics)


def test_an_answer_to_an_earlier_letter_names_it_twice() -> None:
    long_id = f"<{'a' * 90}@example.org>"

    source = compose(replace(LETTER, in_reply_to=long_id))

    assert source.count(f": {long_id}\r\n".encode()) == 2


def test_only_a_rehearsal_is_marked_as_one() -> None:
    assert parsed(LETTER)["X-Tovholder-Rehearsal"] is None
    assert parsed(replace(LETTER, rehearsal=True))["X-Tovholder-Rehearsal"] == "yes"


def test_a_long_danish_subject_is_folded_and_comes_back_whole() -> None:
    subject = "[Svar udbedes] Påmindelse om løbende sygefraværsopgørelser på ældreområdet – " * 4

    source = compose(replace(LETTER, subject=subject))

    assert max(len(line) for line in source.splitlines()) <= 78
    assert email.message_from_bytes(source, policy=default)["Subject"] == subject.strip()


@pytest.mark.parametrize(
    "name",
    [
        "Sygeplejerskernes, Fællestillidsrepræsentanternes og Ledernes Samarbejdsudvalg, Vejle, Horsens og Varde",
        "Nurses, Assistants and Helpers Joint Committee of Vejle, Horsens and Varde, Section for the Elderly",
        'Tove "Tut" Vejle',
        "Vejle (Kommune)",
    ],
)
def test_a_long_name_with_commas_stays_one_recipient(name: str) -> None:
    to = parsed(replace(LETTER, to_name=name))["To"].addresses

    assert [(one.display_name, one.addr_spec) for one in to] == [(name, "tove@example.org")]


def test_a_senders_name_loses_what_large_providers_distrust() -> None:
    message = parsed(replace(LETTER, from_name=f'Kontoret: "KL", FOA @ DSR {"x" * 90}'))

    (sender,) = message["From"].addresses
    assert sender.display_name.startswith("Kontoret KL FOA DSR x")
    assert len(sender.display_name) == 75


@pytest.mark.parametrize(
    "broken", ["\r\nBcc: x@example.org", "\nX-Evil: 1", "\n\n<h1>", "\r", "\x00", "\u2028x"]
)
def test_a_name_or_subject_with_line_breaks_adds_no_header(broken: str) -> None:
    message = parsed(
        replace(LETTER, to_name=f"Tove{broken}", from_name=f"Kontor{broken}", subject=f"Hej{broken}")
    )

    assert sorted(message.keys()) == sorted(HEADERS)
    assert [one.addr_spec for one in message["To"].addresses] == ["tove@example.org"]
    assert message["Subject"] == one_line(f"Hej{broken}")


@pytest.mark.parametrize("field", ["to_email", "from_email", "reply_to", "message_id", "in_reply_to"])
def test_an_identifier_with_a_line_break_is_refused(field: str) -> None:
    with pytest.raises(ValueError):
        compose(Outgoing(**{**asdict(LETTER), field: "a@example.org\nBcc: x@example.org"}))


@pytest.fixture(scope="module")
def server() -> Iterator[MailServer]:
    with mail_server() as running:
        yield running


@pytest.fixture(scope="module")
def post(server: MailServer, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Post]:
    data: Path = tmp_path_factory.mktemp("data")
    opened = Post(
        Settings(smtp_host="127.0.0.1", smtp_port=server.port, smtp_security="plain", data=data),
        rehearsal=False,
    )
    yield opened
    opened.close()


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(name=NAMES, subject=NAMES, text=NAMES)
def test_any_name_subject_and_text_arrive_as_they_were(
    server: MailServer, post: Post, name: str, subject: str, text: str
) -> None:
    server.received.clear()

    outcome = post.send(replace(LETTER, to_name=name, subject=subject, text=text + "\n"))

    (message,) = server.messages()
    (to,) = message["To"].addresses
    assert outcome.result is Result.SENT
    assert sorted(message.keys()) == sorted(HEADERS)
    assert message["Subject"].split() == one_line(subject).split()
    assert (to.display_name.split(), to.addr_spec) == (one_line(name).split(), "tove@example.org")
    body = next(iter(message.iter_parts()))
    assert body.get_content().splitlines() == (text + "\n").splitlines()
