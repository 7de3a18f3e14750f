"""What the template workbook says when something else than its columns want is written into a cell."""

from __future__ import annotations

from collections.abc import Mapping

from models.language import Language

SENTENCES: Mapping[Language, Mapping[str, str]] = {
    "da": {
        "range": "Tallet skal ligge mellem {low} og {high}.",
        "choice": "Skriv en af disse: {choices}.",
    },
    "nb": {
        "range": "Tallet skal ligge mellom {low} og {high}.",
        "choice": "Skriv en av disse: {choices}.",
    },
}
