"""Whom something is asked of: the people behind a role, in the municipality or in the office."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session

from actions import programmes
from models.people import Contact
from models.programme import OFFICE_ROLES, Person, Programme, Role
from models.progress import Enrolment


@dataclass(frozen=True)
class Recipient:
    """Somebody a letter can go to. `contact_id` is None for people in the office: they get no links."""

    name: str
    email: str
    role: Role
    contact_id: int | None = None


def of_contact(contact: Contact) -> Recipient:
    """The recipient a contact is."""
    return Recipient(contact.name, contact.email, contact.role, contact.id)


def of_person(person: Person) -> Recipient:
    """The recipient a person in the office is."""
    return Recipient(person.name, str(person.email), person.role)


def contacts(session: Session, enrolment: Enrolment, role: Role) -> tuple[Contact, ...]:
    """Those who hold the role in the municipality now, oldest first; empty when nobody does."""
    held = (
        select(Contact)
        .where(Contact.enrolment_id == enrolment.id, Contact.role == role, Contact.ended_at.is_(None))
        .order_by(Contact.id)
    )
    return tuple(session.scalars(held))


def recipients(session: Session, enrolment: Enrolment, role: Role) -> tuple[Recipient, ...]:
    """Everybody who holds the role. A municipal role nobody holds falls to the coordinator."""
    if role in OFFICE_ROLES:
        programme = programmes.definition(session, enrolment.programme_id)
        return tuple(of_person(one) for one in programme.office.people if one.role == role)
    found = contacts(session, enrolment, role) or contacts(session, enrolment, Role.COORDINATOR)
    return tuple(of_contact(one) for one in found)


def escalation_person(programme: Programme, key: str | None = None) -> Person:
    """The named person the last rung goes to: the requirement's own, or the programme's."""
    return programme.person(key or programme.office.escalate_to)
