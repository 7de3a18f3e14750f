"""The words of the reports are there in every language, and numbers are written as they are in Denmark and Norway."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from languages.catalogues import languages, speak, written
from models.datasets.delivered import Reason
from models.figures.figure import Unit
from models.figures.kinds import FIGURES
from models.language import Language
from rules.figures.making import recipes
from rules.reports import answers, words
from tests.support.worlds.report_cohorts import BOKMAAL, DANISH, made, norwegian

_ROOT = Path(__file__).parents[3]


FAMILIES = {
    *(f"code_{code}" for code in words.NAMED),
    *(f"{identity}_{part}" for identity in FIGURES for part in ("title", "numerator", "denominator")),
    *(unit.value for unit in Unit),
    *(reason.value for reason in Reason),
    *(
        column
        for delivery in (made([]), norwegian())
        for recipe in recipes(delivery)
        for column in (recipe.numerator, recipe.denominator)
    ),
    *(f"asked_{rule}" for rule in answers.ASKED),
}
"""Keys that are put together from what the report speaks of."""


@pytest.mark.parametrize("language", languages())
def test_whatever_a_report_can_speak_of_has_words(language: Language) -> None:
    say = speak(language, "reports")

    assert [key for key in FAMILIES if not say(key)] == []


def test_every_sentence_is_said_somewhere() -> None:
    source = "".join(
        path.read_text() for room in ("rules", "models") for path in (_ROOT / room).rglob("*.py")
    )
    known = {message.id for message in written("da") if message.context == "reports"}
    keys = {key if isinstance(key, str) else key[0] for key in known}

    said = set(re.findall(r"""["']([a-z_]+)["']""", source)) | FAMILIES

    assert keys - said == set()


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
    assert words.named(DANISH, "social_pædagog") == "Social pædagog"
    assert words.named(BOKMAAL, "spl") == "Sykepleier"
