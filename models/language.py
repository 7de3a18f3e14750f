"""The languages municipalities are spoken to in, and what can say something in one of them."""

from __future__ import annotations

from typing import Annotated, Protocol, TypeAlias

from pydantic import StringConstraints

Language: TypeAlias = Annotated[str, StringConstraints(pattern="^[a-z]{2,3}$")]
"""By its code, such as `da`. There are as many as there are catalogues."""


class Say(Protocol):
    """Says the sentences of one topic in one language; a key without a sentence is an error, never a guess."""

    @property
    def language(self) -> Language:
        """The language it speaks."""

    def __call__(self, key: str, **facts: object) -> str:
        """The sentence of that key with its facts filled in."""

    def count(self, key: str, number: int, **facts: object) -> str:
        """The sentence of that key for so many; the fact `count` is the number."""
