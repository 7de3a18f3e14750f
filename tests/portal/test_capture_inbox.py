"""The capture inbox in the portal."""

from __future__ import annotations

from datetime import UTC, datetime
from email.message import EmailMessage
from zoneinfo import ZoneInfo

import pytest

from mails.sending import capture_folder
from models.settings import settings
from tests.support.acts.browsing import Browser, said
from tests.support.pseudo_language import outside

AT = datetime(2022, 9, 1, 10, tzinfo=UTC)


@pytest.fixture
def letter(database_url: str) -> str:
    """A captured letter with text, HTML and a calendar part, its subject not to be trusted."""
    message = EmailMessage()
    message["From"], message["To"] = "kontor@example.org", "tove@example.org"
    message["Subject"] = "Hej <script>alert(1)</script>"
    message["Date"] = AT.astimezone(ZoneInfo("Europe/Copenhagen"))
    message.set_content("Kære Tove\n\nhttp://127.0.0.1:8200/jeres-side/abc\n")
    message.add_alternative("<html><head></head><body><p>Kære Tove</p></body></html>", subtype="html")
    message.add_alternative("BEGIN:VCALENDAR\r\nEND:VCALENDAR\r\n", subtype="calendar")
    return capture_folder.store(capture_folder.folder(settings().data), message.as_bytes())


def test_the_inbox_lists_letters_and_says_that_nothing_is_sent(browser: Browser, letter: str) -> None:
    page = browser.get("/indbakke").text

    assert "Intet er sendt" in page
    assert "tove@example.org" in page
    assert "<script>" not in page


def test_the_inbox_says_when_a_letter_was_written_where_it_was_written(browser: Browser, letter: str) -> None:
    listed, opened = browser.get("/indbakke").text, browser.get(f"/indbakke/{letter}").text

    assert ">01.09.2022 12.00</td>" in listed
    assert "<dd>01.09.2022 12.00 +0200</dd>" in opened


def test_an_empty_inbox_says_so(browser: Browser) -> None:
    assert "ingen breve endnu" in browser.get("/indbakke").text


def test_a_letter_shows_its_parts(browser: Browser, letter: str) -> None:
    page = browser.get(f"/indbakke/{letter}")

    assert "Kære Tove" in page.text
    assert 'href="http://127.0.0.1:8200/jeres-side/abc"' in page.text
    assert "BEGIN:VCALENDAR" in page.text
    assert "<script>" not in page.text
    assert "frame-src 'self'" in page.headers["Content-Security-Policy"]


def test_the_html_part_has_no_rights(browser: Browser, letter: str) -> None:
    part = browser.get(f"/indbakke/{letter}/html")

    policy = part.headers["Content-Security-Policy"]
    assert "<p>Kære Tove</p>" in part.text
    assert "sandbox" in policy
    assert "default-src 'none'" in policy
    assert "allow-scripts" not in policy


def test_the_letter_can_be_fetched_for_a_mail_program(browser: Browser, letter: str) -> None:
    answer = browser.get(f"/indbakke/{letter}/brev.eml")

    assert answer.headers["content-type"].startswith("message/rfc822")
    assert answer.content.startswith(b"From: kontor@example.org")


@pytest.mark.parametrize("id", ["nothing", "..%2F..%2Fsecret", "%00"])
def test_a_letter_that_is_not_there_is_not_found(browser: Browser, letter: str, id: str) -> None:
    assert browser.get(f"/indbakke/{id}").status_code == 404


def test_with_a_mail_server_there_is_no_inbox(
    browser: Browser, letter: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("TOVHOLDER_SMTP_HOST", "mail.example.org")
    settings.cache_clear()

    found = [browser.get(f"/indbakke{rest}").status_code for rest in ("", f"/{letter}", f"/{letter}/html")]

    assert found == [404, 404, 404]


@pytest.mark.usefixtures("pseudo_language")
def test_the_inbox_says_nothing_untranslated(browser: Browser, letter: str) -> None:
    written = {
        "Hej <script>alert(1)</script>",
        "Kære Tove",
        "kontor",
        "tove",
        "BEGIN:VCALENDAR",
        "END:VCALENDAR",
    }

    found = {
        page: outside(said(browser, page), {*written, "Tovholder", "example.org"})
        for page in ("/indbakke", f"/indbakke/{letter}")
    }

    assert found == {page: set() for page in found}
