"""What went wrong, said to those who read neither logs nor the command line."""

from __future__ import annotations

from languages.catalogues import translations
from languages.dates import told
from models.errors.error import ShownFacts, TovholderError
from models.language import Language


def error_text(error: TovholderError, language: Language) -> str:
    """The error's sentence in that language, with this case's facts filled in."""
    sentence = translations(language).pgettext("errors", error.key)
    return sentence.format_map(ShownFacts(told(error.facts, language)))
