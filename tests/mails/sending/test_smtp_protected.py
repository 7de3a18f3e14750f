from __future__ import annotations

import ssl
from pathlib import Path

import pytest
import trustme
from pydantic import SecretStr

from mails.sending.outcomes import Result
from models.settings import SmtpSecurity
from tests.support.mails.posted_letter import LETTER, numbered, opened, settings_for
from tests.support.servers.unfriendly_mail_server import mail_server

AUTHORITY = trustme.CA()


def tls_for(name: str = "127.0.0.1") -> ssl.SSLContext:
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    AUTHORITY.issue_cert(name).configure_cert(context)
    return context


@pytest.fixture
def ca_file(tmp_path: Path) -> Path:
    file = tmp_path / "ca.pem"
    AUTHORITY.cert_pem.write_to_path(str(file))
    return file


def test_tls_with_login(tmp_path: Path, ca_file: Path) -> None:
    with mail_server(tls=tls_for(), login=("bruger", "kode")) as server:
        protected = settings_for(
            server,
            tmp_path,
            smtp_security=SmtpSecurity.TLS,
            smtp_ca_file=ca_file,
            smtp_user="bruger",
            smtp_password=SecretStr("kode"),
        )
        with opened(protected) as post:
            results = [post.send(numbered(number)).result for number in range(3)]

    assert results == [Result.SENT] * 3
    assert server.connections == 1


def test_starttls_with_login(tmp_path: Path, ca_file: Path) -> None:
    with mail_server(starttls=tls_for(), login=("bruger", "kode")) as server:
        protected = settings_for(
            server,
            tmp_path,
            smtp_security=SmtpSecurity.STARTTLS,
            smtp_ca_file=ca_file,
            smtp_user="bruger",
            smtp_password=SecretStr("kode"),
        )

        with opened(protected) as post:
            outcome = post.send(LETTER)

    assert outcome.result is Result.SENT


@pytest.mark.parametrize("security", [SmtpSecurity.TLS, SmtpSecurity.STARTTLS])
@pytest.mark.parametrize("fault", ["unknown authority", "another host's certificate"])
def test_a_certificate_that_does_not_hold_gets_no_letter(
    tmp_path: Path, ca_file: Path, security: SmtpSecurity, fault: str
) -> None:
    context = tls_for("mail.example.org" if fault.startswith("another") else "127.0.0.1")
    trusted = ca_file if fault.startswith("another") else None
    tls, starttls = (context, None) if security is SmtpSecurity.TLS else (None, context)
    with mail_server(tls=tls, starttls=starttls) as server:
        protected = settings_for(server, tmp_path, smtp_security=security, smtp_ca_file=trusted)

        with opened(protected) as post:
            outcome = post.send(LETTER)

    assert outcome.result is Result.SETUP
    assert "CERTIFICATE_VERIFY_FAILED" in outcome.reason
    assert server.received == []


@pytest.mark.parametrize(("password", "reason"), [("gaet", "535"), ("gæt", "UnicodeEncodeError")])
def test_a_refused_login_is_a_matter_of_setup(tmp_path: Path, password: str, reason: str) -> None:
    with mail_server(login=("bruger", "kode")) as server:
        wrong = settings_for(server, tmp_path, smtp_user="bruger", smtp_password=SecretStr(password))

        with opened(wrong) as post:
            outcomes = [post.send(numbered(number)) for number in range(2)]

    for outcome in outcomes:
        assert outcome.result is Result.SETUP
        assert reason in outcome.reason
        assert password not in outcome.reason
    assert server.received == []


def test_a_server_without_starttls_gets_no_letter_in_the_clear(tmp_path: Path) -> None:
    with mail_server() as server:
        wanted = settings_for(server, tmp_path, smtp_security=SmtpSecurity.STARTTLS)

        with opened(wanted) as post:
            outcome = post.send(LETTER)

    assert outcome.result is Result.SETUP
    assert "SMTPNotSupportedError" in outcome.reason
    assert server.received == []
