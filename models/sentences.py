"""A sentence nobody has said yet: kept as its key and facts, and said in the language of whoever reads it."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

_WRITTEN = ("findings", "as_written")


@dataclass(frozen=True)
class Unsaid:
    """A catalogue's key under its topic, and its facts: texts, numbers and local times."""

    topic: str
    key: str
    facts: Mapping[str, Any] = field(default_factory=dict)

    @property
    def as_written(self) -> str:
        """The text itself, of one that was kept as a text by an older release; else empty."""
        return str(self.facts["sentence"]) if (self.topic, self.key) == _WRITTEN else ""


def kept(sentences: Iterable[Unsaid]) -> str:
    """As a column of text keeps them; empty when there are none."""
    plain = [vars(one) for one in sentences]
    return json.dumps(plain, ensure_ascii=False, default=_plain) if plain else ""


def read(text: str) -> tuple[Unsaid, ...]:
    """What `kept` made; a text of an older release is one sentence, as it was written."""
    if not text.startswith('[{"topic":'):
        return (Unsaid(*_WRITTEN, {"sentence": text}),) if text else ()
    return tuple(
        Unsaid(**{**one, "facts": {name: _fact(plain) for name, plain in one["facts"].items()}})
        for one in json.loads(text)
    )


def _plain(fact: object) -> object:
    return {"at": fact.isoformat()} if isinstance(fact, datetime) else str(fact)


def _fact(plain: Any) -> Any:
    return datetime.fromisoformat(plain["at"]) if isinstance(plain, dict) else plain
