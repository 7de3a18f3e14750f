"""What an office's act must bear: whose it is, and why."""

from __future__ import annotations

from models.errors.decisions import NameMissing, ReasonMissing


def signed(by: str, reason: str) -> tuple[str, str]:
    """Name and reason without surrounding blanks.

    Raises:
        NameMissing, ReasonMissing.
    """
    if not by.strip():
        raise NameMissing
    if not reason.strip():
        raise ReasonMissing
    return by.strip(), reason.strip()
