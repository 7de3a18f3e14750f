"""Reads a programme file and names every fault in it with its line; a bad file is an answer here, never an exception."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from pathlib import Path

from pydantic import ValidationError

from models.errors.programmes import ProgrammeRefused, UnknownProgramme
from models.language import Language
from models.programmes.programme import Programme
from programmes import wording
from programmes.schema import json_schema
from programmes.tree import Branch, UnreadableYaml, YamlTrouble, grow
from rules.programmes.check import check
from rules.programmes.faults import FaultLevel

__all__ = ["Examination", "LocatedFault", "examine", "find", "json_schema", "read", "shipped"]

HERE = Path(__file__).parent
LARGEST = 250_000
"""Bytes; the reference programme has about 18,000, and reading takes time."""


@dataclass(frozen=True, order=True)
class LocatedFault:
    """What is wrong on which line (from 1), and what to do about it."""

    line: int
    column: int
    message: str
    cure: str
    level: FaultLevel = FaultLevel.ERROR

    def __str__(self) -> str:
        return f"line {self.line}: {self.message}. {self.cure[:1].upper()}{self.cure[1:]}."


@dataclass(frozen=True)
class Examination:
    """The programme, unless an error stands in its way, and every fault in the order of the file."""

    programme: Programme | None
    faults: tuple[LocatedFault, ...]

    @property
    def errors(self) -> tuple[LocatedFault, ...]:
        """The faults that keep the programme from being published."""
        return tuple(fault for fault in self.faults if fault.level is FaultLevel.ERROR)


def examine(
    source: Path | str,
    known_letters: Collection[str] = (),
    known_datasets: Collection[str] = (),
    known_languages: Collection[Language] = (),
) -> Examination:
    """Examines a file, or a programme's text. Empty `known_…` means that those names are not checked."""
    try:
        tree, twins = grow(_bytes_of(source))
    except UnreadableYaml as wrong:
        return Examination(None, (LocatedFault(*wrong.trouble),))
    faults = [LocatedFault(*twin) for twin in twins]
    try:
        programme = Programme.model_validate(tree.value)
    except ValidationError as wrong:
        faults += [_located(tree, one.path, one.message, one.cure) for one in wording.faults_of(wrong)]
        return Examination(None, _in_order(faults))
    for found in check(programme, known_letters, known_datasets, known_languages):
        faults.append(_located(tree, found.path, found.message, found.cure, found.level))
    blocked = any(fault.level is FaultLevel.ERROR for fault in faults)
    return Examination(None if blocked else programme, _in_order(faults))


def read(path: Path, known_letters: Collection[str] = (), known_datasets: Collection[str] = ()) -> Programme:
    """The programme of a file that has no error in it.

    Raises:
        ProgrammeRefused: with the located faults as its fact `faults`.
    """
    examination = examine(path, known_letters, known_datasets)
    if examination.programme is None:
        raise ProgrammeRefused(count=len(examination.errors), faults=examination.faults)
    return examination.programme


def shipped() -> dict[str, Path]:
    """The programmes that come with Tovholder, by key."""
    return {path.stem: path for path in sorted(HERE.glob("*.yaml"))}


def find(name_or_path: str) -> Path:
    """A file that exists, or a shipped programme by its key.

    Raises:
        UnknownProgramme: it is neither.
    """
    path = Path(name_or_path)
    if path.is_file():
        return path
    try:
        return shipped()[name_or_path]
    except KeyError:
        raise UnknownProgramme(programme=name_or_path) from None


def _bytes_of(source: Path | str) -> bytes:
    content = source.encode("utf-8", "replace") if isinstance(source, str) else _content(source)
    if len(content) > LARGEST:
        raise UnreadableYaml(
            YamlTrouble(1, 1, f"the text is larger than {LARGEST:,} bytes", "name a programme file")
        )
    return content


def _content(path: Path) -> bytes:
    try:
        with path.open("rb") as file:
            return file.read(LARGEST + 1)
    except OSError as wrong:
        message = f"{path.name} cannot be read: {wrong.strerror}"
        raise UnreadableYaml(YamlTrouble(1, 1, message, "name a file that exists")) from wrong


def _located(
    tree: Branch, path: tuple[str | int, ...], message: str, cure: str, level: FaultLevel = FaultLevel.ERROR
) -> LocatedFault:
    line, column = tree.spot(path)
    return LocatedFault(line, column, message, cure, level)


def _in_order(faults: list[LocatedFault]) -> tuple[LocatedFault, ...]:
    return tuple(sorted(dict.fromkeys(faults)))
