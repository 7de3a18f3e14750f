"""Who plays: the cast from its file, or one prompt municipality per place."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from pydantic import ValidationError
from ruamel.yaml import YAML
from ruamel.yaml.error import YAMLError
from sqlalchemy.orm import Session

from actions.progress import enrolments
from actions.progress.enrolments import NewContact
from languages.catalogues import speak
from models.definition import Country
from models.errors.running import CastRefused
from models.programmes.office import Role
from models.programmes.programme import Programme
from models.rehearsal import Cast, CastMunicipality

DEFAULT: Mapping[Country, tuple[str, ...]] = {
    "DK": ("Vejle", "Esbjerg", "Odense", "Holbæk", "Aalborg", "Varde"),
    "NO": ("Marker", "Eidsberg", "Fredrikstad", "Sarpsborg", "Moss", "Våler"),
}


def read(file: Path, programme: Programme) -> Cast:
    """The cast of a file.

    Raises:
        CastRefused: naming what is wrong with it.
    """
    try:
        cast = Cast.model_validate(YAML(typ="safe", pure=True).load(file.read_text(encoding="utf-8")))
    except (OSError, UnicodeDecodeError, YAMLError, ValidationError) as wrong:
        raise CastRefused(file=file, reason=_first_line(wrong)) from wrong
    steps = {step.key for step in programme.steps}
    for home in cast.municipalities:
        if home.withdraws and home.withdraws.step not in steps:
            raise CastRefused(file=file, reason=f"the programme has no step {home.withdraws.step!r}")
    return cast


def _first_line(wrong: Exception) -> str:
    if isinstance(wrong, ValidationError):
        first = wrong.errors()[0]
        return f"{'.'.join(str(part) for part in first['loc'])}: {first['msg']}"
    return " ".join(str(wrong).split())


def default(programme: Programme) -> Cast:
    """As many prompt municipalities as there are places, six at most."""
    names = DEFAULT[programme.country][: programme.places.municipalities]
    return Cast(municipalities=tuple(CastMunicipality(municipality=name) for name in names))


def people(session: Session, programme: Programme, home: CastMunicipality) -> list[NewContact]:
    """The municipality's fictitious people."""
    found = enrolments.find_municipality(session, programme.country, home.municipality)
    say = speak(programme.language, "rehearsal")
    return [
        NewContact(
            role,
            say(f"person_{role.value}", municipality=found.name),
            f"{role.value}.{found.code}@example.org",
        )
        for role in (Role.COORDINATOR, Role.DIRECTORATE)
    ]
