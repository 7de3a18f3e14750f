"""Text as it may be kept: without signs that no person writes and no database takes."""

from __future__ import annotations

import re

_NOT_WRITTEN = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ud800-\udfff\ufffe\uffff]")


def without_controls(text: str) -> str:
    """The text without control signs and half letters; tabs and line breaks stay."""
    return text if text.isprintable() else _NOT_WRITTEN.sub("", text)
