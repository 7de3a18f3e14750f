"""One thing has one word: no catalogue, template or programme says what docs/reference/terms.md rules out."""

from __future__ import annotations

import re
from collections.abc import Iterator

import pytest

from actions.programmes import examining
from docs.catalogues import ROOT, sentences
from languages import catalogues
from languages.checking import SOURCE, forms
from models.language import Language
from programmes import loader

ROWS = [
    [cell.strip() for cell in line.split("|")[1:-1]]
    for line in (ROOT / "docs/reference/terms.md").read_text("utf-8").splitlines()
    if re.match(r"\| [a-z]+", line)
][1:]
SAID, NEVER = {"da": 1, "nb": 2}, {"da": 3, "nb": 4}
NOT_WORDS = re.compile(
    r"»tovholder [^»]*«|«tovholder [^«]*»|\bTovholder\b|\{\w*\}|%\(\w+\)s|https?://\S+|\S+@\S+|TOVHOLDER_\w+"
)
"""Commands, the product's name, facts, addresses and settings."""


def words(column: int) -> list[str]:
    return [word.strip() for row in ROWS for word in row[column].split(",") if word.strip()]


def pattern(never: list[str]) -> re.Pattern[str]:
    kinds = "|".join(re.escape(word.rstrip("*")) + (r"\w*" if word.endswith("*") else "") for word in never)
    return re.compile(rf"\b({kinds})\b", re.IGNORECASE)


def texts(language: Language) -> Iterator[str]:
    """Every sentence of the catalogue, the templates' own, and what the programmes of that language hold."""
    for message in catalogues.written(language):
        if message.id:
            yield from forms(message.string)
    if language == SOURCE:
        for sentence in sentences():
            yield from forms(sentence)
    for file in loader.shipped().values():
        programme = examining.read(file)
        if programme.language == language:
            yield from values(programme.model_dump(mode="json"))


def values(written: object) -> Iterator[str]:
    """All texts in a file that people read: with a space, so that keys are left out."""
    if isinstance(written, dict):
        written = list(written.values())
    if isinstance(written, list):
        for one in written:
            yield from values(one)
    elif isinstance(written, str) and " " in written:
        yield written


def test_the_table_speaks_of_every_language_that_has_a_catalogue() -> None:
    assert set(SAID) == set(catalogues.languages())
    assert {len(row) for row in ROWS} == {5}


@pytest.mark.parametrize("language", SAID)
def test_no_sentence_says_a_word_that_is_ruled_out(language: Language) -> None:
    ruled_out = pattern(words(NEVER[language]))

    assert [text for text in texts(language) if ruled_out.search(NOT_WORDS.sub(" ", text))] == []


@pytest.mark.parametrize("language", SAID)
def test_every_word_of_the_table_is_one_that_people_read(language: Language) -> None:
    said = " ".join(NOT_WORDS.sub(" ", text) for text in texts(language)).casefold()

    assert [word for word in words(SAID[language]) if word not in said] == []


def test_a_star_stands_for_any_ending_and_a_word_without_one_for_itself() -> None:
    found = pattern(["rykke*", "stige"])

    assert [bool(found.search(text)) for text in ("Rykker", "stige", "stiger", "trykke")] == [
        True,
        True,
        False,
        False,
    ]
