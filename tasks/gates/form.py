"""The Danish form of a gate, as Prefect's UI shows it, and what it says once somebody has filled it in."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from types import MappingProxyType
from typing import Any

from actions.gates.gates import FormAnswer, Standing
from models.states import DecisionKind

ALL = "alt det, der mangler"
LABELS: Mapping[str, DecisionKind] = MappingProxyType(
    {
        "kontrollér igen": DecisionKind.CHECK_AGAIN,
        "forlæng fristen": DecisionKind.EXTEND,
        "dispensér": DecisionKind.WAIVE,
        "gå videre uden": DecisionKind.GO_ON,
    }
)
AGAIN = next(iter(LABELS))


_WRITTEN: Mapping[str, Mapping[str, Any]] = MappingProxyType(
    {
        "ny_frist": {
            "title": "Ny frist",
            "description": "Kun ved forlængelse. Skriv 2022-09-30 eller 30.9.2022.",
            "default": "",
        },
        "navn": {"title": "Dit navn", "minLength": 1, "maxLength": 80},
        "begrundelse": {
            "title": "Begrundelse",
            "description": "Skal med, når du beslutter noget. Én linje; kommunen kan få den at læse.",
            "default": "",
        },
    }
)


def schema(titles: Sequence[str]) -> dict[str, Any]:
    """JSON Schema of the form, whose order is the UI's; `titles` are the missing requirements to choose between.

    The UI writes "(Optional)" beside whatever is not required; the decision and the name are, the rest depends on the
    decision. No format is set: Prefect checks neither dates nor ours, so the rules do.
    """
    fields: dict[str, Mapping[str, Any]] = {
        "beslutning": {"title": "Beslutning", "enum": [*LABELS], "default": AGAIN},
        "leverance": {
            "title": "Det gælder",
            "description": "Ved forlængelse og dispensation.",
            "enum": [ALL, *titles],
            "default": ALL,
        },
        **_WRITTEN,
    }
    properties = {
        name: {"type": "string", "position": place, **field}
        for place, (name, field) in enumerate(fields.items())
    }
    return {
        "title": "Beslutning",
        "type": "object",
        "properties": properties,
        "required": ["beslutning", "navn"],
    }


def description(standing: Standing) -> str:
    """The Markdown above the form, as both interfaces read it: why the run waits, what was wrong with the last answer.

    They parse it as JSON, though Prefect's own forms write it bare and so lose it in the newer one.
    """
    wrong = f"**Svaret kunne ikke bruges:** {standing.note}\n\n" if standing.note else ""
    told = f"{wrong}{standing.message}\n\nKørslen går selv videre, når intet mangler. Her kan du gribe ind."
    return json.dumps(told, ensure_ascii=False)


def automatic() -> dict[str, Any]:
    """What the engine itself answers when it lets a run look again."""
    return {"beslutning": AGAIN, "navn": "Tovholder"}


def read(answer: str) -> FormAnswer:
    """The stored answer. Whatever it holds becomes text; the rules decide what it is worth."""
    given = json.loads(answer)
    fields = {name: str(value).strip() for name, value in given.items()} if isinstance(given, dict) else {}
    chosen, label = fields.get("leverance", ALL), fields.get("beslutning", AGAIN)
    return FormAnswer(
        decision=LABELS.get(label, label),
        until=fields.get("ny_frist", ""),
        name=fields.get("navn", ""),
        reason=fields.get("begrundelse", ""),
        requirement="" if chosen == ALL else chosen,
    )
