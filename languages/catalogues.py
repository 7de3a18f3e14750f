"""The catalogues, read once per process as they are written (`locale/LANGUAGE/LC_MESSAGES/tovholder.po`).

A catalogue with a fault is refused before its first sentence, and so is a key it does not know. Nothing falls back on
another language.
"""

from __future__ import annotations

from functools import cache
from gettext import GNUTranslations, NullTranslations
from io import BytesIO
from pathlib import Path

from babel.messages import Catalog
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po

from languages.checking import SOURCE, faults
from models.language import Language, Say

FOLDER = Path(__file__).parent / "locale"
DOMAIN = "tovholder"


class NothingToSay(LookupError):
    """A language has no sentence for a key."""


class CataloguesFaulty(ValueError):
    """The catalogues cannot be used as they are; each fault is one line."""


def languages() -> tuple[Language, ...]:
    """All that can be spoken: each has a catalogue, and having one is all it takes."""
    return tuple(sorted(path.parts[-3] for path in FOLDER.glob(f"*/LC_MESSAGES/{DOMAIN}.po")))


def file(language: Language) -> Path:
    """Where the catalogue of a language lies."""
    return FOLDER / language / "LC_MESSAGES" / f"{DOMAIN}.po"


def written(language: Language) -> Catalog:
    """The catalogue as it stands in its file."""
    with file(language).open("rb") as text:
        return read_po(text, locale=language, domain=DOMAIN, abort_invalid=True)


class _Nothing(NullTranslations):
    """What is asked when a catalogue has no entry: the source language's templates say themselves, the rest is an error."""

    def __init__(self, language: Language) -> None:
        super().__init__()
        self._language = language

    def gettext(self, message: str) -> str:
        if self._language != SOURCE:
            raise NothingToSay(f"{self._language}: {message}")
        return message

    def ngettext(self, msgid1: str, msgid2: str, n: int) -> str:
        return self.gettext(msgid1 if n == 1 else msgid2)

    def pgettext(self, context: str, message: str) -> str:
        raise NothingToSay(f"{self._language}: {context}.{message}")

    def npgettext(self, context: str, msgid1: str, msgid2: str, n: int) -> str:  # noqa: ARG002 - gettext's own signature
        return self.pgettext(context, msgid1)


@cache
def _all() -> dict[Language, Catalog]:
    catalogues = {language: written(language) for language in languages()}
    if found := list(faults(catalogues)):
        raise CataloguesFaulty("\n".join(found))
    return catalogues


@cache
def translations(language: Language) -> NullTranslations:
    """The catalogue as templates take it (`gettext`, `ngettext`).

    Raises:
        CataloguesFaulty: when any of them has a fault.
    """
    compiled = BytesIO()
    write_mo(compiled, _all()[language])
    compiled.seek(0)
    found = GNUTranslations(compiled)
    found.add_fallback(_Nothing(language))
    return found


@cache
def speak(language: Language, topic: str) -> Say:
    """What says the sentences of a topic in that language."""
    return _Speaker(language, topic)


class _Speaker:
    """One topic of one catalogue; see `models.language.Say`."""

    def __init__(self, language: Language, topic: str) -> None:
        self._language, self._topic, self._known = language, topic, translations(language)

    @property
    def language(self) -> Language:
        return self._language

    def __call__(self, key: str, **facts: object) -> str:
        return self._known.pgettext(self._topic, key).format(**facts)

    def count(self, key: str, number: int, **facts: object) -> str:
        return self._known.npgettext(self._topic, key, key, number).format(count=number, **facts)
