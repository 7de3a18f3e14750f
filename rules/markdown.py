"""Text among Markdown."""

from __future__ import annotations


def plain(text: str) -> str:
    """Text that cannot break out of a table cell or become markup."""
    return "".join(f"\\{sign}" if sign in r"\|[]<>*_`#" else sign for sign in " ".join(text.split()))
