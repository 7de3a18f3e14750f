"""The smallest programme with a gate, a wait and a second step."""

from typing import Any

OFFICE = {
    "name": "Kontoret",
    "sender": {"name": "Kontoret", "email": "kontor@example.org"},
    "reply_to": "kontor@example.org",
    "people": [
        {"key": "anna", "name": "Anna Andersen", "email": "anna@example.org", "role": "programme_office"},
        {"key": "frede", "name": "Frede Facilitator", "email": "frede@example.org", "role": "facilitator"},
    ],
    "escalate_to": "anna",
}


def document(key: str, title: str, **more: Any) -> dict[str, Any]:
    """A document due in two weeks."""
    return {"key": key, "title": title, "kind": "document", "due": "2022-09-19", "remind": [-2, 0], **more}


PROGRAMME: dict[str, Any] = {
    "key": "proeve",
    "title": "Prøveforløb",
    "country": "DK",
    "language": "da",
    "office": OFFICE,
    "places": {"municipalities": 98, "seats_each": 5},
    "events": [
        {"key": "meeting", "title": "Formøde", "starts": "2022-10-03T14:00", "ends": "2022-10-03T16:00"}
    ],
    "steps": [
        {
            "key": "preparation",
            "number": 1,
            "title": "Forberedelse",
            "flow": "preparation",
            "opens": "2022-09-01",
            "requirements": [
                document("note", "Notat"),
                document("letter", "Ledelsens brev"),
                document("analysis", "Foranalyse"),
            ],
            "gates": [
                {"key": "collected", "title": "Alt er samlet", "needs": ["note", "letter"]},
                {"key": "pre_analysis", "title": "Foranalysen er der", "needs": ["analysis"]},
            ],
            "letters": {"opening": "welcome", "request": "data_request"},
        },
        {
            "key": "kickoff",
            "number": 2,
            "title": "Formøde",
            "flow": "kickoff",
            "event": "meeting",
            "opens": "2022-09-01",
            "requires": ["preparation"],
            "requirements": [
                document(
                    "minutes", "Referat", asked={"working_days": 0, "from": "end:meeting"}, due="2022-10-10"
                )
            ],
            "gates": [{"key": "held", "title": "Mødet er holdt", "needs": ["minutes"]}],
        },
    ],
}
