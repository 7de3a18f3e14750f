"""The one door to SMTP: yagmail, with its connection kept, its own retries switched off, and certificates verified."""

from __future__ import annotations

import ssl
import time
from collections.abc import Callable
from typing import Any

import yagmail

from mails.sending.envelope import Outgoing, ascii_address, compose
from mails.sending.outcomes import Result, SendingOutcome
from models.errors.running import RealMailInRehearsal
from models.settings import Settings, SmtpSecurity

IDLE = 5.0
"""Seconds after which a kept connection is asked whether it still lives, before it is used again."""
_SETUP_CODES = frozenset({530, 534, 535, 538, 550, 551, 553, 554})
"""Permanent answers to MAIL FROM that mean us, not the letter: log in first, wrong login, sender not allowed."""
_START_OF_BODY = 354


class Post:
    """Sends letters one at a time over one connection. Not for use by several threads.

    Raises:
        RealMailInRehearsal: when a rehearsal's letters would go anywhere but to the capture inbox on this machine.
    """

    def __init__(self, settings: Settings, *, rehearsal: bool) -> None:
        if rehearsal and not settings.captures_mail:
            raise RealMailInRehearsal
        self._client = _Client(settings)
        self._envelope_from = settings.smtp_from

    def send(self, letter: Outgoing) -> SendingOutcome:
        """One try. Only a kept connection that turns out to be dead before the letter's text is tried once more."""
        try:
            message = compose(letter)
            sender, recipient = (
                ascii_address(self._envelope_from or letter.from_email),
                ascii_address(letter.to_email),
            )
        except Exception as unfit:  # whatever it is: one odd letter must not stop all the others
            return SendingOutcome(
                Result.REFUSED, f"cannot be written as an e-mail: {type(unfit).__name__}: {unfit}"
            )
        reused = self._client.is_open
        outcome = self._client.deliver(sender, recipient, message)
        if reused and outcome.result is Result.LATER and not self._client.is_open:
            return self._client.deliver(sender, recipient, message)
        return outcome

    def close(self) -> None:
        """Say goodbye to the mail server."""
        self._client.hang_up()


class _Client(yagmail.SMTP):  # type: ignore[misc]  # yagmail has no types
    """yagmail with three of its methods replaced: each sent letters twice, changed them, or lost their parts."""

    def __init__(self, settings: Settings) -> None:
        captured, security = settings.captures_mail, settings.smtp_security
        tls = not captured and security is SmtpSecurity.TLS
        context = ssl.create_default_context(cafile=settings.smtp_ca_file)
        starttls = not captured and security is SmtpSecurity.STARTTLS
        super().__init__(
            {settings.smtp_user: settings.smtp_user},
            settings.smtp_password.get_secret_value(),
            host="127.0.0.1" if captured else settings.smtp_host,
            port=settings.inbox_port if captured else settings.smtp_port,
            smtp_ssl=tls,
            smtp_starttls={"context": context} if starttls else False,
            smtp_skip_login=captured or not settings.smtp_user,
            soft_email_validation=False,
            timeout=settings.smtp_timeout,
            **({"context": context} if tls else {}),
            **({"local_hostname": "localhost"} if captured else {}),
        )
        self.set_logging(None)
        self._message, self._recipient, self._sender = b"", "", ""
        self._connected = self._in_body = False
        self._used_at = 0.0

    @property
    def is_open(self) -> bool:
        """Whether there is a connection to use, as far as this side knows."""
        return self.smtp is not None and not self.is_closed and self.smtp.sock is not None

    def deliver(self, sender: str, recipient: str, message: bytes) -> SendingOutcome:
        """Send the finished message and say how it ended; anything uncertain closes the connection."""
        self._sender, self._recipient, self._message = sender, recipient, message
        self._connected = self._in_body = False
        try:
            self.send()
        except (OSError, ValueError) as failure:  # ValueError: a login that cannot be written in ASCII
            outcome = self._judged(failure)
            answered = hasattr(failure, "smtp_code") or hasattr(failure, "recipients")
            if not self._connected or not answered:
                self._drop()
            return outcome
        return SendingOutcome(Result.SENT)

    def login(self) -> None:
        """Keep the connection; after a pause, ask whether it still lives."""
        if self.is_open and not (self._is_stale() and not self._answers()):
            self._connected = True
            return
        self._drop()
        super().login()
        self.smtp.getreply = self._watched(self.smtp.getreply)
        self._connected = True

    def prepare_send(self, *_args: Any, **_options: Any) -> tuple[list[str], bytes]:
        """The message is finished already: yagmail would rewrite its text and lose its calendar part."""
        return [self._recipient], self._message

    def _attempt_send(self, recipients: list[str], message: bytes) -> dict[str, Any]:
        """One try: yagmail's own retries send a letter again that the server may have taken."""
        refused: dict[str, Any] = self.smtp.sendmail(self._sender, recipients, message)
        self._used_at = time.monotonic()
        return refused

    def hang_up(self) -> None:
        """Close politely, if there is anything to close."""
        if self.is_open:
            try:
                self.close()
            except OSError:
                self._drop()

    def _judged(self, failure: Exception) -> SendingOutcome:
        recipients = getattr(failure, "recipients", None)
        code, said = getattr(failure, "smtp_code", None), f"{type(failure).__name__}: {failure}"
        if not self._connected:
            return SendingOutcome(Result.SETUP, said)
        if isinstance(recipients, dict) and recipients:
            code, answer = next(iter(recipients.values()))
            return _by_code(code, f"{code} {answer.decode(errors='replace')}")
        if code is not None and code > 0:
            said = f"{code} {failure.smtp_error.decode(errors='replace')}"  # type: ignore[attr-defined]
            if hasattr(failure, "sender") and code in _SETUP_CODES:
                return SendingOutcome(Result.SETUP, said)
            return _by_code(code, said)
        return SendingOutcome(Result.DOUBTFUL if self._in_body else Result.LATER, said)

    def _is_stale(self) -> bool:
        return time.monotonic() - self._used_at > IDLE

    def _answers(self) -> bool:
        try:
            return bool(self.smtp.noop()[0] == 250)
        except OSError:
            return False

    def _drop(self) -> None:
        if self.smtp is not None:
            self.smtp.close()
        self.is_closed = True

    def _watched(self, reply: Callable[[], tuple[int, bytes]]) -> Callable[[], tuple[int, bytes]]:
        """Notice the answer after which the letter's text goes out: from there on a lost line leaves doubt."""

        def getreply() -> tuple[int, bytes]:
            answer = reply()
            self._in_body = self._in_body or answer[0] == _START_OF_BODY
            return answer

        return getreply


def _by_code(code: int, said: str) -> SendingOutcome:
    return SendingOutcome(Result.LATER if 400 <= code < 500 else Result.REFUSED, said)
