"""What went wrong, said to those who read neither logs nor the command line."""

from __future__ import annotations

from languages.catalogues import translations
from models.errors import ShownFacts, TovholderError
from models.language import Language


def error_text(error: TovholderError, language: Language) -> str:
    """The error's sentence in that language, with this case's facts filled in."""
    return translations(language).pgettext("errors", error.key).format_map(ShownFacts(error.facts))
