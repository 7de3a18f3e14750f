"""The form of a gate: asked in the programme's language, read in any, answered by the engine as it stands."""

from __future__ import annotations

import json
from typing import Any

import pytest

from actions.gates.gates import FormAnswer, Standing
from languages.catalogues import languages, speak
from models.accounts.actors import AUTOMATIC
from models.language import Language
from models.states import DecisionKind
from tasks.gates import form
from tests.support.pseudo_language import outside

ASKED = pytest.mark.parametrize("language", languages())


def shown(language: Language) -> dict[str, Any]:
    """The form on which a note is missing."""
    return form.schema(["Notat"], speak(language, "form"))


def read(**fields: str) -> FormAnswer:
    """What the form says once these fields are written."""
    return form.read(json.dumps(fields))


@ASKED
def test_each_label_of_each_language_is_its_decision(language: Language) -> None:
    labels = shown(language)["properties"]["decision"]["enum"]

    assert [read(decision=label).decision for label in labels] == [*form.DECISIONS]


@ASKED
def test_what_is_missing_is_chosen_by_its_title_or_all_together(language: Language) -> None:
    everything, note = shown(language)["properties"]["requirement"]["enum"]

    assert (read(requirement=everything).requirement, read(requirement=note).requirement) == ("", "Notat")


@ASKED
def test_the_engine_answers_what_is_required_and_nothing_else(language: Language) -> None:
    answered = form.automatic(shown(language))

    assert answered.keys() == {"decision", "name"}
    assert form.read(json.dumps(answered)).decision is DecisionKind.CHECK_AGAIN


def test_a_norwegian_form_has_no_danish_word() -> None:
    properties = shown("nb")["properties"]

    assert properties["decision"]["enum"] == [
        "kontroller på nytt",
        "forleng fristen",
        "gi kommunen fritak",
        "gå videre uten",
    ]
    assert [field["title"] for field in properties.values()] == [
        "Beslutning",
        "Det gjelder",
        "Ny frist",
        "Navnet ditt",
        "Begrunnelse",
    ]


@pytest.mark.parametrize(
    ("label", "kind"),
    [
        ("kontrollér igen", DecisionKind.CHECK_AGAIN),
        ("forlæng fristen", DecisionKind.EXTEND),
        ("dispensér", DecisionKind.WAIVE),
        ("gå videre uden", DecisionKind.GO_ON),
    ],
)
def test_a_form_the_release_before_has_left_is_still_understood(label: str, kind: DecisionKind) -> None:
    answer = read(
        beslutning=label,
        leverance="alt det, der mangler",
        ny_frist="30.9.2022",
        navn=" Anna ",
        begrundelse="Ferie.",
    )

    assert answer == FormAnswer(kind, until="30.9.2022", name="Anna", reason="Ferie.")


def test_and_answered_by_the_engine() -> None:
    properties = {"beslutning": {"default": "kontrollér igen"}, "leverance": {"default": "x"}, "navn": {}}
    left = {"properties": properties, "required": ["beslutning", "navn"]}

    assert form.automatic(left) == {"beslutning": "kontrollér igen", "navn": AUTOMATIC}


@pytest.mark.parametrize("nothing", ["null", "[]", "{}", '"x"'])
def test_an_answer_that_is_none_only_looks_again(nothing: str) -> None:
    assert form.read(nothing) == FormAnswer(DecisionKind.CHECK_AGAIN, until="", name="", reason="")


def test_an_unknown_decision_is_left_to_the_rules() -> None:
    assert read(decision="drop table").decision == "drop table"


@pytest.mark.usefixtures("pseudo_language")
def test_the_form_and_what_stands_above_it_say_nothing_untranslated() -> None:
    say = speak("da", "form")
    standing = Standing("da", "Notat.", (), 1, "Anna.", None)
    properties = shown("da")["properties"].values()
    told = [
        form.description(standing, say),
        *(text for field in properties for text in (field["title"], field.get("description", ""))),
        *(choice for field in properties for choice in field.get("enum", ())),
    ]

    assert set.union(*(outside(text, ["Notat", "Anna"]) for text in told)) == set()
