"""The words of the reports are there in both languages, and numbers are written as they are in Denmark and Norway."""

from __future__ import annotations

import re
from pathlib import Path
from string import Formatter

import pytest

from models.datasets.shipped import SCHEMAS
from models.language import Language
from rules.reports import words
from rules.reports.sentences import SENTENCES

_ROOT = Path(__file__).parents[3]


def facts(sentence: str) -> set[str]:
    return {name for _, name, _, _ in Formatter().parse(sentence) if name}


@pytest.mark.parametrize("key", SENTENCES)
def test_both_languages_say_the_same_facts(key: str) -> None:
    danish, norwegian = SENTENCES[key]

    assert danish
    assert norwegian
    assert facts(danish) == facts(norwegian)


def test_every_sentence_is_said_somewhere() -> None:
    source = "".join(
        path.read_text() for path in (_ROOT / "rules").rglob("*.py") if "sentences" not in path.stem
    )
    columns = {
        column.id for schema in SCHEMAS.values() for sheet in schema.sheets for column in sheet.columns
    }
    reasons = {"explained", "confirmed", "not_held", "too_small", "refused", "percent", "days"}

    said = set(re.findall(r"""["']([a-z_]+)["']""", source)) | columns | reasons

    assert set(SENTENCES) - said == set()


@pytest.mark.parametrize(
    ("number", "sign", "written"),
    [
        (1234.56, False, "1.234,6"),
        (-0.04, True, "0,0"),
        (5.0, True, "+5,0"),
        (-1.25, True, "−1,2"),
        (-2.0, False, "−2,0"),
    ],
)
def test_numbers_have_a_decimal_comma(number: float, sign: bool, written: str) -> None:
    assert words.decimal("da", number, sign=sign) == written


@pytest.mark.parametrize(("language", "written"), [("da", "1.234"), ("nb", "1\u00a0234")])
def test_thousands_are_parted_as_the_language_does(language: Language, written: str) -> None:
    assert words.whole(language, 1234) == written


def test_lists_end_with_an_and() -> None:
    assert words.listed("da", ["a", "b", "c"]) == "a, b og c"
    assert words.listed("da", ["a"]) == "a"
    assert words.listed("da", []) == ""


def test_note_signs_are_small() -> None:
    assert words.note_sign(12) == "¹²"


def test_an_unknown_code_is_written_as_a_word() -> None:
    assert words.named("da", "social_pædagog") == "Social pædagog"
    assert words.named("nb", "spl") == "Sykepleier"
