"""Sentences that were kept as keys and facts, said."""

from __future__ import annotations

from collections.abc import Iterable

from languages.catalogues import speak
from languages.dates import told
from models.language import Language
from models.sentences import Unsaid


def said(sentences: Iterable[Unsaid], language: Language) -> str:
    """All of them in that language, one after the other."""
    return " ".join(_said(one, language) for one in sentences)


def _said(one: Unsaid, language: Language) -> str:
    return speak(language, one.topic)(one.key, **told(one.facts, language))
