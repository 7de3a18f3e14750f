"""A YAML text as a small tree that remembers where everything stands; the plainest YAML only.

Scalars keep to YAML 1.2: `yes` is a text, 010 is ten, and a date stays the text it is written as (the model reads it).
Anchors, aliases, tags and merge keys are refused: a programme reads from top to bottom, and nothing may unfold.
"""

from __future__ import annotations

import codecs
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any, NamedTuple

from ruamel.yaml import YAML
from ruamel.yaml.error import MarkedYAMLError, YAMLError
from ruamel.yaml.events import (
    DocumentStartEvent,
    MappingEndEvent,
    ScalarEvent,
    SequenceEndEvent,
    SequenceStartEvent,
)
from ruamel.yaml.reader import ReaderError

DEEPEST = 20
PLAIN = "write plain YAML: keys, values and lists"


class YamlTrouble(NamedTuple):
    """One thing wrong with the text itself, at a line and column counted from 1."""

    line: int
    column: int
    message: str
    cure: str


class UnreadableYaml(Exception):
    """The text is no YAML, or not of the plain kind a programme is written in."""

    def __init__(self, trouble: YamlTrouble) -> None:
        super().__init__(trouble.message)
        self.trouble = trouble


@dataclass
class Branch:
    """One value of the file and where it stands; what hangs below it is found by key or by number."""

    value: Any
    line: int
    column: int
    below: Mapping[str | int, Branch] = field(default_factory=dict)

    def spot(self, path: tuple[str | int, ...]) -> tuple[int, int]:
        """Line and column of the deepest place on the path that the file has."""
        here = self
        for name in path:
            if name not in here.below:
                break
            here = here.below[name]
        return here.line, here.column


class Grown(NamedTuple):
    """The tree, and the keys that stand twice (the first of them counts)."""

    root: Branch
    twins: tuple[YamlTrouble, ...]


def grow(content: bytes) -> Grown:
    """The tree of a text that is UTF-8 and holds one mapping.

    Raises:
        Unreadable: it is anything else.
    """
    text = _decoded(content)
    reader = _Reader(YAML(typ="safe", pure=True).parse(text))
    try:
        root = reader.document()
    except MarkedYAMLError as wrong:
        raise UnreadableYaml(_syntax(wrong, text)) from wrong
    except ReaderError as wrong:
        raise UnreadableYaml(_forbidden_character(text)) from wrong
    except (YAMLError, ValueError) as wrong:
        raise UnreadableYaml(YamlTrouble(1, 1, f"this is no YAML: {wrong}", PLAIN)) from wrong
    if root is None:
        raise UnreadableYaml(
            YamlTrouble(1, 1, "the file is empty", "start it with key: NAME-OF-THE-PROGRAMME")
        )
    if not isinstance(root.value, dict):
        message = "the file is not a mapping"
        raise UnreadableYaml(YamlTrouble(root.line, root.column, message, "write key: value, one a line"))
    return Grown(root, tuple(reader.twins))


def _decoded(content: bytes) -> str:
    if content.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        raise UnreadableYaml(YamlTrouble(1, 1, "the file is written in UTF-16", "save it as UTF-8"))
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError as wrong:
        before = content[: wrong.start]
        line, column = before.count(b"\n") + 1, len(before) - (before.rfind(b"\n") + 1) + 1
        message = f"the byte 0x{content[wrong.start]:02x} is not UTF-8"
        raise UnreadableYaml(YamlTrouble(line, column, message, "save the file as UTF-8")) from wrong


