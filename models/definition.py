"""What everything written beforehand has in common: frozen, no unknown words, and how things are named."""

from __future__ import annotations

from typing import Annotated, Literal, TypeAlias

from pydantic import BaseModel, ConfigDict, Field


class Definition(BaseModel):
    """Base of everything written beforehand: frozen, and a word it does not know is an error."""

    model_config = ConfigDict(frozen=True, extra="forbid", populate_by_name=True)


OUR_TIME = range(2000, 2101)
"""A day in another year is a slip of the keyboard, and no calendar of holidays reaches it."""
KEY = r"^[a-z][a-z0-9_]*$"
PROGRAMME_KEY = r"^[a-z][a-z0-9-]*$"

Key = Annotated[str, Field(pattern=KEY, max_length=40)]
ProgrammeKey = Annotated[str, Field(pattern=PROGRAMME_KEY, max_length=60)]
Country: TypeAlias = Literal["DK", "NO"]
"""Whose municipalities, public holidays and ways of counting are known."""
Text = Annotated[str, Field(min_length=1, max_length=400)]
