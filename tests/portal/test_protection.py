"""Forged posts, large posts, headers, bad days."""

from __future__ import annotations

import re
import subprocess
import sys

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from actions.deliveries import submissions
from actions.people import links
from models.progress import Submission
from models.settings import settings
from portal.protection import HEADERS
from tests.support.acts.browsing import Browser
from tests.support.worlds import small_programme
from tests.support.worlds.homes import Home, settle_in
from tests.support.worlds.small_programme import NOW

PDF = b"%PDF-1.7 a presentation"
NONCE = re.compile(r'tovholder_nonce" value="([^"]+)"')


def nothing_delivered(session: Session) -> bool:
    """True while no delivery is kept."""
    return session.scalars(select(Submission)).all() == []


def test_the_portal_does_not_import_prefect() -> None:
    program = "import sys, portal.app; portal.app.create_app(); sys.exit('prefect' in sys.modules)"

    assert subprocess.run([sys.executable, "-c", program], check=False).returncode == 0


def test_every_page_carries_the_headers(browser: Browser, small_vejle_home: Home) -> None:
    for address in (
        "/",
        "/health",
        small_vejle_home.page,
        "/jeres-side/nothing",
        "/nowhere",
        "/static/portal.css",
    ):
        headers = browser.get(address).headers

        assert {name: headers.get(name) for name in HEADERS} == dict(HEADERS), address


def test_the_nonce_is_kept_from_scripts_and_from_other_sites(
    browser: Browser, small_vejle_home: Home
) -> None:
    cookie = browser.get(small_vejle_home.page).headers["set-cookie"]

    assert "HttpOnly" in cookie
    assert "SameSite=lax" in cookie
    assert "Secure" not in cookie


