"""How a sending ended. What matters is whether the letter may have arrived, and whose fault it was."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class Result(StrEnum):
    """`later` surely did not arrive; `doubtful` may have; `setup` is the installation's fault and not the letter's."""

    SENT = "sent"
    REFUSED = "refused"
    LATER = "later"
    DOUBTFUL = "doubtful"
    SETUP = "setup"


@dataclass(frozen=True)
class SendingOutcome:
    """The result and, when it is not `sent`, what the server or the connection said."""

    result: Result
    reason: str = ""
