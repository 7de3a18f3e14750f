"""A short programme with all that a cast can do to it, played whole."""

from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from ruamel.yaml import YAML

from models.settings import settings
from rehearsal import rehearse
from tests.support.worlds.short_rehearsal import CAST, PROGRAMME


@dataclass(frozen=True)
class Played:
    """What a rehearsal left behind."""

    data: Path
    out: Path

    @property
    def journal(self) -> bytes:
        """The journal's file."""
        return (self.out / "journal.jsonl").read_bytes()

    def lines(self, what: str, municipality: str | None = None) -> list[dict[str, Any]]:
        """Happenings of that kind."""
        told = [json.loads(line) for line in self.journal.splitlines()]
        return [
            line for line in told if line["what"] == what and municipality in (None, line["municipality"])
        ]

    def letters(self) -> list[Path]:
        """The letters' files."""
        return sorted((self.out / "letters").iterdir())


@pytest.fixture(scope="session")
def played(tmp_path_factory: pytest.TempPathFactory) -> Played:
    """The short programme, rehearsed."""
    folder = tmp_path_factory.mktemp("rehearsal")
    writer = YAML(typ="safe", pure=True)
    writer.representer.ignore_aliases = lambda _data: True
    for name, content in (("programme", PROGRAMME), ("cast", CAST)):
        with (folder / f"{name}.yaml").open("w", encoding="utf-8") as file:
            writer.dump(content, file)
    with pytest.MonkeyPatch.context() as patched:
        patched.setenv("TOVHOLDER_DATA", str(folder / "data"))
        settings.cache_clear()
        rehearse(str(folder / "programme.yaml"), folder / "cast.yaml", folder / "out")
    settings.cache_clear()
    return Played(folder / "data" / "rehearsals" / PROGRAMME["key"], folder / "out")
