"""Catalogues: whole, consistent, fresh, and strict about what they do not know."""

from __future__ import annotations

import pytest
from babel.messages import Catalog

from docs import catalogues as fresh
from languages import catalogues
from languages.catalogues import NothingToSay, languages, speak
from languages.checking import faults
from models.language import Language

LANGUAGES = languages()


def of(**entries: str) -> Catalog:
    """Keys of a topic `t` with what is said."""
    made = Catalog(fuzzy=False)
    for key, said in entries.items():
        made.add(key, said, context="t")
    return made


def test_the_catalogues_have_no_fault() -> None:
    assert list(faults({language: catalogues.written(language) for language in LANGUAGES})) == []


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_catalogue_has_every_sentence_of_the_templates_and_no_other(language: Language) -> None:
    assert catalogues.file(language).read_text("utf-8") == fresh.updated(language), "run `make catalogues`"


@pytest.mark.parametrize(
    ("danish", "norwegian", "fault"),
    [
        (of(a="Ja"), of(), "nb: missing: t.a"),
        (of(), of(a="Ja"), "da: missing: t.a"),
        (of(a="Ja"), of(a=""), "nb: not translated: t.a"),
        (of(a="Ja {x}"), of(a="Ja {y}"), "nb: facts differ (x, y): t.a"),
        (of(a="Ja {x:.1f}"), of(a="Ja {x}"), ""),
    ],
)
def test_what_is_missing_or_tells_other_facts_is_named(
    danish: Catalog, norwegian: Catalog, fault: str
) -> None:
    assert "".join(faults({"da": danish, "nb": norwegian})) == fault


def test_a_sentence_of_a_template_needs_no_entry_in_the_language_it_is_written_in() -> None:
    norwegian = Catalog(fuzzy=False)
    norwegian.add("Kære %(name)s", "Hei %(name)s")

    assert list(faults({"da": Catalog(fuzzy=False), "nb": norwegian})) == []


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_key_nobody_has_written_is_an_error_and_no_other_languages_words(language: Language) -> None:
    with pytest.raises(NothingToSay, match=rf"{language}: portal\.nothing"):
        speak(language, "portal")("nothing")


def test_a_sentence_nobody_has_translated_is_an_error() -> None:
    with pytest.raises(NothingToSay):
        catalogues.translations("nb").gettext("Ingen har oversat det her.")


def test_facts_are_filled_in() -> None:
    assert speak("da", "portal")("due", due="fredag") == "Frist: fredag"
    assert speak("nb", "portal").language == "nb"
