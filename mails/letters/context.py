"""What a letter's text may speak of. Every name here is a name in the templates."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from zoneinfo import ZoneInfo

from models.language import Language
from models.programmes.kinds import Kind
from models.states import RequirementStatus


@dataclass(frozen=True)
class AskedInLetter:
    """One thing a municipality is asked for. `due` is local time; 23.59 means the whole day."""

    title: str
    help: str
    kind: Kind
    due: datetime
    overdue: bool
    status: RequirementStatus


@dataclass(frozen=True)
class EventFacts:
    """An event as letters tell of it, in local time. Provisional: only the month is known, and `starts` is a guess."""

    title: str
    starts: datetime
    ends: datetime
    week: int
    place: str = ""
    online: bool = False
    theme: str = ""
    agenda: tuple[str, ...] = ()
    provisional: bool = False


@dataclass(frozen=True)
class LetterContext:
    """One letter to one recipient. `municipality` is what it calls itself.

    `link` is empty for the office, `facilitator` when the programme names none; `step_number` is 0 outside the steps.
    """

    language: Language
    zone: ZoneInfo
    programme_title: str
    office_name: str
    sender_name: str
    reply_to: str
    recipient: str
    office_phone: str = ""
    facilitator: str = ""
    municipality: str = ""
    step_title: str = ""
    step_number: int = 0
    link: str = ""
    asked: tuple[AskedInLetter, ...] = ()
    missing: tuple[AskedInLetter, ...] = ()
    event: EventFacts | None = None
    facts: Mapping[str, object] = field(default_factory=dict)
    rehearsal: bool = False

    def __hash__(self) -> int:
        """By what a cohort's letters differ in; facts may be of any kind."""
        return hash(
            (self.programme_title, self.step_number, self.asked, self.missing, self.event, repr(self.facts))
        )
