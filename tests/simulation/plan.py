"""The programme the simulated world lives through: four weeks, two steps, everything that is not a spreadsheet."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

from models.programmes.programme import Programme
from tests.support.worlds import small_programme

BEGINS = datetime(2022, 9, 1, 7, tzinfo=UTC)
"""An hour before the first step opens."""
HOMES = ("Vejle", "Horsens", "Holbæk", "Odense")
"""One more than there are places: somebody is turned away unless somebody has left."""

BEFORE, AFTER = 10, 20
"""Minutes an interviewer keeps free before and after each interview."""
ROLES = ("Leder", "Tillidsrepræsentant", "Medarbejder")
MORNINGS = {
    day: [{"from": "09:00", "to": "12:00"}]
    for day in ("monday", "tuesday", "wednesday", "thursday", "friday")
}
BOOKING: dict[str, Any] = {
    "roles": [{"key": f"role_{number}", "title": title} for number, title in enumerate(ROLES, 1)],
    "interviewers": [
        {
            "person": person,
            "hours": MORNINGS,
            "at_most_a_day": 2,
            "buffer_before": BEFORE,
            "buffer_after": AFTER,
        }
        for person in ("anne", "frank")
    ],
    "notice_days": 1,
    "answer_within": 1,
    "attempts": 2,
}
"""Two who have two mornings' hours a day, and little patience: everything that can happen happens within two weeks."""

LADDER: dict[str, Any] = {"remind": [-2, 0], "overdue": {"remind": [1, 2], "escalate": 3}}
WISHES: list[dict[str, Any]] = [
    {"key": "wish", "title": "Hvad vil I have ud af det?", "type": "text"},
    {"key": "hours", "title": "Timer om ugen", "type": "integer", "at_least": 1, "at_most": 37},
]

PREPARATION: dict[str, Any] = {
    "key": "preparation",
    "number": 1,
    "title": "Forberedelse",
    "flow": "preparation",
    "opens": "2022-09-01",
    "requirements": [
        {
            "key": "agreement",
            "title": "Samarbejdsaftale",
            "kind": "document",
            "approval": True,
            "due": "2022-09-07",
            **LADDER,
        },
        {
            "key": "wishes",
            "title": "Forventninger",
            "kind": "form",
            "fields": WISHES,
            "due": "2022-09-08",
            **LADDER,
        },
        {
            "key": "talks",
            "title": "Interview",
            "kind": "interviews",
            "from": "facilitator",
            "count": 2,
            "occasion": "interviews",
            "due": "2022-09-08",
            "remind": [0],
        },
        {
            "key": "named",
            "title": "Hvem vi skal tale med",
            "kind": "interviewees",
            "due": "2022-09-06",
            "remind": [0],
        },
        {
            "key": "meetings",
            "title": "Samtaler, der booker sig selv",
            "kind": "interviews",
            "from": "facilitator",
            "count": 1,
            "occasion": "interviews",
            "due": "2022-09-16",
            "remind": [0],
            "booking": BOOKING,
        },
        {"key": "group", "title": "Deltagerliste", "kind": "participants", "due": "2022-09-09", **LADDER},
        {
            "key": "consent",
            "title": "Direktionens tilsagn",
            "kind": "approval",
            "from": "directorate",
            "asked": "2022-09-05",
            "due": "2022-09-12",
            "remind": [0],
            "overdue": {"escalate": 2, "to": "frank"},
        },
    ],
    "gates": [
        {"key": "collected", "title": "Alt er indsamlet", "needs": ["agreement", "wishes", "talks", "named"]},
        {"key": "pre_analysis", "title": "Klar til værkstedet", "needs": ["consent", "meetings"]},
    ],
    "letters": {
        "opening": "welcome",
        "request": "data_request",
        "interviews": "interview_offer",
        "hand_over": "pre_analysis_ready",
    },
}

WORKSHOP: dict[str, Any] = {
    "key": "workshop",
    "number": 2,
    "title": "Værksted",
    "flow": "workshop",
    "opens": "2022-09-14",
    "event": "workshop",
    "requires": ["preparation"],
    "requirements": [
        {
            "key": "answers",
            "title": "Svar på invitation",
            "kind": "answer",
            "event": "workshop",
            "from": "participant",
            "due": {"working_days": -3, "from": "event:workshop"},
            "remind": [-1, 0],
            "overdue": {"escalate": 1},
        },
        {
            "key": "presentation",
            "title": "Jeres oplæg",
            "kind": "document",
            "due": {"working_days": -2, "from": "event:workshop"},
            "remind": [-1],
        },
        {
            "key": "present",
            "title": "Fremmøde",
            "kind": "attendance",
            "event": "workshop",
            "from": "programme_office",
            "asked": {"working_days": 0, "from": "end:workshop"},
            "due": {"working_days": 2, "from": "end:workshop"},
            "remind": [0],
        },
        {
            "key": "initiatives",
            "title": "Aftalte indsatser",
            "kind": "form",
            "fields": WISHES,
            "occasion": "afterwards",
            "asked": {"working_days": 1, "from": "end:workshop"},
            "due": {"working_days": 4, "from": "end:workshop"},
            **LADDER,
        },
    ],
    "gates": [
        {"key": "attended", "title": "Fremmødet er noteret", "needs": ["presentation", "present"]},
        {"key": "agreed", "title": "Indsatserne er aftalt", "needs": ["initiatives"]},
    ],
    "letters": {
        "invitation": "workshop_invitation",
        "request": "presentation_request",
        "afterwards": "initiatives_request",
        "closing": "workshop_thanks",
    },
}


def programme() -> Programme:
    """The programme, with three places and a workshop of one day."""
    workshop = {
        "key": "workshop",
        "title": "Værkstedet",
        "starts": "2022-09-22T09:00",
        "ends": "2022-09-22T15:00",
        "place": "Vejle",
    }
    return small_programme.programme(events=[workshop], steps=[PREPARATION, WORKSHOP])
