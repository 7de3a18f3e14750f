"""What an office's act must bear: whose it is, and why."""

from __future__ import annotations

from models.accounts.actors import Actor
from models.errors.decisions import NameMissing, ReasonMissing


def signed(actor: Actor, reason: str) -> str:
    """The reason without surrounding blanks.

    Raises:
        NameMissing, ReasonMissing.
    """
    if not actor.name:
        raise NameMissing
    if not reason.strip():
        raise ReasonMissing
    return reason.strip()
