"""Who acts: somebody in the office, somebody in a municipality behind a link, or the engine."""

from __future__ import annotations

from dataclasses import dataclass, replace
from enum import StrEnum

from models.errors.decisions import NameMissing
from models.states import ActorKind


class OfficeRole(StrEnum):
    """What somebody in the office does; a person may have several, in one programme or in all."""

    READER = "reader"
    CASE_WORKER = "case_worker"
    APPROVER = "approver"
    FACILITATOR = "facilitator"
    PARTY = "party"
    EDITOR = "editor"
    ADMINISTRATOR = "administrator"


class MunicipalRole(StrEnum):
    """What somebody in a municipality is to the programme; those of contacts bear the names they have there."""

    COORDINATOR = "coordinator"
    DEPUTY = "deputy"
    COLLEAGUE = "colleague"
    CONTACT_PERSON = "contact_person"
    DIRECTORATE = "directorate"
    MANAGEMENT_SPONSOR = "management_sponsor"
    PARTICIPANT = "participant"
    INTERVIEWEE = "interviewee"


@dataclass(frozen=True)
class Granted:
    """A role in the office. `programmes`: numbers of versions, None for all; `own`: a facilitator's enrolments."""

    role: OfficeRole
    programmes: frozenset[int] | None = None
    own: frozenset[int] = frozenset()


@dataclass(frozen=True)
class Behind:
    """Whom a link was made for: a contact of a municipality, in a role."""

    contact_id: int
    enrolment_id: int
    role: MunicipalRole


@dataclass(frozen=True)
class Actor:
    """Who does something, on whose behalf (empty: their own), and through which command, form, link or mail."""

    kind: ActorKind
    name: str
    on_behalf: str = ""
    through: str = ""
    granted: tuple[Granted, ...] = ()
    behind: Behind | None = None

    def standing_in_for(self, name: str) -> Actor:
        """The same person, acting for somebody else; an empty name is for themselves."""
        return replace(self, on_behalf=name)


AUTOMATIC = "Tovholder"
"""The name of the engine. It is not shown to anybody: in Danish it is a coordinator as well."""
ENGINE = Actor(ActorKind.ENGINE, AUTOMATIC)


def administrator(name: str, *, through: str = "") -> Actor:
    """Whoever holds the machine: the command line, and the forms of the interface beside it.

    Raises:
        NameMissing: when the name is blank.
    """
    if not name.strip():
        raise NameMissing
    return Actor(
        ActorKind.OFFICE, name.strip(), through=through, granted=(Granted(OfficeRole.ADMINISTRATOR),)
    )
