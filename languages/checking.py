"""What is wrong with catalogues: a missing entry, a fact nobody gives, a plural that is not there."""

from __future__ import annotations

import re
from collections import ChainMap
from collections.abc import Iterable, Iterator, Mapping

from babel.messages import Catalog, Message

from models.language import Language

_FACT = re.compile(r"%\((\w+)\)s|\{(\w+)[^}]*\}")
SOURCE: Language = "da"
"""The language templates are written in. Their sentences need no entry there; see ADR 0020."""

Id = tuple[str, str]
"""Context (a topic; empty for a template's sentence) and key (or the sentence itself)."""


def name(message: Message) -> Id:
    """Under which a message is found again in another catalogue."""
    return message.context or "", forms(message.id)[0]


def forms(text: str | Iterable[str] | None) -> list[str]:
    """The text alone, or each of its forms of number."""
    return [text] if isinstance(text, str) else list(text or ())


def messages(catalogue: Catalog) -> dict[Id, Message]:
    """All entries without the header and without those nobody uses any more."""
    return {name(message): message for message in catalogue if message.id}


def faults(catalogues: Mapping[Language, Catalog]) -> Iterator[str]:
    """One line for each entry that is missing, empty, doubtful, or tells other facts than the same one elsewhere."""
    every = {language: messages(catalogue) for language, catalogue in catalogues.items()}
    needed = dict(ChainMap(every[SOURCE], *every.values()))
    for language, known in every.items():
        for key, wanted in needed.items():
            if key in known:
                yield from (f"{language}: {wrong}: {_shown(key)}" for wrong in _wrong(known[key], wanted))
            elif key[0] or language != SOURCE:
                yield f"{language}: missing: {_shown(key)}"


def _wrong(message: Message, wanted: Message) -> Iterator[str]:
    said = forms(message.string)
    if not said or not all(said):
        yield "not translated"
    elif message.fuzzy:
        yield "marked as doubtful"
    elif isinstance(message.id, str) != isinstance(message.string, str) or len(said) > 2:
        yield "forms of number do not fit"
    elif (told := _facts(said)) != (given := _facts(_texts(wanted))):
        yield f"facts differ ({', '.join(sorted(told ^ given))})"


def _texts(message: Message) -> list[str]:
    """Of a template's sentence itself, of a key what the source language makes of it."""
    return forms(message.string if message.context else message.id)


def _facts(texts: Iterable[str]) -> set[str]:
    return {each[0] or each[1] for text in texts for each in _FACT.findall(text)}


def _shown(key: Id) -> str:
    return ".".join(filter(None, key))[:80]
