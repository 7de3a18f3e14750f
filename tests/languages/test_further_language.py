"""A further language is one file: with its catalogue in the folder it is spoken, and a programme may ask for it."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from babel.messages.pofile import write_po

from actions.programmes import examining
from languages import catalogues, dates
from languages.catalogues import CataloguesFaulty, languages, speak
from languages.checking import forms
from mails.letters import rendering
from mails.letters.rendering import render
from programmes.loader import shipped
from tests.support.mails.letter_contexts import full


def _forget() -> None:
    for known in (
        catalogues._all,
        catalogues.translations,
        catalogues.speak,
        rendering._environment,
        rendering._template,
        rendering._mould,
        dates._day,
    ):
        known.cache_clear()


@pytest.fixture
def swedish(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Iterator[Path]:
    """A catalogue that puts a Swedish word before every sentence; nothing else is added anywhere."""
    folder = tmp_path / "locale"
    shutil.copytree(catalogues.FOLDER, folder)
    made = catalogues.written("nb")
    made.locale = "sv"
    for message in made:
        if message.id:
            pattern = forms(message.id)[0].endswith("_pattern")
            said = tuple(text if pattern else f"Svenska: {text}" for text in forms(message.string))
            message.string = said[0] if isinstance(message.id, str) else said
    monkeypatch.setattr(catalogues, "FOLDER", folder)
    file = catalogues.file("sv")
    file.parent.mkdir(parents=True)
    with file.open("wb") as text:
        write_po(text, made)
    _forget()
    yield file
    monkeypatch.undo()
    _forget()


@pytest.mark.usefixtures("swedish")
def test_it_is_spoken() -> None:
    assert languages() == ("da", "nb", "sv")
    assert speak("sv", "form")("name") == "Svenska: Navnet ditt"


@pytest.mark.usefixtures("swedish")
def test_a_letter_is_written_in_it() -> None:
    letter = render("welcome", "sv", full("welcome", "sv"))

    assert letter.subject.startswith("Svenska: ")
    assert "september" in letter.text


@pytest.mark.usefixtures("swedish")
def test_a_programme_may_speak_it(tmp_path: Path) -> None:
    file = tmp_path / "programme.yaml"
    text = shipped()["rekrutteringsvaerksted-2022"].read_text("utf-8")
    file.write_text(text.replace("language: da\n", "language: sv\n"), "utf-8")

    assert examining.examine(file).errors == ()


def test_a_programme_may_not_speak_what_has_no_catalogue(tmp_path: Path) -> None:
    file = tmp_path / "programme.yaml"
    text = shipped()["rekrutteringsvaerksted-2022"].read_text("utf-8")
    file.write_text(text.replace("language: da\n", "language: sv\n"), "utf-8")

    (fault,) = examining.examine(file).errors
    assert str(fault).endswith("there is no language with the key sv. Write one of these: da, nb.")


def test_a_catalogue_that_lacks_a_sentence_is_refused_before_the_first_is_said(swedish: Path) -> None:
    swedish.write_text(swedish.read_text("utf-8").replace("Svenska: Navnet ditt", ""), "utf-8")
    _forget()

    with pytest.raises(CataloguesFaulty, match=r"sv: not translated: form\.name"):
        speak("da", "form")
