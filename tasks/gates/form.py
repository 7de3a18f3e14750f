"""The form of a gate in the programme's language, as Prefect's UI shows it, and what it says once somebody has filled it in."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from functools import cache
from types import MappingProxyType
from typing import Any

from actions.gates.gates import FormAnswer, Standing
from languages.catalogues import languages, speak
from models.accounts.actors import AUTOMATIC
from models.language import Say
from models.states import DecisionKind

DECISIONS = (DecisionKind.CHECK_AGAIN, DecisionKind.EXTEND, DecisionKind.WAIVE, DecisionKind.GO_ON)

_EARLIER_FIELDS: Mapping[str, str] = MappingProxyType(
    {
        "beslutning": "decision",
        "leverance": "requirement",
        "ny_frist": "until",
        "navn": "name",
        "begrundelse": "reason",
    }
)
_EARLIER_LABELS: Mapping[str, str] = MappingProxyType({"dispensér": DecisionKind.WAIVE})
"""What a form was made of that an earlier release left on a run which still waits."""


def key(gate: str, number: int) -> str:
    """Under which the form of that round of a gate lies on the run."""
    return f"{gate.replace('_', '-')}-{number}"


def schema(titles: Sequence[str], say: Say) -> dict[str, Any]:
    """JSON Schema of the form, whose order is the UI's; `titles` are the missing requirements to choose between.

    The UI writes "(Optional)" beside whatever is not required; the decision and the name are, the rest depends on the
    decision. No format is set: Prefect checks neither dates nor ours, so the rules do.
    """
    labels = [say(kind) for kind in DECISIONS]
    fields: dict[str, Mapping[str, Any]] = {
        "decision": {"title": say("decision"), "enum": labels, "default": labels[0]},
        "requirement": {
            "title": say("requirement"),
            "description": say("requirement_help"),
            "enum": [say("all"), *titles],
            "default": say("all"),
        },
        "until": {"title": say("until"), "description": say("until_help"), "default": ""},
        "name": {"title": say("name"), "minLength": 1, "maxLength": 80},
        "reason": {"title": say("reason"), "description": say("reason_help"), "default": ""},
    }
    properties = {
        name: {"type": "string", "position": place, **field}
        for place, (name, field) in enumerate(fields.items())
    }
    return {
        "title": say("decision"),
        "type": "object",
        "properties": properties,
        "required": ["decision", "name"],
    }


def description(standing: Standing, say: Say) -> str:
    """The Markdown above the form, as both interfaces read it: why the run waits, what was wrong with the last answer.

    They parse it as JSON, though Prefect's own forms write it bare and so lose it in the newer one.
    """
    told = [f"**{say('unusable')}** {standing.note}"] if standing.note else []
    return json.dumps("\n\n".join([*told, standing.message, say("goes_on")]), ensure_ascii=False)


def automatic(shown: Mapping[str, Any]) -> dict[str, Any]:
    """What the engine itself answers to a form, whatever its language, when it lets a run look again."""
    return {name: shown["properties"][name].get("default", AUTOMATIC) for name in shown["required"]}


def read(answer: str) -> FormAnswer:
    """The stored answer. Whatever it holds becomes text; the rules decide what it is worth."""
    given = json.loads(answer)
    fields = {_EARLIER_FIELDS.get(name, name): str(value).strip() for name, value in _fields(given)}
    label, chosen = fields.get("decision", ""), fields.get("requirement", "")
    return FormAnswer(
        decision=_labels().get(label, label) or DecisionKind.CHECK_AGAIN,
        until=fields.get("until", ""),
        name=fields.get("name", ""),
        reason=fields.get("reason", ""),
        requirement="" if chosen in _alls() else chosen,
    )


def _fields(given: Any) -> list[tuple[str, Any]]:
    return list(given.items()) if isinstance(given, dict) else []


@cache
def _labels() -> Mapping[str, str]:
    """Every language's labels: a form is answered in the one it was shown in."""
    spoken = [speak(language, "form") for language in languages()]
    return {**_EARLIER_LABELS, **{say(kind): kind for say in spoken for kind in DECISIONS}}


@cache
def _alls() -> frozenset[str]:
    return frozenset(speak(language, "form")("all") for language in languages())
