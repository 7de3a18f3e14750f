"""What says why somebody has no interview; light, so that a problem in a file is solved without a database."""

from __future__ import annotations

from languages.catalogues import speak
from models.language import Language, Say


def speaking(language: Language) -> Say:
    """The sentences about bookings in that language.

    Raises:
        LookupError: when there is no catalogue of it.
    """
    return speak(language, "booking")
