"""What a check finds wrong in a programme: where, what, and what to do about it."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

Where = tuple[str | int, ...]
"""From the programme down: ("steps", 0, "requirements", 2, "due")."""


class FaultLevel(StrEnum):
    """An error keeps a programme from being published, a warning does not."""

    ERROR = "error"
    WARNING = "warning"


@dataclass(frozen=True)
class Fault:
    """One fault; `message` and `cure` are sentences without a full stop."""

    path: Where
    message: str
    cure: str
    level: FaultLevel = FaultLevel.ERROR
