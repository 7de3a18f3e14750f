"""A programme file looked at by somebody who knows which letters, datasets and languages there are."""

from __future__ import annotations

from pathlib import Path

from languages.catalogues import languages, speak
from mails.letters import rendering
from models.datasets.shipped import SCHEMAS
from models.errors.programmes import ProgrammeRefused
from models.programmes.programme import Programme
from programmes import loader
from programmes.loader import Examination
from rules.programmes import plan
from rules.programmes.plan import PlanLine


def known_datasets() -> frozenset[str]:
    """Datasets a programme may ask for."""
    return frozenset(SCHEMAS)


def examine(path: Path) -> Examination:
    """The programme of a file, and every fault in it, unknown letters, datasets and languages among them."""
    return loader.examine(path, rendering.known(), known_datasets(), languages())


def read(path: Path) -> Programme:
    """The programme of a file that has no error in it.

    Raises:
        ProgrammeRefused: with `.faults`, the located faults.
    """
    examination = examine(path)
    if examination.programme is None:
        raise ProgrammeRefused(count=len(examination.errors), faults=examination.faults)
    return examination.programme


def plan_of(programme: Programme) -> tuple[PlanLine, ...]:
    """Everything the programme will do, in order."""
    return plan.plan(programme, speak(programme.language, "plan"))
