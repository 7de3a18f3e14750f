"""What letters are told in tests: as little as they can do with, and everything there is."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import UTC, datetime
from zoneinfo import ZoneInfo

from mails.letters.context import AskedInLetter, EventFacts, LetterContext
from models.language import Language
from models.programmes.kinds import Kind
from models.states import RequirementStatus

ZONE = ZoneInfo("Europe/Copenhagen")
LINK = "https://portal.example.org/jeres-side/hemmelig"
ASK_THE_OFFICE = {"interviewer_notice", "interviews_unplaced", "interview_asks"}
TO_THE_OFFICE = {"escalation", "statement", "letter_trouble"} | ASK_THE_OFFICE
INVITES = {"kickoff_invitation", "workshop_invitation", "follow_up_invitation", "gathering_invitation"}

DATA = AskedInLetter(
    title="Data om sygefravær",
    help="Brug skabelonen.",
    kind=Kind.DATASET,
    due=datetime(2022, 9, 16, 23, 59, tzinfo=ZONE),
    overdue=False,
    status=RequirementStatus.ASKED,
)
KICKOFF = EventFacts(
    title="Formøde",
    starts=datetime(2022, 10, 3, 14, tzinfo=ZONE),
    ends=datetime(2022, 10, 3, 16, tzinfo=ZONE),
    week=40,
    online=True,
)
MEETING = "https://video.example.org/rum/7"
LAPSES = datetime(2022, 9, 28, 12, tzinfo=ZONE)
BEFORE = datetime(2022, 9, 29, 9, tzinfo=ZONE)
UNPLACED = {
    "municipality": "Vejle Kommune",
    "role": "Leder af ældreplejen",
    "reasons": ["Der er ingen ledig tid før fristen.", "Det ville hjælpe med en senere frist."],
}
_INTERVIEW = {
    "role": "Leder",
    "interviewer": "Ida Interviewer",
    "meeting_link": "",
    "lapses": None,
    "buttons": False,
    "past": False,
}
NEEDED: Mapping[str, Mapping[str, object]] = {
    "receipt": {"title": "Deltagerliste"},
    "returned": {"title": "Deltagerliste", "comment": "Der mangler ledere."},
    "extended": {"title": "Deltagerliste", "due": datetime(2022, 9, 30, 21, 59, tzinfo=UTC)},
    "waived": {"title": "Deltagerliste"},
    "figures_questioned": {"title": "Data om sygefravær", "questions": 2},
    "interview_invitation": _INTERVIEW,
    "interview_moved": {**_INTERVIEW, "before": None, "why": ""},
    "interview_cancelled": {"role": "Leder", "starts": KICKOFF.starts, "again": False, "why": ""},
    "interview_reminder": {**_INTERVIEW, "answered": True},
    "interview_answer_reminder": {**_INTERVIEW, "lapses": LAPSES},
    "interviewer_notice": {
        "change": "new",
        "number": 7,
        "role": "Leder",
        "interviewee": "",
        "before": None,
        "past": False,
    },
    "interviews_unplaced": {"people": [UNPLACED], "programme": "forloeb-2022"},
    "interview_asks": {"items": [{"number": 7, "why": "Svaret er skrevet med ord."}]},
}
TOLD_MORE: Mapping[str, Mapping[str, object]] = {
    "interview_invitation": {"meeting_link": MEETING, "lapses": LAPSES, "buttons": True},
    "interview_moved": {"meeting_link": MEETING, "lapses": LAPSES, "before": BEFORE, "why": "Ferie"},
    "interview_cancelled": {"again": True, "why": "Ferie"},
    "interview_reminder": {"meeting_link": MEETING, "answered": False},
    "interview_answer_reminder": {"meeting_link": MEETING},
    "interviewer_notice": {"change": "moved", "interviewee": "Åse Dam", "before": BEFORE, "why": "Ferie"},
    "interviews_unplaced": {"people": [UNPLACED, {**UNPLACED, "role": "Elevansvarlig"}]},
    "interview_asks": {"items": [{"number": 7, "why": "Ord."}, {"number": 8, "why": "En anden tid."}]},
}
"""What `full` tells beyond `NEEDED`."""
INTERVIEWS = {name for name in NEEDED if name.startswith("interview_")} - TO_THE_OFFICE
NEEDS_EVENT = (
    INVITES | INTERVIEWS | {"answer_reminder", "event_moved", "event_cancelled", "interviewer_notice"}
)


def minimal(name: str, language: Language) -> LetterContext:
    """Only what every letter has, and what this one cannot do without."""
    return LetterContext(
        language=language,
        zone=ZONE,
        programme_title="Forløbet",
        office_name="Kontoret",
        sender_name="Kontoret",
        reply_to="kontor@example.org",
        recipient="Tove Vejle",
        municipality="Vejle Kommune",
        link="" if name in TO_THE_OFFICE else LINK,
        event=KICKOFF if name in NEEDS_EVENT else None,
        facts=NEEDED.get(name, {}),
    )


def full(name: str, language: Language) -> LetterContext:
    """Everything a letter may be told."""
    facts = {
        "days": 1,
        "reason": "Sommerferie",
        "awaits_approval": True,
        "owers": ("Tove Vejle",),
        "sent": 3,
        "due": 2,
        "trouble": 1,
        "waiting": 1,
        "oldest_days": 4,
        "overdue": 1,
        "since": datetime(2022, 9, 1, tzinfo=UTC),
        "letters": ((7, "welcome", "doubtful", "connection lost"), (8, "receipt", "refused", "550 no")),
    }
    return replace(
        minimal(name, language),
        facilitator="Frank Facilitator",
        office_phone="+45 00 00 00 00",
        step_title="Forberedelse",
        step_number=1,
        asked=(DATA,),
        missing=(DATA, replace(DATA, title="Oplæg", overdue=True)),
        event=replace(KICKOFF, place="Vejle", theme="Kvalitet", agenda=("Velkomst", "Roller")),
        facts=facts | dict(NEEDED.get(name, {})) | dict(TOLD_MORE.get(name, {})),
    )
