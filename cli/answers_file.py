"""Reading the answers to a form from a file."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import typer

LARGEST = 1_000_000
"""Bytes; the largest form of a programme has a few thousand."""


def read_form(path: Path) -> dict[str, Any]:
    """The answers by field: from JSON when the file is called so, else from plain YAML. Dates stay texts."""
    from programmes.tree import UnreadableYaml, grow

    content = path.read_bytes()
    if len(content) > LARGEST:
        raise typer.BadParameter(f"{path}: larger than {LARGEST:,} bytes")
    try:
        read = json.loads(content) if path.suffix.lower() == ".json" else grow(content).root.value
    except json.JSONDecodeError as wrong:
        raise typer.BadParameter(f"{path}:{wrong.lineno}:{wrong.colno}: {wrong.msg}") from None
    except UnicodeDecodeError:
        raise typer.BadParameter(f"{path}: save the file as UTF-8") from None
    except RecursionError:
        raise typer.BadParameter(f"{path}: nested too deep") from None
    except UnreadableYaml as wrong:
        line, column, message, cure = wrong.trouble
        raise typer.BadParameter(f"{path}:{line}:{column}: {message}. {cure}") from None
    if not isinstance(read, dict):
        raise typer.BadParameter(f"{path}: write a mapping of fields to answers")
    return read
