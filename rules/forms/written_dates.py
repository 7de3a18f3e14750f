"""Days as people write them."""

from __future__ import annotations

import re
from datetime import date

_ISO_DATE = re.compile(r"\d{4}-\d{2}-\d{2}", re.ASCII)
_DANISH_DATE = re.compile(r"(\d{1,2})\s?[./\-]\s?(\d{1,2})\s?[./\-]\s?(\d{4})", re.ASCII)


def day_or_none(text: str) -> date | None:
    """The day a text names, as 2022-09-30 or 30.9.2022 (30/9/2022, 30-9-2022); None when it names none."""
    danish = _DANISH_DATE.fullmatch(text)
    try:
        if danish:
            return date(int(danish[3]), int(danish[2]), int(danish[1]))
        return date.fromisoformat(text) if _ISO_DATE.fullmatch(text) else None
    except ValueError:
        return None
