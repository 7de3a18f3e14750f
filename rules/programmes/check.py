"""Everything that can be wrong with a programme although each field by itself is right."""

from __future__ import annotations

from collections.abc import Collection

from models.language import Language
from models.programmes.programme import Programme
from rules.programmes import check_dates, check_deadlines, check_flows, check_names
from rules.programmes.dates import attempt
from rules.programmes.faults import Fault


def check(
    programme: Programme,
    known_letters: Collection[str] = (),
    known_datasets: Collection[str] = (),
    known_languages: Collection[Language] = (),
) -> tuple[Fault, ...]:
    """Every contradiction. Empty `known_…` means that those names are not checked."""
    tried = attempt(programme)
    return (
        *check_names.faults(programme, known_languages),
        *check_flows.faults(programme, known_letters, known_datasets),
        *check_dates.faults(programme, tried),
        *check_deadlines.faults(programme, tried.dates),
    )
