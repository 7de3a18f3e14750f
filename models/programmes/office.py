"""Who something is asked of, and those who run a programme, as they are written beforehand."""

from __future__ import annotations

from enum import StrEnum
from typing import Annotated, Literal

from pydantic import EmailStr, Field

from models.definition import Definition, Key, Text


class Role(StrEnum):
    """Who something is asked of. The last two sit in the office and are named in the programme itself."""

    COORDINATOR = "coordinator"
    CONTACT_PERSON = "contact_person"
    DIRECTORATE = "directorate"
    MANAGEMENT_SPONSOR = "management_sponsor"
    PARTICIPANT = "participant"
    INTERVIEWEE = "interviewee"
    FACILITATOR = "facilitator"
    PROGRAMME_OFFICE = "programme_office"


OFFICE_ROLES = frozenset({Role.FACILITATOR, Role.PROGRAMME_OFFICE})


class Person(Definition):
    """Somebody in the office: an address letters may go to and a name decisions may carry."""

    key: Key
    name: Text
    email: EmailStr
    role: Literal[Role.FACILITATOR, Role.PROGRAMME_OFFICE]
    phone: str = ""


class Sender(Definition):
    """The From of every letter: the office's own mailbox."""

    name: Annotated[str, Field(min_length=1, max_length=75)]
    email: EmailStr


class Office(Definition):
    """Those who run the programme. `escalate_to` names the person the last reminder rung goes to."""

    name: Text
    sender: Sender
    reply_to: EmailStr
    phone: str = ""
    people: tuple[Person, ...] = Field(min_length=1)
    escalate_to: Key

    @property
    def facilitator(self) -> str:
        """The name of whoever facilitates first of all; empty when nobody does."""
        return next((one.name for one in self.people if one.role is Role.FACILITATOR), "")
