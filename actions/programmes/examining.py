"""A programme file looked at by somebody who knows which letters and datasets there are."""

from __future__ import annotations

from pathlib import Path
from typing import get_args

from mails.letters import rendering
from models.datasets.shipped import SCHEMAS
from models.errors import ProgrammeRefused
from models.language import Language
from models.programmes.programme import Programme
from programmes import loader
from programmes.loader import Examination
from rules.programmes import plan
from rules.programmes.plan import PlanLine


def known_letters(language: Language | None = None) -> frozenset[str]:
    """Letters a programme in that language may name; of every language when it is not known yet."""
    languages: tuple[Language, ...] = (language,) if language else get_args(Language)
    return frozenset().union(*(rendering.known(one) for one in languages))


def known_datasets() -> frozenset[str]:
    """Datasets a programme may ask for."""
    return frozenset(SCHEMAS)


def examine(path: Path) -> Examination:
    """The programme of a file, and every fault in it, unknown letters and datasets among them."""
    seen = loader.examine(path, known_letters(), known_datasets())
    if seen.programme is None:
        return seen
    return loader.examine(path, known_letters(seen.programme.language), known_datasets())


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
    return plan.plan(programme)
