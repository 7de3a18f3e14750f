"""What can be wrong with letters, and with the mailbox where answers come in."""

from __future__ import annotations

from models.errors.error import TovholderError


class UnknownLetter(TovholderError):
    """There is no letter {letter}. See `tovholder letters list`."""


class UnknownLetterName(TovholderError):
    """There is no letter called "{letter}"; see docs/reference/letters.md."""


class MailboxUnusable(TovholderError):
    """The mailbox at {host} cannot be read: {reason}. Check the TOVHOLDER_IMAP_… settings."""


class UnknownMailAnswer(TovholderError):
    """No mail {number} waits for somebody to read it. See `tovholder interviews asks`."""
