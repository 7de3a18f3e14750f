"""Programme files as they are named on the command line."""

from __future__ import annotations

from pathlib import Path

import typer


def found(named: Path) -> Path:
    """The file of that name, or the one of a programme that ships with Tovholder."""
    from models.errors import UnknownProgramme
    from programmes.loader import find, shipped

    try:
        return find(str(named))
    except UnknownProgramme:
        known = ", ".join(shipped())
        raise typer.BadParameter(
            f"there is no file {str(named)!r}, and no programme of that key ships with Tovholder ({known})",
            param_hint="FILE",
        ) from None
