"""What can be bad about an installation, by name; docs/how-to/when-things-are-bad.md lists the same names with their cures."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class Health(StrEnum):
    """Only `wrong` keeps an installation from doing its work; `waits` is a person's ordinary work."""

    WELL = "well"
    WAITS = "waits"
    WRONG = "wrong"


class Ailment(StrEnum):
    """Everything the doctor can name, from the ground up."""

    PACKAGE_VERSION = "package-version"
    SETTING_UNKNOWN = "setting-unknown"
    DISK_FULL = "disk-full"
    DATABASE_AWAY = "database-away"
    DATABASE_NEWER = "database-newer"
    REHEARSAL = "rehearsal"
    CLOCK_BEHIND = "clock-behind"
    NOTHING_RUNS = "nothing-runs"
    PART_SILENT = "part-silent"
    PART_RESTARTING = "part-restarting"
    ENGINE_STANDS_BY = "engine-stands-by"
    ENGINE_BEHIND = "engine-behind"
    MAIL_UNUSABLE = "mail-unusable"
    RUN_STUCK = "run-stuck"
    STEP_LATE = "step-late"
    RUN_REPLACED = "run-replaced"
    GATE_OPEN = "gate-open"
    WAIT_OVER = "wait-over"
    REMINDERS_MISSED = "reminders-missed"
    STATEMENT_MISSED = "statement-missed"
    HOUSEKEEPING_MISSED = "housekeeping-missed"
    INTERVIEWS_MISSED = "interviews-missed"
    LETTERS_DOUBTFUL = "letters-doubtful"
    LETTERS_REFUSED = "letters-refused"
    LETTERS_HELD = "letters-held"
    LETTERS_PUT_OFF = "letters-put-off"
    LETTERS_LEFT = "letters-left"
    LETTERS_STUCK = "letters-stuck"
    DELIVERY_WAITS = "delivery-waits"
    REQUIREMENT_OVERDUE = "requirement-overdue"
    ESCALATION_UNANSWERED = "escalation-unanswered"
    NOBODY_REMINDED = "nobody-reminded"
    INTERVIEWS_UNPLACED = "interviews-unplaced"
    ANSWERS_UNREAD = "answers-unread"
    INTERVIEWS_UNTOLD = "interviews-untold"
    MAILBOX_UNREAD = "mailbox-unread"
    CALENDARS_UNREAD = "calendars-unread"


ORDINARY = frozenset(
    {
        Ailment.REHEARSAL,
        Ailment.ENGINE_STANDS_BY,
        Ailment.LETTERS_HELD,
        Ailment.LETTERS_PUT_OFF,
        Ailment.DELIVERY_WAITS,
        Ailment.REQUIREMENT_OVERDUE,
        Ailment.ESCALATION_UNANSWERED,
        Ailment.NOBODY_REMINDED,
        Ailment.INTERVIEWS_UNPLACED,
        Ailment.ANSWERS_UNREAD,
        Ailment.INTERVIEWS_UNTOLD,
        Ailment.CALENDARS_UNREAD,
    }
)
"""What waits for a person while the installation does its work."""


@dataclass(frozen=True)
class Sign:
    """One thing that was looked at. What is not well has a name and a `cure`: what to do, commands in backquotes."""

    says: str
    cure: str = ""
    ailment: Ailment | None = None

    @property
    def health(self) -> Health:
        """How bad it is."""
        if self.ailment is None:
            return Health.WELL
        return Health.WAITS if self.ailment in ORDINARY else Health.WRONG

    def as_json(self) -> dict[str, str]:
        """Plain values; `ailment` is empty when it is well."""
        return {
            "health": self.health.value,
            "ailment": self.ailment or "",
            "says": self.says,
            "cure": self.cure,
        }
