"""Files as they are named on the command line: programmes, texts to read, results to write."""

from __future__ import annotations

from pathlib import Path

import typer


def found(named: Path) -> Path:
    """The file of that name, or the one of a programme that ships with Tovholder."""
    from models.errors.programmes import UnknownProgramme
    from programmes.loader import find, shipped

    try:
        return find(str(named))
    except UnknownProgramme:
        known = ", ".join(shipped())
        raise typer.BadParameter(
            f"there is no file {str(named)!r}, and no programme of that key ships with Tovholder ({known})",
            param_hint="FILE",
        ) from None


def words_of(path: Path) -> str:
    """A text file's words, as editors of today and of Windows write them."""
    content = path.read_bytes()
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError:
        return content.decode("cp1252", errors="replace")


def written(path: Path, content: bytes) -> Path:
    """The path, with the content in it."""
    try:
        path.write_bytes(content)
    except OSError as wrong:
        raise typer.BadParameter(
            f"cannot write {str(path)!r}: {wrong.strerror}", param_hint="--out"
        ) from None
    return path
