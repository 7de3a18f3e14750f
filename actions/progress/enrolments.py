"""A municipality's way in and out of a programme."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import func, or_, select
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import Session

from actions import clock, journal
from actions.programmes import publishing
from actions.things import thing
from models.accounts.actors import Actor
from models.addresses import address_or_none
from models.errors.people import (
    AlreadyEnrolled,
    CohortFull,
    ContactInvalid,
    NotEnrolled,
    UnknownEnrolment,
    UnknownMunicipality,
)
from models.journal import What
from models.language import Language
from models.people import Contact, Enrolment, Municipality
from models.programmes.office import Role
from models.programmes.versions import ProgrammeVersion
from models.progress import StepState
from models.states import EnrolmentStatus
from rules import permissions
from rules.permissions import Act


@dataclass(frozen=True)
class NewContact:
    """A person to be known in a role."""

    role: Role
    name: str
    email: str
    phone: str = ""


def get(session: Session, enrolment_id: int) -> Enrolment:
    """The enrolment of that number.

    Raises:
        UnknownEnrolment: when there is none.
    """
    enrolment = session.get(Enrolment, enrolment_id)
    if enrolment is None:
        raise UnknownEnrolment(enrolment=enrolment_id)
    return enrolment


def active(session: Session, enrolment_id: int) -> Enrolment:
    """The enrolment, as long as the municipality takes part.

    Raises:
        NotEnrolled: when it has left.
    """
    enrolment = get(session, enrolment_id)
    if enrolment.status is EnrolmentStatus.WITHDRAWN:
        raise NotEnrolled(municipality=municipality(session, enrolment).name)
    return enrolment


def of_programme(session: Session, programme_id: int) -> tuple[Enrolment, ...]:
    """Everybody enrolled in that version, those who have left as well, in the order of enrolment."""
    enrolled = select(Enrolment).where(Enrolment.programme_id == programme_id)
    return tuple(session.scalars(enrolled.order_by(Enrolment.id)))


def municipality(session: Session, enrolment: Enrolment) -> Municipality:
    """The municipality behind an enrolment."""
    return session.get_one(Municipality, enrolment.municipality_id)


def language(session: Session, enrolment: Enrolment) -> Language:
    """The language the municipality is spoken to."""
    return publishing.definition(session, enrolment.programme_id).language


def language_of(session: Session, enrolment_id: int) -> Language:
    """The same by id; the office's when nobody is enrolled under it."""
    enrolment = session.get(Enrolment, enrolment_id)
    return language(session, enrolment) if enrolment else publishing.office_language(session)


def find_municipality(session: Session, country: str, wanted: str) -> Municipality:
    """By name or official code, whatever the case.

    Raises:
        UnknownMunicipality: when the country has none like that.
    """
    of_country = select(Municipality).where(Municipality.country == country)
    by_name_or_code = or_(
        func.lower(Municipality.name) == wanted.strip().lower(), Municipality.code == wanted.strip().zfill(4)
    )
    found = session.scalar(of_country.where(by_name_or_code))
    if found is None:
        raise UnknownMunicipality(municipality=wanted, country=country)
    return found


def find(session: Session, version: ProgrammeVersion, wanted: str) -> Enrolment:
    """The enrolment of a municipality, by its name or code, in this version.

    Raises:
        UnknownEnrolment: when it does not take part.
    """
    country = publishing.definition(session, version.id).country
    home = find_municipality(session, country, wanted)
    found = session.scalar(
        select(Enrolment).where(Enrolment.programme_id == version.id, Enrolment.municipality_id == home.id)
    )
    if found is None:
        raise UnknownEnrolment(enrolment=f"of {home.name} in {version.key}")
    return found


def enrol(
    session: Session,
    version: ProgrammeVersion,
    wanted: str,
    people_there: Sequence[NewContact],
    *,
    actor: Actor,
    now: datetime,
) -> Enrolment:
    """Take a municipality into the cohort, with its people; its steps open when their time comes.

    Raises:
        UnknownMunicipality, AlreadyEnrolled, CohortFull, ContactInvalid.
    """
    permissions.check(actor, Act.ENROL, thing(programme_id=version.id))
    programme = publishing.definition(session, version.id)
    home = find_municipality(session, programme.country, wanted)
    session.execute(select(ProgrammeVersion).where(ProgrammeVersion.id == version.id).with_for_update())
    _check_place(session, version, programme.places.municipalities, home)
    enrolment = Enrolment(programme_id=version.id, municipality_id=home.id, enrolled_at=now)
    session.add(enrolment)
    session.flush()
    for person in people_there:
        add_contact(session, enrolment, person)
    dates = publishing.dates(session, version.id)
    for step in programme.steps:
        session.add(StepState(enrolment_id=enrolment.id, step=step.key, opens_at=dates.opening(step.key)))
    session.flush()
    journal.record(
        session,
        journal.line(
            What.ENROLLED, enrolment=enrolment, key=home.code, actor=actor, contacts=len(people_there)
        ),
        now=now,
    )
    clock.stir(session)
    return enrolment


def _check_place(session: Session, version: ProgrammeVersion, places: int, home: Municipality) -> None:
    taken = select(Enrolment).where(Enrolment.programme_id == version.id)
    cohort = list(session.scalars(taken))
    for one in cohort:
        if one.municipality_id == home.id:
            raise AlreadyEnrolled(municipality=home.name, programme=version.key, enrolment=one.id)
    if sum(one.status is not EnrolmentStatus.WITHDRAWN for one in cohort) >= places:
        raise CohortFull(programme=version.key, places=places)


def add_contact(session: Session, enrolment: Enrolment, person: NewContact) -> Contact:
    """Register a person in a role; the same address in the same role is one person, back again if it had ended.

    Raises:
        ContactInvalid: when the address cannot be one.
    """
    address = address_or_none(person.email.strip())
    if address is None:
        raise ContactInvalid(address=person.email)
    values = {"name": person.name.strip(), "phone": person.phone, "ended_at": None}
    contact_id = session.scalar(
        insert(Contact)
        .values(enrolment_id=enrolment.id, role=person.role, email=address, **values)
        .on_conflict_do_update(constraint="one_contact_per_role_and_address", set_=values)
        .returning(Contact.id)
    )
    contact = session.get_one(Contact, contact_id)
    session.refresh(contact)
    return contact
