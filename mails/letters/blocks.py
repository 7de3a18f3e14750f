"""A letter's plain text read as blocks, so that its HTML says the same and an edited text needs no template.

A blank line ends a block. `- ` begins a point, and indented lines continue it; `> ` quotes; lines that all read
`  Name: value` (two spaces) are a small table; a line `Name: https://…` alone is a button.
A short line that is no whole sentence and ends with a colon, alone between blank lines, is a heading.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import StrEnum

_BUTTON = re.compile(r"(?P<label>[^:\n]{1,60}): (?P<url>https?://\S+)")
_HEADING = re.compile(r"(?P<words>[^.:!?]{1,50}):")
_ROW = re.compile(r" {2}(?P<label>[^:\n]{1,40}): (?P<value>.+)")


class BlockKind(StrEnum):
    """How a block is set in HTML."""

    BANNER = "banner"
    HEADING = "heading"
    PARAGRAPH = "paragraph"
    POINTS = "points"
    ROWS = "rows"
    QUOTE = "quote"
    BUTTON = "button"


@dataclass(frozen=True)
class LetterBlock:
    """`lines`: a point, row or paragraph line each, as the pieces it is made of."""

    kind: BlockKind
    lines: tuple[tuple[str, ...], ...]


def tidy(text: str) -> str:
    """The text with line feeds only, no trailing blanks, and one blank line between blocks."""
    lines = [line.rstrip() for line in text.replace("\r\n", "\n").replace("\r", "\n").split("\n")]
    return re.sub(r"\n{3,}", "\n\n", "\n".join(lines)).strip("\n") + "\n"


def parse(text: str, *, banner: str = "") -> tuple[LetterBlock, ...]:
    """The blocks of a letter's text, in order; one that begins like the banner is set as one."""
    return tuple(
        _block(part.split("\n"), banner) for part in tidy(text).strip("\n").split("\n\n") if part.strip()
    )


def _block(lines: list[str], banner: str) -> LetterBlock:
    rows = [_ROW.fullmatch(line) for line in lines]
    button = _BUTTON.fullmatch(lines[0]) if len(lines) == 1 else None
    heading = _HEADING.fullmatch(lines[0].strip()) if len(lines) == 1 else None
    if button:
        return LetterBlock(BlockKind.BUTTON, ((button["label"], button["url"]),))
    if all(rows):
        return LetterBlock(BlockKind.ROWS, tuple((row["label"], row["value"]) for row in rows if row))
    if lines[0].startswith("- "):
        return LetterBlock(BlockKind.POINTS, _points(lines))
    if all(line.startswith(">") for line in lines):
        return LetterBlock(BlockKind.QUOTE, tuple((line.removeprefix(">").strip(),) for line in lines))
    if heading:
        return LetterBlock(BlockKind.HEADING, ((heading["words"],),))
    kind = BlockKind.BANNER if banner and lines[0].startswith(banner) else BlockKind.PARAGRAPH
    return LetterBlock(kind, tuple((line.strip(),) for line in lines))


def _points(lines: list[str]) -> tuple[tuple[str, ...], ...]:
    points: list[list[str]] = []
    for line in lines:
        if line.startswith("- ") or not points:
            points.append([line.removeprefix("- ")])
        else:
            points[-1].append(line.strip())
    return tuple(tuple(point) for point in points)