def test_over_https_the_nonce_stays_there(
    browser: Browser, small_vejle_home: Home, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("TOVHOLDER_PORTAL_URL", "https://portal.example.org")
    settings.cache_clear()

    assert "Secure" in browser.get(small_vejle_home.page).headers["set-cookie"]


@pytest.mark.parametrize(
    ("nonce", "headers"),
    [
        ("", {}),
        ("guessed", {}),
        (None, {"Origin": "https://evil.example.org"}),
        (None, {"Origin": "null", "Sec-Fetch-Site": "cross-site"}),
        (None, {"Sec-Fetch-Site": "same-site"}),
    ],
)
def test_a_forged_post_does_nothing(
    browser: Browser, session: Session, small_vejle_home: Home, nonce: str | None, headers: dict[str, str]
) -> None:
    address = small_vejle_home.requirement("presentation")
    real = NONCE.findall(browser.get(address).text)[0]

    answer = browser.post(
        address,
        data={"tovholder_nonce": real if nonce is None else nonce},
        files={"file": ("a.pdf", PDF)},
        headers=headers,
    )

    assert answer.status_code == 403
    assert nothing_delivered(session)


@pytest.mark.parametrize(
    "headers",
    [
        {"Origin": "http://127.0.0.1:8200"},
        {"Origin": "null", "Sec-Fetch-Site": "same-origin"},
        {"Origin": "null"},
        {},
    ],
)
def test_our_own_pages_post_whatever_the_browser_calls_their_origin(
    browser: Browser, small_vejle_home: Home, headers: dict[str, str]
) -> None:
    address = small_vejle_home.requirement("presentation")
    nonce = NONCE.findall(browser.get(address).text)[0]

    answer = browser.post(
        address, data={"tovholder_nonce": nonce}, files={"file": ("a.pdf", PDF)}, headers=headers
    )

    assert answer.status_code == 303


def test_a_post_from_an_old_page_keeps_what_was_typed(browser: Browser, small_vejle_home: Home) -> None:
    answer = browser.post(small_vejle_home.requirement("expectations"), data={"svar.wish": "Flere hænder"})

    assert answer.status_code == 403
    assert "Flere hænder</textarea>" in answer.text


def test_a_file_too_large_is_stopped_while_it_comes_in(
    browser: Browser, session: Session, small_vejle_home: Home, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("TOVHOLDER_UPLOAD_MEGABYTES", "0.1")
    settings.cache_clear()

    answer = browser.deliver(
        small_vejle_home.requirement("presentation"), file=("stor.pdf", PDF + bytes(2**21))
    )

    assert answer.status_code == 413
    assert "højst 0,1 MB" in answer.text
    assert nothing_delivered(session)


def test_a_file_a_little_too_large_is_refused_with_its_reason(
    browser: Browser, small_vejle_home: Home, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("TOVHOLDER_UPLOAD_MEGABYTES", "0.1")
    settings.cache_clear()

    answer = browser.deliver(
        small_vejle_home.requirement("presentation"), file=("stor.pdf", PDF + bytes(200_000))
    )

    assert answer.status_code == 422
    assert "Filen fylder mere end 0,1 MB" in answer.text


@pytest.mark.parametrize(
    ("body", "kind"),
    [
        (b"\xff\xfe\x00nonsense", "multipart/form-data; boundary=x"),
        (b"--x\r\nContent-Disposition: form-data\r\n\r\n", "multipart/form-data; boundary=x"),
        (b"{}", "application/json"),
        (b"", "multipart/form-data"),
        (b"%ff%00=%fe", "application/x-www-form-urlencoded; charset=klingon"),
    ],
)
def test_a_body_of_nonsense_is_answered_in_danish(
    browser: Browser, session: Session, small_vejle_home: Home, body: bytes, kind: str
) -> None:
    answer = browser.post(
        small_vejle_home.requirement("presentation"), content=body, headers={"Content-Type": kind}
    )

    assert answer.status_code in (400, 403)
    assert '<html lang="da">' in answer.text
    assert nothing_delivered(session)


@pytest.mark.parametrize("number", ["abc", "0", "-1", "99999999999999999999"])
def test_an_address_of_nonsense_is_answered_in_danish(
    browser: Browser, small_vejle_home: Home, number: str
) -> None:
    answer = browser.get(f"{small_vejle_home.page}/krav/{number}")

    assert answer.status_code == 404
    assert '<html lang="da">' in answer.text


def test_an_unforeseen_error_is_a_calm_page(
    browser: Browser, small_vejle_home: Home, monkeypatch: pytest.MonkeyPatch
) -> None:
    def breaks(*_: object, **__: object) -> None:
        raise RuntimeError("secret detail")

    monkeypatch.setattr(submissions, "submit", breaks)

    answer = browser.deliver(small_vejle_home.requirement("presentation"), file=("a.pdf", PDF))

    assert answer.status_code == 500
    assert "Noget gik galt hos os" in answer.text
    assert "secret detail" not in answer.text
    assert answer.headers["Content-Security-Policy"] == HEADERS["Content-Security-Policy"]


def test_a_database_that_is_away_is_said_so(browser: Browser, monkeypatch: pytest.MonkeyPatch) -> None:
    with monkeypatch.context() as away:
        away.setenv("TOVHOLDER_DATABASE_URL", "postgresql://postgres@127.0.0.1:1/nowhere")
        settings.cache_clear()
        health, page = browser.request("GET", "/health"), browser.request("GET", "/jeres-side/x")
    settings.cache_clear()

    assert (health.status_code, health.json()["database"]) == (503, "away")
    assert page.status_code == 503
    assert "Databasen svarer ikke lige nu" in page.text


def test_a_healthy_portal_says_so(browser: Browser) -> None:
    answer = browser.get("/health")

    assert (answer.status_code, answer.json()) == (
        200,
        {"status": "ok", "database": "ok", "rehearsal": False},
    )


@pytest.mark.parametrize(
    ("asked", "said"),
    [("nb-NO,nb;q=0.9", "Siden finnes ikke"), ("en, da", "Siden findes ikke"), ("", "Siden findes ikke")],
)
def test_a_page_that_is_not_there_speaks_the_language_the_browser_asks_for(
    browser: Browser, asked: str, said: str
) -> None:
    answer = browser.request("GET", "/findes-ikke", headers={"Accept-Language": asked})

    assert (answer.status_code, said in answer.text) == (404, True)


def test_a_norwegian_link_that_has_ended_says_so_in_norwegian(browser: Browser, at_noon: Session) -> None:
    version = small_programme.published(at_noon, language="nb", country="NO", zone="Europe/Oslo")
    home = settle_in(at_noon, small_programme.enrolled(at_noon, version, "Moss"))
    links.revoke(at_noon, home.coordinator, NOW)
    at_noon.commit()

    answer = browser.get(home.page)

    assert (answer.status_code, '<html lang="nb">' in answer.text) == (410, True)
    assert "Lenken gjelder ikke lenger" in answer.text


def test_a_norwegian_refusal_speaks_norwegian(browser: Browser, at_noon: Session) -> None:
    version = small_programme.published(at_noon, language="nb", country="NO", zone="Europe/Oslo")
    home = settle_in(at_noon, small_programme.enrolled(at_noon, version, "Moss"))
    at_noon.commit()

    unknown = browser.get(f"{home.page}/krav/999999").text

    assert "er ikke blitt bedt om" in unknown
    assert "Siden finnes ikke" in unknown
