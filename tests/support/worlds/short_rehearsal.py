"""Three weeks in autumn, over the change of the clock, for six municipalities that behave in six ways."""

from typing import Any

from tests.support.worlds.gate_programme import OFFICE

LADDER: dict[str, Any] = {"remind": [-2, 0], "overdue": {"remind": [1, 2], "escalate": 3}}

HOURS: dict[str, Any] = {
    day: [{"from": "09:00", "to": "15:00"}]
    for day in ("monday", "tuesday", "wednesday", "thursday", "friday")
}
ROLES = ("Leder", "HR-konsulent", "Tillidsrepræsentant", "Uddannelsesansvarlig", "Medarbejder")
BOOKING: dict[str, Any] = {
    "roles": [{"key": f"role_{number}", "title": title} for number, title in enumerate(ROLES, start=1)],
    "interviewers": [
        {"person": person, "hours": HOURS, "buffer_before": 10, "buffer_after": 20}
        for person in ("anna", "frede")
    ],
}

PROGRAMME: dict[str, Any] = {
    "key": "kort",
    "title": "Et kort forløb",
    "country": "DK",
    "language": "da",
    "office": OFFICE,
    "places": {"municipalities": 6, "seats_each": 5, "must_include": ["leader", "employee"]},
    "events": [
        {"key": "meeting", "title": "Formøde", "starts": "2022-11-03T14:00", "ends": "2022-11-03T16:00"}
    ],
    "steps": [
        {
            "key": "preparation",
            "number": 1,
            "title": "Forberedelse",
            "flow": "preparation",
            "opens": "2022-10-17",
            "requirements": [
                {
                    "key": "figures",
                    "title": "Personaledata",
                    "kind": "dataset",
                    "dataset": "foranalyse",
                    "approval": True,
                    "due": "2022-10-26",
                    **LADDER,
                },
                {
                    "key": "group",
                    "title": "Deltagerliste",
                    "kind": "participants",
                    "due": "2022-10-27",
                    **LADDER,
                },
                {
                    "key": "people",
                    "title": "Hvem vi skal tale med",
                    "kind": "interviewees",
                    "due": "2022-10-20",
                    **LADDER,
                },
                {
                    "key": "talks",
                    "title": "Interview",
                    "kind": "interviews",
                    "from": "facilitator",
                    "count": 3,
                    "booking": BOOKING,
                    "due": "2022-11-02",
                    "remind": [0],
                },
                {
                    "key": "pre_analysis",
                    "title": "Foranalyse",
                    "kind": "approval",
                    "from": "facilitator",
                    "due": "2022-11-03",
                    "remind": [0],
                },
            ],
            "gates": [
                {
                    "key": "collected",
                    "title": "Alt er samlet",
                    "needs": ["figures", "group", "people", "talks"],
                },
                {"key": "pre_analysis", "title": "Foranalysen er der", "needs": ["pre_analysis"]},
            ],
            "letters": {
                "opening": "welcome",
                "request": "data_request",
                "interviews": "interview_offer",
                "hand_over": "pre_analysis_ready",
            },
        },
        {
            "key": "kickoff",
            "number": 2,
            "title": "Formøde",
            "flow": "kickoff",
            "event": "meeting",
            "opens": "2022-10-18",
            "requirements": [
                {
                    "key": "answer",
                    "title": "Svar på invitationen",
                    "kind": "answer",
                    "event": "meeting",
                    "due": "2022-10-27",
                    **LADDER,
                },
                {
                    "key": "attendance",
                    "title": "Fremmøde",
                    "kind": "attendance",
                    "event": "meeting",
                    "from": "programme_office",
                    "asked": {"working_days": 0, "from": "end:meeting"},
                    "due": {"working_days": 2, "from": "end:meeting"},
                    "remind": [0],
                },
                {
                    "key": "roles",
                    "title": "Roller",
                    "kind": "form",
                    "occasion": "afterwards",
                    "asked": {"working_days": 0, "from": "end:meeting"},
                    "due": {"working_days": 3, "from": "end:meeting"},
                    "fields": [{"key": "roles", "title": "Hvem gør hvad?", "type": "long_text"}],
                    **LADDER,
                },
            ],
            "gates": [{"key": "held", "title": "Mødet er holdt", "needs": ["attendance", "roles"]}],
            "letters": {"invitation": "kickoff_invitation", "afterwards": "kickoff_summary"},
        },
    ],
}

CAST: dict[str, Any] = {
    "municipalities": [
        {"municipality": "Vejle", "declines": 1},
        {"municipality": "Esbjerg", "slow": 1, "declines": 1},
        {"municipality": "Odense", "silent_until_reminder": 3},
        {"municipality": "Holbæk", "faulty_first": True, "declines": 1, "no_shows": 1},
        {"municipality": "Aalborg", "needs_extension": 2, "interviewer_ill": True},
        {
            "municipality": "Varde",
            "withdraws": {"step": "kickoff", "after_days": 2, "reason": "Ny prioritering."},
        },
    ]
}
