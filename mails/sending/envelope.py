"""From the parts of a letter to the bytes of an e-mail, safe against the folding faults of Python 3.11 to 3.13."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from email.headerregistry import Address
from email.message import EmailMessage
from email.policy import EmailPolicy
from email.utils import format_datetime, formataddr
from typing import Any

from mails.letters.rendering import one_line

_ADDRESSES = frozenset({"from", "to", "reply-to"})
_UNTOUCHED = frozenset({"message-id", "in-reply-to", "references", "auto-submitted"})
_LONGEST_NAME = 75


@dataclass(frozen=True)
class Outgoing:
    """One e-mail to one person. `message_id` and `date` are the row's, so that a resend can be recognised."""

    message_id: str
    date: datetime
    from_name: str
    from_email: str
    to_name: str
    to_email: str
    reply_to: str
    subject: str
    text: str
    html: str
    in_reply_to: str = ""
    calendar: bytes | None = None
    calendar_method: str = ""
    rehearsal: bool = False


class LetterPolicy(EmailPolicy):
    """Folds addresses one by one and leaves identifiers whole.

    The standard folding loses the quotes of a long name with a comma, which makes one recipient into several, and
    turns an identifier longer than a line into encoded words, which breaks threading.
    """

    def fold(self, name: str, value: Any) -> str:
        """One header, with its line end."""
        kind = name.lower()
        if kind in _ADDRESSES and hasattr(value, "addresses"):
            written = (formataddr((one.display_name, one.addr_spec)) for one in value.addresses)
            return f"{name}: " + f",{self.linesep} ".join(written) + self.linesep
        if kind in _UNTOUCHED and str(value).isascii():
            return f"{name}: " + f"{self.linesep} ".join(str(value).split()) + self.linesep
        return str(super().fold(name, value))

    def fold_binary(self, name: str, value: Any) -> bytes:
        """The same, as it goes over the line."""
        return self.fold(name, value).encode("ascii", "surrogateescape")


POLICY = LetterPolicy(linesep="\r\n", cte_type="7bit", raise_on_defect=False)


def compose(letter: Outgoing) -> bytes:
    """The whole e-mail: mixed(alternative(text, html, calendar), invite.ics), the last two only with a calendar part.

    Raises:
        ValueError: when an address or identifier cannot stand in a header.
    """
    message = EmailMessage(policy=POLICY)
    message["From"] = _address(_plain_name(letter.from_name), letter.from_email)
    message["To"] = _address(one_line(letter.to_name), letter.to_email)
    message["Reply-To"] = _address("", letter.reply_to)
    message["Subject"] = one_line(letter.subject)
    message["Date"] = format_datetime(letter.date)
    message["Message-ID"] = letter.message_id
    if letter.in_reply_to:
        message["In-Reply-To"] = letter.in_reply_to
        message["References"] = letter.in_reply_to
    message["Auto-Submitted"] = "auto-generated"
    message["X-Auto-Response-Suppress"] = "OOF, NRN, AutoReply, RN"
    if letter.rehearsal:
        message["X-Tovholder-Rehearsal"] = "yes"
    message.set_content(letter.text, cte="quoted-printable")
    message.add_alternative(letter.html, subtype="html", cte="quoted-printable")
    if letter.calendar is not None:
        _add_calendar(message, letter.calendar, letter.calendar_method)
    return message.as_bytes()


def _add_calendar(message: EmailMessage, calendar: bytes, method: str) -> None:
    """Twice: as the last alternative, which Outlook and Gmail act on, and as a file for everything else."""
    message.add_alternative(
        calendar.decode(), subtype="calendar", params={"method": method, "component": "VEVENT"}, cte="base64"
    )
    message.add_attachment(calendar, maintype="application", subtype="ics", filename="invite.ics")


def ascii_address(email: str) -> str:
    """The address as SMTP takes it: a domain with æ, ø or å in its ASCII form.

    Raises:
        ValueError: when the part before the @ is not ASCII, or it is no single address.
    """
    mailbox, _, domain = email.rpartition("@")
    plain = f"{mailbox}@{domain.encode('idna').decode('ascii')}"
    if not mailbox or not plain.isascii() or not plain.isprintable() or " " in plain:
        raise ValueError(f"{email!r} is not an address SMTP can take")
    return plain


def _address(name: str, email: str) -> Address:
    return Address(name, addr_spec=ascii_address(email))


def _plain_name(name: str) -> str:
    """A sender's name the large providers accept: some refuse or distrust `@ : , "` and long ones."""
    return one_line("".join(" " if char in '@:,"' else char for char in name))[:_LONGEST_NAME].strip()