class _Reader:
    """Builds the tree straight from the parser's events, so that a trick is refused before anything can unfold."""

    def __init__(self, events: Iterator[Any]) -> None:
        self.events = events
        self.twins: list[YamlTrouble] = []

    def document(self) -> Branch | None:
        """The one document of the stream; None when there is none."""
        root = None
        for event in self.events:
            if isinstance(event, DocumentStartEvent):
                if root is not None:
                    message = "the file holds more than one document"
                    raise UnreadableYaml(YamlTrouble(*_spot(event), message, "remove the --- line"))
                first = next(self.events)
                root = self._branch(first, _spot(first), 1)
        return root

    def _branch(self, event: Any, spot: tuple[int, int], depth: int) -> Branch:
        line, column = _spot(event)
        if event.anchor:
            message = f"anchors and aliases are not allowed ({event.anchor})"
            raise UnreadableYaml(YamlTrouble(line, column, message, "write the value out"))
        if event.tag:
            raise UnreadableYaml(
                YamlTrouble(line, column, f"tags are not allowed ({event.tag})", "write the plain value")
            )
        if depth > DEEPEST:
            raise UnreadableYaml(YamlTrouble(line, column, f"nested more than {DEEPEST} deep", PLAIN))
        if isinstance(event, ScalarEvent):
            value = _scalar(event.value) if event.implicit[0] else event.value
            return Branch(value, *(spot if value is None else (line, column)))
        if isinstance(event, SequenceStartEvent):
            return self._items(spot, depth)
        return self._entries(spot, depth)

    def _items(self, spot: tuple[int, int], depth: int) -> Branch:
        items: dict[str | int, Branch] = {}
        while not isinstance(event := next(self.events), SequenceEndEvent):
            items[len(items)] = self._branch(event, _spot(event), depth + 1)
        return Branch([item.value for item in items.values()], *spot, items)

    def _entries(self, spot: tuple[int, int], depth: int) -> Branch:
        entries: dict[str | int, Branch] = {}
        while not isinstance(event := next(self.events), MappingEndEvent):
            if not isinstance(event, ScalarEvent) or event.value == "<<":
                raise UnreadableYaml(
                    YamlTrouble(*_spot(event), "this is not a plain key", "write key: value")
                )
            key, at = str(event.value), _spot(event)
            value = self._branch(next(self.events), at, depth + 1)
            if key in entries:
                message = f"the key {key!r} stands twice; the first is in line {entries[key].line}"
                self.twins.append(YamlTrouble(*at, message, "keep one of them"))
            else:
                entries[key] = value
        return Branch({str(key): below.value for key, below in entries.items()}, *spot, entries)


def _scalar(text: str) -> Any:
    """Numbers, true/false and nothing as such; everything else is the text that is written."""
    if text in ("", "~", "null"):
        return None
    if text in ("true", "false"):
        return text == "true"
    try:
        if _WHOLE.match(text):
            return int(text)
        return float(text) if _DECIMAL.match(text) else text
    except ValueError:
        return text


_WHOLE = re.compile(r"^[-+]?\d+$", re.ASCII)
_DECIMAL = re.compile(r"^[-+]?\d+\.\d*$", re.ASCII)


def _syntax(wrong: MarkedYAMLError, text: str) -> YamlTrouble:
    mark = wrong.problem_mark or wrong.context_mark
    line, column = (mark.line + 1, mark.column + 1) if mark else (1, 1)
    problem = wrong.problem or wrong.context or "this is no YAML"
    lines = text.splitlines()
    written = lines[line - 1] if line <= len(lines) else ""
    if "\t" in written[:column]:
        return YamlTrouble(line, column, "a tab is used to indent", "indent with spaces, two a level")
    if "mapping values" in problem:
        return YamlTrouble(line, column, "a colon stands inside a value", 'put the value in quotes: "…: …"')
    started = f" (begun in line {wrong.context_mark.line + 1})" if wrong.context_mark else ""
    return YamlTrouble(
        line,
        column,
        f"the YAML breaks off here: {problem}{started}",
        "check brackets, quotes and indentation",
    )


def _forbidden_character(text: str) -> YamlTrouble:
    at = next(
        (
            n
            for n, sign in enumerate(text)
            if sign not in "\t\n\r\x85" and not sign.isprintable() and ord(sign) < 0xA0
        ),
        0,
    )
    line, column = text.count("\n", 0, at) + 1, at - text.rfind("\n", 0, at)
    return YamlTrouble(
        line, column, f"the character U+{ord(text[at]):04X} cannot stand in a text", "delete it"
    )


def _spot(marked: Any) -> tuple[int, int]:
    return marked.start_mark.line + 1, marked.start_mark.column + 1
