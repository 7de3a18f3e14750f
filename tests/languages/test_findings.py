"""Findings are said in every language: each with its own facts and no others, numbers and places as people write them."""

from __future__ import annotations

import ast
import json
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from string import Formatter
from typing import get_args

import pytest

from actions.deliveries import explaining
from actions.deliveries.explaining import Said
from languages import catalogues
from languages.checking import forms, messages
from languages.findings import TOPIC, finding_place, finding_text
from models.datasets.delivered import Reason
from models.forms.findings import AS_WRITTEN, Finding, FindingLevel
from models.language import Language
from tests.support.checks.every_finding import every_finding

LANGUAGES: tuple[Language, ...] = get_args(Language)
ROOMS = ("rules", "datasets", "actions", "portal")
MAKERS = {
    "Finding": 0,
    "_Wrong": 0,
    "_Stop": 0,
    "_refuse": 1,
    "Unfit": 1,
    "_finding": -1,
    "fault": 0,
    "ask": 0,
    "hard": 0,
    "soft": 0,
    "soft_of_sheet": 0,
}
"""What makes a finding in the rooms, and which of its arguments is the rule, unless there is a `key`."""


def entries(language: Language) -> dict[str, set[str]]:
    """What a catalogue can say of findings: the facts of each sentence, by key; how places are named left out."""
    return {
        key: {name for text in forms(one.string) for _, name, _, _ in Formatter().parse(text) if name}
        for (topic, key), one in messages(catalogues.written(language)).items()
        if topic == TOPIC and not key.startswith("place_") and key != "and"
    }


@cache
def found() -> tuple[Finding, ...]:
    """Findings of every kind outside pages."""
    answers = [Said(Reason.EXPLAINED, text) for text in ("", "x" * 2001, "010190-1234")]
    unkept = [fault for answer in answers if (fault := explaining._fault(answer))]
    return (*every_finding(), *unkept)


def written_in_code() -> Iterator[str]:
    """Keys that stand in so many words where a finding is made."""
    for path in (one for room in ROOMS for one in Path(room).glob("**/*.py")):
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            if isinstance(node, ast.Call):
                yield from _keys(node)


def _keys(call: ast.Call) -> Iterator[str]:
    maker = getattr(call.func, "id", getattr(call.func, "attr", ""))
    key = next((one.value for one in call.keywords if one.arg == "key"), None)
    if maker == "Finding" and len(call.args) > 2:
        key = call.args[2]
    if maker in MAKERS and (key or len(call.args) > MAKERS[maker]):
        yield from _words(key or call.args[MAKERS[maker]])


def _words(node: ast.expr) -> Iterator[str]:
    if isinstance(node, ast.IfExp):
        yield from (*_words(node.body), *_words(node.orelse))
    elif isinstance(node, ast.Constant) and node.value:
        yield str(node.value)


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_finding_has_its_sentence_and_tells_just_its_facts(language: Language) -> None:
    facts = entries(language)

    assert [one for one in found() if set(one.facts) != facts.get(one.key or one.rule)] == []
    assert all(finding_text(one, language) for one in found())


def test_every_key_in_the_code_has_a_sentence_and_every_sentence_is_found() -> None:
    seen = {one.key or one.rule for one in found()} | {AS_WRITTEN}

    written = set(written_in_code())
    assert written <= entries("da").keys()
    assert written | seen == entries("da").keys()


@pytest.mark.parametrize("one", [Finding("x", {"a": [1]}, row=2), Finding("y", level=FindingLevel.SOFT)])
def test_a_finding_is_the_same_after_it_was_kept(one: Finding) -> None:
    kept = Finding.from_json(json.loads(json.dumps(one.as_json())))

    assert kept == one
    assert len({kept, one}) == 1


def test_whatever_is_found_can_be_kept() -> None:
    for one in found():
        assert Finding.from_json(json.loads(json.dumps(one.as_json(), allow_nan=False))) == one


def test_a_row_of_an_earlier_release_is_said_as_it_was_written() -> None:
    row = {"rule": "P2", "message": "Ansatte {ultimo} er 104.", "sheet": "Personale", "row": 3}

    kept = Finding.from_json({**row, "level": "soft", "about": "P2/Personale/2020/ssh/104≠100"})

    assert {finding_text(kept, language) for language in LANGUAGES} == {"Ansatte {ultimo} er 104."}
    assert (kept.rule, kept.row, kept.soft) == ("P2", 3, True)
    assert Finding.from_json(kept.as_json()) == kept


@pytest.mark.parametrize(
    ("number", "said"),
    [(2800, "2800"), (2800.0, "2800"), (105.25, "105,25"), (0.126, "0,13"), (1234567.891, "1234567,89")],
)
def test_a_number_is_written_with_a_comma_and_as_few_decimals_as_it_has(number: float, said: str) -> None:
    doubtful = Finding("X3", {"text": "2.800", "number": number}, "doubtful")

    assert f"Vi læste 2.800 som {said}." in finding_text(doubtful, "da")
    assert f"Vi leste 2.800 som {said}." in finding_text(doubtful, "nb")


def test_a_number_chooses_the_form_of_its_sentence() -> None:
    asked = [Finding("G1", {"count": count, "wanted": 4}, "G1_intakes") for count in (1, 3)]

    assert [finding_text(one, "da").split(";")[0] for one in asked] == [
        "Der er tal for 1 elevårgang",
        "Der er tal for 3 elevårgange",
    ]


def test_columns_that_make_a_row_the_same_are_named_together() -> None:
    twice = Finding("X1", {"titles": ["Periode (år)", "Faggruppe (kode)"], "line": 3}, "double_row")

    assert finding_text(twice, "da").startswith(
        "Rækken har samme Periode (år) og Faggruppe (kode) som række 3"
    )


def test_a_finding_names_its_place_in_the_language() -> None:
    finding = Finding("type", key="cell_integer", sheet="Personale", row=3, column="Årsverk")

    assert finding_place(finding, "da") == "arket Personale, række 3, kolonnen Årsverk"
    assert finding_place(finding, "nb") == "arket Personale, rad 3, kolonnen Årsverk"
    assert finding_place(Finding("required", field="a"), "nb") == ""
