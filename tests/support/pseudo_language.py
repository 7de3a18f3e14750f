"""A language that puts ⟦ and ⟧ around everything it says: what stands outside them was never translated."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from gettext import NullTranslations

import pytest

from languages import catalogues, dates, errors
from mails.letters import rendering
from models.language import Language


class Pseudo(NullTranslations):
    """Danish, marked."""

    def __init__(self, known: NullTranslations) -> None:
        super().__init__()
        self._known = known

    def gettext(self, message: str) -> str:
        return f"⟦{self._known.gettext(message)}⟧"

    def ngettext(self, msgid1: str, msgid2: str, n: int) -> str:
        return f"⟦{self._known.ngettext(msgid1, msgid2, n)}⟧"

    def pgettext(self, context: str, message: str) -> str:
        said = self._known.pgettext(context, message)
        return said if message.endswith("_pattern") else f"⟦{said}⟧"

    def npgettext(self, context: str, msgid1: str, msgid2: str, n: int) -> str:
        return f"⟦{self._known.npgettext(context, msgid1, msgid2, n)}⟧"


def _forget() -> None:
    catalogues.speak.cache_clear()
    rendering._environment.cache_clear()
    rendering._template.cache_clear()
    rendering._mould.cache_clear()
    dates._day.cache_clear()


_DATES = (
    r"(?i:\b(mandag|tirsdag|onsdag|torsdag|fredag|lørdag|søndag)\b"
    r"|\b(januar|februar|marts|april|maj|juni|juli|august|september|oktober|november|december)\b"
    r"|\b(jan|feb|mar|apr|jun|jul|aug|sep|okt|nov|dec)\.|\bden (?=\d))"
)


def outside(text: str, facts: Iterable[str] = ()) -> set[str]:
    """Words that stand in no bracket, however deep those are nested, and are neither a date nor one of the facts."""
    while text != (text := re.sub(r"⟦[^⟦⟧]*⟧", " ", text)):
        pass
    for fact in sorted(facts, key=len, reverse=True):
        text = text.replace(fact, " ")
    return set(re.findall(r"[A-Za-zÆØÅæøå]{2,}", re.sub(rf"https?://\S+|\S+@\S+|{_DATES}", " ", text)))


@pytest.fixture
def pseudo_language(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """While the test runs, every Danish sentence is marked."""
    danish = Pseudo(catalogues.translations("da"))

    def marked(language: Language) -> NullTranslations:
        return danish

    monkeypatch.setattr(catalogues, "translations", marked)
    monkeypatch.setattr(errors, "translations", marked)
    monkeypatch.setattr(rendering, "translations", marked)
    _forget()
    yield
    monkeypatch.undo()
    _forget()
