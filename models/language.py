"""The languages municipalities are spoken to in."""

from typing import Literal

Language = Literal["da", "nb"]
