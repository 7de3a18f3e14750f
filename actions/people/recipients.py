"""Whom something is asked of: the people behind a role, in the municipality or in the office."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Mapping
from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session

from actions import bulk
from actions.programmes import publishing
from models.people import Contact, Enrolment
from models.programmes.office import OFFICE_ROLES, Person, Role
from models.programmes.programme import Programme


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


def recipients(session: Session, enrolment: Enrolment, role: Role) -> tuple[Recipient, ...]:
    """Everybody who holds the role. A municipal role nobody holds falls to the coordinator."""
    return recipients_of(session, [(enrolment, role)])[enrolment.id, role]


def recipients_of(
    session: Session, roles: Collection[tuple[Enrolment, Role]]
) -> Mapping[tuple[int, Role], tuple[Recipient, ...]]:
    """The same for many municipalities and roles at once, by the enrolment's number and the role."""
    there = _holders(session, [one for one in roles if one[1] not in OFFICE_ROLES])

    def holding(enrolment: Enrolment, role: Role) -> tuple[Recipient, ...]:
        if role in OFFICE_ROLES:
            programme = publishing.definition(session, enrolment.programme_id)
            return tuple(of_person(one) for one in programme.office.people if one.role == role)
        return tuple(there[enrolment.id, role] or there[enrolment.id, Role.COORDINATOR])

    return {(enrolment.id, role): holding(enrolment, role) for enrolment, role in roles}


def _holders(
    session: Session, roles: Collection[tuple[Enrolment, Role]]
) -> defaultdict[tuple[int, Role], list[Recipient]]:
    found: defaultdict[tuple[int, Role], list[Recipient]] = defaultdict(list)
    held = (
        select(Contact.enrolment_id, Contact.name, Contact.email, Contact.role, Contact.id)
        .where(
            bulk.among(Contact.enrolment_id, {enrolment.id for enrolment, _ in roles}),
            Contact.role.in_({Role.COORDINATOR, *(role for _, role in roles)}),
            Contact.ended_at.is_(None),
        )
        .order_by(Contact.id)
    )
    for enrolment_id, name, email, role, number in session.execute(held) if roles else ():
        found[enrolment_id, role].append(Recipient(name, email, role, number))
    return found


def escalation_person(programme: Programme, key: str | None = None) -> Person:
    """The named person the last rung goes to: the requirement's own, or the programme's."""
    return programme.person(key or programme.office.escalate_to)
