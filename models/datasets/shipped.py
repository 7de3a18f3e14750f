"""The datasets there are; a programme may bring its own."""

from __future__ import annotations

from collections.abc import Mapping

from models.datasets.foranalyse import FORANALYSE as FORANALYSE
from models.datasets.forundersokelse import FORUNDERSOKELSE as FORUNDERSOKELSE
from models.datasets.schema import DatasetSchema

SCHEMAS: Mapping[str, DatasetSchema] = {one.key: one for one in (FORANALYSE, FORUNDERSOKELSE)}
"""Datasets a programme may ask for, by the key written in `dataset:`."""
